"""Sorting: the postings of many texts at once, sorted as numbers instead of noted letter by letter."""

from array import array
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Grams = dict[str, "array[int]"]
"""For every three letters in a row the numbers of the texts that hold them, in growing order."""
_CODE_POINTS = 0x110000
_SHORT_INTEGERS, _INTEGERS = 2**32, 2**63
"""Sorting the short ones takes half as long."""
_AT_ONCE = 8_000
"""Texts that are sorted together: enough to be quick, few enough to take little memory."""


def listed(texts: Sequence[str]) -> Grams:
    """For every three letters in a row the numbers of the texts that hold them, in growing order."""
    found: Grams = {}
    for start in range(0, len(texts), _AT_ONCE):
        for gram, numbers in _listed(texts[start : start + _AT_ONCE], start):
            found.setdefault(gram, array("I")).frombytes(numbers)
    return found


def derived(beside: Mapping[str, "array[int]"], texts: Sequence[str], others: Sequence[str | None]) -> Grams:
    """The same as ``listed``, from the lists of other texts.

    ``others`` are those texts; None where one has no place among ours. Where both have the very same text, in
    the same order, that is most of the work.
    """
    theirs = np.full(len(others), -1, np.int64)
    mine: list[int] = []
    here = 0
    for there, other in enumerate(others):
        if other is None:
            continue
        if texts[here] is other:
            theirs[there] = here
        else:
            mine.append(here)
        here += 1
    found = _moved(beside, theirs) if len(mine) < len(texts) else {}
    slots = np.array(mine, np.uint32)
    for gram, numbers in listed([texts[one] for one in mine]).items():
        own = slots[np.frombuffer(numbers, np.uint32)]
        if gram in found:
            own = np.concatenate((own, np.frombuffer(found[gram].tobytes(), np.uint32)))
            own.sort()
        found[gram] = array("I", own.tobytes())
    return found


def _moved(lists: Mapping[str, "array[int]"], places: NDArray[np.int64]) -> Grams:
    """The lists with every number replaced by its place; those without one are left out."""
    found: Grams = {}
    for gram, numbers in lists.items():
        moved = places[np.frombuffer(numbers.tobytes(), np.uint32)]
        kept = moved[moved >= 0].astype(np.uint32)
        if len(kept):
            found[gram] = array("I", kept.tobytes())
    return found


def _listed(texts: Sequence[str], start: int) -> list[tuple[str, bytes]]:
    letters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    # Few letters are in use: numbered closely, three of them and the number of a text fit into one integer.
    used = np.zeros(_CODE_POINTS, np.bool_)
    used[letters] = True
    alphabet = np.flatnonzero(used)
    base, count, highest = len(alphabet), len(texts), len(alphabet) ** 3 * len(texts)
    if highest >= _INTEGERS:
        half = count // 2
        return _listed(texts[:half], start) + _listed(texts[half:], start + half)
    kind = np.dtype(np.uint32 if highest < _SHORT_INTEGERS else np.int64)
    close = np.zeros(_CODE_POINTS, kind)
    close[alphabet] = np.arange(base)
    ranks = close[letters]
    owners = np.repeat(np.arange(count, dtype=kind), np.fromiter(map(len, texts), np.int64, count))
    whole = owners[:-2] == owners[2:]
    grams = (ranks[:-2] * kind.type(base) + ranks[1:-1]) * kind.type(base) + ranks[2:]
    keys = grams[whole] * kind.type(count) + owners[:-2][whole]
    keys.sort()
    return _runs(keys[_changes(keys)], count, start, list(map(chr, alphabet)))


def _changes(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Where another value begins."""
    found = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def _runs(keys: NDArray[Any], count: int, start: int, alphabet: Sequence[str]) -> list[tuple[str, bytes]]:
    grams = keys // keys.dtype.type(count)
    owners = (keys - grams * keys.dtype.type(count) + keys.dtype.type(start)).astype(np.uint32)
    starts = np.flatnonzero(_changes(grams))
    base = len(alphabet)
    ends = [*starts[1:].tolist(), len(grams)]
    return [
        (
            alphabet[gram // base // base] + alphabet[gram // base % base] + alphabet[gram % base],
            owners[at:end].tobytes(),
        )
        for gram, at, end in zip(grams[starts].tolist(), starts.tolist(), ends, strict=False)
    ]
