"""Contacts as an Excel workbook: text cells only, so that no number, postal code or «3-5» is changed."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import chain, groupby, islice
from typing import Literal

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from syncsvc.exports.files import FileExport, FileExportSettings, Product
from syncsvc.exports.ordering import fold, name_order
from syncsvc.exports.tables import Columns
from syncsvc.formats.columns import STAFF, chosen
from syncsvc.formats.delimited import clean
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.plan import Entry
from syncsvc.ports import Export, Wanted
from syncsvc.settings import Surroundings

_BIRTH = datetime(2000, 1, 1, tzinfo=UTC)
"""When every workbook says it was made: the same contacts give the same bytes."""
_CELL = 32_767
_ROWS = 1_048_575
"""Below the header."""
_OPTIONS = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
_NOBODY = {"de": "Ohne Organisation", "en": "No organisation"}
_SHEET = {"de": "Kontakte", "en": "Contacts"}


class SpreadsheetExportSettings(FileExportSettings):
    """A workbook (.xlsx) for staff."""

    kind: Literal["spreadsheet"] = "spreadsheet"
    columns: Columns = ()
    """Which columns, in which order; the usual ones if left out."""
    headers: Literal["de", "en"] = "de"
    """Language of the titles."""
    sheets: Literal["one", "organisation"] = "one"
    """One sheet for all, or one for each organisation."""

    def open(self, around: Surroundings) -> Export:
        """Build the export."""
        return SpreadsheetExport(self, around)


class SpreadsheetExport(FileExport[SpreadsheetExportSettings]):
    """One row for every contact; entries are its sheet and cells."""

    version = 1

    def __init__(self, settings: SpreadsheetExportSettings, around: Surroundings) -> None:
        super().__init__(settings, around)
        self._columns = chosen(settings.columns or STAFF.split())

    def render(self, contact: CanonicalContact) -> Entry | None:
        """The cells of a contact, under the organisation whose sheet it goes to."""
        cells = [_shortened(clean(column.value(contact))) for column in self._columns]
        sheet = contact.organisation if self.settings.sheets == "organisation" else ""
        content = json.dumps([sheet, cells], ensure_ascii=False).encode()
        return Entry(contact.id, content, f"{fold(sheet)}\t{sheet}\n{name_order(contact)}")

    def products(self, wanted: Wanted) -> Iterable[Product]:
        """The workbook."""
        file = BytesIO()
        with Workbook(file, _OPTIONS) as book:
            book.set_properties({"title": self.around.title, "created": _BIRTH})
            self._fill(book, (json.loads(entry.content) for entry in wanted()))
        yield Product(self.main, file.getvalue())

    def _fill(self, book: Workbook, rows: Iterator[tuple[str, list[str]]]) -> None:
        language, taken = self.settings.headers, set[str]()
        alone = self.settings.sheets == "one"
        heading = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        text = book.add_format({"num_format": "@", "valign": "top"})
        for organisation, members in groupby(rows, key=lambda row: row[0]):
            name = _SHEET[language] if alone else organisation or _NOBODY[language]
            for part in _sheetfuls(cells for _, cells in members):
                self._write(book.add_worksheet(_sheet_name(name, taken)), heading, text, part)
        if not taken:
            self._write(book.add_worksheet(_SHEET[language]), heading, text, ())

    def _write(self, sheet: Worksheet, heading: object, text: object, rows: Iterable[list[str]]) -> None:
        for place, column in enumerate(self._columns):
            sheet.set_column(place, place, column.width, text)
            sheet.write_string(0, place, column.title(self.settings.headers), heading)
        last = 0
        for last, cells in enumerate(rows, 1):
            for place, cell in enumerate(cells):
                if cell:
                    sheet.write_string(last, place, cell, text)
        sheet.autofilter(0, 0, last, len(self._columns) - 1)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)


def _sheetfuls(rows: Iterator[list[str]]) -> Iterator[Iterator[list[str]]]:
    """The rows in parts that fit on a sheet: Excel, and so XlsxWriter, drops the others without a word."""
    for first in rows:
        yield chain((first,), islice(rows, _ROWS - 1))


def _shortened(cell: str) -> str:
    """Excel refuses a longer cell altogether."""
    return cell if len(cell) <= _CELL else cell[: _CELL - 1] + "…"


def _sheet_name(wish: str, taken: set[str]) -> str:
    """At most 31 characters, without those Excel forbids, and no name twice in any case of letters."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", clean(wish)).replace("\n", " ").strip("' ") or "-"
    # Excel keeps «History» for itself.
    plain = f"{plain}_" if plain.casefold() in ("history", "änderungsverlauf") else plain
    name, number = plain[:31].strip("' "), 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[: 31 - len(f' ({number})')].strip()} ({number})"
    taken.add(name.casefold())
    return name
