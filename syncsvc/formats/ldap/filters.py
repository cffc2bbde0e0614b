"""Search filters (RFC 4511 section 4.5.1.7), read from their BER."""

from dataclasses import dataclass

from syncsvc.formats.ldap import ber

MAX_DEPTH = 64
"""Filters in filters; what people and clients write has three or four."""


class TooDeep(ValueError):
    """A filter nested deeper than anybody needs."""


@dataclass(frozen=True, slots=True)
class All:
    """``(&…)``; without parts it is true (RFC 4526)."""

    parts: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """``(|…)``; without parts it is false."""

    parts: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """``(!…)``."""

    part: "Filter"


@dataclass(frozen=True, slots=True)
class Present:
    """``(cn=*)``."""

    attribute: str


@dataclass(frozen=True, slots=True)
class Equal:
    """``(cn=text)``, and ``(cn~=text)``: folding is all the vagueness there is."""

    attribute: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Ordered:
    """``(modifyTimestamp>=value)`` or, if ``least`` is false, ``<=``."""

    attribute: str
    value: bytes
    least: bool


@dataclass(frozen=True, slots=True)
class Substrings:
    """``(cn=first*any*last)``; first and last may be empty."""

    attribute: str
    first: bytes
    between: tuple[bytes, ...]
    last: bytes


@dataclass(frozen=True, slots=True)
class Extensible:
    """``(cn:dn:rule:=value)``; attribute and rule may be empty, not both."""

    attribute: str
    rule: str
    value: bytes
    dn: bool


Filter = All | Some | Not | Present | Equal | Ordered | Substrings | Extensible


def read(data: bytes, tag: int, start: int, end: int, depth: int = 0) -> Filter:
    """The filter between two positions; raises BrokenBer, or TooDeep."""
    if depth > MAX_DEPTH:
        raise TooDeep("the filter is nested too deeply")
    match tag:
        case 0xA3 | 0xA8:
            return Equal(*_assertion(data, start, end))
        case 0xA4:
            return _substrings(data, start, end)
        case 0x87:
            return Present(_text(data[start:end]))
        case 0xA0 | 0xA1:
            inside = tuple([read(data, *part, depth + 1) for part in ber.parts(data, start, end)])
            return All(inside) if tag == 0xA0 else Some(inside)
        case 0xA2:
            (inner,) = ber.parts(data, start, end)
            return Not(read(data, *inner, depth + 1))
        case 0xA5 | 0xA6:
            return Ordered(*_assertion(data, start, end), least=tag == 0xA5)
        case 0xA9:
            return _extensible(data, start, end)
        case _:
            raise ber.BrokenBer("no such filter")


def _assertion(data: bytes, start: int, end: int) -> tuple[str, bytes]:
    (_, first, until), (_, value, value_end) = ber.parts(data, start, end)
    return _text(data[first:until]), data[value:value_end]


def _substrings(data: bytes, start: int, end: int) -> Substrings:
    (_, name, name_end), (_, inner, outer) = ber.parts(data, start, end)
    first = last = b""
    between = []
    pieces = tuple(ber.parts(data, inner, outer))
    for place, (tag, left, right) in enumerate(pieces):
        piece = data[left:right]
        if tag == 0x80 and place == 0:
            first = piece
        elif tag == 0x82 and place == len(pieces) - 1:
            last = piece
        elif tag == 0x81:
            between.append(piece)
        else:
            raise ber.BrokenBer("pieces of a substring in the wrong order")
    if not pieces:
        raise ber.BrokenBer("a substring filter without pieces")
    return Substrings(_text(data[name:name_end]), first, tuple(between), last)


def _extensible(data: bytes, start: int, end: int) -> Extensible:
    found = {tag: data[left:right] for tag, left, right in ber.parts(data, start, end)}
    if 0x83 not in found or not found.get(0x81, b"") + found.get(0x82, b""):
        raise ber.BrokenBer("an extensible match without rule, attribute or value")
    attribute, rule = (_text(found.get(tag, b"")) for tag in (0x82, 0x81))
    return Extensible(attribute, rule, found[0x83], found.get(0x84, b"\0") != b"\0")


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
