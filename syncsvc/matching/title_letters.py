"""The letters of titles, by the column: most pairs are too different for a closer look."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from syncsvc.matching.ordering import Integers
from syncsvc.matching.organisations import ALIKE, Title

BINS = 32
"""Letters share so many."""
_LONG = 6
"""Words at least of two titles of which most are common, though each has another."""


@dataclass(frozen=True, slots=True)
class TitleLetters:
    """What titles are made of."""

    counts: npt.NDArray[np.int16]
    """How many of each letter the words of each title have."""
    many: Integers
    """How many words."""
    shortened: npt.NDArray[np.bool_]
    """Titles with words that are cut short."""

    def may_fit(self, left: Integers, right: Integers) -> npt.NDArray[np.bool_]:
        """Which titles may be anything but different.

        What words have in common falls out, and each slip takes one letter and brings one.
        """
        few, most = np.minimum(self.many[left], self.many[right]), np.maximum(self.many[left], self.many[right])
        apart = self.counts[left] - self.counts[right]
        more, less = np.maximum(apart, 0).sum(axis=1), np.maximum(-apart, 0).sum(axis=1)
        length = self.counts[left].sum(axis=1) + self.counts[right].sum(axis=1) + few + most
        fits = (100 * (more + less) <= (100 - ALIKE) * length) | (np.minimum(more, less) <= few)
        fits |= self.shortened[left] | self.shortened[right]
        return np.asarray(fits | (few >= _LONG) | (most - few > 1), dtype=np.bool_)


def title_letters(titles: Sequence[Title]) -> TitleLetters:
    """Count letters and words."""
    texts = ["".join(item.words) for item in titles]
    codes = np.frombuffer("".join(texts).encode("utf-32-le", errors="surrogatepass"), dtype=np.uint32)
    counts = np.zeros((len(texts), BINS), dtype=np.int16)
    np.add.at(counts, (np.repeat(np.arange(len(texts)), [*map(len, texts)]), codes % BINS), 1)
    many = np.array([len(item.words) for item in titles], dtype=np.int64)
    return TitleLetters(counts, many, np.array([bool(item.shortened) for item in titles], dtype=np.bool_))
