"""Modelling: what another model of matching would join and part, and how the linkage of now holds together."""

from dataclasses import dataclass

from syncsvc.matching import DEFAULT, Model, link
from syncsvc.matching.watching import not_within, weakest
from syncsvc.model.match import Cluster, Match, Verdict
from syncsvc.model.record import RecordRef
from syncsvc.store import Unit


@dataclass(frozen=True, slots=True)
class Moved:
    """Records that would be one, or be one no more, with the contacts they are now."""

    records: tuple[tuple[RecordRef, str], ...]
    """Each with what it calls whom it is about."""
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a model would change in the linkage that is kept."""

    joined: tuple[Moved, ...]
    parted: tuple[Moved, ...]
    asked: int
    """How many more pairs a person would be asked about; fewer if negative."""


def prospect(unit: Unit, model: Model = DEFAULT) -> Prospect:
    """Link everything with a model and compare with what is kept; nothing is changed."""
    then = link(unit.contacts.iterate(), unit.decisions.in_force(), model)
    now = tuple(unit.linkage.partition())
    asked = sum(match.verdict is Verdict.UNSURE for match in then.matches) - unit.linkage.count(Verdict.UNSURE)
    joined = tuple(_moved(unit, cluster) for cluster in not_within(then.clusters, now))
    return Prospect(joined, tuple(_moved(unit, cluster) for cluster in not_within(now, then.clusters)), asked)


def _moved(unit: Unit, cluster: Cluster) -> Moved:
    contacts = unit.contacts.get(cluster.members)
    records = tuple((ref, contacts[ref].name.display) for ref in cluster.members if ref in contacts)
    return Moved(records, tuple(sorted(set(unit.identities.of(cluster.members).values()))))


@dataclass(frozen=True, slots=True)
class Standing:
    """How the linkage holds together; see ``matching.watching.Health``."""

    largest: int
    doubles: int
    weakest: Match | None


def standing(unit: Unit) -> Standing:
    """Look at the whole linkage."""
    largest, doubles = unit.identities.extremes()
    return Standing(largest, doubles, _weakest(unit))


def _weakest(unit: Unit) -> Match | None:
    """Of all pairs that alone hold a contact together, the one of least weight."""
    for match in unit.linkage.holding():
        members = {ref for cluster in unit.linkage.clusters([match.left]) for ref in cluster.members}
        inner = [one for one in unit.linkage.matches(sorted(members)) if {one.left, one.right} <= members]
        found = weakest(inner)
        if found is not None and found.score <= match.score:
            return found
    return None
