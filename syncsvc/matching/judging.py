"""Judgements of pairs of values are kept: the same values meet in many pairs of records."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
import numpy.typing as npt

from syncsvc.matching.ordering import Integers

_NONE = np.zeros(0, dtype=np.int64)


@dataclass(slots=True)
class Judgements:
    """What came of pairs of values of a vocabulary, as codes in rising order and their levels."""

    size: int
    """Of the vocabulary."""
    _kept: tuple[Integers, Integers] = (_NONE, _NONE)
    _keeping: Lock = field(default_factory=Lock)

    def of(self, left: Integers, right: Integers, judge: Callable[[Integers, Integers], Integers]) -> Integers:
        """The levels of different pairs of values, which rise; those that were judged before are not judged again."""
        codes = left * self.size + right
        known, levels = self._kept
        place, new = _missing(codes, known)
        judged = np.zeros(len(codes), dtype=np.int64)
        judged[~new] = levels[place[~new]]
        if new.any():
            judged[new] = judge(left[new], right[new])
            self._keep(codes[new], judged[new])
        return judged

    def _keep(self, codes: Integers, judged: Integers) -> None:
        """Keep judgements; what another thread kept meanwhile stays. All codes rise, so that nothing need be sorted."""
        with self._keeping:
            known, levels = self._kept
            place, new = _missing(codes, known)
            at = place[new]
            self._kept = np.insert(known, at, codes[new]), np.insert(levels, at, judged[new])


def _missing(codes: Integers, known: Integers) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """Where codes stand among those known, or would, and which are not among them."""
    place = np.searchsorted(known, codes)
    new = np.ones(len(codes), dtype=np.bool_)
    within = np.flatnonzero(place < len(known))
    new[within] = known[place[within]] != codes[within]
    return place, new
