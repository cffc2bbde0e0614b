"""From the lines of a block to a sheet: every text under the field it belongs to."""

import re
from collections.abc import Callable
from dataclasses import replace

from syncsvc.formats.html import kinds, numbers, persons
from syncsvc.formats.html.blocks import Block
from syncsvc.formats.html.draft import Person, Point, Sheet
from syncsvc.formats.html.facts import Fact
from syncsvc.formats.html.page import shown
from syncsvc.formats.html.reading import Read, Said
from syncsvc.model.record import Field

_LONGEST = 160
_WORDED = frozenset({"role", "unit", "organisation", "responsibility"})
"""Labels whose value may be a word that is a label elsewhere: «Funktion / Sachbearbeiterin»."""


class SheetWriter:
    """Fills a sheet line by line."""

    def __init__(self) -> None:
        self.sheet = Sheet()
        self._label = ""
        self._stem = ""

    def lead(self, read: Read) -> None:
        """Take in what a paragraph says of all its contacts."""
        for said in read.said:
            self._place(read, said)

    def line(self, read: Read) -> None:
        """Take the next line in."""
        read = _without_makers(read)
        if kinds.names_no_contact(shown(read.line.text)) and not read.points:
            self._points(read)
            return
        if read.label == "name" and self.sheet.people and self._is_role(read):
            self._place(read, Said(shown(read.line.text), "role"))
            return
        if read.label and not (
            self._label in _WORDED and read.label == "name" and not shown(read.line.text).endswith(":")
        ):
            self._label = read.label
            return
        if read.label:
            self._labelled(read, [])
            self._label = ""
            return
        self._points(read)
        self._texts(read)
        self._label = ""

    def _is_role(self, read: Read) -> bool:
        """«Sachbearbeiterin» alone below a name says what that person does; with a colon it announces a name."""
        text = shown(read.line.text)
        return not text.endswith(":") and kinds.kind_of(text) == "role"

    def cell(self, read: Read, field: str, heading: str, whole: Callable[[str], str]) -> None:
        """Take in one line of a table's cell, whose column holds this field."""
        text = shown(read.line.text)
        if field in {"phone", "cell", "fax"}:
            self._number_cell(read, heading, text, whole)
        elif field == "name":
            self._name_cell(read, text)
        elif field in {"role", "responsibility", "organisation"}:
            setattr(self.sheet, field, getattr(self.sheet, field) or text)
        elif field == "unit":
            self.sheet.units.append(text)
        elif field in {"room", "hours", "note", "street", "postal_code", "city", "address"}:
            self.sheet.rest.append(Field(field, text))
        else:
            self.line(read)

    def _number_cell(self, read: Read, heading: str, text: str, whole: Callable[[str], str]) -> None:
        found = [fact for fact in read.facts if fact.kind == "phone"]
        before = read.line.text[: found[0].start].partition(",")[0].strip() if found else ""
        if re.fullmatch(r"-?\d{1,5}", before):  # «218, Fax 299»
            self.sheet.points.append(Point(Field("phone", whole(before), heading), read.line.number))
        for fact in found:
            self.sheet.points.append(Point(Field("phone", whole(fact.value), fact.label or heading), read.line.number))
        if not found and re.fullmatch(r"[-–‑(]?\d[\d /.,()–‑-]{0,30}", text):
            self.sheet.points.append(Point(Field("phone", whole(text), heading), read.line.number))
        if any(fact.kind == "email" for fact in read.facts):
            self._points(replace(read, facts=tuple(fact for fact in read.facts if fact.kind == "email")))

    def _name_cell(self, read: Read, text: str) -> None:
        if kinds.is_vacant(text):
            self.sheet.vacant = True
            return
        people = tuple(one for said in read.said for one in said.people if one.score >= 0) or persons.read(text)
        if self.sheet.people or not people:
            self.line(read)
            return
        self._points(read)
        self.sheet.people += [
            Person(persons.family_first(one.name), read.line.number, *_beside(one.role))
            for one in people
            if one.score >= 0
        ]

    def _points(self, read: Read) -> None:
        for fact in read.facts:
            if fact.kind == "phone":
                value = numbers.expanded(fact.value, self._stem)
                self._stem = numbers.stem_of(value) or self._stem
                label = fact.label or {"cell": "Mobil", "fax": "Fax", "phone": "Telefon"}.get(self._label, "")
                self.sheet.points.append(Point(Field("phone", value, label), read.line.number, fact.owner))
            elif fact.kind == "email":
                self.sheet.points.append(Point(Field("email", fact.value, fact.label), read.line.number))
            elif fact.kind == "hint":
                self.sheet.hints.append(fact.value)
            elif fact.kind == "responsibility":
                self.sheet.responsibility = self.sheet.responsibility or fact.value
            elif fact.kind in {"hours", "room", "url", "street"}:
                self.sheet.rest.append(Field(fact.kind, fact.value))
            elif fact.kind == "city":
                self._city(fact)
            elif fact.kind == "label" and fact.value != "areacode":
                self._label = fact.value

    def _city(self, fact: Fact) -> None:
        code, _, town = fact.value.partition(" ") if not fact.value.startswith("D ") else fact.value[2:].partition(" ")
        self.sheet.rest += [Field("postal_code", code.strip()), Field("city", town.strip())]

    def _texts(self, read: Read) -> None:
        said = [one for one in read.said if len(one.text) <= _LONGEST]
        whole = _local_number(read, self._label)
        if whole:
            self.sheet.points.append(Point(Field("phone", whole, "Telefon"), read.line.number))
            return
        if self._label and (said or read.label or self._label == "room") and self._labelled(read, said):
            return
        if read.line.heading or read.line.strong:
            self.sheet.titles += [one.text for one in said if not kinds.announces(one.text)]
        for place, one in enumerate(said):
            head = one.colon and place + 1 < len(said) and said[place + 1].kind == "person"
            if head and one.kind != "person":
                self._head(read, one, len(said[place + 1].people))
            else:
                self._place(read, one)

    def _labelled(self, read: Read, said: list[Said]) -> bool:
        """Give a label's text to the field it names; whether that was done."""
        text = said[0].text if len(said) == 1 else shown(read.line.text)
        if self._label == "name":
            people = persons.read(text)
            self.sheet.people += [Person(one.name, read.line.number, one.role) for one in people if one.score >= 0]
            if not people and len(said) == 1 and len(read.facts) == 1:
                self.sheet.unknown.append((text, True))
                return True
            return bool(people)
        if self._label in {"role", "responsibility", "organisation"} and (said or read.label):
            value = "; ".join(one.text for one in said) or text
            setattr(self.sheet, self._label, getattr(self.sheet, self._label) or value)
            return True
        if self._label == "unit" and said:
            self.sheet.units += [one.text for one in said]
            return True
        if (
            self._label in {"room", "hours", "address", "note"}
            and not read.points
            and (said or self._label == "room")
            and not read.people
        ):
            if not any(fact.kind in {self._label, "street", "city", "hours"} for fact in read.facts):
                self.sheet.rest.append(Field(self._label, text))
            return self._label != "address" or not said
        return False

    def _head(self, read: Read, said: Said, followers: int) -> None:
        """A text before a colon and names: a function several people fill, or one person's unit or role."""
        if kinds.announces(said.text):
            return
        said = replace(said, text=kinds.without_vacancy(said.text))
        if followers > 1 and said.kind in {"unit", ""}:
            self.sheet.head, self.sheet.head_line = said.text, read.line.number
        elif said.kind == "unit":
            self.sheet.units.append(said.text)
        elif said.kind in {"organisation", "group"}:
            self._set(said.kind, said.text)
        elif said.kind == "role":
            self.sheet.role = self.sheet.role or said.text
        else:
            self.sheet.responsibility = self.sheet.responsibility or said.text

    def _set(self, field: str, text: str) -> None:
        if getattr(self.sheet, field):
            self.sheet.units.append(text)
        else:
            setattr(self.sheet, field, text)

    def _place(self, read: Read, said: Said) -> None:
        """Put one text where its kind belongs."""
        text = said.text
        if kinds.announces(text) and (read.line.heading or not said.kind or said.colon) and said.kind != "person":
            return
        last = self.sheet.people[-1] if self.sheet.people else None
        beside = last is not None and last.line == read.line.number
        if said.kind == "vacant":
            self.sheet.vacant = True
        elif said.kind == "person":
            self.sheet.people += [Person(one.name, read.line.number, *_beside(one.role)) for one in said.people]
        elif said.kind == "unit":
            self.sheet.units.append(text)
        elif said.kind == "organisation" and _is_building(read, text):
            self.sheet.rest.append(Field("note", text))
        elif said.kind in {"organisation", "group"}:
            self._set(said.kind, text)
        elif said.kind in {"role", "responsibility"}:
            self._duty(said, last if beside or (last and len(self.sheet.people) > 1) else None)
        else:
            self._unknown(read, said, last if beside else None)

    def _duty(self, said: Said, person: Person | None) -> None:
        target: Person | Sheet = person if person is not None else self.sheet
        if not getattr(target, said.kind):
            setattr(target, said.kind, said.text)
        elif said.kind == "role" and not target.responsibility:
            target.responsibility = said.text

    def _unknown(self, read: Read, said: Said, person: Person | None) -> None:
        if person is not None and not person.role and re.search(r"[^\W\d_]{3}", said.text):
            person.role = said.text
        else:
            self.sheet.unknown.append((said.text, bool(read.line.heading or read.line.strong or read.named)))


