"""What must be done to a directory entry to make it another, and what undoes it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from syncsvc.formats.ldap.entry import LdapEntry

Values = tuple[bytes, ...]


class Part(StrEnum):
    """What a modification does to one attribute (RFC 4511 section 4.6)."""

    ADD = "add"
    DELETE = "delete"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Add:
    """A new entry."""

    entry: LdapEntry

    @property
    def dn(self) -> str:
        """The entry's name."""
        return self.entry.dn


@dataclass(frozen=True, slots=True)
class Delete:
    """An entry taken away."""

    dn: str


@dataclass(frozen=True, slots=True)
class Modify:
    """An entry changed, attribute by attribute."""

    dn: str
    parts: tuple[tuple[Part, str, Values], ...]


Operation = Add | Delete | Modify

WITHOUT_EQUALITY = frozenset({"facsimileTelephoneNumber", "jpegPhoto"})
"""Servers cannot find a single value of these (RFC 4519 section 2.10, RFC 2798): always replaced as a whole."""
_UNORDERED = frozenset({"member", "objectClass", "seeAlso"})
"""Sets, possibly long ones: changed value by value. All others keep an order in which the first value counts."""


def modify(present: LdapEntry, wanted: LdapEntry, keep: Callable[[str], bool] = lambda _: False) -> Modify | None:
    """The smallest change that makes ``present`` what is ``wanted``; None if there is nothing to do.

    Attributes that ``keep`` names stay as they are.
    """
    before, after = dict(present.attributes), dict(wanted.attributes)
    names = [*after, *(name for name in before if name not in after)]
    parts = [
        part
        for name in names
        if before.get(name, ()) != after.get(name, ()) and not keep(name)
        for part in _parts(name, before.get(name, ()), after.get(name, ()))
    ]
    return Modify(present.dn, tuple(parts)) if parts else None


def _parts(name: str, before: Values, after: Values) -> list[tuple[Part, str, Values]]:
    gone = tuple(value for value in before if value not in after)
    new = tuple(value for value in after if value not in before)
    if name in _UNORDERED and (before and after):
        # First in, then out: a group is never without a member.
        sides = ((Part.ADD, name, new), (Part.DELETE, name, gone))
        return [side for side in sides if side[2]]
    if name in WITHOUT_EQUALITY or not before or not after:
        return [(Part.REPLACE, name, after)]
    if before == after[: len(before)]:
        return [(Part.ADD, name, new)]
    if not new and tuple(value for value in before if value in after) == after:
        return [(Part.DELETE, name, gone)]
    return [(Part.REPLACE, name, after)]


def apply(entry: LdapEntry, change: Modify) -> LdapEntry:
    """The entry after the change."""
    attributes = dict(entry.attributes)
    for kind, name, values in change.parts:
        present = attributes.get(name, ())
        match kind:
            case Part.REPLACE:
                attributes[name] = values
            case Part.ADD:
                attributes[name] = present + values
            case Part.DELETE:
                attributes[name] = tuple(value for value in present if value not in values)
    return LdapEntry(entry.dn, tuple((name, values) for name, values in attributes.items() if values))


def inverse(operation: Operation, before: LdapEntry | None) -> Operation | None:
    """What undoes an operation on an entry that was ``before``; None where nothing was done."""
    if isinstance(operation, Add):
        return Delete(operation.dn)
    if before is None:
        return None
    if isinstance(operation, Delete):
        return Add(before)
    was = dict(before.attributes)
    touched = dict.fromkeys(name for _, name, _ in operation.parts)
    return Modify(before.dn, tuple((Part.REPLACE, name, was.get(name, ())) for name in touched))
