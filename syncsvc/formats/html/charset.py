"""Bytes of a page to its text: byte order mark, declared character set, UTF-8, Windows-1252."""

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_META = re.compile(rb"""<meta[^<>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_PRESCAN = 4096
"""Browsers look this far for a declaration, with room to spare (HTML Standard, 13.2.3.2)."""
_SINGLE_BYTE = {"iso-8859-1", "latin-1", "latin1", "iso8859-1", "us-ascii", "ascii", "iso-8859-15", "windows-1252"}


def _known(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _declared(content: bytes, charset: str) -> str:
    meta = _META.search(content[:_PRESCAN])
    name = _known(charset.strip().strip("\"'")) or (_known(meta[1].decode("ascii")) if meta else "")
    # A page that could be read far enough to find this declaration is no UTF-16 (HTML Standard, 13.2.3.2).
    if not charset and name.startswith("utf-16"):
        return "utf-8"
    return "cp1252" if name in _SINGLE_BYTE | {"iso8859-1", "iso8859-15"} else name


def decode(content: bytes, charset: str = "") -> str:
    """The text of a page; ``charset`` is what the Content-Type header said.

    Text that is valid UTF-8 is never anything else, whatever a forgotten declaration says; bytes that fit nowhere
    become U+FFFD.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    declared = _declared(content, charset)
    order = (declared, "utf-8") if declared.startswith("utf-16") else ("utf-8", declared)
    for encoding in order:
        if encoding and (text := _try(content, encoding)) is not None:
            return text
    return content.decode("cp1252", errors="replace")
