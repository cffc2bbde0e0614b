"""Merge: every cluster that was touched becomes its canonical contact again, and the feed tells who changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from syncsvc.merge import merge
from syncsvc.model.canonical import CanonicalContact, Link, Origin
from syncsvc.model.contact import Contact, Kind
from syncsvc.model.profile import SourceProfile
from syncsvc.model.record import RecordRef
from syncsvc.run.correcting import corrections
from syncsvc.store import Unit

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
    added: list[str] = []
    changed: list[str] = []
    removed: list[str] = []
    for start in range(0, len(ordered), BATCH):
        batch = ordered[start : start + BATCH]
        members = unit.identities.members(batch)
        former = unit.directory.get(batch)
        moved = unit.directory.put(_merged(unit, members, former, profiles, now), now)
        added += [id_ for id_ in moved if id_ not in former]
        changed += [id_ for id_ in moved if id_ in former]
        removed += unit.directory.remove([id_ for id_ in batch if id_ not in members], now)
    return Merged(tuple(added), tuple(changed), tuple(removed))


def _merged(
    unit: Unit,
    members: Mapping[str, Sequence[RecordRef]],
    former: Mapping[str, CanonicalContact],
    profiles: Mapping[str, SourceProfile],
    now: datetime,
) -> list[CanonicalContact]:
    contacts = unit.contacts.get(ref for refs in members.values() for ref in refs)
    set_values = corrections(unit, now)
    links = _links(unit, members, contacts)
    day = now.date().isoformat()
    merged = []
    for id_, refs in members.items():
        contact = merge(id_, [contacts[ref] for ref in refs], profiles, set_values.get(id_, ()))
        origins = _since(contact.origins, former.get(id_), day)
        merged.append(replace(contact, origins=origins, links=links.get(id_, ())))
    return merged


def _since(origins: Sequence[Origin], former: CanonicalContact | None, day: str) -> tuple[Origin, ...]:
    """The origins with the day from which each value has been held: as before, or today."""
    known = {(origin.field, origin.value): origin.since for origin in (former.origins if former else ())}
    return tuple(replace(origin, since=known.get((origin.field, origin.value), day)) for origin in origins)


def _links(
    unit: Unit, members: Mapping[str, Sequence[RecordRef]], contacts: Mapping[RecordRef, Contact]
) -> dict[str, tuple[Link, ...]]:
    """Who holds which function, and who is in which group, as seen from these ids."""
    related = [match for match in unit.linkage.matches([*contacts]) if match.relation == "holds"]
    grouped = {RecordRef(contact.ref.source, key) for contact in contacts.values() for key in contact.members}
    ids = unit.identities.of({*grouped, *(ref for match in related for ref in (match.left, match.right))})
    home = {ref: id_ for id_, refs in members.items() for ref in refs}
    links: dict[str, set[Link]] = {}
    for match in related:
        for ref, other in ((match.left, match.right), (match.right, match.left)):
            if ref in contacts and other in ids:
                relation = "holds" if contacts[ref].kind is Kind.PERSON else "held-by"
                links.setdefault(home[ref], set()).add(Link(relation, ids[other]))
    for contact in contacts.values():
        inside = (ids.get(RecordRef(contact.ref.source, key)) for key in contact.members)
        links.setdefault(home[contact.ref], set()).update(Link("member", id_) for id_ in inside if id_)
    return {id_: tuple(sorted(found, key=lambda link: (link.relation, link.id))) for id_, found in links.items()}
