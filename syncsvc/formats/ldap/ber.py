"""The Basic Encoding Rules as far as LDAP uses them (RFC 4511 section 5.1): definite lengths, low tags."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

BOOLEAN, INTEGER, OCTETS, ENUMERATED, SEQUENCE, SET = 0x01, 0x02, 0x04, 0x0A, 0x30, 0x31


class BrokenBer(ValueError):
    """Bytes that are no BER."""


@lru_cache(maxsize=64)
def _heads(tag: int) -> tuple[bytes, ...]:
    """What begins a value of each short length: nearly all are short, and there are many of them."""
    return tuple(bytes((tag, size)) for size in range(0x80))


def head(tag: int, size: int) -> bytes:
    """Tag and length in its shortest form, of a content of that size."""
    if size < 0x80:
        return _heads(tag)[size]
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets


def tlv(tag: int, content: bytes) -> bytes:
    """Tag, length in its shortest form, content."""
    return head(tag, len(content)) + content


_SHORT = _heads(OCTETS)


def octets(value: bytes | str) -> bytes:
    """An OCTET STRING."""
    content = value.encode() if isinstance(value, str) else value
    return _SHORT[len(content)] + content if len(content) < 0x80 else tlv(OCTETS, content)


def integer(value: int, tag: int = INTEGER) -> bytes:
    """An INTEGER, or with its tag an ENUMERATED, in as few octets as it needs."""
    if tag == INTEGER and 0 <= value < 0x80:
        return _SMALL[value]
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


_SMALL = tuple(bytes((INTEGER, 1, value)) for value in range(0x80))
"""Most message numbers."""


def boolean(*, value: bool) -> bytes:
    """A BOOLEAN; TRUE is 0xFF."""
    return b"\x01\x01\xff" if value else b"\x01\x01\x00"


def sequence(parts: Iterable[bytes], tag: int = SEQUENCE) -> bytes:
    """A SEQUENCE, a SET, or under another tag any constructed value."""
    return tlv(tag, b"".join(parts))


def header(data: bytes | bytearray | memoryview, at: int) -> tuple[int, int, int] | None:
    """Tag, start of the content and its end; None if the header itself is not all there.

    Takes long lengths with leading zeros (``84 00 00 00 05``), as some clients send them.
    """
    if len(data) < at + 2:
        return None
    tag, size = data[at], data[at + 1]
    start = at + 2
    if size < 0x80:
        return tag, start, start + size
    count = size & 0x7F
    if count == 0 or count > 8 or tag & 0x1F == 0x1F:
        raise BrokenBer("indefinite or oversized length")
    if len(data) < start + count:
        return None
    length = int.from_bytes(data[start : start + count], "big")
    return tag, start + count, start + count + length


def parts(data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, int]]:
    """Tag, start and end of each value in a constructed one; raises BrokenBer where they do not fit."""
    limit = len(data) if end is None else end
    while start < limit:
        # The short form is nearly every one, and calls cost.
        short = start + 2 <= len(data) and data[start + 1] < 0x80
        found = (data[start], start + 2, start + 2 + data[start + 1]) if short else header(data, start)
        if found is None or found[2] > limit:
            raise BrokenBer("a value longer than what holds it")
        yield found
        start = found[2]


def number(content: bytes) -> int:
    """The value of an INTEGER or ENUMERATED."""
    return int.from_bytes(content, "big", signed=True)
