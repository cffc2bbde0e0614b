"""LDAP messages (RFC 4511) for a client that sends many at once: requests as bytes, replies from bytes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from syncsvc.formats.ldap import ber
from syncsvc.formats.ldap.changes import Add, Delete, Modify, Operation, Part

TRANSACTION_START = "1.3.6.1.1.21.1"
TRANSACTION_CONTROL = "1.3.6.1.1.21.2"
TRANSACTION_END = "1.3.6.1.1.21.3"
"""RFC 5805."""
PAGED_RESULTS = "1.2.840.113556.1.4.319"
"""RFC 2696."""

_PART_CODES = {Part.ADD: 0, Part.DELETE: 1, Part.REPLACE: 2}
ENTRY, DONE, REFERENCE, EXTENDED = 0x64, 0x65, 0x73, 0x78
"""Tags of replies to a search, and of an extended response."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One message from the server; ``code`` and what follows are empty for a search entry."""

    message: int
    tag: int
    code: int = 0
    diagnostic: str = ""
    value: bytes = b""
    """Of an extended response."""
    cookie: bytes = b""
    """Of a page that is not the last."""
    dn: str = ""
    attributes: tuple[tuple[str, tuple[bytes, ...]], ...] = ()


def request(message: int, body: bytes, *controls: bytes) -> bytes:
    """A whole LDAPMessage."""
    extra = ber.sequence(controls, 0xA0) if controls else b""
    return ber.sequence((ber.integer(message), body, extra))


def control(oid: str, value: bytes, *, critical: bool = True) -> bytes:
    """A control with a value."""
    return ber.sequence((ber.octets(oid), ber.boolean(value=critical), ber.octets(value)))


def operation(change: Operation) -> bytes:
    """The body of an add, delete or modify request (sections 4.6 to 4.8)."""
    match change:
        case Add(entry):
            attributes = ber.sequence([_attribute(name, values) for name, values in entry.attributes])
            return ber.sequence((ber.octets(entry.dn), attributes), 0x68)
        case Delete(dn):
            return ber.tlv(0x4A, dn.encode())
        case Modify(dn, parts):
            changes = (
                ber.sequence((ber.integer(_PART_CODES[kind], ber.ENUMERATED), _attribute(name, values)))
                for kind, name, values in parts
            )
            return ber.sequence((ber.octets(dn), ber.sequence(changes)), 0x66)


@lru_cache(maxsize=4096)
def _attribute(name: str, values: tuple[bytes, ...]) -> bytes:
    """Kept for the next entry: classes, organisations and units come again and again."""
    return ber.tlv(ber.SEQUENCE, _name(name) + ber.tlv(ber.SET, b"".join(map(ber.octets, values))))


_name = lru_cache(maxsize=256)(ber.octets)


def search(base: str, scope: int, condition: bytes, attributes: Iterable[str]) -> bytes:
    """The body of a search without limits of its own (section 4.5.1); scope 0 base, 1 one level, 2 subtree."""
    head = (
        ber.octets(base),
        ber.integer(scope, ber.ENUMERATED),
        ber.integer(0, ber.ENUMERATED),
        ber.integer(0),
        ber.integer(0),
        ber.boolean(value=False),
    )
    return ber.sequence((*head, condition, ber.sequence(map(ber.octets, attributes))), 0x63)


def equals(attribute: str, value: str) -> bytes:
    """The filter ``(attribute=value)``; nothing needs escaping here."""
    return ber.sequence((ber.octets(attribute), ber.octets(value)), 0xA3)


def present(attribute: str) -> bytes:
    """The filter ``(attribute=*)``."""
    return ber.tlv(0x87, attribute.encode())


def page(size: int, cookie: bytes) -> bytes:
    """The control that asks for one page."""
    return control(PAGED_RESULTS, ber.sequence((ber.integer(size), ber.octets(cookie))))


def extended(oid: str, value: bytes = b"") -> bytes:
    """The body of an extended request (section 4.12)."""
    named = ber.tlv(0x80, oid.encode())
    return ber.sequence((named, ber.tlv(0x81, value)) if value else (named,), 0x77)


