"""Relinking: what changes in matches and clusters when some records, decisions or both change."""

from collections.abc import Iterable
from dataclasses import dataclass

from syncsvc.model.contact import Contact
from syncsvc.model.match import Cluster, Decision, Match
from syncsvc.model.record import RecordRef


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new since the last linking."""

    contacts: tuple[Contact, ...] = ()
    """New and changed ones; ``Neighbourhood.contacts`` already gives them too."""
    gone: tuple[RecordRef, ...] = ()
    decided: tuple[RecordRef, ...] = ()
    """Both sides of every decision that was taken or undone."""


@dataclass(frozen=True, slots=True)
class Work:
    """How much a relinking had to do."""

    loaded: int = 0
    """Contacts asked of the neighbourhood."""
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
    contacts: Iterable[Contact] = (), gone: Iterable[RecordRef] = (), decided: Iterable[RecordRef] = ()
) -> Changes:
    """Put changes in their order."""
    return Changes(
        tuple(sorted(contacts, key=lambda contact: contact.ref)), tuple(sorted(set(gone))), tuple(sorted(set(decided)))
    )
