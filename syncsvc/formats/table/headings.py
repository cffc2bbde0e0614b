"""Column headings become fields of the vocabulary."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from syncsvc.lexicon.table_headers import CONSENTING, GROUPED, HEADERS, HIDING, LABELLED, PUBLISHING, QUALIFIERS

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_COMPOUND = re.compile(r"\b(?:privat|wohn)(?=(?:tel|fon|handy|mobil|nummer|fax|e?mail|adress|anschrift|ort|str|plz))")
"""«Privattelefon», «Wohnort»: words that qualify by their first part."""
_SIGNS = re.compile(r"[^a-z0-9]+")
_NUMBERED = re.compile(
    r"(?P<what>phone|e mail|address|website|organization|custom field|event|relation|im) (?P<number>\d) "
    r"(?P<part>[a-z ]+)"
)
"""Google: «Phone 1 - Value», «Address 1 - Street»."""
_PART_OF = {
    ("phone", "value"): "phone",
    ("e mail", "value"): "email",
    ("website", "value"): "url",
    ("organization", "name"): "organisation",
    ("organization", "title"): "role",
    ("organization", "department"): "unit",
    ("address", "formatted"): "address",
    ("address", "street"): "street",
    ("address", "city"): "city",
    ("address", "postal code"): "postal_code",
    ("address", "country"): "country",
}


@dataclass(frozen=True, slots=True)
class Column:
    """What one column holds. A column that is not read has an empty field."""

    field: str = ""
    label: str = ""
    known: bool = False
    """Whether the heading means something to us, even if it is of no use."""
    type_of: str = ""
    """Of a column that holds labels: the group of the column it labels («phone 1»)."""
    group: str = ""
    """What a column of labels refers to."""


def plain(heading: str) -> str:
    """A heading as the table of headings spells it: «E-Mail-Adresse» → «e mail adresse»."""
    return _COMPOUND.sub("privat ", _SIGNS.sub(" ", heading.casefold().translate(_GERMAN))).strip()


@lru_cache(maxsize=4096)
def column_of(heading: str) -> Column:
    """What a heading says of its column."""
    text = plain(heading)
    found = _NUMBERED.fullmatch(text)
    if found is not None and (column := _numbered(found["what"], found["number"], found["part"])) is not None:
        return column
    words = [word for word in text.split() if not word.isdecimal()]
    for kept in (
        words,
        [word for word in words if not QUALIFIERS.get(word)],
        [w for w in words if w not in QUALIFIERS],
    ):
        field = HEADERS.get(" ".join(kept)) if kept else None
        if field is not None:
            return Column(field, _label(field, heading, words), known=True)
    field = _joint(words)
    if field:
        return Column(field, _label(field, heading, words), known=True)
    field = _visibility(words)
    return Column(field, known=bool(field) or found is not None)


def _joint(words: Sequence[str]) -> str:
    """The field all words of a heading mean by themselves: «Durchwahl / Mobil», «Tel. oder Handy»; else empty."""
    fields = {HEADERS.get(word, "") for word in words if word not in QUALIFIERS and word not in _JOINTS}
    return fields.pop() if len(fields) == 1 else ""


def _visibility(words: Sequence[str]) -> str:
    """What a heading in words of its own says of who may see a row: «Darf ins Internet?», «nur intern»; else empty."""
    if any(word.startswith(CONSENTING) for word in words):
        return "consent"
    published = any(word.startswith(PUBLISHING) for word in words)
    if HIDING.isdisjoint(words):
        return "publish" if published else ""
    return "secret" if published or (HIDING | {"nur", "only"}).issuperset(words) else ""


def _label(field: str, heading: str, words: Sequence[str]) -> str:
    """The label of a column: its heading, or the group that the parts of one address share."""
    if field in LABELLED:
        return " ".join(heading.split())
    if field in GROUPED:
        return next((group for word in words if (group := QUALIFIERS.get(word))), "")
    return " ".join(heading.split()) if field == "id" else ""


def _numbered(what: str, number: str, part: str) -> Column | None:
    """A column of Google's; None for a part it does not have."""
    group = f"{what} {number}"
    if part in ("label", "type"):
        return Column(known=True, type_of=group)
    field = _PART_OF.get((what, part))
    return Column(field, group if field in GROUPED else "", known=True, group=group) if field else None


def columns_of(cells: Sequence[str], named: Mapping[str, Column]) -> tuple[Column, ...]:
    """The columns of a heading row; ``named`` are the configured ones by plain heading."""
    columns = [named.get(plain(cell)) or column_of(cell) if cell else Column() for cell in cells]
    there = {(column.field, column.label) for column in columns}
    fields = {column.field for column in columns}
    divided = any("monat" in plain(cell) or "birth month" in plain(cell) for cell in cells)
    at_home = any("wohnort" in cell.casefold() for cell in cells) and ("city", "") not in there
    for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        if at_home and column.field in GROUPED and not column.label:
            columns[place] = column = replace(column, label="home")  # noqa: PLW2901 — the address of «Wohnort»
        if column.field == "birthday" and divided:
            columns[place] = replace(column, field="")  # Thunderbird: the day alone, beside month and year
        if column.field == "name" and plain(cell) in ("name", "namen") and "given" in fields and "family" not in fields:
            columns[place] = replace(column, field="family")  # «Name; Vorname»
        elif column.field == "address" and ("street", column.label) in there:
            columns[place] = replace(column, field="")  # the same once more, in one piece
        elif column.field == "address" and there & {(part, column.label) for part in _TOWN}:
            columns[place] = replace(column, field="street")
    return tuple(columns)


_JOINTS = frozenset(("und", "u", "oder", "bzw", "and", "or"))
_TOWN = ("postal_code", "city", "place")
