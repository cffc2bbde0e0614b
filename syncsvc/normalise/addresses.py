"""Postal addresses in one text or in parts become street, postal code, city and country."""

import re

from syncsvc.lexicon.phone_words import kind_of_label
from syncsvc.model.contact import Address
from syncsvc.model.record import Field
from syncsvc.normalise.text import meant

_PARTS = ("street", "postal_code", "city", "country")
FIELDS = frozenset({"address", *_PARTS})
"""The fields this module reads."""
_TOWN = re.compile(
    r"(?:^|(?<=[\s,;|]))(?:(?P<land>[A-Z]{1,3})\s?[-–]\s?)?(?P<code>\d{5}|(?<=[A-Z]-)\d{4}|(?<=[A-Z][A-Z]-)\d{4})\s+"
    r"(?P<city>[^\W\d_][^,;|\d]*)"
)
_BREAKS = re.compile(r"\s*(?:[\n;|•]|,(?=\s))\s*")
_COUNTRIES = {"D": "DE", "DE": "DE", "A": "AT", "AT": "AT", "CH": "CH", "FL": "LI", "F": "FR", "L": "LU"}
_COUNTRY_NAMES = frozenset(
    ["deutschland", "germany", "österreich", "austria", "schweiz", "switzerland", "liechtenstein", "frankreich"]
)
_TYPES = {"home": "home", "other": "other"}


def read(fields: tuple[Field, ...], region: str) -> tuple[Address, ...]:
    """The addresses of a record: one for each text, and one for each group of parts with the same label."""
    found = [_parsed(field) for field in fields if field.name == "address"]
    groups: dict[str, dict[str, str]] = {}
    for field in fields:
        if field.name in _PARTS and (text := meant(field.value)):
            groups.setdefault(field.label, {}).setdefault(field.name, text)
    found += [_assembled(label, parts, region) for label, parts in groups.items()]
    usable = [address for address in found if address.street or address.postal_code or address.city]
    return tuple(dict.fromkeys(usable))


def of_text(text: str) -> tuple[Address, ...]:
    """The address a person typed, «Hauptstr. 31, 71638 Musterdorf»; none for what names neither street nor town."""
    return read((Field("address", text),), "")


def _kind(label: str) -> str:
    return _TYPES.get(kind_of_label(label), "work") if label else "work"


def _assembled(label: str, parts: dict[str, str], region: str) -> Address:
    code = parts.get("postal_code", "").removesuffix(".0")
    if region == "DE" and len(code) == 4 and code.isdecimal() and parts.get("country", "DE") in ("DE", "Deutschland"):
        code = f"0{code}"  # a spreadsheet took «01067» for a quantity
    return Address(
        street=parts.get("street", "").strip(" ,;"),
        postal_code=code,
        city=parts.get("city", ""),
        country=parts.get("country", ""),
        type=_kind(label),
    )


def _parsed(field: Field) -> Address:
    """«Hauptstr. 31, 71638 Musterdorf», on one line or several, the town first or last."""
    lines = [line for part in _BREAKS.split(field.value) if (line := meant(part).strip(" ,;"))]
    country = lines.pop() if lines and lines[-1].casefold() in _COUNTRY_NAMES else ""
    for place, line in enumerate(lines):
        if town := _TOWN.search(line):
            before = [*lines[:place], line[: town.start()].strip(" ,")]
            after = [line[town.end() :].strip(" ,"), *lines[place + 1 :]]
            street = ", ".join(part for part in (before if any(before) else after) if part)
            land = _COUNTRIES.get(town["land"] or "", "")
            return Address(street, town["code"], town["city"].strip(), country or land, _kind(field.label))
    return Address(street=", ".join(lines), country=country, type=_kind(field.label))
