"""Rows of delimited text (RFC 4180), with a guard against spreadsheet formulas for those that want one."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BREAK = re.compile(r"\r\n?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings that spreadsheets take for a formula (OWASP CSV Injection, with the full-width forms)."""
_EXEMPT = {
    "phone": re.compile(r"\+?[0-9][0-9 ()/.\-–]*(;ext=[0-9]+)?( \| \+?[0-9][0-9 ()/.\-–]*(;ext=[0-9]+)?)*"),
    "postal": re.compile(r"[0-9A-Z][0-9A-Z \-]*"),
}
"""What a typed cell may look like to be left alone; anything else in such a column is free text."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How rows become bytes."""

    separator: str = ","
    encoding: str = "utf-8"
    bom: bool = False
    """Begin with a byte order mark: Excel reads UTF-8 only then."""
    quote_all: bool = False
    guard: bool = False
    """Put an apostrophe before free text that a spreadsheet would compute."""


def head(dialect: Dialect, titles: Sequence[str]) -> bytes:
    """The beginning of a file: the mark, if any, and the header row."""
    mark = "\ufeff".encode(dialect.encoding) if dialect.bom else b""
    return mark + row(dialect, titles)


def row(dialect: Dialect, cells: Iterable[str], types: Sequence[str] = ()) -> bytes:
    """One row with CRLF; ``types`` names the columns' types («phone», «postal», «text») for the guard."""
    cleaned = [clean(cell) for cell in cells]
    if dialect.guard and types:
        cleaned = [guarded(cell, kind) for cell, kind in zip(cleaned, types, strict=True)]
    text = dialect.separator.join([_quoted(cell, dialect) for cell in cleaned])
    # A lone empty cell would be an empty line, which readers leave out.
    return _encoded((text or '""') + "\r\n", dialect.encoding)


def clean(cell: str) -> str:
    """Line breaks as LF, other control characters left out."""
    return cell if cell.isprintable() else _CONTROL.sub("", _BREAK.sub("\n", cell))


def guarded(cell: str, kind: str = "text") -> str:
    """Free text that begins like a formula gets an apostrophe; a telephone number never does."""
    if not cell.startswith(_FORMULA):
        return cell
    exempt = _EXEMPT.get(kind)
    return cell if exempt is not None and exempt.fullmatch(cell) else f"'{cell}"


def _quoted(cell: str, dialect: Dialect) -> str:
    if not cell and not dialect.quote_all:
        return cell
    if '"' in cell:
        return '"' + cell.replace('"', '""') + '"'
    if dialect.quote_all or dialect.separator in cell or "\n" in cell or cell != cell.strip():
        return f'"{cell}"'
    return cell


def _encoded(text: str, encoding: str) -> bytes:
    """In a small character set a letter it lacks is written without its accent, and only then as «?»."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_nearest(char, encoding) for char in text).encode(encoding, "replace")


def _nearest(char: str, encoding: str) -> str:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return _STROKES.get(char) or unicodedata.normalize("NFKD", char)[0]
    return char


_STROKES = {"Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "ı": "i", "Ħ": "H", "ħ": "h", "ẞ": "SS"}
"""Letters that Unicode does not take apart."""
