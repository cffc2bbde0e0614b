"""Merge: every cluster that was touched becomes its canonical contact again, and the feed tells who changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from syncsvc.correction import corrected
from syncsvc.merge import merge
from syncsvc.model.canonical import CanonicalContact, Origin
from syncsvc.model.issue import Issue
from syncsvc.model.profile import SourceProfile
from syncsvc.model.record import RecordRef
from syncsvc.run import relating
from syncsvc.run.correcting import compared, corrections, made
from syncsvc.store import SetValue, Unit

BATCH = 5_000
"""Canonical contacts merged at a time."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Which canonical contacts changed."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def remerge(unit: Unit, ids: Iterable[str], profiles: Mapping[str, SourceProfile], now: datetime) -> Merged:
    """Merge these ids from their present members; ids without members leave the directory."""
    ordered = sorted(set(ids))
    set_values = corrections(unit, now) if ordered else {}
    added: list[str] = []
    changed: list[str] = []
    removed: list[str] = []
    linked: set[str] = set()
    for start in range(0, len(ordered), BATCH):
        batch = ordered[start : start + BATCH]
        members = unit.identities.members(batch)
        former = unit.directory.get(batch)
        fresh = _merged(unit, members, former, profiles, set_values, now)
        put = unit.directory.put(fresh, now)
        added += [id_ for id_ in put if id_ not in former]
        changed += [id_ for id_ in put if id_ in former]
        removed += unit.directory.remove([id_ for id_ in batch if id_ not in members], now)
        linked |= relating.concerned(unit, former, fresh)
    relabelled = relating.relabel(unit, sorted(linked), now)
    changed += sorted({*relabelled} - {*added, *changed})
    return Merged(tuple(added), tuple(changed), tuple(removed))


def _merged(
    unit: Unit,
    members: Mapping[str, Sequence[RecordRef]],
    former: Mapping[str, CanonicalContact],
    profiles: Mapping[str, SourceProfile],
    set_values: Mapping[str, tuple[SetValue, ...]],
    now: datetime,
) -> list[CanonicalContact]:
    contacts = unit.contacts.get(ref for refs in members.values() for ref in refs)
    links = relating.links(unit, members, contacts)
    day = now.date().isoformat()
    merged = []
    issues: list[Issue] = []
    for id_, refs in members.items():
        own = [contacts[ref] for ref in refs]
        values = set_values.get(id_, ())
        applied = made(values, own, profiles)
        plain = merge(id_, own, profiles, [one for one in applied if one.field == "consent"])
        issues += compared(unit, plain, values, applied)
        contact = corrected(plain, [one for one in applied if one.field != "consent"]) if applied else plain
        origins = _since(contact.origins, former.get(id_), day)
        merged.append(replace(contact, origins=origins, links=links.get(id_, ())))
    unit.issues.replace("correct", "", sorted({*members, *former}), issues, run="", now=now)
    return merged


def _since(origins: Sequence[Origin], former: CanonicalContact | None, day: str) -> tuple[Origin, ...]:
    """The origins with the day from which each value has been held: as before, or today."""
    known = {(origin.field, origin.value): origin.since for origin in (former.origins if former else ())}
    return tuple(
        Origin(one.field, one.value, one.refs, known.get((one.field, one.value), day), one.chosen) for one in origins
    )
