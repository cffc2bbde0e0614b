"""Relate: who holds which function and who is in which group, each link labelled with what the other one is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from syncsvc.model.audience import Audience
from syncsvc.model.canonical import Link
from syncsvc.model.contact import Kind
from syncsvc.model.record import RecordRef
from syncsvc.run.uniting import Place
from syncsvc.store import Unit, unseal_canonical
from syncsvc.store.connection import chunks

_BATCH = 5_000


def links(unit: Unit, members: Mapping[str, Sequence[RecordRef]]) -> dict[str, tuple[tuple[RecordRef, Link], ...]]:
    """The links of these ids by the record they come of, labelled as the directory stands; «holds» is left open.

    «relabel» follows once all are merged.
    """
    home = {ref: id_ for id_, refs in members.items() for ref in refs}
    sides = [(match.left, match.right) for match in unit.linkage.related([*home])]
    held = [(ref, other, "") for ref, other in (*sides, *((right, left) for left, right in sides)) if ref in home]
    inside = [(group, ref, "member") for group, refs in unit.contacts.members(home).items() for ref in refs]
    ids = unit.identities.of({other for _, other, _ in (*held, *inside)})
    labels = _labels(unit, ids.values())
    found: dict[str, list[tuple[RecordRef, Link]]] = {}
    for ref, other, relation in (*held, *inside):
        if id_ := ids.get(other):
            found.setdefault(home[ref], []).append((ref, _with(Link(relation, id_), labels.get(id_))))
    return {id_: tuple(own) for id_, own in found.items()}


def concerned(unit: Unit, former: Mapping[str, Place], now: Mapping[str, Place]) -> set[str]:
    """The ids whose links have to be labelled again: those just merged, and whoever links to one that moved.

    One has moved that is new, gone, known to another circle than before, or something else than before.
    """
    moved = [id_ for id_ in former.keys() | now.keys() if _label(former.get(id_)) != _label(now.get(id_))]
    found = {id_ for id_, one in now.items() if one.links}
    found |= {other for id_ in moved for kept in (former, now) if id_ in kept for other in kept[id_].links}
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
    labels = _labels(unit, (link.id for links in own.values() for link in links))
    return {id_: tuple(_with(link, labels.get(link.id)) for link in links) for id_, links in own.items()}


def _labels(unit: Unit, ids: Iterable[str]) -> dict[str, tuple[Kind, Audience]]:
    contacts = (unseal_canonical(one, behind=False) for one in unit.directory.sealed(sorted(set(ids))))
    return {one.id: (one.kind, one.audience) for one in contacts}


def _with(link: Link, label: tuple[Kind, Audience] | None) -> Link:
    # One that is not merged yet is nobody's to see; «relabel» comes after it.
    kind, audience = label or (link.kind, Audience.INTERNAL)
    return replace(link, kind=kind, audience=audience)


def _label(one: Place | None) -> tuple[Kind, Audience] | None:
    return None if one is None else one.label
