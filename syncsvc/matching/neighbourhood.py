"""What relinking asks of whoever keeps the contacts, and an answer to it from memory.

A record is found through its *entries*: (key, name) pairs of 64-bit signed integers. ``key`` stands for a block (a
value such as a telephone number or a mailbox, or a combination such as given name and family name); ``name`` stands
for who uses it there. How many records and how many different names a key has is its *census*: it says whether the
key still tells anybody apart, and how much a shared value weighs. Keys and names are stable between runs and
platforms as long as ``matching.VERSION`` is; when that changes, everything is linked afresh.

A store keeps one table (record, key, name) with an index on key and one on record.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from syncsvc.columns.comparable import Comparable, Linkable, comparables
from syncsvc.model.match import Cluster, Decision, Match
from syncsvc.model.record import RecordRef

Integers = npt.NDArray[np.int64]
Couple = tuple[int, int]
"""Two keys of which at least one is even, that is: of a combination."""


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of some records, as columns of equal length; ``row`` counts into ``refs``."""

    refs: tuple[RecordRef, ...]
    row: Integers
    key: Integers
    name: Integers

    def __iter__(self) -> Iterator[tuple[RecordRef, int, int]]:
        """Each entry as (record, key, name): the rows of a store's table; no row comes twice."""
        refs = self.refs
        return (
            (refs[row], key, name)
            for row, key, name in zip(self.row.tolist(), self.key.tolist(), self.name.tolist(), strict=True)
        )


@dataclass(frozen=True, slots=True)
class Census:
    """How many records hold a key, and under how many different names (20 and more may all be given as 20)."""

    records: int = 0
    names: int = 0


class Neighbourhood(Protocol):
    """The kept contacts, as far as relinking needs to know them.

    ``census``, ``holders`` and ``keys`` speak of what ``replace`` was last told; ``matches`` and ``clusters`` of the
    result of the last linking; ``comparables`` and ``decisions`` of the present. Answers may come in any order.
    """

    def census(self, keys: Sequence[int]) -> Mapping[int, Census]:
        """Count who holds each key; keys nobody holds may be left out."""
        ...

    def holders(self, keys: Sequence[int]) -> Mapping[int, Sequence[RecordRef]]:
        """The records that hold each key; keys nobody holds may be left out."""
        ...

    def both(self, couples: Sequence[Couple]) -> Mapping[Couple, Sequence[RecordRef]]:
        """The records that hold both keys of each couple; couples nobody holds may be left out."""
        ...

    def common(self, couples: Sequence[Couple]) -> Mapping[Couple, int]:
        """How many records hold both keys of each couple; couples nobody holds may be left out."""
        ...

    def entries(self, refs: Sequence[RecordRef]) -> Entries:
        """The entries of these records, with ``refs`` as they were given."""
        ...

    def replace(self, gone: Sequence[RecordRef], entries: Entries) -> None:
        """Forget the entries of ``gone`` and of every record in ``entries.refs``, then keep ``entries``."""
        ...

    def comparables(self, refs: Sequence[RecordRef]) -> Sequence[Linkable]:
        """What linking asks of the contacts of these records; those that are gone are left out."""
        ...

    def matches(self, refs: Sequence[RecordRef]) -> Sequence[Match]:
        """The kept matches (same, unsure, and relations) with one of these records on either side."""
        ...

    def clusters(self, refs: Sequence[RecordRef]) -> Sequence[Cluster]:
        """The kept clusters that hold one of these records."""
        ...

    def decisions(self, refs: Sequence[RecordRef]) -> Sequence[Decision]:
        """The decisions in force with one of these records on either side."""
        ...


