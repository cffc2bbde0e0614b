"""LDIF (RFC 2849): entries and changes as text, and entries back from it."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from syncsvc.errors import RecordError
from syncsvc.formats.ldap.changes import Add, Delete, Modify, Operation
from syncsvc.formats.ldap.entry import LdapEntry

HEADER = b"version: 1\n"
_WIDTH = 76
# RFC 2849 SAFE-STRING; a blank at the end is lost in editors and so encoded too (note 4).
_SAFE = re.compile(rb"(?:[\x01-\x09\x0b\x0c\x0e-\x1f\x21-\x39\x3b\x3d-\x7f][\x01-\x09\x0b\x0c\x0e-\x7f]*)?(?<! )")


def _line(name: str, value: bytes) -> bytes:
    safe = _SAFE.fullmatch(value)
    line = name.encode() + (b": " + value if safe else b":: " + base64.b64encode(value))
    if not value:
        line = name.encode() + b":"
    if len(line) <= _WIDTH:
        return line + b"\n"
    rest = (line[at : at + _WIDTH - 1] for at in range(_WIDTH, len(line), _WIDTH - 1))
    return b"\n ".join((line[:_WIDTH], *rest)) + b"\n"


def record(entry: LdapEntry) -> bytes:
    """One entry; records are kept apart by an empty line, which is not part of them."""
    return _line("dn", entry.dn.encode()) + _body(entry)


def _body(entry: LdapEntry) -> bytes:
    return b"".join(_line(name, value) for name, values in entry.attributes for value in values)


def document(records: Iterable[bytes], header: bytes = b"") -> Iterator[bytes]:
    """The pieces of a whole file, an empty line after every record.

    Files of entries go without ``HEADER``: slapadd takes the version for an attribute and stops.
    """
    if header:
        yield header
    for text in records:
        yield text
        yield b"\n"


def change(operation: Operation) -> bytes:
    """One change record, as ldapmodify takes it."""
    match operation:
        case Add(entry):
            return _line("dn", entry.dn.encode()) + b"changetype: add\n" + _body(entry)
        case Delete(dn):
            return _line("dn", dn.encode()) + b"changetype: delete\n"
        case Modify(dn, parts):
            head = _line("dn", dn.encode()) + b"changetype: modify\n"
            return head + b"-\n".join(
                _line(kind.value, name.encode()) + b"".join(_line(name, value) for value in values)
                for kind, name, values in parts
            ) + b"-\n"  # fmt: skip


def added(text: bytes) -> bytes:
    """The change record that adds what ``record`` wrote."""
    end = text.index(b"\n") + 1
    while text.startswith(b" ", end):  # a folded name
        end = text.index(b"\n", end) + 1
    return text[:end] + b"changetype: add\n" + text[end:]


def parse(text: bytes) -> LdapEntry:
    """The entry that ``record`` wrote; raises RecordError for anything that is not one entry in LDIF."""
    attributes: dict[bytes, list[bytes]] = {}
    try:
        for line in text.replace(b"\n ", b"").splitlines():
            name, colon, value = line.partition(b": ")
            if not colon or b":" in name:
                name, value = _odd(line)
            if name in attributes:
                attributes[name].append(value)
            else:
                attributes[name] = [value]
        (first, (dn, *more)), *rest = attributes.items()
        found = LdapEntry(dn.decode(), tuple([(_decoded(name), tuple(values)) for name, values in rest]))
    except ValueError as error:
        raise RecordError("not an LDIF record", code="ldif-broken") from error
    if first != b"dn" or more or not rest:
        raise RecordError("not an LDIF record", code="ldif-broken")
    return found


def _odd(line: bytes) -> tuple[bytes, bytes]:
    """A line whose value is in base64, empty, or not set off by a blank."""
    name, colon, rest = line.partition(b":")
    if not colon:
        raise ValueError
    if rest.startswith(b":"):
        return name, binascii.a2b_base64(rest[1:].strip(), strict_mode=True)
    return name, rest.removeprefix(b" ")


@lru_cache(maxsize=256)
def _decoded(name: bytes) -> str:
    """There are few names and many lines."""
    return name.decode()
