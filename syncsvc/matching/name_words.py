"""The words that names are made of, by the column."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from syncsvc.columns.encoding import numbered
from syncsvc.columns.folding import looses
from syncsvc.columns.hashing import Integers, mixed
from syncsvc.matching.known_names import VARIANTS
from syncsvc.matching.names import NamePart

_MOST = 4
"""Letters that only one of two words has, where they are two slips apart: each slip takes one and brings one."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words that names are made of, as columns over the vocabulary of names; 0 where there is no such word."""

    texts: list[str]
    loose: Integers
    """Equal for words that are equal but for umlauts."""
    varied: npt.NDArray[np.bool_]
    """Words that are a given name of several forms."""
    jumble: Integers
    """Equal for words of the same letters."""
    letters: npt.NDArray[np.uint64]
    """A bit for each letter of a word; other letters may share it."""
    first: Integers
    second: Integers
    whole: Integers
    """All words in one."""
    run: Integers
    """All letters."""
    all: Integers
    """All letters, those of particles included."""
    folded: Integers
    """The name as it is."""
    many: Integers
    """How many words a name has."""
    length: Integers
    """How many letters a word has."""

    def near(self, left: Integers, right: Integers) -> npt.NDArray[np.bool_]:
        """Which words may be two slips apart."""
        return np.asarray(np.bitwise_count(self.letters[left] ^ self.letters[right]) <= _MOST, dtype=np.bool_)


def words(parts: list[NamePart]) -> Words:
    """Number the words of names."""
    wholes = ["".join(part.tokens) for part in parts]
    firsts = [part.tokens[0] if part.tokens else "" for part in parts]
    seconds = [part.tokens[1] if len(part.tokens) > 1 else "" for part in parts]
    runs, every, folded = ([getattr(part, name) for part in parts] for name in ("run", "whole", "folded"))
    texts = [*dict.fromkeys(("", *firsts, *seconds, *wholes, *runs, *every, *folded))]
    number = {text: number for number, text in enumerate(texts)}.__getitem__
    first, second, whole, run, all_, fold = (
        np.array([*map(number, column)], dtype=np.int64) for column in (firsts, seconds, wholes, runs, every, folded)
    )
    many = np.array([len(part.tokens) for part in parts], dtype=np.int64)
    jumble, letters = _letters(texts)
    length = np.array([*map(len, texts)], dtype=np.int64)
    varied = np.array([text in VARIANTS for text in texts], dtype=np.bool_)
    alike = (numbered(looses(texts)), varied, jumble, letters)
    return Words(texts, *alike, first, second, whole, run, all_, fold, many, length)


def _letters(texts: list[str]) -> tuple[Integers, npt.NDArray[np.uint64]]:
    """Sums of hashes of the letters of each text, equal whatever their order, and the letters as bits."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", errors="surrogatepass"), dtype=np.uint32).astype(np.int64)
    lengths = np.array([*map(len, texts)], dtype=np.int64)
    said = np.flatnonzero(lengths)
    starts = (np.cumsum(lengths) - lengths)[said]
    sums, bits = np.zeros(len(texts), dtype=np.int64), np.zeros(len(texts), dtype=np.uint64)
    if len(said):
        sums[said] = np.add.reduceat(mixed(0, codes), starts)
        bits[said] = np.bitwise_or.reduceat(np.uint64(1) << (codes & 63).astype(np.uint64), starts)
    return sums, bits
