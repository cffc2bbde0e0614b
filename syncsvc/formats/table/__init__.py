"""Tables of contacts, as delimited text or as a workbook: bytes → rows of raw fields, and a key for each."""

from syncsvc.formats.table.keys import keys_of, name_themselves
from syncsvc.formats.table.model import VERSION, Options, Row, Table, TableError
from syncsvc.formats.table.reading import read_text, read_workbook

__all__ = [
    "VERSION",
    "Options",
    "Row",
    "Table",
    "TableError",
    "keys_of",
    "name_themselves",
    "read_text",
    "read_workbook",
]
