"""The letters of titles, by the column: most pairs are too different for a closer look."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from syncsvc.columns.encoding import numbered
from syncsvc.columns.ordering import Integers
from syncsvc.matching.organisations import ALIKE, LETTERS, Title

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
    words: npt.NDArray[np.uint64]
    """A bit for each word, of several that share it."""

    def may_fit(self, left: Integers, right: Integers) -> npt.NDArray[np.bool_]:
        """Which titles may be anything but different.

        What words have in common falls out, one at least, and each slip takes one letter and brings one. Titles without
        a common word are alike only as a whole, or one is made of the first letters of the other.
        """
        few, most = np.minimum(self.many[left], self.many[right]), np.maximum(self.many[left], self.many[right])
        apart = self.counts[left] - self.counts[right]
        more, less = np.maximum(apart, 0).sum(axis=1), np.maximum(-apart, 0).sum(axis=1)
        length = self.counts[left].sum(axis=1) + self.counts[right].sum(axis=1) + few + most
        fits = (np.minimum(more, less) < few) | self.shortened[left] | self.shortened[right]
        fits |= (few >= _LONG) | (most - few > 1)
        fits &= (self.words[left] & self.words[right]) != 0
        fits |= (few == 0) | ((few == 1) & (most >= LETTERS))
        return np.asarray(fits | (100 * (more + less) <= (100 - ALIKE) * length), dtype=np.bool_)


def title_letters(titles: Sequence[Title]) -> TitleLetters:
    """Count letters and words."""
    texts = ["".join(item.words) for item in titles]
    codes = np.frombuffer("".join(texts).encode("utf-32-le", errors="surrogatepass"), dtype=np.uint32)
    counts = np.zeros((len(texts), BINS), dtype=np.int16)
    np.add.at(counts, (np.repeat(np.arange(len(texts)), [*map(len, texts)]), codes % BINS), 1)
    many = np.array([len(item.words) for item in titles], dtype=np.int64)
    marks = np.zeros(len(titles), dtype=np.uint64)
    word = numbered(chain.from_iterable(item.words for item in titles)) % 64
    np.bitwise_or.at(marks, np.repeat(np.arange(len(titles)), many), np.uint64(1) << word.astype(np.uint64))
    return TitleLetters(counts, many, np.array([bool(item.shortened) for item in titles], dtype=np.bool_), marks)