def transaction_end(identifier: bytes, *, commit: bool) -> bytes:
    """The body of the request that ends a transaction (RFC 5805 section 2.2)."""
    value = ber.sequence((ber.boolean(value=commit), ber.octets(identifier)))
    return extended(TRANSACTION_END, value)


def failed_message(value: bytes) -> int | None:
    """Which request spoilt a transaction, from the value of the reply to its end; None if it does not say."""
    for _, start, end in ber.parts(value):
        first = next(ber.parts(value, start, end), None)
        if first is not None and first[0] == ber.INTEGER:
            return ber.number(value[first[1] : first[2]])
    return None


def split(buffer: bytes | bytearray, at: int) -> int | None:
    """Where the message that starts at ``at`` ends; None if it is not all there. Raises BrokenBer."""
    found = ber.header(buffer, at)
    if found is None:
        return None
    if found[0] != ber.SEQUENCE:
        raise ber.BrokenBer("not an LDAP message")
    return found[2] if found[2] <= len(buffer) else None


def reply(data: bytes) -> Reply:
    """Read one whole message of a server; raises BrokenBer."""
    try:
        return _plain_success(data) or _reply(data)
    except (StopIteration, IndexError, ValueError) as error:
        raise ber.BrokenBer("not an LDAP message") from error


_SUCCESS = b"\x07\x0a\x01\x00\x04\x00\x04\x00"
"""Length and content of a result that says nothing but «done»."""


def _plain_success(data: bytes) -> Reply | None:
    """What nearly every change is answered with, read without taking it apart; None for anything else."""
    after = 4 + data[3]
    if data[2] != ber.INTEGER or len(data) != after + 9 or not data.endswith(_SUCCESS):
        return None
    return Reply(ber.number(data[4:after]), data[after])


def _reply(data: bytes) -> Reply:
    _, start, end = next(ber.parts(data))
    inside = ber.parts(data, start, end)
    _, first, last = next(inside)
    message = ber.number(data[first:last])
    tag, first, last = next(inside)
    if tag == ENTRY:
        return _entry(data, message, first, last)
    if tag == REFERENCE:
        return Reply(message, tag)
    cookie = b"".join(_cookie(data, start, end) for kind, start, end in inside if kind == 0xA0)
    return _result(data, Reply(message, tag, cookie=cookie), first, last)


def _entry(data: bytes, message: int, start: int, end: int) -> Reply:
    (_, first, last), (_, inner, outer) = ber.parts(data, start, end)
    attributes = []
    for _, at, until in ber.parts(data, inner, outer):
        (_, name, name_end), (_, values, values_end) = ber.parts(data, at, until)
        found = tuple([data[left:right] for _, left, right in ber.parts(data, values, values_end)])
        attributes.append((data[name:name_end].decode(), found))
    return Reply(message, ENTRY, dn=data[first:last].decode(), attributes=tuple(attributes))


def _result(data: bytes, head: Reply, start: int, end: int) -> Reply:
    (_, code, code_end), _, (_, text, text_end), *more = ber.parts(data, start, end)
    value = next((data[left:right] for kind, left, right in more if kind == 0x8B), b"")
    return Reply(
        head.message,
        head.tag,
        ber.number(data[code:code_end]),
        data[text:text_end].decode("utf-8", "replace"),
        value,
        head.cookie,
    )


def _cookie(data: bytes, start: int, end: int) -> bytes:
    """The cookie of a paged result among the controls, if any."""
    for _, left, right in ber.parts(data, start, end):
        found = list(ber.parts(data, left, right))
        if data[found[0][1] : found[0][2]] != PAGED_RESULTS.encode():
            continue
        value = data[found[-1][1] : found[-1][2]]
        _, inner, outer = next(ber.parts(value))
        _, (_, cookie, cookie_end) = ber.parts(value, inner, outer)
        return value[cookie:cookie_end]
    return b""
