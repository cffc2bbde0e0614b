"""What a table of contacts is, for machines: CSV on the Web metadata and a Frictionless Table Schema."""

from collections.abc import Sequence
from typing import Any

from syncsvc.formats.columns import LIST_SEPARATOR, Column

_PATTERNS = {
    "phone": r"\+[1-9][0-9]{1,14}(;ext=[0-9]+)?",
    "email": r"[^@\s]+@[^@\s]+",
}
_REQUIRED = {"id", "name", "kind"}


def csvw(url: str, title: str, columns: Sequence[Column]) -> dict[str, Any]:
    """Metadata for a CSV file beside it (W3C Tabular Metadata, section 5)."""
    schema: dict[str, Any] = {"columns": [_csvw_column(column) for column in columns]}
    if any(column.key == "id" for column in columns):
        schema["primaryKey"] = "id"
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": url,
        "dc:title": title,
        "dialect": {"encoding": "utf-8", "delimiter": ",", "lineTerminators": ["\r\n"], "header": True},
        "tableSchema": schema,
    }


def _csvw_column(column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": column.key,
        "titles": column.key,
        "dc:description": column.english,
        "required": column.key in _REQUIRED,
        "datatype": "string",
    }
    if pattern := _pattern(column):
        told["datatype"] = {"base": "string", "format": pattern}
    if column.several:
        told["separator"] = LIST_SEPARATOR
    return told


def table_schema(columns: Sequence[Column]) -> dict[str, Any]:
    """A Table Schema (Data Package v1) whose fields are the columns."""
    told: dict[str, Any] = {"fields": [_field(column) for column in columns], "missingValues": [""]}
    if any(column.key == "id" for column in columns):
        told["primaryKey"] = ["id"]
    return told


def _field(column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {"name": column.key, "type": "string", "description": column.english}
    rules: dict[str, Any] = {}
    if column.key in _REQUIRED:
        rules["required"] = True
    if column.key == "id":
        rules["unique"] = True
    if pattern := _pattern(column):
        value = f"({pattern})"
        # A list is one text here, so the pattern must know of the separator.
        rules["pattern"] = f"{value}( \\| {value})*" if column.several else pattern
    return told | ({"constraints": rules} if rules else {})


def _pattern(column: Column) -> str:
    return "" if column.key.endswith("_display") else _PATTERNS.get(column.type, "")
