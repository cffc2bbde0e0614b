"""The tables that Google Contacts, Outlook and Thunderbird import: their headers, and how a contact fills them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice

from syncsvc.formats.columns import first, main_address, one_line
from syncsvc.formats.delimited import Dialect
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Email, Phone

_SEVERAL = " ::: "
"""Between several values of one cell (Google)."""


@dataclass(frozen=True, slots=True)
class AddressBook:
    """One program's table."""

    header: tuple[str, ...]
    cells: Callable[[CanonicalContact], Mapping[str, str]]
    """Header → value; what is not named stays empty."""
    dialect: Dialect

    def row(self, contact: CanonicalContact) -> list[str]:
        """The cells of a contact, in the order of the header."""
        told = self.cells(contact)
        return [told.get(title, "") for title in self.header]


# Google Contacts, header as exported since 2024.
_GOOGLE_PHONES, _GOOGLE_EMAILS = 6, 3
_GOOGLE_LABELS = {
    "work": "Work",
    "cell": "Mobile",
    "home": "Home",
    "fax": "Work Fax",
    "pager": "Pager",
    "switchboard": "Main",
    "other": "Other",
}
_GOOGLE_HEADER = (
    *("First Name", "Middle Name", "Last Name"),
    *("Phonetic First Name", "Phonetic Middle Name", "Phonetic Last Name"),
    *("Name Prefix", "Name Suffix", "Nickname", "File As"),
    *("Organization Name", "Organization Title", "Organization Department"),
    *("Birthday", "Notes", "Photo", "Labels"),
    *(f"E-mail {n} - {part}" for n in range(1, _GOOGLE_EMAILS + 1) for part in ("Label", "Value")),
    *(f"Phone {n} - {part}" for n in range(1, _GOOGLE_PHONES + 1) for part in ("Label", "Value")),
    *(
        f"Address 1 - {part}"
        for part in (
            *("Label", "Formatted", "Street", "City", "PO Box", "Region"),
            *("Postal Code", "Country", "Extended Address"),
        )
    ),
    *("Website 1 - Label", "Website 1 - Value"),
)


def _google(contact: CanonicalContact) -> dict[str, str]:
    address = main_address(contact)
    person = bool(contact.name.family)
    return {
        "First Name": contact.name.given if person else "",
        "Last Name": contact.name.family,
        "Name Prefix": contact.name.prefix,
        "Name Suffix": contact.name.suffix,
        "File As": "" if person else contact.name.display,
        "Organization Name": contact.organisation or ("" if person else contact.name.display),
        "Organization Title": contact.role or ("" if person else contact.name.display),
        "Organization Department": ", ".join(contact.units),
        "Birthday": contact.birthday,
        "Notes": _notes(contact, contact.room),
        "Labels": _SEVERAL.join((*contact.groups, "* myContacts")),
        "Address 1 - Label": "Work" if contact.addresses else "",
        "Address 1 - Street": address.street,
        "Address 1 - City": address.city,
        "Address 1 - Postal Code": address.postal_code,
        "Address 1 - Country": address.country,
        "Website 1 - Label": "Work" if contact.urls else "",
        "Website 1 - Value": _SEVERAL.join(contact.urls),
        **_google_emails(contact.emails),
        **_google_phones(contact.phones),
    }


def _google_emails(emails: tuple[Email, ...]) -> dict[str, str]:
    told = {}
    for place, email in enumerate(emails[:_GOOGLE_EMAILS], 1):
        told[f"E-mail {place} - Label"] = "Home" if email.type == "home" else "Work"
        told[f"E-mail {place} - Value"] = email.address
    last = f"E-mail {_GOOGLE_EMAILS} - Value"
    return told | ({last: _SEVERAL.join(e.address for e in emails[_GOOGLE_EMAILS - 1 :])} if last in told else {})


def _google_phones(phones: tuple[Phone, ...]) -> dict[str, str]:
    told = {}
    for place, phone in enumerate(phones[:_GOOGLE_PHONES], 1):
        told[f"Phone {place} - Label"] = _GOOGLE_LABELS.get(phone.type, "Other")
        told[f"Phone {place} - Value"] = phone.number
    last = f"Phone {_GOOGLE_PHONES} - Value"
    return told | ({last: _SEVERAL.join(p.number for p in phones[_GOOGLE_PHONES - 1 :])} if last in told else {})


# Outlook with German headers.
_OUTLOOK_HEADER = (
    *("Anrede", "Vorname", "Weitere Vornamen", "Nachname", "Suffix", "Firma", "Abteilung", "Position"),
    *("Straße geschäftlich", "Ort geschäftlich", "Postleitzahl geschäftlich", "Land/Region geschäftlich"),
    *("Fax geschäftlich", "Telefon geschäftlich", "Telefon geschäftlich 2", "Telefon privat", "Mobiltelefon"),
    *("Mobiltelefon 2", "Pager", "Haupttelefon", "Weiteres Telefon"),
    *("E-Mail-Adresse", "E-Mail 2: Adresse", "E-Mail 3: Adresse", "Webseite", "Büro"),
    *("Geburtstag", "Kategorien", "Notizen"),
)
_OUTLOOK_PHONES = {
    "work": ("Telefon geschäftlich", "Telefon geschäftlich 2"),
    "cell": ("Mobiltelefon", "Mobiltelefon 2"),
    "home": ("Telefon privat",),
    "fax": ("Fax geschäftlich",),
    "pager": ("Pager",),
    "switchboard": ("Haupttelefon",),
    "other": ("Weiteres Telefon",),
}


