"""Sorting: the postings of many texts at once, sorted as numbers instead of noted letter by letter."""

from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_CODE_POINTS = 0x110000
_INTEGERS = 2**63
_AT_ONCE = 4_000
"""Texts that are sorted together: enough to be quick, few enough to take little memory."""


def listed(texts: Sequence[str]) -> dict[str, "array[int]"]:
    """For every three letters in a row the numbers of the texts that hold them, in growing order."""
    found: dict[str, array[int]] = {}
    for start in range(0, len(texts), _AT_ONCE):
        for gram, numbers in _listed(texts[start : start + _AT_ONCE], start):
            found.setdefault(gram, array("I")).frombytes(numbers)
    return found


def _listed(texts: Sequence[str], start: int) -> list[tuple[str, bytes]]:
    letters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    # Few letters are in use: numbered closely, three of them and the number of a text fit into one integer.
    used = np.zeros(_CODE_POINTS, np.bool_)
    used[letters] = True
    alphabet = np.flatnonzero(used)
    if len(alphabet) ** 3 * len(texts) >= _INTEGERS:
        half = len(texts) // 2
        return _listed(texts[:half], start) + _listed(texts[half:], start + half)
    close = np.zeros(_CODE_POINTS, np.int64)
    close[alphabet] = np.arange(len(alphabet))
    ranks = close[letters]
    owners = np.repeat(np.arange(len(texts)), np.fromiter(map(len, texts), np.int64, len(texts)))
    whole = owners[:-2] == owners[2:]
    grams = (ranks[:-2] * len(alphabet) + ranks[1:-1]) * len(alphabet) + ranks[2:]
    keys = grams[whole] * len(texts) + owners[:-2][whole]
    keys.sort()
    return _runs(keys[np.diff(keys, prepend=-1) != 0], len(texts), start, list(map(chr, alphabet)))


def _runs(keys: NDArray[np.int64], count: int, start: int, alphabet: Sequence[str]) -> list[tuple[str, bytes]]:
    if not len(keys):
        return []
    grams, owners = keys // count, (keys % count + start).astype(np.uint32)
    starts = np.flatnonzero(np.diff(grams, prepend=-1))
    base = len(alphabet)
    ends = [*starts[1:].tolist(), len(grams)]
    return [
        (
            alphabet[gram // base // base] + alphabet[gram // base % base] + alphabet[gram % base],
            owners[at:end].tobytes(),
        )
        for gram, at, end in zip(grams[starts].tolist(), starts.tolist(), ends, strict=True)
    ]
