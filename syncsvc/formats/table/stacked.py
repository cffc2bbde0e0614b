"""Two rows of headings become one: «Telefon» above «dienstlich» and «privat», or the other way round."""

from collections.abc import Sequence

from syncsvc.formats.table.headings import column_of, plain
from syncsvc.lexicon.table_headers import GROUPED, LABELLED, QUALIFIERS

_DIVIDED = LABELLED | GROUPED


def stacked(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...] | None:
    """The headings that two rows say together; None if they are not two rows of headings.

    An upper heading reaches over the empty cells to its right, as merged cells do.
    """
    headings: list[str] = []
    above, united = "", False
    width = max(len(upper), len(lower))
    for over, under in zip(_filled_to(upper, width), _filled_to(lower, width), strict=True):
        above = over or above
        together = _together(above, under) if under else ""
        if under and not together and over != under and not column_of(under).known:
            return None
        united = united or bool(together)
        headings.append(together or under or over)
    return tuple(headings) if united else None


def _filled_to(cells: Sequence[str], width: int) -> list[str]:
    return [" ".join(cell.split()) for cell in cells] + [""] * (width - len(cells))


def _together(above: str, under: str) -> str:
    """«Telefon» and «privat» are «Telefon privat»; empty where neither of the two qualifies the other."""
    if _qualifies(under) and column_of(above).field in _DIVIDED:
        return f"{above} {under}"
    if _qualifies(above) and column_of(under).field in _DIVIDED:
        return f"{under} {above}"
    return ""


def _qualifies(text: str) -> bool:
    """Whether a heading only says which of several like columns is meant."""
    words = plain(text).split()
    return bool(words) and all(QUALIFIERS.get(word) for word in words)