@dataclass(slots=True)
class InMemory:
    """A neighbourhood for tests and small directories."""

    _contacts: dict[RecordRef, Comparable] = field(default_factory=dict)
    _entries: dict[RecordRef, set[tuple[int, int]]] = field(default_factory=dict)
    _holders: dict[int, dict[RecordRef, set[int]]] = field(default_factory=lambda: defaultdict(dict))
    _matches: dict[RecordRef, dict[RecordRef, Match]] = field(default_factory=lambda: defaultdict(dict))
    _clusters: dict[RecordRef, Cluster] = field(default_factory=dict)
    _decisions: dict[RecordRef, list[Decision]] = field(default_factory=lambda: defaultdict(list))

    def census(self, keys: Sequence[int]) -> Mapping[int, Census]:
        """Count who holds each key."""
        return {
            key: Census(len(held), len(set().union(*held.values()))) for key in keys if (held := self._holders.get(key))
        }

    def holders(self, keys: Sequence[int]) -> Mapping[int, Sequence[RecordRef]]:
        """The records that hold each key."""
        return {key: tuple(held) for key in keys if (held := self._holders.get(key))}

    def both(self, couples: Sequence[Couple]) -> Mapping[Couple, Sequence[RecordRef]]:
        """The records that hold both keys of each couple."""
        return {(one, other): tuple(self._holders[one].keys() & self._holders[other].keys()) for one, other in couples}

    def common(self, couples: Sequence[Couple]) -> Mapping[Couple, int]:
        """How many records hold both keys of each couple."""
        return {couple: len(held) for couple, held in self.both(couples).items()}

    def entries(self, refs: Sequence[RecordRef]) -> Entries:
        """The entries of these records."""
        held = [(row, *pair) for row, ref in enumerate(refs) for pair in self._entries.get(ref, ())]
        columns = np.array(held, dtype=np.int64).reshape(-1, 3).T
        return Entries(tuple(refs), columns[0], columns[1], columns[2])

    def replace(self, gone: Sequence[RecordRef], entries: Entries) -> None:
        """Forget and keep entries."""
        for ref in {*gone, *entries.refs}:
            for key, _ in self._entries.pop(ref, ()):
                self._holders[key].pop(ref, None)
        for ref, key, name in entries:
            self._entries.setdefault(ref, set()).add((key, name))
            self._holders[key].setdefault(ref, set()).add(name)

    def comparables(self, refs: Sequence[RecordRef]) -> Sequence[Linkable]:
        """What linking asks of these records."""
        return [self._contacts[ref] for ref in refs if ref in self._contacts]

    def matches(self, refs: Sequence[RecordRef]) -> Sequence[Match]:
        """The kept matches of these records."""
        return [match for ref in refs for match in self._matches.get(ref, {}).values()]

    def clusters(self, refs: Sequence[RecordRef]) -> Sequence[Cluster]:
        """The kept clusters of these records."""
        return list({self._clusters[ref]: None for ref in refs if ref in self._clusters})

    def decisions(self, refs: Sequence[RecordRef]) -> Sequence[Decision]:
        """The decisions on these records."""
        return [decision for ref in refs for decision in self._decisions.get(ref, ())]

    def put(self, contacts: Iterable[Linkable], gone: Iterable[RecordRef] = ()) -> None:
        """Keep contacts and forget others."""
        for ref in gone:
            self._contacts.pop(ref, None)
        self._contacts.update((one.ref, one) for one in comparables(contacts))

    def decide(self, decisions: Iterable[Decision]) -> None:
        """Make these the decisions in force."""
        self._decisions.clear()
        for decision in decisions:
            self._decisions[decision.left].append(decision)
            self._decisions[decision.right].append(decision)

    def keep(
        self,
        dropped: Iterable[tuple[RecordRef, RecordRef]],
        matches: Iterable[Match],
        dissolved: Iterable[Cluster],
        built: Iterable[Cluster],
    ) -> None:
        """Keep the outcome of a relinking."""
        for left, right in dropped:
            self._matches[left].pop(right, None)
            self._matches[right].pop(left, None)
        for match in matches:
            self._matches[match.left][match.right] = match
            self._matches[match.right][match.left] = match
        for cluster in dissolved:
            for ref in cluster.members:
                self._clusters.pop(ref, None)
        self._clusters.update((ref, cluster) for cluster in built for ref in cluster.members)

    @property
    def partition(self) -> frozenset[Cluster]:
        """All kept clusters."""
        return frozenset(self._clusters.values())

    @property
    def pairs(self) -> frozenset[Match]:
        """All kept matches."""
        return frozenset(match for row in self._matches.values() for match in row.values())
