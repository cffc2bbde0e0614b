"""Postings: for every three letters the rows that hold them, in groups of attributes that are looked for together."""

from array import array
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from syncsvc.serve.book.folding import EDGE, trigrams
from syncsvc.serve.book.groups import ALIKE, GROUPS, MEMBERS, NUMBERS
from syncsvc.serve.book.rows import Row
from syncsvc.serve.book.sorting import Grams, derived, listed


@dataclass(frozen=True, slots=True)
class Listing:
    """Slots of rows among which are all that hold a piece in a group of attributes."""

    slots: Sequence[int]
    group: int
    piece: str
    """Empty if all of them hold it."""


Lists = Sequence[Listing] | None
"""What together names every row there can be; None: any row may be one."""
EVERYTHING: Lists = None
_WORTH_MEETING = 1_000
"""Rows up to which two lists are put side by side; in longer ones most searches reach their limit before the end."""
_SORTING = 2
"""Threads that index: half of it is sorting by numpy, during which others go on."""
_MET, _FEW = 3, 16
"""Lists of numbers that the shortest is put beside, and rows so few that their texts are looked at instead."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The postings of another audience, and which rows are in them: by slot, None for one that is not among ours."""

    postings: "Postings"
    rows: Sequence[Row | None]


def _grams(beside: Beside | None, group: int, texts: Sequence[str]) -> Grams:
    """Our texts of a group by every three letters."""
    if beside is None:
        return listed(texts)
    theirs = [None if row is None else row.held[group] for row in beside.rows]
    return derived(beside.postings.groups[group], texts, theirs)


class Postings:
    """An index that only grows: a reader of an older state passes over the rows that came later.

    Slots are numbers of rows; they come in growing order, so every list is sorted. One thread writes, any number read.
    """

    def __init__(self, rows: Sequence[Row] = (), beside: Beside | None = None) -> None:
        """``beside``: what has been indexed of the same contacts for another audience."""
        self.texts: tuple[list[str], ...] = tuple([row.held[group] for row in rows] for group in range(len(MEMBERS)))
        """What each row holds in each group, by slot."""
        index = partial(_grams, beside)
        with ThreadPoolExecutor(_SORTING) as pool:
            self.groups: tuple[Grams, ...] = tuple(pool.map(index, range(len(MEMBERS)), self.texts))

    def add(self, row: Row) -> None:
        """Note a new row under the next slot."""
        slot = len(self.texts[0])
        for postings, texts, held in zip(self.groups, self.texts, row.held, strict=True):
            texts.append(held)
            for gram in trigrams(held):
                found = postings.get(gram)
                if found is None:
                    postings[gram] = array("I", (slot,))
                else:
                    found.append(slot)

    def lists(self, place: int, piece: str) -> Lists:
        """What names every row with a piece in the attribute at a place."""
        if place in ALIKE:
            return EVERYTHING
        group = GROUPS[place]
        postings = self.groups[group]
        if len(piece) < 3:
            return self._short(group, piece)
        if len(piece) == 3:
            whole = postings.get(piece)
            return () if whole is None else (Listing(whole, group, ""),)
        found: list[array[int]] = []
        for at in range(len(piece) - 2):
            slots = postings.get(piece[at : at + 3])
            if slots is None:
                return ()
            found.append(slots)
        found.sort(key=len)
        if group == NUMBERS:
            return (Listing(_meeting(found), group, piece),)
        shortest, second, *_ = found
        if len(second) > _WORTH_MEETING:
            return (Listing(shortest, group, piece),)
        # Fewer texts to look at: fetching them from memory is what takes the time.
        return (Listing(sorted(set(shortest).intersection(second)), group, piece),)

    def _short(self, group: int, piece: str) -> Lists:
        if len(piece.strip(EDGE)) < 1:
            return EVERYTHING
        postings = self.groups[group]
        # The copy of the keys is taken in one step of the interpreter, so the writer cannot come between.
        found = [Listing(postings[gram], group, piece) for gram in list(postings) if piece in gram]
        return EVERYTHING if size(found) > len(self.texts[group]) else found


def _meeting(lists: Sequence["array[int]"]) -> Sequence[int]:
    """What the shortest lists share: of numbers any three digits are in very many, and side by side mean little."""
    shortest, *others = lists
    if len(shortest) <= _FEW:
        return shortest
    # Copies, made in one step of the interpreter: a list that numpy looks into could not grow.
    common = np.frombuffer(shortest.tobytes(), np.uint32)
    for other in others[:_MET]:
        both = np.concatenate((common, np.frombuffer(other.tobytes(), np.uint32)))
        both.sort()
        common = both[:-1][both[1:] == both[:-1]]
        if len(common) <= _FEW:
            break
    met: list[int] = common.tolist()
    return met


def size(lists: Iterable[Listing]) -> int:
    """How many rows lists name at most."""
    return sum(len(one.slots) for one in lists)
