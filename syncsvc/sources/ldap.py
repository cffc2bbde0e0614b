"""LDAP directories: OpenLDAP, 389-ds, Active Directory; always paged, always whole."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal

import ldap3
from ldap3.core import exceptions as ldap
from pydantic import Field as Setting

from syncsvc.errors import SourceIncomplete, SourceRejected, SourceUnavailable
from syncsvc.formats.ldap import person_fields
from syncsvc.ldapclient import LdapAccess, LdapFailure, connect
from syncsvc.model.digest import digest
from syncsvc.model.record import RecordRef, SourceRecord
from syncsvc.ports import Memory, Notes, Snapshot, unnoted
from syncsvc.settings import Duration, SourceSettings, Surroundings

_VERSION = 1
"""Raised whenever the same entry may become another record."""
_PAGED = "1.2.840.113556.1.4.319"
_MARKS = ("entryCSN", "uSNChanged")
"""What a server moves forward with every change of an entry: OpenLDAP's and Active Directory's."""
_NAMES = ("entryUUID", "objectGUID", "nsUniqueId", "userAccountControl", *_MARKS)


class LdapSettings(LdapAccess, SourceSettings):
    """A part of an LDAP directory."""

    kind: Literal["ldap"]
    base: str
    """The name everything wanted stands under: «ou=people,dc=musterstadt,dc=example»."""
    filter: str = "(|(objectClass=person)(objectClass=organizationalRole)(objectClass=groupOfNames)(objectClass=group))"
    """Which entries are wanted (RFC 4515). Accounts that Active Directory has disabled are left out in any case."""
    attributes: dict[str, str] = {}  # noqa: RUF012 — pydantic copies defaults
    """Other attributes, or other meanings: ``{ customPhone = "phone:work", description = "responsibility" }``."""
    photos: bool = False
    """Whether pictures (jpegPhoto, thumbnailPhoto) are read."""
    page_size: Annotated[int, Setting(ge=1, le=10_000)] = 500
    """Entries a page; the server may want fewer."""
    full_every: Duration = timedelta(days=1)
    """How often everything is read, though the server tells what changed."""

    def open(self, around: Surroundings) -> "LdapSource":
        """Build the source."""
        return LdapSource(self, around)

    def mapping(self) -> dict[str, str]:
        """Attribute in lower case → field."""
        pictures = {"jpegphoto": "photo", "thumbnailphoto": "photo"} if self.photos else {}
        return {**person_fields.DEFAULTS, **pictures, **{name.lower(): to for name, to in self.attributes.items()}}


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry as the server sent it."""

    dn: str
    attributes: Mapping[str, Any]

    @property
    def key(self) -> str:
        return person_fields.key(self.attributes, self.dn)

    @property
    def mark(self) -> str:
        """What changes when the entry does; empty where the server has nothing of the kind."""
        found = (self.attributes.get(name.lower()) for name in _MARKS)
        return next((values[0].decode("ascii", "replace") for values in found if values), "")


