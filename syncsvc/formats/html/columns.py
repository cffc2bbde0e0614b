"""What the columns of a staff table hold, by the words above them."""

import re

from syncsvc.formats.html.labels import field_of

_MORE = {
    "nachname": "family",
    "familienname": "family",
    "zuname": "family",
    "vorname": "given",
    "rufname": "given",
    "titel": "prefix",
    "anrede": "salutation",
    "person": "name",
    "personen": "name",
    "frau/herr": "name",
    "herr/frau": "name",
    "amt": "unit",
    "ämter": "unit",
    "stelle": "unit",
    "fachamt": "unit",
    "ort": "city",
    "plz": "postal_code",
    "straße": "street",
    "arbeitskreis": "organisation",
    "gruppe": "organisation",
    "kreis": "organisation",
    "kirchengemeinde": "organisation",
    "gemeinde": "organisation",
    "kommune": "organisation",
    "tätigkeitsbereich": "responsibility",
    "zuständig für": "responsibility",
    "buchstabe": "responsibility",
    "anfangsbuchstabe": "responsibility",
    "nst.": "phone",
    "tel./fax": "phone",
    "e-mail/telefon": "email",
    "kontakt": "contact",
    "kontaktdaten": "contact",
    "erreichbarkeit": "contact",
    "gebäude": "note",
    "etage": "note",
}
_PREFIX = (
    ("telefon", "phone"),
    ("tel", "phone"),
    ("durchwahl", "phone"),
    ("mobil", "cell"),
    ("handy", "cell"),
    ("fax", "fax"),
    ("telefax", "fax"),
    ("e-mail", "email"),
    ("email", "email"),
    ("mail", "email"),
    ("zimmer", "room"),
    ("zi", "room"),
    ("raum", "room"),
    ("ansprechpartner", "name"),
    ("ansprechperson", "name"),
    ("mitarbeiter", "name"),
    ("name", "name"),
    ("aufgabe", "responsibility"),
    ("zuständig", "responsibility"),
    ("sprechzeit", "hours"),
    ("öffnungszeit", "hours"),
    ("abteilung", "unit"),
    ("fachbereich", "unit"),
    ("sachgebiet", "unit"),
    ("funktion", "role"),
    ("buchstabe", "responsibility"),
)


def column_field(heading: str) -> str:
    """The field of a column; empty where its heading tells nothing."""
    text = " ".join(heading.split()).casefold().rstrip(":")
    if text in _MORE:
        return _MORE[text]
    if field := field_of(text):
        return field
    if re.fullmatch(
        r"(?:familien|nach)?name ?[,/&+] ?vorname|vor- (?:und|u\.|&) (?:nach|zu)name|vorname ?[,/&+]? ?(?:nach)?name",
        text,
    ):
        return "name"
    for part in re.split(r"\s*[/,&+(]\s*|\s+(?:und|oder)\s+", text):
        if field := _MORE.get(part, "") or field_of(part):
            return field
    return next((field for word, field in _PREFIX if text.startswith(word)), "")
