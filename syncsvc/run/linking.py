"""Match: link again what changed, and give every cluster its lasting id."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from syncsvc.matching import relink
from syncsvc.matching.identity import Assignment, assign
from syncsvc.matching.relinking import Relinked, changes
from syncsvc.model.contact import Contact
from syncsvc.model.match import Cluster
from syncsvc.model.record import RecordRef
from syncsvc.run.taking import Run
from syncsvc.store import Unit


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking brought: clusters that changed or hold a changed record, and their ids."""

    relinked: Relinked
    assignment: Assignment
    clusters: tuple[Cluster, ...] = ()


def link(
    unit: Unit,
    contacts: Iterable[Contact],
    gone: Iterable[RecordRef],
    mint: Callable[[], str],
    run: Run,
) -> Linked:
    """Link the changes, keep the outcome, and carry ids over."""
    pending = unit.decisions.pending()
    decided = [ref for entry in pending for ref in (entry.decision.left, entry.decision.right)]
    change = changes(contacts, gone, decided)
    relinked = relink(change, unit.linkage)
    unit.linkage.keep(relinked.dropped, relinked.matches, relinked.dissolved, relinked.built)
    unit.decisions.applied(entry.number for entry in pending)
