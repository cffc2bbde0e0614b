"""Noticing: what a run should tell people about contacts that changed.

A value that two sources give to two people (a successor has it now, or one source is out of date); two surnames or two
direct lines of one contact; signs that a contact is several people.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from syncsvc.matching.alarms import alarms
from syncsvc.merge import fold
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Kind
from syncsvc.model.issue import Issue, Severity
from syncsvc.model.match import Verdict
from syncsvc.model.record import RecordRef
from syncsvc.run.service import Run
from syncsvc.store import Unit
from syncsvc.store.connection import chunks

_STAGE = "match"
_BATCH = 5_000
_CROWD = 8
"""Records with one value above which it is a shared one, and no news."""
_SEVERAL = 2
Holders = dict[tuple[str, str], frozenset[str]]


def notice(unit: Unit, touched: Iterable[str], run: Run) -> None:
    """Bring the issues on these contacts, and on whoever they were told with, up to date."""
    ids = {*touched}
    if not ids:
        return
    # A pair is told under its lower id; the other one stands in ``place``.
    told = [one.issue for one in unit.issues.all(source="", stage=_STAGE)]
    ids |= {issue.key for issue in told if issue.place in ids}
    for batch in chunks(sorted(ids), _BATCH):
        contacts = unit.directory.get(batch)
        found = [
            issue for contact in contacts.values() for issue in (*_disputed(unit, contact), *_alarmed(unit, contact))
        ]
        found += _passed_on(unit, contacts)
        unit.issues.replace(_STAGE, "", batch, found, run=run.id, now=run.now)


def _alarmed(unit: Unit, contact: CanonicalContact) -> Iterator[Issue]:
    if len(contact.members) <= _SEVERAL:
        return
    own = set(contact.members)
    matches = [match for match in unit.linkage.matches(contact.members) if {match.left, match.right} <= own]
    for one in alarms(contact.members, matches):
        pair = " ".join(f"{ref.source}:{ref.key}" for ref in one.refs) or "LEFT RIGHT"
        hint = f"«syncsvc why {contact.id}» tells why; «syncsvc decide {pair} different» parts them"
        yield Issue(_STAGE, one.code, one.message, key=contact.id, value=contact.name.display, hint=hint)


def _disputed(unit: Unit, contact: CanonicalContact) -> Iterator[Issue]:
    """Two surnames, two direct lines: where sources differ and it matters."""
    if contact.kind is not Kind.PERSON or len(contact.members) < _SEVERAL:
        return
    hint = f"«syncsvc show {contact.id}» tells who says what; «syncsvc set» settles it"
    families = {fold(one.name.family): one.name.family for one in unit.contacts.get(contact.members).values()}
    words = {family: set(family.split()) for family in families if family}
    if any(words[one].isdisjoint(words[two]) for one, two in combinations(words, 2)):
        names = ", ".join(sorted(filter(None, families.values())))
        yield Issue(
            _STAGE, "two-surnames", "sources give one person two family names", key=contact.id, field="name",
            value=names, hint=hint, severity=Severity.NOTICE,
        )  # fmt: skip
    lines = {phone.number: phone.display for phone in contact.phones if phone.type == "work"}
    sources = {one.value: {ref.source for ref in one.refs} for one in contact.origins if one.value in lines}
    if any(sources[one].isdisjoint(sources[two]) for one, two in combinations(sorted(sources), 2)):
        yield Issue(
            _STAGE, "two-lines", "sources give one person different direct lines", key=contact.id, field="phones",
            value=", ".join(lines[number] for number in sorted(sources)), hint=hint, severity=Severity.NOTICE,
        )  # fmt: skip


def _passed_on(unit: Unit, contacts: Mapping[str, CanonicalContact]) -> list[Issue]:
    """Mailboxes and numbers that different sources give to different people."""
    people = {id_: one for id_, one in contacts.items() if one.kind is Kind.PERSON and (one.phones or one.emails)}
    held = unit.linkage.entries([ref for one in people.values() for ref in one.members]).key.tolist()
    # Odd keys stand for values.
    census = unit.linkage.census(sorted({key for key in held if key & 1}))
    few = [key for key, seen in census.items() if seen.names > 1 and seen.records <= _CROWD]
    together = [frozenset(refs) for refs in unit.linkage.holders(few).values()]
    ids = unit.identities.of({ref for refs in together for ref in refs})
    pairs = {
        (min(pair), max(pair))
        for refs in together
        for pair in combinations(sorted({ids[ref] for ref in refs if ref in ids}), 2)
        if people.keys() & set(pair)
    }
    others = unit.directory.get({id_ for pair in pairs for id_ in pair} - people.keys())
    known = {**people, **others}
    both = [(known[one], known[two]) for one, two in sorted(pairs) if one in known and two in known]
    return [issue for one, two in both for issue in _between(unit, one, two)]


def _between(unit: Unit, one: CanonicalContact, two: CanonicalContact) -> Iterator[Issue]:
    ours, theirs = _givers(one), _givers(two)
    # What one source lists for both it knows to be shared.
    shared = sorted(value for value in ours.keys() & theirs.keys() if ours[value].isdisjoint(theirs[value]))
    if (
        one.kind is not Kind.PERSON
        or two.kind is not Kind.PERSON
        or not shared
        or _asked(unit, one.members, two.members)
    ):
        return
    for field, value in shared:
        what = "number" if field == "phones" else "mail address"
        yield Issue(
            _STAGE,
            "passed-on",
            f"two sources give one {what} to two people",
            key=one.id,
            place=two.id,
            field=field,
            value=f"{value}: {one.name.display}, {two.name.display}",
            hint=f"if one of them left, correct that source; «syncsvc why {one.id} {two.id}» tells why they are two",
        )


def _givers(contact: CanonicalContact) -> Holders:
    """Which sources give which mailbox or number; faxes and switchboards are nobody's own."""
    own = {phone.number for phone in contact.phones if phone.type not in ("fax", "switchboard")}
    return {
        (origin.field, origin.value.casefold()): frozenset(ref.source for ref in origin.refs)
        for origin in contact.origins
        if origin.field == "emails" or (origin.field == "phones" and origin.value in own)
    }


def _asked(unit: Unit, ours: Sequence[RecordRef], theirs: Sequence[RecordRef]) -> bool:
    """Whether a person is asked about the two anyway."""
    ends = {*theirs}
    return any(
        match.verdict is not Verdict.DIFFERENT and not ends.isdisjoint((match.left, match.right))
        for match in unit.linkage.matches(ours)
    )
