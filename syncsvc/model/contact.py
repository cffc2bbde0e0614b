"""Contacts: records made clean and comparable, and the values they are made of."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from syncsvc.model.audience import Audience
from syncsvc.model.record import Field, RecordRef


class Kind(StrEnum):
    """What a contact stands for."""

    PERSON = "person"
    FUNCTION = "function"
    """A role or shared mailbox: «Sekretariat», ``info@``."""
    ORGANISATION = "organisation"
    GROUP = "group"
    """An Arbeitskreis, a distribution list."""


PHONE_TYPES = ("work", "cell", "home", "fax", "pager", "switchboard", "other")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in parts. ``display`` is what people read, and is never empty in a usable contact.

    For functions, organisations and groups only ``display`` is filled.
    """

    display: str = ""
    prefix: str = ""
    """Academic titles and ranks: «Prof. Dr.-Ing.»"""
    given: str = ""
    family: str = ""
    """With its particles: «Freiherr von Musterfels», «von der Heide»."""
    suffix: str = ""
    """After the name: «M.A.», «i. R.», «jun.»"""
    salutation: str = ""


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number: E.164 (``;ext=`` where it must be), and as people here write it."""

    number: str
    display: str
    type: str = "work"
    audience: Audience = Audience.PUBLIC


@dataclass(frozen=True, slots=True)
class Email:
    """A mail address, domain in lower case; ``type`` is work, home or other."""

    address: str
    type: str = "work"
    audience: Audience = Audience.PUBLIC


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; ``country`` is a name or ISO code as the source gave it."""

    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    type: str = "work"
    audience: Audience = Audience.PUBLIC


def text_of(value: Phone | Email | Address) -> str:
    """A value as text, as origins name it: number, mail address, or the lines of a postal one."""
    match value:
        case Phone():
            return value.number
        case Email():
            return value.address
        case Address():
            town = f"{value.postal_code} {value.city}".strip()
            return "\n".join(line for line in (value.street, town, value.country) if line)


class ContactClass(StrEnum):
    """Why we may hold a person: office holders and volunteers differ in law."""

    STAFF = "staff"
    VOLUNTEER = "volunteer"


TEXT_FIELDS = ("organisation", "role", "responsibility", "room", "hours", "note", "birthday", "photo")
"""Fields with at most one value."""
LIST_FIELDS = ("units", "groups", "urls")
"""Fields with any number of plain texts."""
VALUE_FIELDS = ("phones", "emails", "addresses")
"""Fields whose values carry their own audience."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One record, cleaned. Empty text means «not said»."""

    ref: RecordRef
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
    ids: tuple[tuple[str, str], ...] = ()
    """Ids from elsewhere: (scheme, value)."""
    members: tuple[str, ...] = ()
    """Of a group: keys of member records in the same source."""
    contact_class: ContactClass = ContactClass.STAFF
    consent: str = ""
    audience: Audience = Audience.PUBLIC
    """The widest circle for the contact as a whole and for every field without a mark of its own."""
    audiences: tuple[tuple[str, Audience], ...] = ()
    """Stricter marks on single fields, by field name."""
    mark: Audience = Audience.PUBLIC
    """What was said of this very contact («nur intern») or of its kind. Unlike ``audience``, which also holds the
    source's default, it binds the merged contact whatever other sources say."""
    modified_at: datetime | None = None
    place: str = ""
    unmapped: tuple[Field, ...] = ()

    def audience_of(self, field: str) -> Audience:
        """The strictest mark that applies to a field."""
        return max(self.audience, dict(self.audiences).get(field, self.audience))
