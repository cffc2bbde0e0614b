"""Delimited text becomes rows of cells; a broken row stays one row."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from syncsvc.formats.table.decoding import text_of
from syncsvc.formats.table.model import Line

SEPARATORS = (";", ",", "\t", "|")
_SEP_LINE = re.compile(r"sep=(.)", re.IGNORECASE)
_OPENING = re.compile(' *"')
_SPACES = re.compile(" *")
_SAMPLE = 40
_HEAD = 64
"""Rows that are looked at before the others: more than headings are searched in."""
_LONGEST = 25
"""A quoted cell does not go on for more lines than this; a quotation mark that does not close sooner was none."""
_UNCLOSED = "a quotation mark does not close"


class Rows:
    """Takes a text apart row by row, from any place on where one begins."""

    def __init__(self, content: bytes, separator: str, judge: Callable[[Sequence[Line]], int]) -> None:
        """The text is UTF-8, its lines end with LF.

        Without a configured separator (or Excel's «sep=;» line) the one is taken that ``judge`` finds most headings
        with, then the one that gives most cells.
        """
        physical = text_of(content[: _end_of_head(content)]).split("\n")
        if named := _SEP_LINE.fullmatch(physical[0].strip('"')):
            separator = separator or named[1]
            physical[0] = ""
        self.separator = separator or _detect(physical[:_SAMPLE], judge)
        self.head = tuple(islice(_rows(physical, self.separator), _HEAD))
        """The first rows; headings stand among them."""
        self.width = next((len(row.cells) for row in self.head if len(row.cells) > 1), 0)
        """How many cells the first row of several has; it judges rows whose quotation marks do not close."""
        self._content = content
        self._number = 1
        self._taken: list[Line] = []

    def begin(self, place: int) -> int:
        """Go to the row of the head at this place, or to the end if there is none; return where that is."""
        if place >= len(self.head):
            return len(self._content)
        self._number, at = self.head[place].number, 0
        for _ in range(self._number - 1):
            at = self._content.index(b"\n", at) + 1
        return at

    def over(self, at: int) -> bool:
        """Whether there is no more."""
        return at >= len(self._content)

    def skip(self, begin: int, end: int) -> None:
        """Pass over rows that are known."""
        self._number += self._content.count(b"\n", begin, end)

    def following(self, at: int) -> int:
        """Take the row that begins here; return where the next one does."""
        if not self.width:
            return self._rest(at)
        line, end = self._line(at)
        if '"' not in line:
            self._taken.append(Line(self._number, tuple(map(str.strip, line.split(self.separator)))))
            self._number += 1
            return end
        row, count = _row((line,), 0, self.separator, self.width)
        if row.broken:  # or it goes on in the next lines
            ahead = [*self._ahead(at)]
            row, count = _row([text for text, _ in ahead], 0, self.separator, self.width)
            end = ahead[count - 1][1]
        self._taken.append(row._replace(number=self._number))
        self._number += count
        return end

    def taken(self) -> list[Line]:
        """The rows taken since this was asked last."""
        taken, self._taken = self._taken, []
        return taken

    def _rest(self, at: int) -> int:
        """Take all rows from here on: which of them is the first with several cells decides how others are read."""
        rows = _rows(text_of(self._content[at:]).split("\n"), self.separator)
        self._taken += [row._replace(number=row.number - 1 + self._number) for row in rows]
        return len(self._content)

    def _ahead(self, at: int) -> Iterator[tuple[str, int]]:
        """The next lines, as many as a quoted cell may have, each with where it ends."""
        for _ in range(_LONGEST):
            if self.over(at):
                return
            line, at = self._line(at)
            yield line, at

    def _line(self, at: int) -> tuple[str, int]:
        """The line that begins here, and where the next one does."""
        end = self._content.find(b"\n", at)
        content = self._content[at:] if end < 0 else self._content[at:end]
        return text_of(content), len(self._content) if end < 0 else end + 1


def _end_of_head(content: bytes) -> int:
    """Where the last line ends in which a row of the head may stand."""
    end = -1
    for _ in range(_HEAD * _LONGEST):
        end = content.find(b"\n", end + 1)
        if end < 0:
            return len(content)
    return end


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
