"""Stable 64-bit hashes of texts, and of combinations of hashes, by the column."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64_intdigest

from syncsvc.columns.ordering import fresh, numbered

Integers = npt.NDArray[np.int64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_STEPS = ((np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)), (np.uint64(27), np.uint64(0x94D049BB133111EB)))
_LAST = np.uint64(31)


def hashed(texts: Iterable[str]) -> Integers:
    """A hash for each text; the empty text has the hash 0."""
    data = [xxh3_64_intdigest(text.encode(errors="surrogatepass")) if text else 0 for text in texts]
    return np.array(data, dtype=np.uint64).view(np.int64)


def mixed(tag: int, *columns: Integers) -> Integers:
    """One hash of several columns (splitmix64 finaliser); the tag keeps kinds of keys apart."""
    state = np.full(len(columns[0]), tag, dtype=np.uint64)
    for column in columns:
        state ^= column.view(np.uint64)
        state *= _GOLDEN
        for shift, factor in _STEPS:
            state ^= state >> shift
            state *= factor
        state ^= state >> _LAST
    return state.view(np.int64)


def unique(values: Integers) -> Integers:
    """The different values in rising order, without the detours of ``np.unique``."""
    values = np.sort(values)
    return values[fresh(values)]


def among(values: Integers, others: Integers) -> npt.NDArray[np.bool_]:
    """Which values are among the others; quicker than ``np.isin``, above all where either are none."""
    if not len(values) or not len(others):
        return np.zeros(len(values), dtype=np.bool_)
    others = np.sort(others)
    found = others[np.minimum(np.searchsorted(others, values), len(others) - 1)] == values
    return np.asarray(found, dtype=np.bool_)


def different(*columns: Integers) -> tuple[Integers, Integers]:
    """Where each different row of the columns stands first, and which of these each row equals."""
    return numbered(mixed(0, *columns))
