"""Relate: who holds which function and who is in which group, each link labelled with what the other one is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from syncsvc.model.audience import Audience
from syncsvc.model.canonical import CanonicalContact, Link
from syncsvc.model.contact import Contact, Kind
from syncsvc.model.record import RecordRef
from syncsvc.store import Unit
from syncsvc.store.connection import chunks

_BATCH = 5_000


def links(
    unit: Unit, members: Mapping[str, Sequence[RecordRef]], contacts: Mapping[RecordRef, Contact]
) -> dict[str, tuple[Link, ...]]:
    """The links of these ids, labelled as the directory stands; «relabel» follows once all are merged."""
    related = unit.linkage.related([*contacts])
    grouped = {RecordRef(contact.ref.source, key) for contact in contacts.values() for key in contact.members}
    ids = unit.identities.of({*grouped, *(ref for match in related for ref in (match.left, match.right))})
    home = {ref: id_ for id_, refs in members.items() for ref in refs}
    found: dict[str, set[Link]] = {}
    for match in related:
        for ref, other in ((match.left, match.right), (match.right, match.left)):
            if ref in contacts and other in ids:
                relation = "holds" if contacts[ref].kind is Kind.PERSON else "held-by"
                found.setdefault(home[ref], set()).add(Link(relation, ids[other]))
    for contact in contacts.values():
        inside = (ids.get(RecordRef(contact.ref.source, key)) for key in contact.members)
        found.setdefault(home[contact.ref], set()).update(Link("member", id_) for id_ in inside if id_)
    return _labelled(unit, {id_: tuple(sorted(own, key=_place)) for id_, own in found.items() if own})


def concerned(unit: Unit, former: Mapping[str, CanonicalContact], fresh: Iterable[CanonicalContact]) -> set[str]:
    """The ids whose links have to be labelled again: those just merged, and whoever links to one that moved.

    One has moved that is new, gone, known to another circle than before, or something else than before.
    """
    now = {contact.id: contact for contact in fresh}
    moved = [id_ for id_ in former.keys() | now.keys() if _label(former.get(id_)) != _label(now.get(id_))]
    found = {id_ for id_, contact in now.items() if contact.links}
    found |= {link.id for id_ in moved for kept in (former, now) if id_ in kept for link in kept[id_].links}
    members = {ref for id_ in moved for kept in (former, now) if id_ in kept for ref in kept[id_].members}
    groups = unit.contacts.groups_with(members)
    return found | set(unit.identities.of(groups).values())


def relabel(unit: Unit, ids: Sequence[str], now: datetime) -> tuple[str, ...]:
    """Label the links of these contacts again; return the ids of those that this changed."""
    changed: list[str] = []
    for batch in chunks(ids, _BATCH):
        present = {id_: contact for id_, contact in unit.directory.get(batch).items() if contact.links}
        fresh = _labelled(unit, {id_: contact.links for id_, contact in present.items()})
        stale = [replace(one, links=fresh[id_]) for id_, one in present.items() if fresh[id_] != one.links]
        changed += unit.directory.put(stale, now) if stale else ()
    return tuple(changed)


def _labelled(unit: Unit, own: Mapping[str, tuple[Link, ...]]) -> dict[str, tuple[Link, ...]]:
    others = unit.directory.get(sorted({link.id for links in own.values() for link in links}))
    labels = {id_: _label(contact) for id_, contact in others.items()}
    return {id_: tuple(_with(link, labels.get(link.id)) for link in links) for id_, links in own.items()}


def _with(link: Link, label: tuple[Kind, Audience] | None) -> Link:
    # One that is not merged yet is nobody's to see; «relabel» comes after it.
    kind, audience = label or (link.kind, Audience.INTERNAL)
    return replace(link, kind=kind, audience=audience)


def _label(contact: CanonicalContact | None) -> tuple[Kind, Audience] | None:
    return None if contact is None else (contact.kind, contact.audience)


def _place(link: Link) -> tuple[str, str]:
    return (link.relation, link.id)