class LdapSource:
    """Lists every entry with its mark, and reads again only those whose mark moved; once a day all of them."""

    def __init__(self, settings: LdapSettings, around: Surroundings) -> None:
        self._settings = settings
        self._around = around

    @property
    def name(self) -> str:
        """The name from the configuration."""
        return self._settings.name

    def fetch(self, memory: Memory, notes: Notes = unnoted) -> Snapshot:  # noqa: ARG002 — nothing to note
        """Read all entries. Raises SourceError; a size limit or a referral is SourceIncomplete."""
        known = self._known(memory)
        with self._asking() as connection:
            listed = {entry.key: entry for entry in self._search(connection, self._settings.filter, _NAMES)}
            listed = {key: entry for key, entry in listed.items() if not person_fields.disabled(entry.attributes)}
            same = {key for key, entry in listed.items() if entry.mark and known.get(key) == entry.mark}
            if known and len(same) == len(listed) == len(known) - len(_HEAD):
                return Snapshot(memory=tuple(known.items()), unchanged=True)
            wanted = [*self._settings.mapping(), "objectClass", "member", "uniqueMember", *_NAMES]
            read = list(self._search(connection, self._narrowed(listed, same), wanted))
        entries = {entry.key: entry for entry in read if entry.key in listed}
        missing = listed.keys() - same - entries.keys()
        if missing:
            raise SourceIncomplete(
                f"source {self.name}: {len(missing)} entries changed or went while they were read",
                hint="the next run reads them again",
            )
        return self._snapshot(listed, {key: entry for key, entry in entries.items() if key not in same}, same, known)

    def check(self) -> str:
        """Count the entries."""
        with self._asking() as connection:
            return f"{sum(1 for _ in self._search(connection, self._settings.filter, ('1.1',)))} entries"

    def _known(self, memory: Memory) -> dict[str, str]:
        """Marks by key from an earlier fetch of the same kind, unless everything is to be read again."""
        known = dict(memory)
        if known.get("version") != self._stamp():
            return {}
        old = time.time() - float(known.get("full", "0")) > self._settings.full_every.total_seconds()
        return {} if old else known

    def _stamp(self) -> str:
        settings = self._settings
        told = (_VERSION, settings.url, settings.base, settings.filter, sorted(settings.mapping().items()))
        return digest(repr(told).encode())

    def _narrowed(self, listed: Mapping[str, _Entry], same: set[str]) -> str:
        """The filter for what changed: everything from the lowest mark that moved; all where nothing is known."""
        if not same:
            return self._settings.filter
        moved = [entry for key, entry in listed.items() if key not in same]
        if not moved or not all(entry.mark for entry in moved):
            return self._settings.filter
        name = next(name for name in _MARKS if name.lower() in moved[0].attributes)
        lowest = min((entry.mark for entry in moved), key=lambda mark: int(mark) if mark.isdigit() else mark)
        return f"(&{self._settings.filter}({name}>={lowest}))"

    def _snapshot(
        self, listed: Mapping[str, _Entry], entries: Mapping[str, _Entry], same: set[str], known: Mapping[str, str]
    ) -> Snapshot:
        mapping = self._settings.mapping()
        members = {entry.dn.casefold(): key for key, entry in listed.items()}
        records = tuple(
            SourceRecord(
                RecordRef(self.name, key), person_fields.fields(entry.attributes, mapping, members), place=entry.dn
            )
            for key, entry in sorted(entries.items())
        )
        full = known.get("full") or str(int(time.time()))
        marks = sorted((key, entry.mark) for key, entry in listed.items() if entry.mark)
        return Snapshot(records, memory=(("version", self._stamp()), ("full", full), *marks), kept=tuple(sorted(same)))

    def _search(self, connection: Any, filter_: str, attributes: Any) -> Iterator[_Entry]:
        """Every entry, page by page (RFC 2696). Raises SourceIncomplete for whatever is only a part."""
        cookie: bytes | None = None
        while True:
            try:
                connection.search(
                    self._settings.base,
                    filter_,
                    ldap3.SUBTREE,
                    attributes=list(dict.fromkeys(attributes)),
                    paged_size=self._settings.page_size,
                    paged_cookie=cookie,
                )
            except ldap.LDAPInvalidFilterError as error:
                raise SourceRejected(f"source {self.name}: the filter is not one", hint="see RFC 4515") from error
            except ldap.LDAPNoSuchObjectResult as error:
                raise SourceRejected(f"source {self.name}: there is no {self._settings.base}", hint="base") from error
            # ldap3 raises for no result that comes with entries: not for limits, not for referrals.
            if connection.result["result"] != 0:
                raise self._incomplete(connection.result["description"])
            yield from self._entries(connection.response)
            control = (connection.result.get("controls") or {}).get(_PAGED)
            cookie = control["value"]["cookie"] if control else None
            if not cookie:
                return

    def _entries(self, response: Any) -> Iterator[_Entry]:
        for one in response or ():
            if one["type"] == "searchResRef":
                raise self._incomplete("the server refers to another one")
            if one["type"] == "searchResEntry":
                raw = {
                    name.lower().partition(";")[0]: values for name, values in one["raw_attributes"].items() if values
                }
                yield _Entry(one["dn"], raw)

    def _incomplete(self, why: str) -> SourceIncomplete:
        hint = "choose a narrower base or filter, or let this account read more entries"
        return SourceIncomplete(f"source {self.name}: {why}, so the answer is only a part", hint=hint)

    @contextmanager
    def _asking(self) -> Iterator[Any]:
        try:
            with connect(self._settings, self._around) as connection:
                yield connection
        except LdapFailure as failure:
            kind = SourceRejected if failure.rejected else SourceUnavailable
            raise kind(str(failure), hint=failure.hint) from failure


_HEAD = ("version", "full")
"""What the memory holds besides marks."""