def _outlook(contact: CanonicalContact) -> dict[str, str]:
    address = main_address(contact)
    phones, over = _slotted(contact, _OUTLOOK_PHONES)
    emails = ("E-Mail-Adresse", "E-Mail 2: Adresse", "E-Mail 3: Adresse")
    return {
        "Anrede": contact.name.prefix,
        "Vorname": contact.name.given,
        "Nachname": contact.name.family or contact.name.display,
        "Suffix": contact.name.suffix,
        "Firma": contact.organisation,
        "Abteilung": ", ".join(contact.units),
        "Position": contact.role,
        "Straße geschäftlich": address.street,
        "Ort geschäftlich": address.city,
        "Postleitzahl geschäftlich": address.postal_code,
        "Land/Region geschäftlich": address.country,
        "Webseite": next(iter(contact.urls), ""),
        "Büro": contact.room,
        "Geburtstag": contact.birthday,
        "Kategorien": ";".join(contact.groups),
        "Notizen": _notes(contact, *over, *(email.address for email in contact.emails[len(emails) :])),
        **phones,
        **{title: email.address for title, email in zip(emails, contact.emails, strict=False)},
    }


# Thunderbird, English headers; it maps them by name on import.
_THUNDERBIRD_HEADER = (
    *("First Name", "Last Name", "Display Name", "Nickname", "Primary Email", "Secondary Email", "Screen Name"),
    *("Work Phone", "Home Phone", "Fax Number", "Pager Number", "Mobile Number"),
    *("Home Address", "Home Address 2", "Home City", "Home State", "Home ZipCode", "Home Country"),
    *("Work Address", "Work Address 2", "Work City", "Work State", "Work ZipCode", "Work Country"),
    *("Job Title", "Department", "Organization", "Web Page 1", "Web Page 2"),
    *("Birth Year", "Birth Month", "Birth Day", "Custom 1", "Custom 2", "Custom 3", "Custom 4", "Notes"),
)
_THUNDERBIRD_PHONES = {
    "work": ("Work Phone",),
    "cell": ("Mobile Number",),
    "home": ("Home Phone",),
    "fax": ("Fax Number",),
    "pager": ("Pager Number",),
}


def _thunderbird(contact: CanonicalContact) -> dict[str, str]:
    address = main_address(contact)
    phones, over = _slotted(contact, _THUNDERBIRD_PHONES)
    switchboard = first(contact, "switchboard")
    if switchboard and "Work Phone" not in phones:
        phones["Work Phone"] = switchboard.display
        over.remove(switchboard.display)
    emails = ("Primary Email", "Secondary Email")
    return {
        "First Name": contact.name.given,
        "Last Name": contact.name.family,
        "Display Name": contact.name.display,
        "Work Address": address.street,
        "Work City": address.city,
        "Work ZipCode": address.postal_code,
        "Work Country": address.country,
        "Job Title": contact.role,
        "Department": ", ".join(contact.units),
        "Organization": contact.organisation,
        "Notes": _notes(contact, contact.room, *over, *(email.address for email in contact.emails[len(emails) :])),
        **phones,
        **{title: email.address for title, email in zip(emails, contact.emails, strict=False)},
        **dict(zip(("Web Page 1", "Web Page 2"), contact.urls, strict=False)),
    }


def _slotted(contact: CanonicalContact, slots: Mapping[str, tuple[str, ...]]) -> tuple[dict[str, str], list[str]]:
    """Numbers in the columns of their type, and those for which there is no column left."""
    told: dict[str, str] = {}
    over: list[str] = []
    for phone in contact.phones:
        free = next(islice((title for title in slots.get(phone.type, ()) if title not in told), 1), None)
        if free is None:
            over.append(phone.display)
        else:
            told[free] = phone.display
    return told, over


def _notes(contact: CanonicalContact, *more: str) -> str:
    """What the program has no column for goes to the notes, so that nothing is lost."""
    main = main_address(contact)
    elsewhere = (one_line(address) for address in contact.addresses if address is not main)
    told = (contact.note, contact.responsibility, contact.hours, *more, *elsewhere)
    return "\n".join(text for text in told if text)


ADDRESS_BOOKS = {
    "google": AddressBook(_GOOGLE_HEADER, _google, Dialect()),
    # Outlook takes a file without a mark for Windows-1252.
    "outlook-de": AddressBook(_OUTLOOK_HEADER, _outlook, Dialect(encoding="cp1252", quote_all=True)),
    "thunderbird": AddressBook(_THUNDERBIRD_HEADER, _thunderbird, Dialect()),
}
"""The presets, by name."""
