"""The columns a table of contacts can have: key, titles, type, and how a contact fills them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Address, Phone

LIST_SEPARATOR = " | "
"""Between the values of one cell."""

_LINES = ("work", "switchboard", "other", "home")
"""Types that may stand in the column «phone», first choice first."""
_NOWHERE = Address()


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    key: str
    english: str
    german: str
    value: Callable[[CanonicalContact], str]
    type: str = "text"
    """text, phone, postal, email, url, id, date; decides the schema and the formula guard."""
    several: bool = False
    """Values are joined by LIST_SEPARATOR."""
    width: int = 20
    """In a spreadsheet, in characters."""

    def title(self, language: str) -> str:
        """The title in «de» or «en»; the key for any other word."""
        return {"de": self.german, "en": self.english}.get(language, self.key)


def _text(field: str) -> Callable[[CanonicalContact], str]:
    def value(contact: CanonicalContact) -> str:
        return str(getattr(contact, field))

    return value


def _name(part: str) -> Callable[[CanonicalContact], str]:
    def value(contact: CanonicalContact) -> str:
        return str(getattr(contact.name, part))

    return value


def _several(field: str) -> Callable[[CanonicalContact], str]:
    def value(contact: CanonicalContact) -> str:
        return _joined(getattr(contact, field))

    return value


def _joined(values: Iterable[str]) -> str:
    return LIST_SEPARATOR.join(value.replace("|", "/") for value in values)


def line(contact: CanonicalContact) -> Phone | None:
    """The number to call first: at work, else the switchboard, else any but a mobile or a fax."""
    found = [phone for phone in contact.phones if phone.type in _LINES]
    return min(found, key=lambda phone: _LINES.index(phone.type), default=None)


def first(contact: CanonicalContact, kind: str) -> Phone | None:
    """The first number of a type."""
    return next((phone for phone in contact.phones if phone.type == kind), None)


def more_phones(contact: CanonicalContact) -> tuple[Phone, ...]:
    """The numbers that stand in no column of their own."""
    shown = (line(contact), first(contact, "cell"), first(contact, "fax"))
    return tuple(phone for phone in contact.phones if phone not in shown)


def main_address(contact: CanonicalContact) -> Address:
    """The address at work, else the first one, else an empty one."""
    return min(contact.addresses, key=lambda address: address.type != "work", default=_NOWHERE)


def one_line(address: Address) -> str:
    """«Musterallee 1, 01067 Musterstadt»."""
    place = " ".join(part for part in (address.postal_code, address.city) if part)
    return ", ".join(part for part in (address.street, place, address.country) if part)


def _number(phone: Phone | None) -> str:
    return phone.number if phone else ""


def _display(phone: Phone | None) -> str:
    return phone.display or phone.number if phone else ""


def _address(part: str) -> Callable[[CanonicalContact], str]:
    def value(contact: CanonicalContact) -> str:
        return str(getattr(main_address(contact), part))

    return value


def _more_addresses(contact: CanonicalContact) -> str:
    main = main_address(contact)
    return _joined(one_line(address) for address in contact.addresses if address is not main)


_ALL = (
    Column("id", "ID", "ID", lambda contact: contact.id, "id", width=12),
    Column("kind", "Kind", "Art", lambda contact: contact.kind.value, width=10),
    Column("name", "Name", "Name", _name("display"), width=28),
    Column("salutation", "Salutation", "Anrede", _name("salutation"), width=10),
    Column("prefix", "Title", "Titel", _name("prefix"), width=10),
    Column("given_name", "Given name", "Vorname", _name("given"), width=16),
    Column("family_name", "Family name", "Nachname", _name("family"), width=18),
    Column("suffix", "Suffix", "Namenszusatz", _name("suffix"), width=10),
    Column("organisation", "Organisation", "Organisation", _text("organisation"), width=30),
    Column("units", "Units", "Abteilung", _several("units"), several=True, width=26),
    Column("role", "Role", "Funktion", _text("role"), width=26),
    Column("responsibility", "Responsible for", "Zuständigkeit", _text("responsibility"), width=26),
    Column("phone", "Phone (E.164)", "Telefon (E.164)", lambda contact: _number(line(contact)), "phone"),
    Column("phone_display", "Phone", "Telefon", lambda contact: _display(line(contact)), "phone"),
    Column("mobile", "Mobile (E.164)", "Mobil (E.164)", lambda contact: _number(first(contact, "cell")), "phone"),
    Column("mobile_display", "Mobile", "Mobil", lambda contact: _display(first(contact, "cell")), "phone"),
    Column("fax", "Fax (E.164)", "Fax (E.164)", lambda contact: _number(first(contact, "fax")), "phone"),
    Column("fax_display", "Fax", "Fax", lambda contact: _display(first(contact, "fax")), "phone"),
    Column(
        "more_phones",
        "More numbers (E.164)",
        "Weitere Nummern (E.164)",
        lambda contact: _joined(map(_number, more_phones(contact))),
        "phone",
        several=True,
    ),
    Column(
        "more_phones_display",
        "More numbers",
        "Weitere Nummern",
        lambda contact: _joined(map(_display, more_phones(contact))),
        "phone",
        several=True,
    ),
    Column(
        "email",
        "E-mail",
        "E-Mail",
        lambda contact: contact.emails[0].address if contact.emails else "",
        "email",
        width=32,
    ),
    Column(
        "more_emails",
        "More e-mails",
        "Weitere E-Mails",
        lambda contact: _joined(email.address for email in contact.emails[1:]),
        "email",
        several=True,
        width=26,
    ),
    Column("urls", "Websites", "Webseiten", _several("urls"), "url", several=True, width=26),
    Column("street", "Street", "Straße", _address("street"), width=24),
    Column("postal_code", "Postal code", "PLZ", _address("postal_code"), "postal", width=8),
    Column("city", "City", "Ort", _address("city"), width=18),
    Column("country", "Country", "Land", _address("country"), width=12),
    Column("more_addresses", "More addresses", "Weitere Adressen", _more_addresses, several=True, width=30),
    Column("room", "Room", "Raum", _text("room"), width=10),
    Column("hours", "Hours", "Sprechzeiten", _text("hours"), width=24),
    Column("groups", "Groups", "Gruppen", _several("groups"), several=True, width=24),
    Column("birthday", "Birthday", "Geburtstag", _text("birthday"), "date", width=12),
    Column("note", "Note", "Notiz", _text("note"), width=30),
)
COLUMNS = {column.key: column for column in _ALL}
"""Every column, by key."""

WEB = (
    "id kind name prefix given_name family_name suffix organisation units role responsibility phone phone_display "
    "mobile mobile_display fax fax_display more_phones email more_emails urls street postal_code city country "
    "more_addresses room hours groups note"
)
"""Keys for machines. Pullers hold on to these names and their order: new columns go to the end."""

STAFF = (
    "name prefix given_name family_name organisation units role responsibility phone_display mobile_display "
    "fax_display more_phones_display email more_emails room street postal_code city country hours urls groups note "
    "kind id"
)
"""Keys for people in a spreadsheet."""


def chosen(keys: Iterable[str]) -> tuple[Column, ...]:
    """The columns with these keys; raises ValueError naming those that do not exist."""
    listed = tuple(keys)
    unknown = [key for key in listed if key not in COLUMNS]
    if unknown:
        raise ValueError(f"no such column: {', '.join(unknown)}; there are: {', '.join(COLUMNS)}")
    return tuple(COLUMNS[key] for key in listed)
