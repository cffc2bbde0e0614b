"""What a change reaches: the records themselves, their neighbours, and who shares a block that the change tipped."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from syncsvc.columns.hashing import among, mixed, unique
from syncsvc.columns.ordering import Integers, fresh, lengths, numbered, rising
from syncsvc.matching.blocking import LIMIT, Counts, count, refined
from syncsvc.matching.census import Book
from syncsvc.matching.declaration import NAME_COUNTS
from syncsvc.matching.neighbourhood import Couple, Entries, Neighbourhood
from syncsvc.matching.pairs import Flags
from syncsvc.matching.value_keys import of_values
from syncsvc.model.record import RecordRef

Refs = frozenset[RecordRef]


@dataclass(frozen=True, slots=True)
class Touched:
    """What has to be looked at again."""

    changed: Refs
    """New or changed records: all their pairs."""
    gone: Refs
    tipped: Refs
    """Records whose pairs among each other may weigh otherwise now."""
    neighbours: Refs
    """Records that share an open block with a changed one."""

    def again(self, left: RecordRef, right: RecordRef) -> bool:
        """Whether a kept match of these two is to be weighed again."""
        here = self.changed | self.gone
        return left in here or right in here or (left in self.tipped and right in self.tipped)


def keep_entries(
    entries: Entries, gone: Sequence[RecordRef], decided: Sequence[RecordRef], neighbourhood: Neighbourhood, book: Book
) -> Touched:
    """Keep the entries of changed records and see whom that reaches; afterwards ``book`` knows their keys."""
    former = neighbourhood.entries([*entries.refs, *gone])
    moved = _moved(former, entries)
    past = Book(neighbourhood)
    then, before = _State.of(former, past), past.of(moved)
    neighbourhood.replace(gone, entries)
    _know(entries, moved, past, book)
    now, after = _State.of(entries, book), book.of(moved)
    tipping = (_kind(moved, before) != _kind(moved, after)) & (after.records > now.own(moved))
    tipped = _everybody(moved[tipping], neighbourhood)
    met = neighbourhood.both([*{*then.couples, *now.couples}])
    here = {*entries.refs, *gone}
    for couple in then.couples.keys() | now.couples.keys():
        if then.couples.get(couple, _NO_ROWS) != now.couples.get(couple, _NO_ROWS):
            others = set(met.get(couple, ())) - here
            if then.meet(couple, others) != now.meet(couple, others):
                tipped |= others
    tipped.update(one.ref for one in neighbourhood.comparables(decided))
    neighbours = _everybody(now.open_and_shared(), neighbourhood)
    neighbours.update(ref for couple in now.couples for ref in met.get(couple, ()) if len(met[couple]) <= LIMIT)
    return Touched(frozenset(entries.refs), frozenset(gone), frozenset(tipped - {*gone}), frozenset(neighbours))


def _moved(former: Entries, entries: Entries) -> Integers:
    """The keys that some record holds no longer, newly, or under another name; sorted."""
    then, now = (mixed(0, one.row, one.key, one.name) for one in (former, entries))
    stale, fresh = ~among(then, now), ~among(now, then)
    return unique(np.concatenate((former.key[stale], entries.key[fresh])))


def _know(entries: Entries, moved: Integers, past: Book, book: Book) -> None:
    """What need not be asked again: keys that did not move, and those nobody but the changed records holds."""
    first, _ = numbered(entries.key)
    held = entries.key[first]
    still = held[~among(held, moved)]
    book.know(still, past.of(still))
    new = moved[past.of(moved).records == 0]
    counts, at = count(entries), first[np.searchsorted(held, new)]
    book.know(new, Counts(counts.records[at], counts.names[at]))


def _kind(key: Integers, counts: Counts) -> Integers:
    """What of a key's census matters: whether it opens, and for a value its bucket of names."""
    bucket = np.searchsorted(NAME_COUNTS, np.maximum(counts.names, 1), side="right")
    return np.where(of_values(key), bucket, 0) * 2 + counts.open


def _everybody(key: Integers, neighbourhood: Neighbourhood) -> set[RecordRef]:
    found = neighbourhood.holders(key.tolist()) if len(key) else {}
    return {ref for refs in found.values() for ref in refs}


_NO_ROWS: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _State:
    """The entries of the changed records with the census of their keys, before the change or after it."""

    key: Integers
    """Sorted."""
    counts: Counts
    couples: Mapping[Couple, frozenset[int]]
    """Two closed keys that others hold, too, with the rows that hold both."""

    @classmethod
    def of(cls, entries: Entries, book: Book) -> "_State":
        """Put a state together."""
        order, key = rising(entries.key)
        counts = book.of(key)
        shut = ~counts.open & cls(key, counts, {}).shared
        couples: dict[Couple, set[int]] = defaultdict(set)
        for row, low, high in zip(*(one.tolist() for one in refined(entries.row[order][shut], key[shut])), strict=True):
            couples[low, high].add(row)
        return cls(key, counts, {couple: frozenset(rows) for couple, rows in couples.items()})

    def own(self, key: Integers) -> Integers:
        """How many of the changed records hold each key."""
        return np.searchsorted(self.key, key, side="right") - np.searchsorted(self.key, key)

    @property
    def shared(self) -> Flags:
        """Which keys others hold, too."""
        starts = np.flatnonzero(fresh(self.key))
        many = lengths(starts, len(self.key))
        return np.asarray(self.counts.records > np.repeat(many, many), dtype=np.bool_)

    def open_and_shared(self) -> Integers:
        """The open keys that others hold, too."""
        held = self.key[self.counts.open & self.shared]
        return held[fresh(held)]

    def meet(self, couple: Couple, others: set[RecordRef]) -> bool:
        """Whether the records of two closed blocks meet; not a question while one of them opens."""
        return 0 < len(others) + len(self.couples.get(couple, ())) <= LIMIT
