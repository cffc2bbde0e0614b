"""Delimited text becomes rows of cells; a broken row stays one row."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence

from syncsvc.formats.table.model import Line

SEPARATORS = (";", ",", "\t", "|")
_SEP_LINE = re.compile(r"sep=(.)", re.IGNORECASE)
_OPENING = re.compile(' *"')
_SPACES = re.compile(" *")
_SAMPLE = 40
_LONGEST = 25
"""A quoted cell does not go on for more lines than this; a quotation mark that does not close sooner was none."""
_UNCLOSED = "a quotation mark does not close"


def lines(text: str, separator: str, judge: Callable[[Sequence[Line]], int]) -> tuple[Line, ...]:
    """The rows of a text.

    Without a configured separator (or Excel's «sep=;» line) the one is taken that ``judge`` finds most headings with,
    then the one that gives most cells.
    """
    physical = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if named := _SEP_LINE.fullmatch(physical[0].strip('"')):
        separator = separator or named[1]
        physical[0] = ""
    return tuple(_rows(physical, separator or _detect(physical[:_SAMPLE], judge)))


def _detect(sample: Sequence[str], judge: Callable[[Sequence[Line]], int]) -> str:
    def standing(separator: str) -> tuple[int, int]:
        found = tuple(_rows(sample, separator))
        return judge(found), sum(len(line.cells) for line in found)

    return max(SEPARATORS, key=standing)


def _rows(physical: Sequence[str], separator: str) -> Iterator[Line]:
    """Rows with the number of their first line; a quoted cell may hold line breaks."""
    place, width = 0, 0
    while place < len(physical):
        line = physical[place]
        if '"' not in line:
            row, count = Line(place + 1, tuple(map(str.strip, line.split(separator)))), 1
        else:
            row, count = _row(physical, place, separator, width)
        yield row
        place += count
        width = width or (len(row.cells) if len(row.cells) > 1 else 0)


def _row(physical: Sequence[str], place: int, separator: str, width: int) -> tuple[Line, int]:
    """One row with quotation marks, and how many lines it takes."""
    plainly = tuple(map(str.strip, physical[place].split(separator)))
    count = _closing(physical, place, separator)
    cells = _parsed("\n".join(physical[place : place + count]), separator) if count else None
    if cells is not None and (count == 1 or len(cells) == width or len(plainly) != width):
        return Line(place + 1, cells), count
    return Line(place + 1, tuple(cell.replace('"', "").strip() for cell in plainly), _UNCLOSED), 1


def _closing(physical: Sequence[str], place: int, separator: str) -> int:
    """How many lines the row takes until every quoted cell is closed; 0 if it never is."""
    inside = False
    for count, line in enumerate(physical[place : place + _LONGEST], start=1):
        inside = _is_open(line, separator, inside=inside)
        if not inside:
            return count
    return 0


def _is_open(line: str, separator: str, *, inside: bool) -> bool:
    """Whether a quoted cell is still open at the end of the line (RFC 4180 section 2, rules 5 to 7)."""
    at = 0
    while True:
        if not inside:
            opening = _OPENING.match(line, at)
            inside = opening is not None
            at = opening.end() if opening else line.find(separator, at) + 1
        else:
            quote = line.find('"', at)
            if quote < 0:
                return True
            doubled = line.startswith('"', quote + 1)
            inside = doubled or not _closes(line, quote + 1, separator)
            at = quote + 1 + doubled if inside else line.find(separator, quote + 1) + 1
        if at == 0:
            return False


def _closes(line: str, at: int, separator: str) -> bool:
    """Whether a quotation mark before this place ends its cell: nothing but spaces up to the next separator."""
    rest = _SPACES.match(line, at)
    end = rest.end() if rest is not None else at
    return end == len(line) or line.startswith(separator, end)


def _parsed(row: str, separator: str) -> tuple[str, ...] | None:
    """The cells of one whole row; None where it is beyond what the csv module reads."""
    try:
        found = list(csv.reader([row], delimiter=separator, skipinitialspace=True))
    except csv.Error:
        return None
    return tuple(cell.strip() for cell in found[0]) if len(found) == 1 else None
