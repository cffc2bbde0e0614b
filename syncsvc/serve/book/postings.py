"""Postings: for every three letters the rows that hold them, in groups of attributes that are looked for together."""

from array import array
from collections.abc import Iterable, Sequence

from syncsvc.formats.ldap.attributes import PLACES, USER, Comparison
from syncsvc.serve.book.folding import EDGE, trigrams
from syncsvc.serve.book.rows import Row

_NAMES, _MAIL, _NUMBERS, _WORK, _REST = range(5)
_GROUP_OF = {
    "cn": _NAMES, "sn": _NAMES, "givenName": _NAMES, "displayName": _NAMES, "mail": _MAIL, "title": _WORK, "o": _WORK,
    "ou": _WORK, "description": _WORK,
}  # fmt: skip
GROUPS = tuple(_NUMBERS if one.comparison is Comparison.NUMBER else _GROUP_OF.get(one.name, _REST) for one in USER)
"""The group of each attribute, by its place in a row."""
_ALIKE = frozenset({PLACES["objectClass"], PLACES["jpegPhoto"]})
"""Too much alike in all rows, or not comparable at all."""
_PLACES = tuple(
    tuple(place for place, group in enumerate(GROUPS) if group == wanted and place not in _ALIKE) for wanted in range(5)
)

EVERYTHING = None


class Postings:
    """An index that only grows: a reader of an older state passes over the rows that came later.

    Slots are numbers of rows; they come in growing order, so every list is sorted. One thread writes, any number read.
    """

    def __init__(self) -> None:
        self._groups: tuple[dict[str, array[int]], ...] = tuple({} for _ in range(5))

    def add(self, slot: int, row: Row) -> None:
        """Note a new row under its slot."""
        keys = row.keys
        for postings, places in zip(self._groups, _PLACES, strict=True):
            held = "".join([keys[place] for place in places])
            for gram in trigrams(held):
                found = postings.get(gram)
                if found is None:
                    postings[gram] = array("I", (slot,))
                else:
                    found.append(slot)

    def lists(self, place: int, piece: str) -> Sequence["array[int]"] | None:
        """Lists that together name every row with a piece in the attribute at a place; None: any row may have it."""
        if place in _ALIKE:
            return EVERYTHING
        postings = self._groups[GROUPS[place]]
        if len(piece) < 3:
            return self._short(postings, piece)
        shortest: array[int] | None = None
        for at in range(len(piece) - 2):
            found = postings.get(piece[at : at + 3])
            if found is None:
                return ()
            if shortest is None or len(found) < len(shortest):
                shortest = found
        return () if shortest is None else (shortest,)

    @staticmethod
    def _short(postings: dict[str, "array[int]"], piece: str) -> Sequence["array[int]"] | None:
        if len(piece.strip(EDGE)) < 1:
            return EVERYTHING
        # The copy of the keys is taken in one step of the interpreter, so the writer cannot come between.
        return [postings[gram] for gram in list(postings) if piece in gram]


def size(lists: Iterable[Sequence[int]]) -> int:
    """How many rows lists name at most."""
    return sum(map(len, lists))
