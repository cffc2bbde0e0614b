"""Makes a database know every attribute we may write, before a transaction could be the first to use one.

slapd's back-mdb numbers attributes as they first occur. If that happens within a transaction that is rolled back, the
number is kept in memory but not on disk; entries written later with it can never be read again (seen with 2.5.13). An
entry that has every attribute, added and deleted by itself, leaves nothing for a transaction to be the first with.
"""

from syncsvc.exports.ldap.wire import Wire
from syncsvc.formats.ldap import messages
from syncsvc.formats.ldap.changes import Add, Delete
from syncsvc.formats.ldap.dn import child
from syncsvc.formats.ldap.entry import ORDER, LdapEntry

_NAME = "syncsvc-primer"
_ALREADY_THERE = 68
_VALUES = {
    "cn": _NAME.encode(),
    "sn": _NAME.encode(),
    "c": b"DE",
    "member": b"",
    "jpegPhoto": b"\xff\xd8\xff\xe0",
}


def prime(wire: Wire, base: str, marker: str, *, options: bool) -> bool:
    """Add and delete an entry that has everything; False if the server would not take it."""
    entry = _primer(base, marker, options=options)
    added = wire.ask(messages.operation(Add(entry)))
    if added.code not in {0, _ALREADY_THERE}:
        return False
    return wire.ask(messages.operation(Delete(entry.dn))).code == 0


def _primer(base: str, marker: str, *, options: bool) -> LdapEntry:
    names = (name for name in ORDER if options or ";" not in name)
    values: dict[str, tuple[bytes, ...]] = {name: (_VALUES.get(name, b"0"),) for name in names}
    values["objectClass"] = (b"top", b"person", b"organizationalPerson", b"inetOrgPerson", b"extensibleObject")
    values["seeAlso"] = (marker.encode(),)
    return LdapEntry(child("cn", _NAME, base), tuple(values.items()))
