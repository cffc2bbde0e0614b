"""What the directory holds of ours: entries with our mark, in the form we write them, and their change stamps."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from syncsvc.exports.ldap.wire import Wire
from syncsvc.formats.ldap import messages
from syncsvc.formats.ldap.dn import below, child, leaf, normal, parse
from syncsvc.formats.ldap.entry import CLASSES, FOLDERS, ORDER, LdapEntry, ordered
from syncsvc.formats.ldap.messages import Reply

_STAMPS = ("entryCSN", "entryUSN", "modifyTimestamp")
"""What changes whenever an entry does: OpenLDAP's, 389-ds's with its USN plugin, everybody's (in whole seconds)."""
_NAMES = {name.lower(): name for name in ORDER}
_WANTED = tuple(dict.fromkeys(name.partition(";")[0] for name in ORDER))
_CLASSES = {name.lower(): number for number, name in enumerate(CLASSES)}
_PLAIN_KEY = re.compile(r"uid=([!-*\--:=?-\[\]-~]+),")
"""A key that needs no unescaping, which is every usual one."""
_PLAIN_NAME = re.compile(rb"uid=[0-9a-f-]+,ou=[a-z]+,[^ \\]")
_MANY = 500
"""More keys than this are looked up by reading all."""


@dataclass(frozen=True, slots=True)
class Found:
    """One entry of ours, or one that stands where ours should."""

    key: str
    entry: LdapEntry
    ours: bool


@dataclass(frozen=True, slots=True)
class Territory:
    """The part of a directory that is ours: what lies below a base and bears a mark."""

    base: str
    marker: str

    @property
    def _marked(self) -> bytes:
        return messages.equals("seeAlso", self.marker)

    def entries(self, wire: Wire) -> Iterator[Found]:
        """Every entry of ours, the folders left out."""
        for reply in wire.subtree(self.base, self._marked, _WANTED):
            found = self._found(reply)
            if found is not None:
                yield found

    def lookup(self, wire: Wire, keys: Iterable[str]) -> dict[str, list[Found]]:
        """The entries under these keys, in whichever folder they are, and foreign ones in their places."""
        asked = dict.fromkeys(keys)
        found: Iterable[Found | None] = self.entries(wire)
        if len(asked) <= _MANY:
            folders = [child("ou", name, self.base) for name in FOLDERS.values()]
            places = [child("uid", key, folder) for key in asked for folder in folders]
            everything = messages.present("objectClass")
            replies = wire.find([messages.search(place, 0, everything, _WANTED) for place in places])
            found = (self._found(reply) for reply in replies)
        there: dict[str, list[Found]] = {}
        for one in found:
            if one is not None and one.key in asked:
                there.setdefault(one.key, []).append(one)
        return there

    def stamps(self, wire: Wire) -> dict[str, str]:
        """When each entry of ours was last changed, by its own name in the order of names; cheap to read."""
        found: dict[str, str] = {}
        for reply in wire.subtree(self.base, self._marked, _STAMPS):
            values = {name.lower(): values for name, values in reply.attributes}
            stamp = next((values[name.lower()][0] for name in _STAMPS if values.get(name.lower())), b"")
            key = _key(reply.dn)
            if key:
                # The same key in two folders is not as we left it; joining them says so.
                found[key] = "|".join(sorted(filter(None, (found.get(key, ""), stamp.decode("ascii", "replace")))))
        return found

    def missing(self, wire: Wire, entries: Iterable[LdapEntry]) -> list[LdapEntry]:
        """Which of these are not there at all."""
        wanted = list(entries)
        bodies = [messages.search(entry.dn, 0, messages.present("objectClass"), ("1.1",)) for entry in wanted]
        there = {normal(reply.dn) for reply in wire.find(bodies)}
        return [entry for entry in wanted if normal(entry.dn) not in there]

    def _found(self, reply: Reply) -> Found | None:
        """The entry as we would have written it: our attributes, classes and spelling of names, nothing else."""
        key = _key(reply.dn)
        if not key:
            return None
        held = {_NAMES[name.lower()]: values for name, values in reply.attributes if name.lower() in _NAMES}
        ours = any(map(self._marks, held.get("seeAlso", ())))
        held["seeAlso"] = (self.marker.encode(),) if ours else ()
        held["objectClass"] = _known_classes(held.get("objectClass", ()))
        if "member" in held:
            held["member"] = tuple(sorted(map(self._respelt, held["member"])))
        return Found(key, LdapEntry(self._respelt(reply.dn.encode()).decode(), ordered(held)), ours)

    def _marks(self, value: bytes) -> bool:
        if value == self.marker.encode():
            return True
        try:
            return normal(value.decode("utf-8", "replace")) == normal(self.marker)
        except ValueError:
            # Some servers let into seeAlso what is no name.
            return False

    def _respelt(self, name: bytes) -> bytes:
        """A name below our base as we write it; servers have their own ways with blanks, case and escapes."""
        if _PLAIN_NAME.match(name) and name.endswith(self.base.encode()):
            return name
        try:
            text = name.decode()
            if not text or not below(text, self.base):
                return name
            spelt = self.base
            for rdn in reversed(parse(text)[: -len(parse(self.base))]):
                attribute, value = rdn[0]
                spelt = child(attribute.lower(), value, spelt)
        except ValueError:
            return name
        return spelt.encode()


@lru_cache(maxsize=256)
def _known_classes(values: tuple[bytes, ...]) -> tuple[bytes, ...]:
    positions = sorted({_CLASSES[value.lower()] for value in values if value.lower() in _CLASSES})
    return tuple(CLASSES[position] for position in positions)


def _key(name: str) -> str:
    """The key in an entry's name; empty for a folder."""
    first = _PLAIN_KEY.match(name)
    if first is not None:
        return first[1]
    attribute, value = leaf(name)
    return value if attribute.lower() == "uid" else ""
