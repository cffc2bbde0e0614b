"""What clients ask a directory server (RFC 4511 section 4), read from bytes."""

from dataclasses import dataclass

from syncsvc.formats.ldap import ber
from syncsvc.formats.ldap.filters import Filter, TooDeep, read
from syncsvc.formats.ldap.remembering import remembered

BIND, UNBIND, SEARCH, ABANDON, EXTENDED = 0x60, 0x42, 0x63, 0x50, 0x77
MODIFY, ADD, DELETE, RENAME, COMPARE = 0x66, 0x68, 0x4A, 0x6C, 0x6E
ANSWERS = {
    BIND: 0x61, SEARCH: 0x65, MODIFY: 0x67, ADD: 0x69, DELETE: 0x6B, RENAME: 0x6D, COMPARE: 0x6F, EXTENDED: 0x78,
}  # fmt: skip
"""The tag of the answer to each request that has one."""


_ANONYMOUS = b"\x02\x01\x03\x04\0\x80\0"
"""The bind of who does not say who they are: some clients send it before every search."""


@dataclass(frozen=True, slots=True)
class Control:
    """What modifies a request (section 4.1.11)."""

    oid: str
    critical: bool
    value: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """A message whose operation is not read yet."""

    message: int
    tag: int
    content: bytes
    controls: tuple[Control, ...] = ()


@dataclass(frozen=True, slots=True)
class Bind:
    """A sign-in; ``mechanism`` is empty for a simple one."""

    version: int
    name: str
    password: bytes
    mechanism: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """A search; scope 0 is the base alone, 1 what stands right below, 2 the whole subtree."""

    base: str
    scope: int
    size: int
    """Most entries wanted; 0 for all."""
    seconds: int
    types_only: bool
    condition: Filter
    attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Extended:
    """An extended operation."""

    oid: str
    value: bytes | None


def request(data: bytes) -> Request:
    """One whole message; raises BrokenBer."""
    _, at, end = _within(data, 0, len(data))
    _, start, at = _within(data, at, end)
    message = ber.number(data[start:at])
    tag, start, at = _within(data, at, end)
    if not 0 <= message <= 0x7FFFFFFF:
        raise ber.BrokenBer("a message number out of range")
    return Request(message, tag, data[start:at], () if at == end else _behind(data, at, end))


def _within(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    found = ber.header(data, at)
    if found is None or found[2] > end:
        raise ber.BrokenBer("not an LDAP message")
    return found


def _behind(data: bytes, at: int, end: int) -> tuple[Control, ...]:
    """The controls behind an operation."""
    tag, start, stop = _within(data, at, end)
    try:
        return _controls(data, start, stop) if tag == 0xA0 else ()
    except ValueError as error:
        raise ber.BrokenBer("not an LDAP message") from error


def _controls(data: bytes, start: int, end: int) -> tuple[Control, ...]:
    found = []
    for _, left, right in ber.parts(data, start, end):
        (_, first, until), *rest = ber.parts(data, left, right)
        critical = any(tag == ber.BOOLEAN and data[at:stop] != b"\0" for tag, at, stop in rest)
        value = next((data[at:stop] for tag, at, stop in rest if tag == ber.OCTETS), b"")
        found.append(Control(data[first:until].decode("ascii"), critical, value))
    return tuple(found)


def bind(content: bytes) -> Bind:
    """A bind request (section 4.2); raises BrokenBer."""
    if content == _ANONYMOUS:
        return Bind(3, "", b"")
    try:
        (_, first, until), (_, name, name_end), (tag, start, end) = ber.parts(content)
        who = content[name:name_end].decode("utf-8")
        version = ber.number(content[first:until])
        if tag == 0x80:
            return Bind(version, who, content[start:end])
        _, at, stop = next(ber.parts(content, start, end))
        return Bind(version, who, b"", content[at:stop].decode("ascii"))
    except (ValueError, StopIteration) as error:
        raise ber.BrokenBer("not a bind request") from error


def search(content: bytes) -> Search:
    """A search request (section 4.5.1); raises BrokenBer, or TooDeep."""
    try:
        base, scope, _deref, size, seconds, types, condition, attributes = ber.parts(content)
        if scope[2] - scope[1] != 1 or content[scope[1]] > 2:
            raise ber.BrokenBer("no such scope")
        return Search(
            content[base[1] : base[2]].decode("utf-8"),
            content[scope[1]],
            max(0, ber.number(content[size[1] : size[2]])),
            max(0, ber.number(content[seconds[1] : seconds[2]])),
            content[types[1] : types[2]] not in (b"\0", b""),
            read(content, *condition),
            _names(content[attributes[1] : attributes[2]]),
        )
    except TooDeep:
        raise
    except ValueError as error:
        raise ber.BrokenBer("not a search request") from error


@remembered
def _names(content: bytes) -> tuple[str, ...]:
    """A list of attributes; every client has but a few."""
    return tuple([content[at:end].decode("utf-8", "replace") for _, at, end in ber.parts(content)])


def extended(content: bytes) -> Extended:
    """An extended request (section 4.12); raises BrokenBer."""
    found = {tag: content[start:end] for tag, start, end in ber.parts(content)}
    try:
        return Extended(found[0x80].decode("ascii"), found.get(0x81))
    except (KeyError, ValueError) as error:
        raise ber.BrokenBer("not an extended request") from error
