"""Pairs of rows on their way through the comparisons, and what each comparison found."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from syncsvc.columns.encoding import Uses
from syncsvc.columns.ordering import Integers, numbered, unfolded
from syncsvc.matching.declaration import Comparison
from syncsvc.matching.features import Features
from syncsvc.matching.table import Table

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Small = npt.NDArray[np.int32]
"""Numbers of names: where they are looked up in no order, half the width is half the time."""


@dataclass(frozen=True, slots=True)
class Found:
    """For each pair the level, the bucket of names it weighs by, and the rarity of the value in bits."""

    level: Integers
    bucket: Integers
    bits: Floats


@dataclass(frozen=True, slots=True)
class Shares:
    """For each use of a value, the bucket of how many names use it: among all records, and among its kind."""

    mails: Integers
    phones: Integers
    places: Integers
    ids: Integers
    peer_mails: Integers
    peer_phones: Integers
    peer_places: Integers


@dataclass(slots=True)
class Pairs:
    """Pairs of one kind, and what has been found so far."""

    features: Features
    shares: Shares
    left: Integers
    right: Integers
    asked: dict[str, Comparison] = field(default_factory=dict)
    found: dict[str, Found] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.left)

    @property
    def table(self) -> Table:
        """The columns the rows stand in."""
        return self.features.table

    def among(self, chosen: Flags) -> "Pairs":
        """Some of these pairs, with what has been found of them."""
        rows = np.flatnonzero(chosen)
        found = {name: Found(one.level[rows], one.bucket[rows], one.bits[rows]) for name, one in self.found.items()}
        return Pairs(self.features, self.shares, self.left[rows], self.right[rows], self.asked, found)

    def at(self, comparison: str, *levels: str) -> Flags:
        """Which pairs an earlier comparison put on one of these levels."""
        return self.asked[comparison].among(levels).take(self.found[comparison].level)


Measure = Callable[[Pairs, Comparison], Found]


def plain(level: Integers) -> Found:
    """A finding without buckets and rarity."""
    return Found(level, np.zeros(len(level), dtype=np.int64), np.zeros(len(level)))


def everywhere(pairs: Pairs, comparison: Comparison, level: str) -> Integers:
    """The same level for all pairs, to be overwritten."""
    return np.full(len(pairs), comparison.index[level], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Combos:
    """Every value of the left record with every value of the right one."""

    pair: Integers
    left: Integers
    right: Integers
    """Positions in the uses."""


def combos(uses: Uses, pairs: Pairs) -> Combos:
    """Unfold the values of both sides."""
    held = uses.start[1:] - uses.start[:-1]
    ours, theirs = held.take(pairs.left), held.take(pairs.right)
    many = ours * theirs
    pair, nth = unfolded(many)
    begin = uses.start.take(pairs.left[pair]), uses.start.take(pairs.right[pair])
    if len(pair) == np.count_nonzero(many):
        return Combos(pair, *begin)
    width = theirs[pair]
    return Combos(pair, begin[0] + nth // width, begin[1] + nth % width)


def best(pairs: Pairs, comparison: Comparison, combo: Combos, level: Integers, bucket: Integers) -> Found:
    """The strongest level of all combinations of a pair, then the least shared; «missing» where there is none."""
    codes = np.full(len(pairs), comparison.index["missing"] * 8 if "missing" in comparison.index else 0)
    if len(level):
        strongest = np.full(len(pairs), np.iinfo(np.int64).max)
        np.minimum.at(strongest, combo.pair, level * 8 + bucket)
        codes = np.where(strongest < np.iinfo(np.int64).max, strongest, codes)
    return Found(codes // 8, codes % 8, np.zeros(len(pairs)))


def distinct(left: Integers | Small, right: Integers | Small) -> tuple[Integers, Integers, Integers]:
    """The different unordered pairs of two columns, and which of them each row has."""
    low, high = (side.astype(np.int64, copy=False) for side in (np.minimum(left, right), np.maximum(left, right)))
    width = int(high.max(initial=0)) + 1
    first, number = numbered(low * width + high)
    return low[first], high[first], number
