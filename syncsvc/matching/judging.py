"""Judgements of pairs of values are kept: the same values meet in many pairs of records."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
import numpy.typing as npt

from syncsvc.columns.ordering import Integers


@dataclass(slots=True)
class Judgements:
    """What came of pairs of values of a vocabulary, as codes in rising order with their levels."""

    size: int
    """Of the vocabulary."""
    _kept: Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """Rising: a pair of values, and in the lowest bits its level."""
    _keeping: Lock = field(default_factory=Lock)

    def of(self, left: Integers, right: Integers, judge: Callable[[Integers, Integers], Integers]) -> Integers:
        """The levels of different pairs of values, which rise; those that were judged before are not judged again."""
        codes = (left * self.size + right) << _BITS
        found, new = _found(codes, self._kept)
        if new.any():
            found[new] = judge(left[new], right[new])
            self._keep(codes[new] | found[new])
        return found & _LEVEL

    def _keep(self, judged: Integers) -> None:
        """Keep judgements; what another thread kept meanwhile stays. All rise, so that nothing need be sorted."""
        with self._keeping:
            judged = judged[_found(judged & ~_LEVEL, self._kept)[1]]
            self._kept = np.insert(self._kept, np.searchsorted(self._kept, judged), judged)


_BITS = 6
"""Room for the levels of any comparison."""
_LEVEL = np.int64((1 << _BITS) - 1)


def _found(codes: Integers, kept: Integers) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """What is kept of codes, and of which of them nothing is."""
    if not len(kept):
        return np.zeros(len(codes), dtype=np.int64), np.ones(len(codes), dtype=np.bool_)
    found = kept.take(np.searchsorted(kept, codes), mode="clip")
    return found, np.asarray((found & ~_LEVEL) != codes, dtype=np.bool_)
