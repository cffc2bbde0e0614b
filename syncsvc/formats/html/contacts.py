"""From the sheet of a block to its contacts: who they are, and which numbers are whose."""

import re
from collections.abc import Iterable, Iterator

from syncsvc.formats.html import kinds, persons
from syncsvc.formats.html.blocks import Block
from syncsvc.formats.html.draft import ORGANISATION, PERSON, Draft, Person, Point, Sheet
from syncsvc.formats.html.offices import office_name
from syncsvc.formats.html.prose import of_prose
from syncsvc.formats.html.reading import Read
from syncsvc.formats.html.sheets import write
from syncsvc.lexicon.page_words import FUNCTION_HEADS
from syncsvc.model.issue import Issue
from syncsvc.model.record import Field

_SINGLE = ("hours", "address")
_MOST_PEOPLE = 60
"""More people than this share no number."""


def of_block(block: Block, *, title: str = "", people: bool = True, assume: bool = False) -> list[Draft]:
    """The contacts of a block; ``people`` is false where only offices count, as in a page's footer.

    ``assume`` says that nearly all contacts round this one are people: a name in no table is then taken for one.
    """
    if block.prose:
        return of_prose(block) if people else []
    sheet = write(block)
    if not people:
        sheet.people.clear()
        sheet.unknown.clear()
        sheet.hints.clear()
    lines = tuple(read.line.number for read in block.reads)
    del sheet.people[_MOST_PEOPLE:]
    if assume and people and not sheet.people:
        _assume_person(sheet)
    return of_sheet(sheet, lines, block.context, title=title if people else "")


def of_sheet(
    sheet: Sheet, lines: tuple[int, ...], context: tuple[Read, ...] = (), *, title: str = "", listed: bool = False
) -> list[Draft]:
    """The contacts of a sheet; ``listed`` means that it is a row of a staff table, a contact even without numbers."""
    _settle(sheet)
    if not sheet.points and not ((sheet.people or sheet.parts) and (listed or sheet.rest or sheet.role or sheet.units)):
        return []
    _own_function(sheet)
    _inherit(sheet, context)
    if (sheet.people or sheet.parts) and not sheet.head:
        return _persons(sheet, lines)
    office = _office(sheet, lines, context, title)
    if sheet.head and office:
        return [*_before_head(sheet, lines), *office, *_members(sheet, lines)]
    return office


def _settle(sheet: Sheet) -> None:
    """Decide about the texts that could be anything."""
    addresses = [point.field.value for point in sheet.points if point.field.name == "email"]
    if not sheet.people:
        _find_person(sheet, addresses)
    for text, _ in sheet.unknown:
        if not sheet.people or len(text) < 3:
            continue
        if not sheet.role:
            sheet.role = text
        elif not sheet.responsibility:
            sheet.responsibility = text
    if sheet.people:
        sheet.unknown.clear()


def _find_person(sheet: Sheet, addresses: list[str]) -> None:
    """A name no table knows, where the mail address or the markup vouches for it."""
    hinted = [(text, True) for text in sheet.hints]
    for text, marked in (*sheet.unknown, *hinted):
        found = persons.read(text)
        sure = found and all(one.score >= persons.SURE for one in found)
        vouched = found and any(persons.witnesses(address, found[0].name) for address in addresses)
        initial = found and found[0].score == persons.SURE - 1 and marked
        if sure or vouched or initial:
            sheet.people += [Person(one.name, 0, one.role) for one in found]
            sheet.unknown = [entry for entry in sheet.unknown if entry[0] != text]
            return


def gaps(block: Block) -> Iterator[Issue]:
    """Addresses of a block that are pictures: shown to people, not to us."""
    if any(fact.kind == "email" for read in block.reads for fact in read.facts):
        return
    for read in block.reads:
        if any(fact.kind == "image" for fact in read.facts):
            yield Issue(
                "read",
                "mail-picture",
                "a mail address is drawn as a picture and cannot be read",
                place=f"line {read.line.number}",
                field="email",
                hint="enter the address by hand, or ask the office to write it as text",
            )


def _assume_person(sheet: Sheet) -> None:
    for text, marked in sheet.unknown[:1]:
        found = persons.read(text)
        if len(found) == 1 and found[0].score >= 0 and (marked or not sheet.units) and not sheet.organisation:
            sheet.people.append(Person(found[0].name, 0, found[0].role))
            sheet.unknown = sheet.unknown[1:]


def _own_function(sheet: Sheet) -> None:
    """«Sekretariat» beside a name is what that person does."""
    if len(sheet.people) == 1 and not sheet.role and not sheet.people[0].role:
        role = next((unit for unit in sheet.units if unit.casefold() in FUNCTION_HEADS), "")
        if role:
            sheet.role = role
            sheet.units.remove(role)


def _inherit(sheet: Sheet, context: Iterable[Read]) -> None:
    """Headings above give the unit or organisation a block does not name itself."""
    for read in context:
        for said in read.said:
            if kinds.announces(said.text):
                continue
            if said.kind == "unit" and not sheet.units:
                sheet.units.append(said.text)
            elif said.kind in {"organisation", "group"} and not sheet.organisation and not sheet.group:
                setattr(sheet, said.kind, said.text)


def _common(sheet: Sheet) -> list[Field]:
    organisation = sheet.organisation or sheet.group
    fields = [Field("organisation", organisation)] if organisation else []
    fields += [Field("unit", sheet.group)] if sheet.group and sheet.organisation else []
    fields += [Field("unit", unit) for unit in dict.fromkeys(sheet.units)]
    return fields + _rest(sheet)


