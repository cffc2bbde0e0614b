"""Ids are for ever: clusters get the ids their records had, new ones are minted, and every id's fate is told."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from syncsvc.model.match import Cluster
from syncsvc.model.record import RecordRef

Memberships = Mapping[str, Collection[RecordRef]]


@dataclass(frozen=True, slots=True)
class Traits:
    """What decides between clusters that hold equally many of an id's records."""

    pinned: RecordRef | None = None
    """The id stays with this record."""
    founder: RecordRef | None = None
    """The record the id was minted for."""
    since: str = ""
    """When it was minted; any text that sorts by time."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """The ids of clusters, and what became of every id that was there before."""

    ids: tuple[tuple[Cluster, str], ...]
    """Each cluster with its id, sorted by cluster; no id comes twice."""
    minted: tuple[str, ...] = ()
    revived: tuple[str, ...] = ()
    merged: tuple[tuple[str, str], ...] = ()
    """(former id, the id that has all its records now): a redirect."""
    split: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(id, the ids its records have now), where these are several; the first is the one to redirect to."""
    retired: tuple[str, ...] = ()
    """Ids without records."""


def assign(
    previous: Memberships,
    retired: Memberships,
    clusters: Iterable[Cluster],
    mint: Callable[[], str],
    traits: Mapping[str, Traits] | None = None,
) -> Assignment:
    """Carry ids over to clusters.

    ``previous`` holds the active ids with their records, ``retired`` ids that are merged or without records, with
    the records they had last; both only as far as they touch ``clusters``. An id goes to the cluster with most of its
    records; ties go by pinned record, founding record, a cluster that no retired id could claim, the older id, the
    lower id. A cluster left over revives the retired id with which it shares most, or gets a new one.
    """
    ordered = sorted(clusters, key=lambda cluster: cluster.members)
    place = {ref: number for number, cluster in enumerate(ordered) for ref in cluster.members}
    known = traits or {}
    claims = _claims(previous, place, known, {number for id_ in retired for number in _places(retired[id_], place)})
    given = _take(claims, {}, set())
    old = _claims({id_: refs for id_, refs in retired.items() if id_ not in previous}, place, known, set())
    revived = _take(old, given, set(given.values()))
    ids = {**given, **revived}
    fresh = [number for number in range(len(ordered)) if number not in ids]
    # In order, so that what belongs to neighbouring records lies side by side in the store: it is read together.
    minted = dict(zip(fresh, sorted(mint() for _ in fresh), strict=True))
    ids.update(minted)
    merged, split, gone = _fates(previous, place, ids)
    return Assignment(
        tuple((cluster, ids[number]) for number, cluster in enumerate(ordered)),
        tuple(minted.values()),
        tuple(sorted(revived.values())),
        merged,
        split,
        gone,
    )


def _places(refs: Iterable[RecordRef], place: Mapping[RecordRef, int]) -> Counter[int]:
    """In which clusters these records are now, and how many of them."""
    return Counter(place[ref] for ref in refs if ref in place)


Claim = tuple[tuple[int, bool, bool, bool, str, str, int], str, int]


def _claims(
    memberships: Memberships, place: Mapping[RecordRef, int], traits: Mapping[str, Traits], claimable: set[int]
) -> list[Claim]:
    """Every id with every cluster that holds one of its records, the strongest claim first."""
    claims: list[Claim] = []
    for id_, refs in memberships.items():
        trait = traits.get(id_, Traits())
        pinned = None if trait.pinned is None else place.get(trait.pinned)
        founded = None if trait.founder is None else place.get(trait.founder)
        for number, common in _places(refs, place).items():
            ranks = (-common, pinned != number, founded != number, number in claimable, trait.since, id_, number)
            claims.append((ranks, id_, number))
    return sorted(claims)


def _take(claims: Iterable[Claim], taken: Mapping[int, str], used: set[str]) -> dict[int, str]:
    """Satisfy claims in order, each id and each cluster once."""
    result: dict[int, str] = {}
    for _, id_, number in claims:
        if number not in taken and number not in result and id_ not in used:
            result[number] = id_
            used.add(id_)
    return result


def _fates(
    previous: Memberships, place: Mapping[RecordRef, int], ids: Mapping[int, str]
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, tuple[str, ...]], ...], tuple[str, ...]]:
    """Merged, split and retired ids."""
    merged: list[tuple[str, str]] = []
    split: list[tuple[str, tuple[str, ...]]] = []
    gone: list[str] = []
    for id_ in sorted(previous):
        share: dict[str, int] = defaultdict(int)
        for number, common in _places(previous[id_], place).items():
            share[ids[number]] += common
        heirs = sorted(share, key=lambda heir: (heir != id_, -share[heir], heir))
        if not heirs:
            gone.append(id_)
        elif len(heirs) > 1:
            split.append((id_, tuple(heirs)))
        elif heirs[0] != id_:
            merged.append((id_, heirs[0]))
    return tuple(merged), tuple(split), tuple(gone)