def _without_makers(read: Read) -> Read:
    """The line without who designed or hosts the page, and their number."""
    place = kinds.makers_at(read.line.text)
    if place < 0:
        return read
    facts = tuple(fact for fact in read.facts if fact.start < place)
    line = replace(read.line, text=read.line.text[:place])
    return replace(read, line=line, facts=facts, said=tuple(said for said in read.said if said.start < place))


def _is_building(read: Read, text: str) -> bool:
    """«Rathaus West, Zimmer 3.14»: a house, where it stands on the line of a room."""
    house = text.casefold().partition(" ")[0].endswith(("rathaus", "haus", "amtsgebäude"))
    return house and any(fact.kind == "room" for fact in read.facts)


def _beside(text: str) -> tuple[str, str]:
    """Role and unit from a remark beside a name."""
    return ("", text) if kinds.kind_of(text) == "unit" else (text, "")


def _local_number(read: Read, label: str) -> str:
    """A number without area code on the line below its label."""
    text = shown(read.line.text).strip()
    if label not in {"phone", "cell", "fax"} or any(fact.kind == "phone" for fact in read.facts):
        return ""
    return text if re.fullmatch(r"[-\d][\d /.\-–()‑]{1,30}", text) else ""


def write(block: Block) -> Sheet:
    """The sheet of a block."""
    writer = SheetWriter()
    for read in block.lead:
        writer.lead(read)
    for read in block.reads:
        writer.line(read)
    return writer.sheet
