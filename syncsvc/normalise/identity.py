"""What a record stands for, and its name: a person, a function, an organisation, a group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from syncsvc.model.contact import Kind, PersonName
from syncsvc.model.issue import Issue
from syncsvc.model.record import Field
from syncsvc.normalise import names
from syncsvc.normalise.text import tidy


@dataclass(frozen=True, slots=True)
class Surround:
    """What else a record says that bears on who it is."""

    organisation: str
    units: tuple[str, ...]
    role: str
    mailboxes: tuple[str, ...]


def _first(fields: Mapping[str, Sequence[Field]], name: str) -> str:
    return tidy(fields[name][0].value) if name in fields else ""


def read(fields: Mapping[str, Sequence[Field]], around: Surround) -> tuple[Kind, PersonName, tuple[Issue, ...]]:
    """Kind and name; an empty display where the record names nobody."""
    given, family = _first(fields, "given"), _first(fields, "family")
    if given or family:
        parts = PersonName(
            f"{given} {family}".strip(), _first(fields, "prefix"), given, family, _first(fields, "suffix")
        )
        return Kind.PERSON, parts, ()
    if name := _first(fields, "name"):
        return Kind.PERSON, names.read(name), ()
    return Kind.FUNCTION, PersonName(around.role or (around.units or (around.organisation,))[-1]), ()
