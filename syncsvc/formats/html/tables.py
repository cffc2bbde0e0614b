"""Staff tables: a row of headings, and one contact or a few in every row below it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from syncsvc.formats.html import kinds, numbers, persons
from syncsvc.formats.html.columns import column_field
from syncsvc.formats.html.contacts import of_sheet
from syncsvc.formats.html.draft import FUNCTION, Draft, Point, Sheet
from syncsvc.formats.html.page import Line, Page, shown
from syncsvc.formats.html.reading import Read, read_line
from syncsvc.formats.html.sheets import SheetWriter
from syncsvc.model.record import Field

_WHO = frozenset({"name", "family", "unit", "organisation", "role", "responsibility"})
_HOW = frozenset({"phone", "cell", "fax", "email", "contact"})
_CARRIED = frozenset({"unit", "organisation"})
_SHORTENED = re.compile(r"(\d[\d /]{2,20}\d) ?[-–‑] ?(?:\.{2,3}|…|[xX]+|Durchwahl|DW)?\)?$")
_FEWEST_ROWS, _MOSTLY = 2, 0.6
"""So many rows, and such a share of all, make a table without headings a list of contacts."""
_ABOVE = 3
"""So many lines above a table may give the dialling code of its numbers."""
_PARTS = frozenset({"given", "family", "prefix", "salutation"})


@dataclass(frozen=True, slots=True)
class _Table:
    """A table that lists contacts."""

    columns: dict[int, tuple[str, str]]
    """Column → field and heading."""
    rows: tuple[dict[int, list[Line]], ...]
    above: tuple[Line, ...]
    """Its caption."""


@dataclass(frozen=True, slots=True)
class _Stem:
    """What the caption says of numbers that are written short in the table."""

    area: str = ""
    stem: str = ""

    def whole(self, value: str) -> str:
        """The number with what the caption says of it."""
        if value.lstrip("( ").startswith(("0", "+")):
            return value
        tail = numbers.expanded(value, self.stem)
        if tail != value:
            return tail if tail.startswith(("0", "+")) or not self.area else f"{self.area} {tail}"
        return f"{self.area} {value}" if self.area and len(numbers.digits(value)) > 4 else value


def _rows(lines: Sequence[Line]) -> list[dict[int, list[Line]]]:
    rows: dict[int, dict[int, list[Line]]] = {}
    for line in lines:
        if line.cell is not None:
            rows.setdefault(line.cell.row, {}).setdefault(line.cell.column, []).append(line)
    return [rows[number] for number in sorted(rows)]


def _columns(row: dict[int, list[Line]]) -> dict[int, tuple[str, str]]:
    headings = {column: " ".join(shown(line.text) for line in lines) for column, lines in row.items()}
    columns = {
        column: (field, text) for column, text in headings.items() if len(text) <= 60 and (field := column_field(text))
    }
    fields = {field for field, _ in columns.values()}
    if "given" not in fields or "family" in fields:
        return columns
    return {column: ("family" if field == "name" else field, text) for column, (field, text) in columns.items()}


def _table_box(page: Page, line: Line) -> int:
    return next((box for box in page.chain(line.box) if page.boxes[box].tag == "table"), -1)


def _read_table(lines: Sequence[Line]) -> _Table | None:
    rows = _rows(lines)
    for place, row in enumerate(rows[:3]):
        columns = _columns(row)
        fields = {field for field, _ in columns.values()}
        if len(columns) >= 2 and fields & _WHO and fields & _HOW and place + 1 < len(rows):
            return _Table(columns, tuple(rows[place + 1 :]), tuple(line for line in lines if line.cell is None))
    return None


def _without_headings(page: Page, lines: Sequence[Line]) -> _Table | None:
    """A table whose rows are contacts though no row of headings says so: who in one cell, how in another."""
    rows = _rows(lines)
    reads = [[[read_line(page, line) for line in cell] for cell in row.values()] for row in rows]
    people = [[any(read.people for read in cell) for cell in row] for row in reads]
    points = [[any(read.points for read in cell) for cell in row] for row in reads]
    listed = sum(any(who) and any(how) for who, how in zip(people, points, strict=True))
    mixed = any(
        map(any, ((who and how for who, how in zip(*row, strict=True)) for row in zip(people, points, strict=True)))
    )
    if listed < _FEWEST_ROWS or mixed or listed < len(rows) * _MOSTLY:
        return None
    return _Table({}, tuple(rows), tuple(line for line in lines if line.cell is None))


def split(page: Page, lines: Sequence[Line]) -> tuple[list[Draft], frozenset[int]]:
    """The contacts of the staff tables among these lines, and the numbers of the lines that were read so."""
    by_table: dict[int, list[Line]] = {}
    for line in lines:
        if (box := _table_box(page, line)) >= 0:
            by_table.setdefault(box, []).append(line)
    drafts: list[Draft] = []
    done: set[int] = set()
    for own in by_table.values():
        table = _read_table(own) or _without_headings(page, own)
        if table is not None:
            above = [line for line in lines if line.number < own[0].number][-_ABOVE:]
            drafts += _contacts(page, table, _heading(lines, own[0]), _stem_before(page, above))
            done.update(line.number for line in own)
    return drafts, frozenset(done)


def _heading(lines: Sequence[Line], first: Line) -> str:
    """The heading above a table."""
    above = (shown(line.text) for line in reversed(lines) if line.number < first.number and line.heading)
    return next((text for text in above if not kinds.announces(text)), "")


def _stem_before(page: Page, above: Sequence[Line]) -> _Stem:
    """What the lines above a table say of its numbers, if they name a dialling code: «Vorwahl 030, Rathaus 23125-0»."""
    stems = [stem for line in above if (stem := _stem_of(read_line(page, line))).area]
    return stems[-1] if stems else _Stem()


def _contacts(page: Page, table: _Table, heading: str, stem: _Stem) -> Iterator[Draft]:
    for line in table.above:
        read = read_line(page, line)
        stem = _stem_of(read)
        yield from _caption(read, stem)
    carried: dict[int, list[Line]] = {}
    section = heading
    for row in table.rows:
        if len(row) == 1 and len(table.columns) > 1:
            section = " ".join(shown(line.text) for lines in row.values() for line in lines)
            carried.clear()
            continue
        for column, (field, _) in table.columns.items():
            if field in _CARRIED and column in row:
                carried[column] = row[column]
        whole = {**{column: lines for column, lines in carried.items() if column not in row}, **row}
        yield from _row(page, table, whole, stem, section)


def _stem_of(read: Read) -> _Stem:
    area = next((fact.value for fact in read.facts if fact.kind == "area"), "")
    stem = next((stem for fact in read.facts if fact.kind == "phone" and (stem := numbers.stem_of(fact.value))), "")
    short = next((fact.value for fact in read.facts if fact.kind == "phone"), "")
    return _Stem(area, stem or numbers.head_of(short))


def _stem_above(heading: str) -> str:
    """«23125» of the heading «Tel. 23125-», whose column holds what follows it."""
    match = _SHORTENED.search(heading)
    return match[1].strip() if match else ""


def _caption(read: Read, stem: _Stem) -> list[Draft]:
    """The switchboard a caption names: «Rathaus 23125-0 (Zentrale)»."""
    numbers_there = [fact for fact in read.facts if fact.kind == "phone"]
    texts = [said.text for said in read.said if said.kind and not kinds.announces(said.text)]
    if len(numbers_there) != 1 or not texts:
        return []
    number = numbers_there[0]
    name = f"{texts[-1]} ({number.label})" if number.label else texts[-1]
    label = number.label or "Zentrale"
    fields = (Field("kind", FUNCTION), Field("name", name), Field("phone", stem.whole(number.value), label))
    return [Draft(FUNCTION, name, fields, (read.line.number,))]


def _row(page: Page, table: _Table, row: dict[int, list[Line]], stem: _Stem, section: str) -> list[Draft]:
    writer = SheetWriter()
    parts: list[Field] = []
    lines: list[int] = []
    for column in sorted(row):
        field, heading = table.columns.get(column, ("", ""))
        lines += [line.number for line in row[column]]
        if field in _PARTS:
            parts += _part(field, " ".join(shown(line.text) for line in row[column]))
            continue
        own = replace(stem, stem=_stem_above(heading) or stem.stem)
        for line in row[column]:
            writer.cell(read_line(page, line), field, heading, own.whole)
    sheet = writer.sheet
    sheet.points = _aligned(sheet, [[line.number for line in row[column]] for column in sorted(row)])
    if len(parts) == 1 and kinds.kind_of(parts[0].value):
        sheet.units.append(parts[0].value)
    elif parts:
        sheet.parts = tuple(parts)
    _in_section(sheet, section)
    return of_sheet(sheet, tuple(sorted(set(lines))), listed=True)


def _aligned(sheet: Sheet, cells: list[list[int]]) -> list[Point]:
    """Each point beside its person where one cell has a line for every name and another a number for each of them."""
    names = [person.line for person in sheet.people]
    if len(names) < 2 or len(set(names)) != len(names):
        return sheet.points
    points = list(sheet.points)
    for cell in cells:
        own: dict[tuple[str, str], list[int]] = {}
        for place, point in enumerate(points):
            if point.line in cell and point.line not in names:
                own.setdefault((point.field.name, point.field.label), []).append(place)
        for places in own.values():
            if len({points[place].line for place in places}) == len(places) == len(names):
                for place, line in zip(places, names, strict=True):
                    points[place] = replace(points[place], line=line)
    return points


def _part(field: str, text: str) -> list[Field]:
    """A part of a name, with the titles that stand before a family name as a part of their own."""
    titles, name = persons.parted(text) if field == "family" else ("", text)
    return [Field(part, value) for part, value in (("prefix", titles), (field, name)) if value]


def _in_section(sheet: Sheet, section: str) -> None:
    """A row that is one wide cell names the unit or organisation of the rows below it."""
    kind = kinds.kind_of(section)
    if kind in {"organisation", "group"} and not sheet.organisation:
        setattr(sheet, kind, section)
    elif kind == "unit" and not sheet.units:
        sheet.units.append(section)
