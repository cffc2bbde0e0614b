"""Judgements of pairs of values are kept: the same values meet in many pairs of records."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from syncsvc.matching.ordering import Integers

_NONE = np.zeros(0, dtype=np.int64)


@dataclass(slots=True)
class Judgements:
    """What came of pairs of values of a vocabulary, as codes in rising order and their levels."""

    size: int
    """Of the vocabulary."""
    _kept: tuple[Integers, Integers] = (_NONE, _NONE)

    def of(self, left: Integers, right: Integers, judge: Callable[[Integers, Integers], Integers]) -> Integers:
        """The levels of different pairs of values, which rise; those that were judged before are not judged again."""
        codes = left * self.size + right
        known, levels = self._kept
        place = np.minimum(np.searchsorted(known, codes), max(len(known) - 1, 0))
        judged = levels[place] if len(known) else np.zeros(len(codes), dtype=np.int64)
        fresh = np.flatnonzero(known[place] != codes) if len(known) else np.arange(len(codes))
        if len(fresh):
            judged[fresh] = judge(left[fresh], right[fresh])
            # What is known and what is new both rise: nothing need be sorted.
            at = np.searchsorted(known, codes[fresh])
            self._kept = np.insert(known, at, codes[fresh]), np.insert(levels, at, judged[fresh])
        return judged
