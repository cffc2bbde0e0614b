"""Contacts as delimited text: for the website, for Excel, or for a mail program's import."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal

from pydantic import model_validator

from syncsvc.exports.files import FileExport, FileExportSettings, Listing, Product, as_it_is
from syncsvc.exports.ordering import name_order
from syncsvc.exports.tables import Columns
from syncsvc.formats.address_books import ADDRESS_BOOKS
from syncsvc.formats.columns import STAFF, WEB, Column, chosen
from syncsvc.formats.delimited import Dialect, head, row
from syncsvc.formats.table_schema import csvw, table_schema
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.plan import Entry
from syncsvc.ports import Export, Wanted
from syncsvc.settings import Surroundings

_ENCODINGS = {"utf-8": ("utf-8", False), "utf-8-bom": ("utf-8", True), "cp1252": ("cp1252", False)}
_DIALECTS = {"web": Dialect(), "excel-de": Dialect(separator=";", bom=True, guard=True)}
_COLUMNS = {"web": WEB, "excel-de": STAFF}


class CsvExportSettings(FileExportSettings):
    """A table of contacts as a text file."""

    kind: Literal["csv"] = "csv"
    profile: Literal["web", "excel-de", "google", "outlook-de", "thunderbird"] = "web"
    """``web`` for machines (with CSVW metadata and a Table Schema beside it), ``excel-de`` for people who open it in
    Excel, the others for the import of that program."""
    columns: Columns = ()
    """Which columns, in which order; the profile's own if left out. For ``web`` and ``excel-de``."""
    headers: Literal["keys", "de", "en"] | None = None
    """Titles of the columns; ``keys`` for ``web`` and ``de`` for ``excel-de`` if left out."""
    titles: Mapping[str, str] = {}
    """Titles of your own by key: ``{ phone_display = "Durchwahl" }``; for ``excel-de``."""
    separator: Literal[",", ";", "\t"] | None = None
    """Between cells; the profile's own if left out. Not for ``web``."""
    encoding: Literal["utf-8", "utf-8-bom", "cp1252"] | None = None
    """The profile's own if left out. Not for ``web``."""

    @model_validator(mode="after")
    def _fits(self) -> "CsvExportSettings":
        """A profile is a promise to whoever reads the file; what would break it is refused."""
        if self.profile == "web" and (self.separator or self.encoding or self.titles or self.headers in ("de", "en")):
            raise ValueError("profile web is fixed: RFC 4180, UTF-8, comma, column keys as header; choose its columns")
        if self.profile in ADDRESS_BOOKS and (self.columns or self.headers or self.titles):
            raise ValueError(f"profile {self.profile} has the columns that program imports; they cannot be chosen")
        chosen(self.titles)
        return self

    def open(self, around: Surroundings) -> Export:
        """Build the export."""
        return CsvExport(self, around)


class CsvExport(FileExport[CsvExportSettings]):
    """One row for every contact."""

    version = 1

    def render(self, contact: CanonicalContact) -> Entry | None:
        """The row of a contact, with its line end."""
        return Entry(contact.id, self._row(contact), name_order(contact))

    def products(self, wanted: Wanted) -> Iterable[Product]:
        """The table; for the website what describes it, too."""
        header = head(self._dialect, self._header)
        yield Product(self.main, Listing(wanted, as_it_is, header))
        if self.settings.profile == "web":
            described = csvw(self.main, self.around.title or self.name, self._columns)
            yield Product(f"{self.main}-metadata.json", _json(described))
            yield Product(f"{self.main}.schema.json", _json(table_schema(self._columns)))

    @cached_property
    def _dialect(self) -> Dialect:
        told, profile = self.settings, self.settings.profile
        own = ADDRESS_BOOKS[profile].dialect if profile in ADDRESS_BOOKS else _DIALECTS[profile]
        encoding, bom = _ENCODINGS[told.encoding] if told.encoding else (own.encoding, own.bom)
        return Dialect(told.separator or own.separator, encoding, bom, own.quote_all, own.guard)

    @cached_property
    def _columns(self) -> tuple[Column, ...]:
        return chosen(self.settings.columns or _COLUMNS[self.settings.profile].split())

    @cached_property
    def _header(self) -> Sequence[str]:
        book = ADDRESS_BOOKS.get(self.settings.profile)
        if book is not None:
            return book.header
        language = self.settings.headers or ("keys" if self.settings.profile == "web" else "de")
        return [self.settings.titles.get(column.key) or column.title(language) for column in self._columns]

    @cached_property
    def _row(self) -> Callable[[CanonicalContact], bytes]:
        dialect, book = self._dialect, ADDRESS_BOOKS.get(self.settings.profile)
        if book is not None:
            return lambda contact: row(dialect, book.row(contact))
        values = [column.value for column in self._columns]
        types = [column.type for column in self._columns]
        return lambda contact: row(dialect, [value(contact) for value in values], types)


def _json(told: dict[str, Any]) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
