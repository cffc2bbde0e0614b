"""Erasure: everything about a person leaves the store in one transaction; a suppression and an audit line stay."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Contact
from syncsvc.model.record import RecordRef
from syncsvc.store.audit import AuditLine
from syncsvc.store.suppressions import Suppression
from syncsvc.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Erasure:
    """Whom to erase, who asked for it, and what keeps them away."""

    ids: tuple[str, ...]
    """Canonical ids; what was merged into them goes too."""
    by: str
    now: datetime
    reason: str = "request"
    """A code, no free text."""
    suppression: Suppression | None = None
    terms: tuple[str, ...] = ()
    """What the suppression recognises the person by."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What went."""

    ids: tuple[str, ...]
    refs: tuple[RecordRef, ...]
    targets: tuple[str, ...]
    """The targets that still hold entries of the erased, until delivered to."""


def erase(unit: Unit, erasure: Erasure) -> Erased:
    """Erase within a unit of work; targets are delivered to afterwards, from the feed."""
    unit.erased = True
    given = sorted(set(erasure.ids))
    ids = tuple(dict.fromkeys((*given, *unit.identities.merged_into(given))))
    refs = tuple(sorted({ref for members in unit.identities.members(ids).values() for ref in members}))
    quoted = set(_quotable(unit.directory.get(ids).values(), unit.contacts.get(refs).values()))
    targets = tuple(sorted({name for id_ in ids for name in unit.targets.holding(id_)}))
    _forget(unit, ids, refs, erasure.now)
    unit.issues.remove_mentions(quoted)
    for name in sorted({ref.source for ref in refs}):
        state = unit.sources.get(name)
        records, issues = unit.records.count(name), unit.issues.count(name)
        unit.sources.keep(replace(state, records=records, issues=issues))
        unit.sources.note(name, b"")
    if erasure.suppression is not None:
        unit.suppressions.add(erasure.suppression, erasure.terms)
    for id_ in given:
        unit.audit.add(AuditLine(erasure.now, erasure.by, "erase", id_, erasure.reason))
    return Erased(ids, refs, targets)


def _forget(unit: Unit, ids: Sequence[str], refs: Sequence[RecordRef], now: datetime) -> None:
    unit.issues.remove(refs)
    unit.issues.remove(RecordRef("", id_) for id_ in ids)
    unit.decisions.remove(refs)
    unit.corrections.remove(ids, refs)
    unit.holds.remove(refs, ids)
    unit.targets.erase(ids)
    unit.directory.remove(ids, now)
    unit.events.remove(ids)
    unit.identities.erase(ids, now)
    unit.records.remove(refs)


def _quotable(canonical: Iterable[CanonicalContact], contacts: Iterable[Contact]) -> Iterator[str]:
    """What of a person an issue on somebody else may quote."""
    people: tuple[CanonicalContact | Contact, ...] = (*canonical, *contacts)
    for one in people:
        yield one.name.display
        yield from (email.address for email in one.emails)
        yield from (text for phone in one.phones for text in (phone.number, phone.display))
