"""Source kind ``csv``: delimited text as offices export it, from a file, a folder or a URL."""

from typing import ClassVar, Literal

from pydantic import field_validator

from syncsvc.formats.table import Table, read_text
from syncsvc.settings import Surroundings
from syncsvc.sources.documents import Document, Documents
from syncsvc.sources.tabular import TableSettings, TableSource


class CsvSettings(TableSettings):
    """A list in a text file."""

    suffixes: ClassVar[tuple[str, ...]] = (".csv", ".tsv", ".txt")
    media_types: ClassVar[tuple[str, ...]] = (
        "text/csv",
        "text/plain",
        "text/tab-separated-values",
        "application/csv",
        "application/vnd.ms-excel",
    )

    kind: Literal["csv"]
    delimiter: str = ""
    """The sign between cells, where it is not found by itself: ";", ",", "\\t" or "|"."""

    @field_validator("delimiter")
    @classmethod
    def _one_sign(cls, delimiter: str) -> str:
        if len(delimiter) > 1 or (delimiter in '"\r\n' and delimiter):
            raise ValueError("a delimiter is one sign, and no quotation mark or line break")
        return delimiter

    def open(self, around: Surroundings) -> TableSource:
        """Build the source."""
        return TableSource(self, Documents(self, around), self._read)

    def _read(self, document: Document, notes: bytes) -> Table:
        encoding = self.encoding or ""
        return read_text(
            document.content,
            self.options(),
            encoding=encoding,
            declared="" if encoding else document.charset,
            delimiter=self.delimiter,
            notes=notes,
        )
