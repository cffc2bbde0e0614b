"""Contacts written on one line, as in ``tests/cases/matching.toml``."""

from syncsvc.matching.table import split
from syncsvc.model.contact import Address, Contact, Email, Kind, PersonName, Phone
from syncsvc.model.record import RecordRef

_KINDS = {"function": Kind.FUNCTION, "organisation": Kind.ORGANISATION, "group": Kind.GROUP}

_SCHEMES = {"id": "personnel", "row": "ID"}


def contact(line: str, source: str, key: str = "1") -> Contact:
    parts = [part.strip() for part in line.split(";")]
    name, organisation, phones, mails = (*parts[:4], "", "", "", "")[:4]
    more = dict(part.split("=", 1) for part in parts[4:] if part)
    first, _, rest = name.partition(" ")
    kind = _KINDS.get(first, Kind.PERSON)
    return Contact(
        RecordRef(more.get("source", source), key),
        kind,
        _person(name, more) if kind is Kind.PERSON else PersonName(rest),
        organisation=organisation,
        role=more.get("role", ""),
        birthday=more.get("born", ""),
        phones=tuple(_phone(one.strip()) for one in phones.split(",") if one.strip()),
        emails=tuple(Email(one.strip()) for one in mails.split(",") if one.strip()),
        addresses=(_address(more["at"]),) if "at" in more else (),
        ids=tuple((scheme, more[key]) for key, scheme in _SCHEMES.items() if key in more),
    )


def _person(name: str, more: dict[str, str]) -> PersonName:
    given, family = split(name)
    return PersonName(
        f"{given} {family}", prefix=more.get("title", ""), given=given, family=family, suffix=more.get("suffix", "")
    )


def _phone(text: str) -> Phone:
    number = "+49" + text.replace(" ", "").removeprefix("0")
    return Phone(number, text, "cell" if text.startswith("017") else "work")


def _address(text: str) -> Address:
    street, _, town = text.partition(", ")
    code, _, city = town.partition(" ")
    return Address(street, code, city)
