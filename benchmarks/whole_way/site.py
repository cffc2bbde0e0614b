"""A site to measure: four source files in three formats with what the generator tells, and a configuration."""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TextIO

from benchmarks.contacts_generator.records import SOURCES, generate
from syncsvc.model.contact import Contact, Kind

HEAD = ("ID", "Name", "Titel", "Vorname", "Nachname", "Art", "Organisation", "Abteilung", "Funktion", "Geburtstag",
        "Telefon", "Telefon 2", "Mobil", "Telefon privat", "E-Mail", "E-Mail privat", "Straße", "PLZ", "Ort")  # fmt: skip
_KINDS = {Kind.PERSON: "person", Kind.FUNCTION: "function", Kind.ORGANISATION: "organisation"}
_VCARD_KINDS = {Kind.PERSON: "individual", Kind.FUNCTION: "group", Kind.ORGANISATION: "org"}
_CONFIGURATION = """
[store]
url = "{url}"
[[sources]]
name = "stadt"
kind = "csv"
location = "stadt.csv"
columns = {{ kind = "Art" }}
{common}
[[sources]]
name = "landratsamt"
kind = "json"
location = "landratsamt.json"
records = "contacts"
fields = {{ {fields} }}
key = "ID"
{common}
[[sources]]
name = "fachstelle"
kind = "vcard"
location = "fachstelle.vcf"
{common}
[[sources]]
name = "ehrenamt"
kind = "csv"
location = "ehrenamt.csv"
columns = {{ kind = "Art" }}
{common}
[[exports]]
name = "table"
kind = "csv"
audience = "internal"
location = "out/table.csv"
[[exports]]
name = "cards"
kind = "vcard"
audience = "internal"
location = "out/cards.vcf"
[[exports]]
name = "tree"
kind = "ldif"
audience = "internal"
location = "out/tree.ldif"
suffix = "o=bench"
"""
_COMMON = 'max_bytes = 1000000000\nvisibility = { default = "public" }\nmax_removed = "20%"'
_FIELDS = {
    "prefix": "Titel", "given": "Vorname", "family": "Nachname", "name": "Name", "kind": "Art", "organisation": "Organisation",
    "unit": "Abteilung", "role": "Funktion", "birthday": "Geburtstag", "phone:Telefon": "Telefon", "phone:Telefon 2": '"Telefon 2"',
    "phone:Mobil": "Mobil", "phone:privat": '"Telefon privat"', "email": '"E-Mail"', "email:privat": '"E-Mail privat"',
    "street": '"Straße"', "postal_code": "PLZ", "city": "Ort",
}  # fmt: skip


def write_site(folder: Path, records: int, url: str = "sqlite:///store.sqlite") -> Path:
    """Write sources and configuration; return the configuration. Contacts go through one at a time."""
    (folder / "out").mkdir(parents=True, exist_ok=True)
    write_sources(folder, (one.contact for one in generate(records)))
    fields = ", ".join(f"'{name}' = '{path}'" for name, path in _FIELDS.items())
    configuration = folder / "syncsvc.toml"
    text = _CONFIGURATION.format(url=url, common=_COMMON, fields=fields)
    configuration.write_text(text, encoding="utf-8")
    return configuration


def write_sources(folder: Path, contacts: Iterable[Contact]) -> None:
    """Write each contact into the file of its source."""
    begin: dict[str, Callable[[TextIO], Callable[[Contact], None]]] = {
        "stadt.csv": _table, "landratsamt.json": _feed, "fachstelle.vcf": _cards, "ehrenamt.csv": _table,
    }  # fmt: skip
    files = [(folder / name).open("w", encoding="utf-8", newline="") for name in begin]
    writers = {source: start(file) for source, file, start in zip(SOURCES, files, begin.values(), strict=True)}
    for contact in contacts:
        writers[contact.ref.source](contact)
    files[1].write("\n]}\n")
    for file in files:
        file.close()


