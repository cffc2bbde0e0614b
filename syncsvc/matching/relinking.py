"""Relinking: what changes in matches and clusters when some records, decisions or both change.

What a change can reach: the pairs of the records themselves; the pairs of all who share a value whose bucket of
names, or a block whose opening, the change has tipped; and the clusters connected to any of these by edges. Only
these are weighed and built again, and the outcome equals linking everything from scratch.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from syncsvc.columns.comparable import Linkable
from syncsvc.matching.abreast import Aside, here
from syncsvc.matching.census import Book, kept
from syncsvc.matching.comparisons import DEFAULT
from syncsvc.matching.declaration import Model
from syncsvc.matching.neighbourhood import Neighbourhood
from syncsvc.matching.reach import keep_entries
from syncsvc.matching.rebuilding import rebuild
from syncsvc.matching.reweighing import Sheet, reweigh
from syncsvc.model.match import Cluster, Decision, Match
from syncsvc.model.record import RecordRef


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new since the last linking."""

    contacts: tuple[Linkable, ...] = ()
    """New and changed ones; ``Neighbourhood.comparables`` already gives them too."""
    gone: tuple[RecordRef, ...] = ()
    decided: tuple[RecordRef, ...] = ()
    """Both sides of every decision that was taken or undone."""


@dataclass(frozen=True, slots=True)
class Work:
    """How much a relinking had to do."""

    loaded: int = 0
    """Records asked of the neighbourhood to weigh pairs."""
    pairs: int = 0
    """Pairs weighed."""
    reached: int = 0
    """Records whose cluster was built again."""


@dataclass(frozen=True, slots=True)
class Relinked:
    """What to change in the kept matches and clusters; drop and dissolve first, then keep and build."""

    dropped: tuple[tuple[RecordRef, RecordRef], ...] = ()
    """Pairs whose kept match is gone; left sorts before right."""
    matches: tuple[Match, ...] = ()
    """New or changed matches, without evidence; they replace a kept match of the same pair."""
    dissolved: tuple[Cluster, ...] = ()
    built: tuple[Cluster, ...] = ()
    stale: tuple[Decision, ...] = ()
    """Decisions on records that changed since; their pairs are unsure until somebody looks again."""
    work: Work = Work()


def changes(
    contacts: Iterable[Linkable] = (), gone: Iterable[RecordRef] = (), decided: Iterable[RecordRef] = ()
) -> Changes:
    """Put changes in their order."""
    return Changes(
        tuple(sorted(contacts, key=attrgetter("ref"))), tuple(sorted(set(gone))), tuple(sorted(set(decided)))
    )


def relink(changed: Changes, neighbourhood: Neighbourhood, model: Model = DEFAULT, aside: Aside = here) -> Relinked:
    """Work out what a change means; keeps the new entries in the neighbourhood, and leaves the rest to the caller.

    ``aside`` does what can go on beside the rest, see ``tabulate``.
    """
    sheet, book = Sheet.of(changed.contacts, aside), Book(neighbourhood)
    entries = kept(sheet.keys, sheet.features.table)
    touched = keep_entries(entries, changed.gone, changed.decided, neighbourhood, book)
    reweighed = reweigh(sheet, touched, neighbourhood, book, model)
    rebuilt = rebuild(touched, reweighed, neighbourhood, book, model)
    return Relinked(
        reweighed.dropped,
        reweighed.matches,
        rebuilt.dissolved,
        rebuilt.built,
        reweighed.stale,
        Work(len(reweighed.sheet.contacts), reweighed.pairs, rebuilt.reached),
    )
