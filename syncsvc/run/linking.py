"""Match: link again what changed, and give every cluster its lasting id."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from syncsvc.columns.comparable import Linkable
from syncsvc.matching import DEFAULT, VERSION, Relinked, Work, changes, relink
from syncsvc.matching.identity import Assignment, Memberships, Traits, assign
from syncsvc.model.digest import digest
from syncsvc.model.match import Cluster
from syncsvc.model.record import RecordRef
from syncsvc.run.companion import aside
from syncsvc.run.service import Run
from syncsvc.run.taking import Taken
from syncsvc.store import Event, State, Unit
from syncsvc.store.facts import LINKED_WITH

_MODEL = digest(repr((VERSION, DEFAULT)).encode())


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking brought: the ids that have to be merged again, and what was done again."""

    ids: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    work: Work = field(default_factory=Work)


UNREST, UNREST_SHARE = 20, 0.1
"""So many contacts joined and parted in one run, and more than this share of all, are an alarm."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of ids."""

    touched: frozenset[str] = frozenset()
    joined: int = 0
    """Ids that were merged into another."""
    parted: int = 0
    """Ids that lost records to another, and records that left theirs because they name somebody else now."""


def link(unit: Unit, taken: Sequence[Taken], run: Run) -> Linked:
    """Link the changes, keep the outcome, and carry ids over."""
    gone = [ref for one in taken for ref in one.gone]
    linked_with = unit.facts.get(LINKED_WITH)
    afresh = linked_with not in ("", _MODEL)
    if afresh:
        unit.linkage.clear()
    contacts: Iterable[Linkable] = (contact for one in taken for contact in one.contacts)
    if afresh:
        lost = set(gone)
        contacts = (one for one in unit.contacts.every_comparable() if one.ref not in lost)
    if linked_with != _MODEL:
        unit.facts.put(LINKED_WITH, _MODEL)
    pending = unit.decisions.pending()
    decided = [ref for entry in pending for ref in (entry.decision.left, entry.decision.right)]
    change = changes(contacts, gone, decided)
    if not (change.contacts or gone or decided or any(one.remerge for one in taken)):
        return Linked()
    relinked = relink(change, unit.linkage, aside=aside)
    unit.linkage.keep(relinked.dropped, relinked.matches, relinked.dissolved, relinked.built)
    unit.decisions.applied(entry.number for entry in pending)
    assigned = _identify(unit, relinked, gone, run, {ref for one in taken for ref in one.replaced})
    touched = {*assigned.touched}
    if linked_with == _MODEL:  # else every contact was built, and nobody is left to be looked for
        touched |= _home(unit, [contact.ref for contact in change.contacts])
        touched |= _partners(unit, relinked, touched)
    for one in taken:
        if one.remerge:
            touched |= _home(unit, [contact.ref for contact in unit.contacts.iterate(one.result.name)])
    return Linked(frozenset(touched), (*_afresh(assigned, afresh=afresh), *_unrest(unit, assigned)), relinked.work)


def _afresh(moved: Moved, *, afresh: bool) -> tuple[str, ...]:
    """What matching everything again led to."""
    if not afresh:
        return ()
    did = f"{moved.joined} contacts were joined with another, {moved.parted} were parted"
    return (f"everything was matched again, because the model of matching changed: {did}",)


def _unrest(unit: Unit, moved: Moved) -> tuple[str, ...]:
    """An alarm where a large share of the ids changed hands at once."""
    if moved.joined + moved.parted < UNREST:
        return ()
    contacts, _, _ = unit.identities.census()
    if moved.joined + moved.parted <= UNREST_SHARE * contacts:
        return ()
    hint = "look whether a source changed its ways, or people are taken for one («syncsvc issues», «syncsvc status»)"
    return (f"ALARM: {moved.joined} contacts were joined with another, {moved.parted} parted, of {contacts}: {hint}",)


def let_go(unit: Unit, refs: Sequence[RecordRef], run: Run, forget: Callable[[], None]) -> set[str]:
    """Link as if these records were gone, forget them, and give what they leave behind its ids; return those."""
    relinked = relink(changes((), refs), unit.linkage)
    unit.linkage.keep(relinked.dropped, relinked.matches, relinked.dissolved, relinked.built)
    forget()
    ids = {*_identify(unit, relinked, (), run).touched}
    return ids | _partners(unit, relinked, ids)


