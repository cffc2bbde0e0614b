"""Disputes: what sources say differently of one person, where it matters. Pure, so that a crew can do it."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from syncsvc.merge import fold
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Contact, Kind
from syncsvc.model.issue import Issue, Severity

STAGE = "merge"


def disputes(contact: CanonicalContact, members: Sequence[Contact]) -> tuple[Issue, ...]:
    """What people should settle about a contact made of these."""
    if contact.kind is not Kind.PERSON or len(members) < 2:
        return ()
    return (*_surnames(contact, members), *_lines(contact))


def _surnames(contact: CanonicalContact, members: Sequence[Contact]) -> Iterator[Issue]:
    """Two surnames of one person."""
    if sum(origin.field == "name" for origin in contact.origins) < 2:
        return
    families = {fold(one.name.family): one.name.family for one in members}
    words = {family: set(family.split()) for family in families if family}
    if any(words[one].isdisjoint(words[two]) for one, two in combinations(words, 2)):
        value = ", ".join(sorted(filter(None, families.values())))
        yield _dispute(contact, "two-surnames", "sources give one person two family names", "name", value)


def _lines(contact: CanonicalContact) -> Iterator[Issue]:
    """Two direct lines of one person, from different sources."""
    lines = {phone.number: phone.display for phone in contact.phones if phone.type == "work"}
    sources = {one.value: {ref.source for ref in one.refs} for one in contact.origins if one.value in lines}
    if any(sources[one].isdisjoint(sources[two]) for one, two in combinations(sorted(sources), 2)):
        value = ", ".join(lines[number] for number in sorted(sources))
        yield _dispute(contact, "two-lines", "sources give one person different direct lines", "phones", value)


def _dispute(contact: CanonicalContact, code: str, message: str, field: str, value: str) -> Issue:
    hint = f"«syncsvc show {contact.id}» tells who says what; «syncsvc set» settles it"
    return Issue(
        STAGE, code, message, key=contact.id, field=field, value=value, hint=hint, severity=Severity.NOTICE
    )  # fmt: skip
