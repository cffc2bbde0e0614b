"""From bytes to text: what a vCard file and its single values are encoded in."""

import binascii
import codecs
import re

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
FOLD = "\x1e"
"""Stands where a line was folded; no control character comes through from outside."""
_FOLD = FOLD.encode()
_CONTROLS = bytes(code for code in (*range(32), 127) if code not in b"\t\n\r")
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_WESTERN = frozenset({"ascii", "cp1252", "iso8859-1", "iso8859-15"})
_READABLE = (
    _WESTERN
    | {"utf-8", "gb18030", "gb2312", "gbk", "big5", "shift_jis", "euc_jp", "euc_kr", "koi8-r", "koi8-u", "mac-roman"}
    | {f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 16)}
    | {f"cp{page}" for page in (437, 850, 852, 866, 932, 949, 950, *range(1250, 1259))}
)
"""Only codecs that turn bytes into text in linear time; a stranger's CHARSET never reaches any other."""


def decode_file(content: bytes) -> tuple[str, bool]:
    """Turn a file into text with one kind of line break, and say whether all of it is Unicode now.

    Where a line is folded stands ``FOLD``; other control characters are gone. A byte that is not UTF-8 becomes a
    lone surrogate (PEP 383) until its property's CHARSET is known. So folds may cut a character in two.
    """
    return decode_part(narrowed(content))


def narrowed(content: bytes) -> bytes:
    """The bytes of a file as they are, unless a character has two of them or four: then in UTF-8."""
    codec = _wide_codec(content)
    return content.decode(codec, "replace").encode("utf-8", "replace") if codec else content


def decode_part(content: bytes) -> tuple[str, bool]:
    """As ``decode_file``, what ``narrowed`` gave or a part of that, which begins and ends between two cards."""
    content = _joined_lines(content)
    try:
        text, whole = content.decode("utf-8"), True
    except UnicodeDecodeError:
        text, whole = content.decode("utf-8", "surrogateescape"), False
    return text.replace("\ufeff", "") if "\ufeff" in text else text, whole


def _joined_lines(content: bytes) -> bytes:
    if content.count(b"\r") != content.count(b"\r\n"):
        content = content.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    folded = content.translate(None, _CONTROLS + b"\r").replace(b"\n ", _FOLD).replace(b"\n\t", _FOLD)
    # A frame is a line of its own, whatever is indented around it: else two people would become one card.
    return folded.replace(b"\nEND:VCARD" + _FOLD, b"\nEND:VCARD\n").replace(
        _FOLD + b"BEGIN:VCARD\n", b"\nBEGIN:VCARD\n"
    )


def _wide_codec(content: bytes) -> str:
    for mark, codec in _MARKS:
        if content.startswith(mark):
            return codec
    head = content[:4]
    if len(head) == 4 and head[1] == 0 == head[3] and head[0] and head[2]:
        return "utf-16-le"
    if len(head) == 4 and head[0] == 0 == head[2] and head[1] and head[3]:
        return "utf-16-be"
    return ""


def finish(text: str, charset: str) -> str:
    """Decode what ``decode_file`` left open."""
    if text.isascii() or not _ESCAPED_BYTE.search(text):
        return text
    return decode_value(text.encode("utf-8", "surrogateescape"), charset)


def decode_value(content: bytes, charset: str) -> str:
    """Decode one value by its declared charset, or by what it looks like: UTF-8, else Windows-1252.

    A western charset is not believed where the bytes are UTF-8; an unknown one is not believed at all.
    """
    codec = _codec(charset)
    if codec in _WESTERN or codec == "utf-8":
        return _utf8_or_western(content)
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return _utf8_or_western(content)


def _codec(charset: str) -> str:
    try:
        codec = codecs.lookup(charset.strip("\"' ")).name if charset.isascii() and len(charset) < 40 else ""
    except (LookupError, ValueError):
        codec = ""
    return codec if codec in _READABLE else "utf-8"


def _utf8_or_western(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and not content[: error.start].isascii():
            return content[: error.start].decode("utf-8")
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def decode_quoted_printable(text: str, charset: str) -> str:
    """Undo quoted-printable (RFC 2045 section 6.7) and the charset under it."""
    content = binascii.a2b_qp(text.encode("utf-8", "surrogateescape"))
    return _one_newline(decode_value(content.translate(None, _CONTROLS), charset))


def decode_base64_text(text: str, charset: str) -> str | None:
    """The text in a base64 value; None where it is no base64."""
    content = decode_base64(text)
    return None if content is None else _one_newline(decode_value(content.translate(None, _CONTROLS), charset))


def decode_base64(text: str) -> bytes | None:
    """The bytes of a base64 value, padding forgiven; None where it is no base64."""
    body = text.rstrip("=")
    try:
        return binascii.a2b_base64(body + "=" * (-len(body) % 4), strict_mode=True)
    except ValueError:
        return None


def _one_newline(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
