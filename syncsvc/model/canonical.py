"""Canonical contacts: merged, what we stand behind, with the origin of every value."""

from dataclasses import dataclass
from datetime import datetime

from syncsvc.model.audience import Audience
from syncsvc.model.contact import Address, ContactClass, Email, Kind, PersonName, Phone
from syncsvc.model.record import RecordRef


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one value of a canonical contact comes from."""

    field: str
    value: str
    """The value as text: number, address, or the text itself; a postal address as its lines."""
    refs: tuple[RecordRef, ...]
    since: str = ""
    """The day (ISO 8601) from which we have held this value."""
    chosen: bool = True
    """False for an alternative: another value some source gives, which did not win."""


@dataclass(frozen=True, slots=True)
class Link:
    """A relation to another canonical contact: holds, held-by, member."""

    relation: str
    id: str
    kind: Kind = Kind.PERSON
    """What the other contact is; a directory's names depend on it."""
    audience: Audience = Audience.PUBLIC
    """Who may know of the other contact; nobody else is shown the link."""


@dataclass(frozen=True, slots=True)
class CanonicalContact:
    """One person, function, organisation or group, under an id that is for ever."""

    id: str
    kind: Kind
    name: PersonName
    organisation: str = ""
    units: tuple[str, ...] = ()
    role: str = ""
    responsibility: str = ""
    room: str = ""
    hours: str = ""
    note: str = ""
    birthday: str = ""
    photo: str = ""
    groups: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    phones: tuple[Phone, ...] = ()
    emails: tuple[Email, ...] = ()
    addresses: tuple[Address, ...] = ()
    links: tuple[Link, ...] = ()
    contact_class: ContactClass = ContactClass.STAFF
    consent: str = ""
    audience: Audience = Audience.PUBLIC
    audiences: tuple[tuple[str, Audience], ...] = ()
    members: tuple[RecordRef, ...] = ()
    origins: tuple[Origin, ...] = ()
    revised_at: datetime | None = None
    """When the content last changed (vCard REV, LDAP modifyTimestamp); never the time of a run."""

    def audience_of(self, field: str) -> Audience:
        """The strictest mark that applies to a field."""
        return max(self.audience, dict(self.audiences).get(field, self.audience))