def _identify(
    unit: Unit, relinked: Relinked, gone: Sequence[RecordRef], run: Run, replaced: Collection[RecordRef] = ()
) -> Moved:
    """Carry ids over to the clusters that were built; return every id this touches.

    An id is a person's: a record that was ``replaced``, given to somebody else, takes neither id nor corrections along.
    """
    refs = {ref for cluster in (*relinked.dissolved, *relinked.built) for ref in cluster.members}
    held = unit.identities.members(set(unit.identities.of({*refs, *gone, *replaced}).values()))
    if not held and not relinked.built:
        return Moved()
    # A cluster that stays as it is was not built anew, though somebody else may stand in it now.
    standing = [
        Cluster(tuple(sorted(own))) for own in held.values() if refs.isdisjoint(own) and not {*own}.isdisjoint(replaced)
    ]
    clusters = (*relinked.built, *standing)
    refs |= {ref for cluster in standing for ref in cluster.members}
    previous = {id_: [ref for ref in own if ref not in replaced] for id_, own in held.items()}
    retired = _retired(unit, refs.difference(replaced), previous)
    assigned = assign(previous, retired, clusters, run.mint, _traits(unit, previous))
    unit.identities.leave([*gone, *replaced], run.now)
    unit.corrections.loosen(replaced)
    unit.identities.mint([*assigned.minted, *assigned.revived], run.now)
    unit.identities.assign({ref: id_ for cluster, id_ in assigned.ids for ref in cluster.members}, run.now)
    unit.identities.merge(_redirects(assigned), run.now)
    unit.identities.retire(assigned.retired, run.now)
    unit.events.add(_events(assigned, run))
    touched = frozenset(id_ for _, id_ in assigned.ids) | previous.keys()
    return Moved(touched, len(assigned.merged), len(assigned.split) + len(replaced))


def _retired(unit: Unit, refs: Iterable[RecordRef], active: Memberships) -> dict[str, set[RecordRef]]:
    """Ids these records had before that are merged or without records now, with the records they had last."""
    once = {former.id for former in unit.identities.former(refs=refs)} - set(active)
    closed = [id_ for id_, known in unit.identities.known(once).items() if known.state in (State.MERGED, State.RETIRED)]
    last: dict[str, set[RecordRef]] = {}
    until: dict[str, object] = {}
    for former in unit.identities.former(ids=closed):
        # The latest come first: what ended with them is what the id had last.
        if former.until == until.setdefault(former.id, former.until):
            last.setdefault(former.id, set()).add(former.ref)
    return last


def _traits(unit: Unit, ids: Iterable[str]) -> dict[str, Traits]:
    known = unit.identities.known(ids)
    return {id_: Traits(since=identity.minted_at.isoformat()) for id_, identity in known.items()}


def _redirects(assigned: Assignment) -> dict[str, str]:
    """Where ids lead that have no cluster of their own any more."""
    scattered = {id_: heirs[0] for id_, heirs in assigned.split if heirs[0] != id_}
    return dict(assigned.merged) | scattered


def _events(assigned: Assignment, run: Run) -> list[Event]:
    """The history of ids; that one was minted is told by the id itself."""
    told = [Event("merge", id_, run.now, run.id, (heir,)) for id_, heir in assigned.merged]
    told += [Event("merge", heir, run.now, run.id, (id_,)) for id_, heir in assigned.merged]
    told += [Event("split", id_, run.now, run.id, heirs) for id_, heirs in assigned.split]
    told += [Event("restore", id_, run.now, run.id) for id_ in assigned.revived]
    return told + [Event("retire", id_, run.now, run.id) for id_ in assigned.retired]


def _home(unit: Unit, refs: Sequence[RecordRef]) -> set[str]:
    return set(unit.identities.of(refs).values())


def _partners(unit: Unit, relinked: Relinked, touched: set[str]) -> set[str]:
    """Contacts that hold, are held by, or contain one that was touched: their links may lead elsewhere now."""
    own = {ref for held in unit.identities.members(touched).values() for ref in held}
    lost = {ref for cluster in relinked.dissolved for ref in cluster.members}
    refs = {ref for pair in relinked.dropped for ref in pair}
    refs |= {ref for match in unit.linkage.related([*own]) for ref in (match.left, match.right)}
    refs |= unit.contacts.groups_with(own | lost)
    return _home(unit, [*refs])
