"""Bytes become one kind of text by rule, not by statistics: BOM, else UTF-8, else Windows-1252."""

import codecs
import re
import sys

from syncsvc.formats.table.model import TableError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_WINDOWS = frozenset({"iso8859-1", "latin-1", "ascii", "utf-8", "cp1252"})
"""What servers say of any text; none of it outweighs the rule."""
_HINT = "set encoding to what the list was saved in: utf-8, cp1252, iso-8859-15, utf-16"


def recoded(content: bytes, *, encoding: str = "", declared: str = "") -> bytes:
    """The text in UTF-8, its lines ended by LF; most is so already.

    ``encoding`` is what the source's configuration demands, ``declared`` what a server says.
    Raises TableError for bytes that are no text in that encoding.
    """
    content = _recoded(content, encoding, declared).removeprefix(codecs.BOM_UTF8).removesuffix(b"\x1a")
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in content else content


def text_of(content: bytes) -> str:
    """A part of what ``recoded`` gave, which begins and ends between two characters."""
    return content.decode("utf-8", "surrogatepass")


def refuse_controls(content: bytes, begin: int = 0, end: int = sys.maxsize) -> None:
    """Raise TableError for a part of a text that holds control characters.

    They are the mark of a wrong encoding, or of a file that is no text.
    """
    text = text_of(content[begin:end])
    if (found := _CONTROLS.search(text)) is not None:
        line = content.count(b"\n", 0, begin) + text.count("\n", 0, found.start()) + 1
        raise TableError(f"line {line} holds a control character: no text, or another encoding", hint=_HINT)


def _recoded(content: bytes, encoding: str, declared: str) -> bytes:
    bom = next(((mark, name) for mark, name in _BOMS if content.startswith(mark)), None)
    if bom is not None:
        return _strictly(content[len(bom[0]) :], bom[1])
    if encoding:
        return _strictly(content, encoding)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(content, _single_byte(declared))
    return content


def _single_byte(declared: str) -> str:
    """The declared encoding where it says something of its own, else Windows-1252."""
    try:
        name = codecs.lookup(declared).name if declared else "cp1252"
    except LookupError:
        return "cp1252"
    return "cp1252" if name in _WINDOWS else name


def _strictly(content: bytes, encoding: str) -> bytes:
    try:
        return content.decode(encoding).encode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TableError(f"line {line} is not valid {encoding}", hint=_HINT) from error
