"""One row of cells becomes raw fields."""

import re
from collections.abc import Iterator, Sequence

from syncsvc.formats.table.headings import Column
from syncsvc.lexicon.table_headers import GROUPED
from syncsvc.model.record import Field

_PROTECTED = re.compile(r'="?(.*?)"?')
"""How some programs keep Excel from counting: «="07141 910"»."""
_QUOTED_NUMBER = re.compile(r"'(?=[+\d=@-])")
_GOOGLE_LIST = re.compile(r"\s*:::\s*")
_TOWN = re.compile(r"(?:[A-Z]{1,3}[\s-]+)?(\d{4,5})\s+(.+)")
_OPEN = frozenset(
    """nein no n false falsch 0 aus off normal keine keiner keins ohne public öffentlich frei - – none""".split()
)
"""What a column «Privat», «nur intern», «Sperrvermerk» says of people it does not hide."""
_NUMBER = re.compile(r"(?!\d{1,2}\.\d{1,2}\.\d{2,4}$)[0+(][\d ()/.+-]{5,}")
_JOINED = frozenset({"house", "areacode", "place", "secret"})
"""What is no field of the vocabulary by itself."""
_LISTS = frozenset({"group", "phone", "email", "url", "unit"})
_DOUBTFUL = _JOINED | _LISTS
"""What may come to nothing where a cell is filled."""


def fields_of(cells: Sequence[str], columns: Sequence[Column]) -> tuple[Field, ...]:
    """The fields of a row, in the order of its columns."""
    told = [(column, cell) for column, cell in zip(columns, cells, strict=True) if cell]
    labels = {column.type_of: cell for column, cell in told if column.type_of}
    found = [
        Field(column.field, text, _label(column, labels))
        for column, cell in told
        if column.field
        for text in _texts(column.field, cell)
    ]
    return tuple(found if _JOINED.isdisjoint([field.name for field in found]) else _joined(found))


def has_fields(cells: Sequence[str], columns: Sequence[Column]) -> bool:
    """Whether a row has any field, told without reading them all."""
    for column, cell in zip(columns, cells, strict=True):
        if cell and column.field and column.field not in _DOUBTFUL:
            return True
    return bool(fields_of(cells, columns))


def number_of(cells: Sequence[str], columns: Sequence[Column]) -> str:
    """The first id of a row; empty where it has none."""
    for column, cell in zip(columns, cells, strict=True):
        if cell and column.field == "id":
            return _texts("id", cell)[0]
    return ""


def _label(column: Column, labels: dict[str, str]) -> str:
    """The heading, or what the neighbouring column of types says."""
    if not column.group or column.group not in labels:
        return column.label
    said = labels[column.group].lstrip("* ")
    return f"{said} {column.group}" if column.field in GROUPED else said


def _texts(field: str, cell: str) -> list[str]:
    """The texts of one cell."""
    if cell[0] in "='":
        protected = _PROTECTED.fullmatch(cell)
        cell = _QUOTED_NUMBER.sub("", protected[1] if protected else cell, count=1)
    if field not in _LISTS:
        return [cell]
    if ":::" in cell:
        return [text for text in _GOOGLE_LIST.split(cell) if text and not text.startswith("*")]
    if field == "group":
        return [text.strip() for text in re.split(r"[;,\n]", cell) if text.strip() and not text.startswith("* ")]
    return [cell]


def _joined(fields: Sequence[Field]) -> Iterator[Field]:
    """The fields of the vocabulary: house numbers, «PLZ Ort» and area codes go to their neighbours."""
    by_name = {(field.name, field.label): field.value for field in fields}
    for field in fields:
        if field.name == "street" and (house := by_name.get(("house", field.label))):
            yield Field("street", f"{field.value} {house}", field.label)
        elif field.name == "place":
            yield from _town(field)
        elif field.name == "phone" and (code := by_name.get(("areacode", ""))):
            yield Field("phone", _with_area(field.value, code), field.label)
        elif field.name == "secret":
            if _NUMBER.fullmatch(field.value):
                yield Field("phone", field.value, "privat")  # «Telefon; Privat»
            elif field.value.casefold() not in _OPEN:
                yield Field("publish", "nur intern")
        elif field.name not in ("house", "areacode"):
            yield field


def _town(field: Field) -> Iterator[Field]:
    found = _TOWN.fullmatch(field.value)
    if found is None:
        yield Field("city", field.value, field.label)
        return
    yield Field("postal_code", found[1], field.label)
    yield Field("city", found[2], field.label)


def _with_area(number: str, code: str) -> str:
    """A number with the area code of its own column, unless it has one."""
    if number.lstrip("( ").startswith(("0", "+")):
        return number
    return f"{code if code.startswith(('0', '+')) else f'0{code}'} {number}"