def change(folder: Path, count: int, word: str = "Stelle", source: str = "stadt.csv") -> None:
    """Give so many people of one source a new role: what an office does on a morning."""
    path = folder / source
    with path.open(encoding="utf-8", newline="") as file:
        lines = file.readlines()
    places = _PLACES[path.suffix](lines)
    step = max(1, len(places) // count)
    for place in places[: step * count : step]:
        lines[place] = _CHANGES[path.suffix](lines[place], f"{word} {place}")
    path.write_text("".join(lines), encoding="utf-8", newline="")


def _cell_changed(line: str, role: str) -> str:
    cells = line.split(";")
    cells[HEAD.index("Funktion")] = role
    return ";".join(cells)


def _entry_changed(line: str, role: str) -> str:
    entry = line.rstrip(",\n")
    return json.dumps(json.loads(entry) | {"Funktion": role}, ensure_ascii=False) + line[len(entry) :]


def _card_changed(_line: str, role: str) -> str:
    return f"TITLE:{role}\r\n"


_PLACES: dict[str, Callable[[list[str]], Sequence[int]]] = {
    ".csv": lambda lines: range(1, len(lines)),
    ".json": lambda lines: range(1, len(lines) - 1),
    ".vcf": lambda lines: [place for place, line in enumerate(lines) if line.startswith("TITLE:")],
}
"""Which lines of a file may change."""
_CHANGES = {".csv": _cell_changed, ".json": _entry_changed, ".vcf": _card_changed}


def cells(contact: Contact) -> Sequence[str]:
    """A contact as an office writes it into a table."""
    name = contact.name
    person = contact.kind is Kind.PERSON
    numbers = {kind: [_written(phone.number) for phone in contact.phones if phone.type in kind] for kind in _LINES}
    lines, cells, homes = numbers.values()
    works = [email.address for email in contact.emails if email.type == "work"]
    homes_mail = [email.address for email in contact.emails if email.type == "home"]
    address = contact.addresses[0] if contact.addresses else None
    return (
        contact.ref.key, "" if person else name.display, name.prefix, name.given, name.family, _KINDS[contact.kind],
        contact.organisation, *_padded(contact.units, 1), contact.role, contact.birthday, *_padded(lines, 2), *_padded(cells, 1),
        *_padded(homes, 1), *_padded(works, 1), *_padded(homes_mail, 1),
        *((address.street, address.postal_code, address.city) if address else ("", "", "")),
    )  # fmt: skip


_LINES = (("work", "switchboard", "other"), ("cell",), ("home",))


def _padded(values: Sequence[str], size: int) -> tuple[str, ...]:
    return (*values[:size], *("",) * (size - len(values)))


def _written(number: str) -> str:
    return f"0{number.removeprefix('+49')}"


def _table(file: TextIO) -> Callable[[Contact], None]:
    rows = csv.writer(file, delimiter=";", lineterminator="\n")
    rows.writerow(HEAD)
    return lambda contact: rows.writerow(cells(contact))


def _feed(file: TextIO) -> Callable[[Contact], None]:
    file.write('{"contacts": [')
    comma = [""]

    def write(contact: Contact) -> None:
        said = {name: cell for name, cell in zip(HEAD, cells(contact), strict=True) if cell}
        file.write(f"{comma[0]}\n{json.dumps(said, ensure_ascii=False)}")
        comma[0] = ","

    return write


def _cards(file: TextIO) -> Callable[[Contact], None]:
    return lambda contact: file.writelines(f"{line}\r\n" for line in _card(contact))


def _card(contact: Contact) -> Iterable[str]:
    name = contact.name
    yield from ("BEGIN:VCARD", "VERSION:4.0", f"UID:{contact.ref.key}", f"KIND:{_VCARD_KINDS[contact.kind]}")
    yield f"FN:{name.display}"
    yield f"N:{name.family};{name.given};;{name.prefix};{name.suffix}"
    yield f"ORG:{';'.join((contact.organisation, *contact.units))}"
    if contact.role:
        yield f"TITLE:{contact.role}"
    for phone in contact.phones:
        yield f"TEL;TYPE={'work' if phone.type == 'switchboard' else phone.type}:{_written(phone.number)}"
    for email in contact.emails:
        yield f"EMAIL;TYPE={email.type}:{email.address}"
    for address in contact.addresses:
        yield f"ADR;TYPE={address.type}:;;{address.street};{address.city};;{address.postal_code};"
    yield "END:VCARD"
