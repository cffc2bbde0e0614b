"""Workbooks (.xlsx, .xls, .ods) become rows of text cells."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from syncsvc.formats.table.model import Line, TableError

Cell = str | float | bool | date | datetime | time | timedelta
_MOST_CELLS = 20_000_000
"""A sheet that claims more is none an office made."""


def sheets(content: bytes, wanted: str = "") -> Iterator[tuple[str, tuple[Line, ...]]]:
    """The visible sheets with their rows, or only the wanted one (by its name, or by its number from 1).

    Raises TableError for what is no workbook, is encrypted, or lacks the sheet.
    """
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
    except PasswordError as error:
        raise TableError("the workbook is encrypted", hint="save it without a password") from error
    except (CalamineError, OSError) as error:
        raise TableError(
            "this is no workbook (.xlsx, .xls, .ods)", hint="open it in Excel and save it again"
        ) from error
    with book:
        visible = [one.name for one in book.sheets_metadata if one.visible is SheetVisibleEnum.Visible]
        for name in [_named(book.sheet_names, wanted)] if wanted else visible:
            yield name, _lines(book, name)


def _named(names: Sequence[str], wanted: str) -> str:
    if wanted in names:
        return wanted
    if wanted.isdecimal() and 0 < int(wanted) <= len(names):
        return names[int(wanted) - 1]
    raise TableError("the workbook has no such sheet", hint=f"it has: {', '.join(names)}")


def _lines(book: CalamineWorkbook, name: str) -> tuple[Line, ...]:
    try:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height * sheet.total_width > _MOST_CELLS:
            raise TableError("the sheet is too large")
        rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except CalamineError as error:
        raise TableError("the sheet cannot be read", hint="open the workbook in Excel and save it again") from error
    _fill_merged(rows, sheet)
    return tuple(Line(number, tuple(cells)) for number, cells in enumerate(rows, start=1))


def _fill_merged(rows: list[list[str]], sheet: CalamineSheet) -> None:
    """Give every row of a merged cell its text; across columns only the first keeps it, as captions span the table."""
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and not row[left]:
                row[left] = rows[top][left]


def _text(cell: Cell) -> str:
    """A cell as one would type it; quantities without the point that a whole number does not have."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
