"""Which row of a table holds the headings, and which of the rows below are contacts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from syncsvc.formats.table.headings import Column, columns_of, plain
from syncsvc.formats.table.model import Line, TableError
from syncsvc.formats.table.stacked import stacked
from syncsvc.lexicon.table_headers import FOOTERS, SUMS
from syncsvc.model.issue import Issue, Severity

_SEARCHED = 40
"""Headings stand within so many rows."""
_ENOUGH = 2
_WIDE = 3
"""In a table of so many columns a row with one filled cell is a caption."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The headings of a table and what its columns hold."""

    start: int
    """Index of the first row below the headings."""
    headings: tuple[str, ...]
    columns: tuple[Column, ...]


def headings_in(lines: Sequence[Line], named: Mapping[str, Column]) -> int:
    """How many headings we know stand in the best row: what makes one reading of a table better than another."""
    return max((_known(line, named) for line in lines[:_SEARCHED]), default=0)


def _known(line: Line, named: Mapping[str, Column]) -> int:
    """The number of different fields a row announces; 0 for a row that is no heading."""
    columns = columns_of(line.cells, named)
    filled = [column for cell, column in zip(line.cells, columns, strict=True) if cell]
    known = [column for column in filled if column.known]
    fields = {(column.field, column.label) for column in known if column.field}
    if not fields or (len(known) * 2 < len(filled) and not any(plain(cell) in named for cell in line.cells)):
        return 0
    return len(fields)


def find(lines: Sequence[Line], named: Mapping[str, Column]) -> Layout:
    """The layout of a table. Raises TableError where no row of headings is found."""
    counts = [_known(line, named) for line in lines[:_SEARCHED]]
    best = max(counts, default=0)
    alone = best == 1 and sum(map(bool, lines[counts.index(1)].cells)) == 1
    if best < _ENOUGH and not alone:
        raise TableError("no row of headings was found", hint='name the columns: columns = { name = "…", phone = "…" }')
    place = counts.index(best)
    for upper in (place - 1, place):
        both = stacked(lines[upper].cells, lines[upper + 1].cells) if 0 <= upper < len(lines) - 1 else None
        if both is not None and _known(Line(0, both), named) >= best:
            return Layout(upper + 2, both, columns_of(both, named))
    headings = tuple(" ".join(cell.split()) for cell in lines[place].cells)
    return Layout(place + 1, headings, columns_of(headings, named))


def contacts(lines: Sequence[Line], layout: Layout, issues: list[Issue]) -> Iterator[Line]:
    """The rows that hold contacts, each with exactly one cell for a column; the others are left out, or an issue."""
    width = len(layout.headings)
    for line in lines[layout.start :]:
        filled = [*filter(None, line.cells)]
        if not filled or _is_heading(line, layout) or _is_sum(filled):
            continue
        if len(filled) == 1 and _is_caption(filled[0], layout, issues, line):
            continue
        if line.broken or any(line.cells[width:]) or len(line.cells) < width:
            line = _mended(line, layout, issues)  # noqa: PLW2901 — the same row, made whole
            if not line.cells:
                continue
        yield line if len(line.cells) == width and not line.broken else Line(line.number, line.cells[:width])


def _is_heading(line: Line, layout: Layout) -> bool:
    """Whether a row repeats the headings, as on every printed page."""
    if len(line.cells) != len(layout.headings):
        return False
    for cell, heading in zip(line.cells, layout.headings, strict=True):
        if cell != heading and " ".join(cell.split()) != heading:
            return False
    return True


def _is_sum(filled: Sequence[str]) -> bool:
    """«Summe: 3», «Anzahl;42»."""
    for cell in filled[1:]:
        if not any(map(str.isdigit, cell)):
            return False
    words = plain(filled[0]).split()
    return bool(words) and words[0] in SUMS


def _is_caption(text: str, layout: Layout, issues: list[Issue], line: Line) -> bool:
    """Whether the only text of a row is a caption or a footnote; one that may be a contact leaves an issue."""
    words = plain(text).split()
    if words and words[0] in FOOTERS and any(sign.isdigit() or sign == ":" for sign in text):
        return True
    if len([heading for heading in layout.headings if heading]) < _WIDE:
        return False
    if words and words[0] not in FOOTERS:
        issues.append(
            _issue("row-caption", "a row with one filled cell was taken for a caption", line, Severity.NOTICE)
        )
    return True


def _mended(line: Line, layout: Layout, issues: list[Issue]) -> Line:
    """A row with too many or too few cells, if what stands in its columns fits them; else a row without cells."""
    width = len(layout.headings)
    cells = line.cells[:width] + ("",) * (width - len(line.cells))
    surplus = any(line.cells[width:])
    if not surplus and not line.broken:
        issues.append(
            _issue("row-short", "a row with too few cells: the last columns are empty", line, Severity.NOTICE)
        )
        return Line(line.number, cells)
    what = line.broken or "a row with too many cells"
    if not all(_fits(column, cell) for column, cell in zip(layout.columns, cells, strict=True)):
        issues.append(_issue("row-broken", f"{what}; it was set aside", line, Severity.ERROR))
        return Line(line.number, ())
    issues.append(_issue("row-broken", f"{what}; it was read as it stands", line, Severity.WARNING))
    return Line(line.number, cells)


def _fits(column: Column, cell: str) -> bool:
    """Whether a cell can be what its column says."""
    if not cell:
        return True
    if column.field == "email":
        return "@" in cell
    if column.field in ("phone", "postal_code"):
        return any(map(str.isdigit, cell)) and "@" not in cell
    return "@" not in cell


def _issue(code: str, message: str, line: Line, severity: Severity) -> Issue:
    return Issue(
        "read",
        code,
        message,
        place=f"line {line.number}",
        value="; ".join(line.cells),
        hint="put cells that hold the separator or a quotation mark into quotation marks" if "broken" in code else "",
        severity=severity,
    )
