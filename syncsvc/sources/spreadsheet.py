"""Source kind ``spreadsheet``: workbooks of Excel and LibreOffice, from a file, a folder or a URL."""

from typing import ClassVar, Literal

from syncsvc.formats.table import Table, read_workbook
from syncsvc.settings import Surroundings
from syncsvc.sources.documents import Document, Documents
from syncsvc.sources.tabular import TableSettings, TableSource


class SpreadsheetSettings(TableSettings):
    """A list in a workbook."""

    suffixes: ClassVar[tuple[str, ...]] = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
    media_types: ClassVar[tuple[str, ...]] = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.ms-excel",
        "application/vnd.ms-excel.sheet.macroenabled.12",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/zip",
    )

    kind: Literal["spreadsheet"]
    sheet: str = ""
    """The sheet, by its name or its number from 1; the visible one with most headings if left out."""

    def open(self, around: Surroundings) -> TableSource:
        """Build the source."""
        return TableSource(self, Documents(self, around), self._read)

    def _read(self, document: Document, _notes: bytes) -> Table:
        return read_workbook(document.content, self.options(), sheet=self.sheet)
