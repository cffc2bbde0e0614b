"""Invented cards as a German town hall would export them: 3.0, about 19 lines and 730 bytes each."""

from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Address, Email, Kind, PersonName, Phone

_GIVEN = ("Anna", "Jürgen", "Björn", "Käthe", "Lale", "Mehmet", "Sophie", "Thomas", "Ulrike", "Zoë")
_FAMILY = ("Müller", "Maier-Lidle", "Öztürk", "von der Heide", "Schäfer", "Groß", "Bächle", "Yıldız", "Weiß", "Hübner")
_OFFICES = ("Fachbereich Soziales", "Amt für Bürgerdienste", "Bauamt, Tiefbau", "Stadtkämmerei", "Schulen; Sport")
_ROLES = ("Sachbearbeitung", "Fachbereichsleitung", "Koordination Ehrenamt", "Empfang")


def contacts(count: int) -> list[CanonicalContact]:
    """Invented contacts, the same every time."""
    return [_contact(number) for number in range(count)]


def _contact(number: int) -> CanonicalContact:
    given, family = _GIVEN[number % 10], _FAMILY[number // 10 % 10]
    mail = f"person{number}@musterstadt.example"
    line = f"{number % 1000:03d}"
    return CanonicalContact(
        id=f"{number:08x}-0bc3-424c-9c26-36c3e1eff6b1",
        kind=Kind.PERSON,
        name=PersonName(f"{given} {family}", "Dr." if number % 7 == 0 else "", given, family),
        organisation="Stadt Musterstadt",
        units=(_OFFICES[number % 5], f"Sachgebiet {number % 23}"),
        role=_ROLES[number % 4],
        room=f"Zimmer {number % 300}",
        note="Montag bis Freitag vormittags erreichbar, Donnerstag auch am Nachmittag; Termine nach Vereinbarung.",
        groups=("Rathaus", "Netzwerk Asyl"),
        urls=("https://www.musterstadt.example/buergerservice",),
        phones=(
            Phone(f"+493023125{line}", f"030 23125-{line}"),
            Phone(f"+4917604069{line}", f"0176 04069{line}", "cell"),
            Phone("+4930231250", "030 23125-0", "fax"),
        ),
        emails=(Email(mail),),
        addresses=(Address(f"Rathausplatz {number % 40}", "10115", "Musterstadt", "Deutschland"),),
    )


def source(count: int) -> bytes:
    """The same people as another program's export: lines folded at 75 octets, types in its own order."""
    return "".join(_card(one) for one in contacts(count)).encode()


def _card(contact: CanonicalContact) -> str:
    note = contact.note.replace(",", "\\,").replace(";", "\\;")
    units = ";".join(unit.replace(",", "\\,").replace(";", "\\;") for unit in contact.units)
    work, cell, fax = contact.phones
    home = contact.addresses[0]
    lines = (
        "BEGIN:VCARD",
        "VERSION:3.0",
        "PRODID:-//Musterstadt//Adressbuch 1.0//DE",
        f"UID:{contact.id}",
        f"N:{contact.name.family};{contact.name.given};;{contact.name.prefix};",
        f"FN:{contact.name.display}",
        f"ORG:{contact.organisation};{units}",
        f"TITLE:{contact.role}",
        f"TEL;TYPE=WORK,VOICE,PREF:{work.display}",
        f"TEL;TYPE=CELL:{cell.display}",
        f"TEL;TYPE=WORK,FAX:{fax.display}",
        f"EMAIL;TYPE=INTERNET,WORK:{contact.emails[0].address}",
        f"ADR;TYPE=WORK:;;{home.street};{home.city};;{home.postal_code};{home.country}",
        f"URL;TYPE=WORK:{contact.urls[0]}",
        f"CATEGORIES:{','.join(contact.groups)}",
        f"NOTE:{note[:69]}\r\n {note[69:]}",
        "REV:2026-03-01T08:15:00Z",
        "END:VCARD",
    )
    return "\r\n".join(lines) + "\r\n"