def _rest(sheet: Sheet) -> list[Field]:
    """Everything else, with several lines of office hours as one text."""
    fields: list[Field] = []
    for name in _SINGLE:
        values = list(dict.fromkeys(field.value for field in sheet.rest if field.name == name))
        fields += [Field(name, ("; " if name == "hours" else ", ").join(values))] if values else []
    seen: set[str] = set()
    for field in sheet.rest:
        once = field.name in {"street", "postal_code", "city", "room"}
        if field.name in _SINGLE or (once and field.name in seen):
            continue
        seen.add(field.name)
        fields.append(field)
    return fields


def _own_points(sheet: Sheet, person: Person) -> list[Point]:
    """The numbers and addresses that are this person's, or everybody's in the block."""
    if len(sheet.people) == 1:
        return sheet.points
    return [point for point in sheet.points if _belongs(sheet, person, point)]


def _belongs(sheet: Sheet, person: Person, point: Point) -> bool:
    if point.field.name == "email":
        owners = [one for one in sheet.people if persons.witnesses(point.field.value, one.name)]
        if len(owners) == 1:
            return owners[0] is person
    if owners := [one for one in sheet.people if _owns(one, point)]:
        return person in owners
    near = [one for one in sheet.people if one.line == point.line]
    if len(near) == 1:
        return near[0] is person
    return True


def _owns(person: Person, point: Point) -> bool:
    """Whether the name written behind a number is this person's: «-411 (Aschoff)»."""
    named = set(persons.core(point.owner))
    return bool(named) and named <= set(persons.core(person.name))


def _persons(sheet: Sheet, lines: tuple[int, ...]) -> list[Draft]:
    common = [*sheet.parts, *_common(sheet)]
    if sheet.parts:
        values = {field.name: field.value for field in sheet.parts}
        whole = " ".join(values[part] for part in ("prefix", "given", "family") if values.get(part))
        sheet.people = [Person(whole, 0)]
    return [_person(sheet, person, common, _own_points(sheet, person), lines) for person in sheet.people]


def _person(sheet: Sheet, person: Person, common: list[Field], points: list[Point], lines: tuple[int, ...]) -> Draft:
    role = person.role or (sheet.role if len(sheet.people) == 1 or not any(one.role for one in sheet.people) else "")
    role = "" if role.casefold() in person.name.casefold().split() else role
    duty = person.responsibility or sheet.responsibility
    fields = [Field("kind", PERSON), Field("name", person.name)]
    fields += [Field("role", role)] if role else []
    fields += [Field("responsibility", duty)] if duty else []
    fields += [Field("unit", person.unit)] if person.unit and person.unit not in sheet.units else []
    fields += [*common, *(point.field for point in points)]
    addresses = [point.field.value for point in points if point.field.name == "email"]
    personal = tuple(one for one in addresses if persons.witnesses(one, person.name))
    draft = Draft(PERSON, person.name, (), lines, personal).with_fields(*fields)
    return draft.with_fields(Field("class", "ehrenamtlich")) if _is_volunteer(sheet, draft) else draft


def _is_volunteer(sheet: Sheet, draft: Draft) -> bool:
    """People of an Arbeitskreis who give no office and no official address are volunteers."""
    said = " ".join((*draft.all("role"), *draft.all("responsibility"))).casefold()
    if re.search(r"\behrenamtliche?[rn]?\b", said) and "koordin" not in said:
        return True
    return bool(sheet.group) and not sheet.organisation


def _before_head(sheet: Sheet, lines: tuple[int, ...]) -> list[Draft]:
    """People a block names before one of its functions: «Dekan …», then «Sekretariat: …»."""
    first = [person for person in sheet.people if person.line < sheet.head_line]
    points = [point for point in sheet.points if point.field.name == "phone"]
    return [_person(sheet, person, _common(sheet), points, lines) for person in first]


def _members(sheet: Sheet, lines: tuple[int, ...]) -> list[Draft]:
    """The people who fill a function: the function keeps the numbers."""
    unit = kinds.embedded_unit(sheet.head) or sheet.head
    units = [Field("unit", one) for one in dict.fromkeys((*sheet.units, unit))]
    organisation = [Field("organisation", sheet.organisation)] if sheet.organisation else []
    members = []
    for person in sheet.people:
        if person.line < sheet.head_line:
            continue
        own = [point for point in sheet.points if _is_own(person, point)]
        fields = [Field("kind", PERSON), Field("name", person.name), *organisation, *units, *(p.field for p in own)]
        members.append(
            Draft(
                PERSON, person.name, tuple(fields), lines, tuple(p.field.value for p in own if p.field.name == "email")
            )
        )
    return members


def _is_own(person: Person, point: Point) -> bool:
    """Whether a number or an address of a function is one person's alone."""
    if point.field.name == "email":
        return persons.witnesses(point.field.value, person.name)
    return _owns(person, point)


def _office(sheet: Sheet, lines: tuple[int, ...], context: tuple[Read, ...], title: str) -> list[Draft]:
    """A contact that is no person: a function, an organisation, a group."""
    kind, name = office_name(sheet, context, title)
    if not name:
        return []
    unit = kinds.embedded_unit(name)
    units = [Field("unit", one) for one in dict.fromkeys((*sheet.units, unit)) if one and (one != name or sheet.vacant)]
    fields = [Field("kind", kind), Field("name", name)]
    organisation = name if kind == ORGANISATION else sheet.organisation
    fields += [Field("organisation", organisation)] if organisation else []
    fields += (
        [Field("responsibility", sheet.responsibility)] if sheet.responsibility and sheet.responsibility != name else []
    )
    fields += [*units, *_rest(sheet), *(point.field for point in sheet.points)]
    return [Draft(kind, name, (), lines).with_fields(*fields)]
