"""What stands before the colon of a content line: group, name and parameters, in one pass (RFC 6350 section 3.3)."""

import re
from functools import lru_cache
from typing import NamedTuple

from syncsvc.formats.vcard.card import Header, Params
from syncsvc.formats.vcard.encoding import decode_quoted_printable

_NAME = re.compile(r"[A-Za-z0-9_/+&-]{1,100}")
_GROUP = re.compile(r"[A-Za-z0-9_/+&.-]{0,100}")
_COMMON = 60
"""Characters; longer headers are not remembered."""
_TRANSFERS = {"QUOTED-PRINTABLE": "Q", "Q": "Q", "BASE64": "B", "B": "B"}
_ENCODINGS = frozenset({*_TRANSFERS, "7BIT", "8BIT", "7-BIT", "8-BIT"})
_BARE_VALUES = frozenset({"URL", "URI", "CONTENT-ID", "CID", "INLINE"})
_QUOTED_OR_MARK = re.compile(r'"[^"]*"|[,;]')
_CARET = re.compile(r"\^([n'^])")
_CUSTOM = re.compile(r"X-CUSTOM\(CHARSET=([^,;]{1,40}),ENCODING=QUOTED-PRINTABLE,(.*)\)", re.IGNORECASE)
"""How Android writes a type in the user's own words."""
_CARETS = {"n": "\n", "'": '"', "^": "^"}


class Start(NamedTuple):
    """A header, and how the value after it was transported."""

    header: Header
    transfer: str = ""
    """Q for quoted-printable, B for base64."""
    charset: str = ""


def split_line(line: str) -> tuple[str, str] | None:
    """Cut a content line at the colon that ends its header; None where there is none.

    Colons in quoted parameters do not count; where a quotation mark is never closed they do.
    """
    start, colon, raw = line.partition(":")
    if not colon:
        return None
    if start.count('"') % 2 == 0:
        return start, raw
    pieces = line.split('"')
    for index, piece in enumerate(pieces):
        if ":" in piece and _is_outside(index, pieces):
            end = sum(len(one) + 1 for one in pieces[:index]) + piece.index(":")
            return line[:end], line[end + 1 :]
    return start, raw


def _is_outside(index: int, pieces: list[str]) -> bool:
    """Whether a piece between quotation marks is unquoted; the last one always is, its mark was never closed."""
    return index % 2 == 0 or index == len(pieces) - 1


def parse_start(text: str) -> Start | None:
    """Read a header; None where it is none (no name, or a name that cannot be one)."""
    return _parse_common(text) if len(text) <= _COMMON and '"' not in text else _parse(text)


def _parse(text: str) -> Start | None:
    first, *rest = _split(text, ";")
    group, _, name = first.strip().rpartition(".")
    if not _NAME.fullmatch(name) or not _GROUP.fullmatch(group):
        return None
    name = name.upper()
    params = [_parameter(piece) for piece in dict.fromkeys(rest) if piece.strip()]
    found = {key: values[0].upper() for key, values in reversed(params) if values}
    transfer = _TRANSFERS.get(found.get("ENCODING", ""), "")
    charset = found.get("CHARSET", "")
    kept = _merged([(key, values) for key, values in params if key not in {"ENCODING", "CHARSET"}])
    types = tuple(value.upper() for key, values in kept if key == "TYPE" for value in values)
    shown = tuple(value for value in types if value != "PREF")
    return Start(
        Header(
            group=group,
            name=name,
            params=kept,
            types=shown,
            label=",".join([value.removeprefix("X-") for value in shown]),
            preferred="PREF" in types or found.get("PREF") == "1",
            binary=transfer == "B",
        ),
        transfer,
        charset,
    )


_parse_common = lru_cache(maxsize=2048)(_parse)
"""Headers are alike in all address books; what is in quotation marks may be personal and is not kept."""


def _parameter(piece: str) -> tuple[str, tuple[str, ...]]:
    key, equals, value = piece.partition("=")
    if not equals:
        return _bare(_unquoted(key))
    if custom := _CUSTOM.fullmatch(piece.strip()):
        return "TYPE", (decode_quoted_printable(custom[2], custom[1]),)
    key = key.strip().upper()
    values = tuple([_unquoted(one) for one in dict.fromkeys(_split(value, ","))])
    if key == "TYPE":
        values = tuple(one.strip() for value in values for one in value.split(",") if one.strip())
    return key, values


def _bare(word: str) -> tuple[str, tuple[str, ...]]:
    """A parameter without a name is an encoding, a kind of value, or types (vCard 2.1)."""
    capitals = word.upper()
    if capitals in _ENCODINGS:
        return "ENCODING", (word,)
    if capitals in _BARE_VALUES:
        return "VALUE", (word,)
    return "TYPE", tuple(one.strip() for one in word.split(",") if one.strip())


def _unquoted(value: str) -> str:
    """A parameter value without its quotation marks and without the escapes of RFC 6868."""
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1]
    return _CARET.sub(lambda match: _CARETS[match[1]], value) if "^" in value else value


def _merged(params: list[tuple[str, tuple[str, ...]]]) -> Params:
    """One entry per name: «TYPE=WORK;TYPE=FAX» says the same as «TYPE=WORK,FAX»."""
    merged: dict[str, list[str]] = {}
    for key, values in params:
        merged.setdefault(key, []).extend(values)
    return tuple((key, tuple(values)) for key, values in merged.items())


def _split(text: str, mark: str) -> list[str]:
    """Cut at every mark outside quotation marks; a mark that is never closed quotes nothing."""
    if '"' not in text:
        return text.split(mark)
    pieces = []
    begin = 0
    for match in _QUOTED_OR_MARK.finditer(text):
        if match[0] == mark:
            pieces.append(text[begin : match.start()])
            begin = match.end()
    pieces.append(text[begin:])
    return pieces
