"""Names of people in parts."""

from collections.abc import Sequence

from syncsvc.model.contact import PersonName


def read(text: str, locals_: Sequence[str] = ()) -> PersonName:
    family, comma, given = (part.strip() for part in text.partition(","))
    if not comma:
        given, _, family = text.rpartition(" ")
    return PersonName(f"{given} {family}".strip(), given=given, family=family)
