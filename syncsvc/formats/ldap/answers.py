"""What a directory server answers (RFC 4511 section 4), as bytes."""

from enum import IntEnum
from functools import lru_cache

from syncsvc.formats.ldap import ber

ENTRY = 0x64
NOTICE = "1.3.6.1.4.1.1466.20036"
"""Notice of disconnection (section 4.4.1)."""


class Code(IntEnum):
    """Result codes (RFC 4511 appendix A; the last from the draft on virtual list views)."""

    SUCCESS = 0
    OPERATIONS_ERROR = 1
    PROTOCOL_ERROR = 2
    TIME_LIMIT_EXCEEDED = 3
    SIZE_LIMIT_EXCEEDED = 4
    AUTH_METHOD_NOT_SUPPORTED = 7
    ADMIN_LIMIT_EXCEEDED = 11
    UNAVAILABLE_CRITICAL_EXTENSION = 12
    CONFIDENTIALITY_REQUIRED = 13
    NO_SUCH_ATTRIBUTE = 16
    INAPPROPRIATE_MATCHING = 18
    NO_SUCH_OBJECT = 32
    INVALID_DN_SYNTAX = 34
    INAPPROPRIATE_AUTHENTICATION = 48
    INVALID_CREDENTIALS = 49
    INSUFFICIENT_ACCESS = 50
    BUSY = 51
    UNAVAILABLE = 52
    UNWILLING_TO_PERFORM = 53
    SORT_CONTROL_MISSING = 60
    OFFSET_RANGE_ERROR = 61
    OTHER = 80


def result(
    message: int, tag: int, code: int = Code.SUCCESS, text: str = "", *, matched: str = "", controls: bytes = b""
) -> bytes:
    """A whole message with a result; ``controls`` are encoded ones, one after another."""
    extra = ber.tlv(0xA0, controls) if controls else b""
    operation = _said(tag, code, text, matched) if text or matched else _plain(tag, code)
    return ber.tlv(ber.SEQUENCE, ber.integer(message) + operation + extra)


def _said(tag: int, code: int, text: str = "", matched: str = "") -> bytes:
    return ber.tlv(tag, ber.integer(code, ber.ENUMERATED) + ber.octets(matched) + ber.octets(text))


_plain = lru_cache(maxsize=512)(_said)


def extended(
    message: int, code: int = Code.SUCCESS, text: str = "", *, oid: str = "", value: bytes | None = None
) -> bytes:
    """The answer to an extended request."""
    inside = ber.integer(code, ber.ENUMERATED) + ber.octets("") + ber.octets(text)
    named = ber.tlv(0x8A, oid.encode()) if oid else b""
    given = b"" if value is None else ber.tlv(0x8B, value)
    return ber.tlv(ber.SEQUENCE, ber.integer(message) + ber.tlv(0x78, inside + named + given))


def notice(code: int, text: str) -> bytes:
    """The last message on a connection that the server ends."""
    return extended(0, code, text, oid=NOTICE)


def attribute(name: str, values: tuple[bytes, ...]) -> bytes:
    """One attribute of an entry (section 4.1.7)."""
    inside = ber.octets(values[0]) if len(values) == 1 else b"".join(map(ber.octets, values))
    named, held = _name(name), ber.head(ber.SET, len(inside))
    return b"".join((ber.head(ber.SEQUENCE, len(named) + len(held) + len(inside)), named, held, inside))


@lru_cache(maxsize=256)
def _name(name: str) -> bytes:
    return ber.octets(name)


def values(encoded: bytes) -> tuple[bytes, ...]:
    """The values of an attribute made by ``attribute``."""
    ((_, start, end),) = ber.parts(encoded)
    _, (_, first, last) = ber.parts(encoded, start, end)
    return tuple([encoded[left:right] for _, left, right in ber.parts(encoded, first, last)])


def entry(dn: bytes, attributes: bytes) -> bytes:
    """The operation of a search entry, to be put behind a message number."""
    return ber.tlv(ENTRY, ber.octets(dn) + ber.tlv(ber.SEQUENCE, attributes))


def control(oid: str, value: bytes) -> bytes:
    """A control of an answer."""
    return ber.sequence((ber.octets(oid), ber.octets(value)))
