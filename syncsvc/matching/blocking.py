"""Keys bring records together: a block that tells nobody apart does not open, one that is too big is refined.

A block opens as long as fewer than ``SHARED`` different names use its value (what more people share weighs so little
that their names must bring a pair together anyway) and no more than ``LIMIT`` records are in it. Records of a bigger
block meet only where they share two such keys, one of them a combination.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from syncsvc.columns.hashing import mixed, unique
from syncsvc.columns.ordering import Integers, fresh, lengths, numbered, rising
from syncsvc.matching.abreast import abreast
from syncsvc.matching.value_keys import Entries, of_values

SHARED = 5
LIMIT = 50
_REFINED = 99
_MANY = 100_000
"""Of so many entries it pays to look at those of values and of combinations side by side: they share no key."""
_SOME = 1000
"""So many tell where the middle is."""
_AT_ONCE = 2_000_000
"""Pairs that are unfolded in one go; a dozen columns of all pairs of a million contacts would be gigabytes."""
Numbers = npt.NDArray[np.signedinteger[Any]]
"""Integers of any width."""
Sizes = Callable[[Integers, Integers, Integers], Integers]


class Keyed(Protocol):
    """Columns of keys with the names that use them."""

    @property
    def key(self) -> Integers:
        """What is held."""
        ...

    @property
    def name(self) -> Integers:
        """Who holds it."""
        ...


class Blocks(NamedTuple):
    """Entries in an order in which those of one key stand together."""

    place: Numbers
    first: npt.NDArray[np.bool_]
    """Which of them is the first of its key."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Records and different names of the key of each entry."""

    records: Numbers
    names: Numbers
    blocks: Blocks | None = None
    """The order in which they were counted."""

    @property
    def open(self) -> npt.NDArray[np.bool_]:
        """Which entries' blocks open."""
        return opens(self.records, self.names)


def opens(records: Numbers, names: Numbers) -> npt.NDArray[np.bool_]:
    """Whether a block of so many records and names opens."""
    return (records <= LIMIT) & (names < SHARED)


def _local(low: Integers, high: Integers, key: Integers) -> Integers:  # noqa: ARG001 — the keys are in the key
    _, number = numbered(key)
    return np.asarray(np.bincount(number, minlength=1)[number], dtype=np.int64)


def count(entries: Keyed) -> Counts:
    """Count records and names by key, over exactly these entries; no record holds a key twice."""
    # Of 32 bits: a million contacts have many millions of entries.
    records, names = np.empty(len(entries.key), dtype=np.int32), np.ones(len(entries.key), dtype=np.int32)

    def counted(part: tuple[Integers, bool]) -> Blocks:
        held, named = part
        order, key = rising(entries.key[held])
        first, place = fresh(key), held[order].astype(np.int32)
        starts = np.flatnonzero(first)
        many = lengths(starts, len(key))
        records[place] = np.repeat(many, many)
        if named:
            _count_names(entries.name, place, many, names)
        return Blocks(place, first)

    place, first = map(np.concatenate, zip(*abreast(counted, _parts(entries.name)), strict=True))
    return Counts(records, names, Blocks(place, first))


def _count_names(name: Integers, place: Numbers, many: Integers, names: Numbers) -> None:
    """Count the names of blocks that are so many each, and stand in order."""
    several = many > 1
    place = place[np.repeat(several, many)]
    many = many[several]
    bits = len(many).bit_length()
    group = np.repeat(np.arange(len(many)), many)
    said = np.flatnonzero(name[place])
    # A block and what has room beside it of a hash: names of one block that agree in all that are one in a billion.
    codes = (group[said] << (63 - bits)) | (name[place[said]] & ((1 << (63 - bits)) - 1))
    codes.sort()
    different = np.bincount(codes[fresh(codes)] >> (63 - bits), minlength=len(many))
    names[place] = np.repeat(np.maximum(different, 1), many)


def _parts(name: Integers) -> list[tuple[Integers, bool]]:
    """Of many entries those that are named, and those that are not, which share no key; else all, in one part."""
    if len(name) < _MANY:
        return [(np.arange(len(name)), True)]
    return [(np.flatnonzero(name), True), (np.flatnonzero(name == 0), False)]


def candidates(entries: Entries, counts: Counts, rows: int, sizes: Sizes = _local) -> tuple[Integers, Integers]:
    """All pairs of rows, left below right, that share an open block or a refined one.

    ``sizes`` tells how many records hold both of two keys; by default as many as there are among the rows.
    """
    held = (entries.key != 0) & (counts.records > 1)
    opened = counts.open & held
    place, first = counts.blocks or _blocks(entries.key)
    chosen = np.flatnonzero(opened[place])
    found = [_pairs(entries.row[place[chosen]], first[chosen], rows)]
    closed = held & ~opened
    if closed.any():
        row, low, high = refined(entries.row[closed], entries.key[closed])
        key = mixed(_REFINED, low, high)
        small = sizes(low, high, key) <= LIMIT
        found.append(_met(row[small], key[small], rows))
    codes = _unique(np.concatenate(found))
    return codes // max(rows, 1), codes % max(rows, 1)


def _unique(codes: Integers) -> Integers:
    """The different codes in rising order; of many, the lower half beside the upper."""
    if len(codes) < max(_MANY, 1):
        return unique(codes)
    middle = np.median(codes[:: len(codes) // _SOME + 1])
    return np.concatenate([*abreast(unique, (codes[codes < middle], codes[codes >= middle]))])


def _blocks(key: Integers) -> Blocks:
    order, key = rising(key)
    return Blocks(order, fresh(key))


def _met(row: Integers, key: Integers, rows: int) -> Integers:
    """Every pair of different rows with an equal key, as left * rows + right; a pair may come twice."""
    place, first = _blocks(key)
    return _pairs(row[place], first, rows)


def _pairs(row: Integers, first: npt.NDArray[np.bool_], rows: int) -> Integers:
    """The same of rows in blocks, of which it is told where they begin."""
    position = np.arange(len(row))
    earlier = position - np.maximum.accumulate(np.where(first, position, 0))
    so_far = np.cumsum(earlier)
    cuts = np.searchsorted(so_far, np.arange(_AT_ONCE, so_far[-1] if len(row) else 0, _AT_ONCE), side="right")
    some = [position for position in np.split(position, cuts) if len(position)]
    found = [*abreast(lambda position: _unfolded(row, position, earlier[position], rows), some)]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def _unfolded(row: Integers, position: Integers, earlier: Integers, rows: int) -> Integers:
    """The pairs of the rows at these positions, each with so many that stand right before it."""
    begin = position - np.cumsum(earlier)
    ours = np.repeat(row[position], earlier)
    theirs = row[np.repeat(begin, earlier) + np.arange(len(ours))]
    codes = np.minimum(ours, theirs) * rows + np.maximum(ours, theirs)
    same = ours == theirs
    return np.asarray(codes[~same] if same.any() else codes, dtype=np.int64)


def refined(row: Integers, key: Integers) -> tuple[Integers, Integers, Integers]:
    """Every two closed keys of one row, not both of values, as (row, lower key, higher key)."""
    value = of_values(key)
    codes = _met(np.arange(len(row)), row, len(row))
    left, right = codes // max(len(row), 1), codes % max(len(row), 1)
    mixing = ~(value[left] & value[right]) & (key[left] != key[right])
    left, right = left[mixing], right[mixing]
    return row[left], np.minimum(key[left], key[right]), np.maximum(key[left], key[right])
