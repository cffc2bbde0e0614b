"""A line as it was understood: its facts, the people it names, and what else its texts are."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from syncsvc.formats.html import kinds, mentions, persons
from syncsvc.formats.html.facts import Fact, scan
from syncsvc.formats.html.hours import is_days
from syncsvc.formats.html.page import Line, Page, shown

POINTS = frozenset({"phone", "email"})
"""Facts one can reach somebody with."""
_TIMES = re.compile(r"\d{1,2}(?:[.:]\d{2})?(?: ?Uhr)? ?(?:[-–]|bis)|geschlossen|nach Vereinbarung", re.IGNORECASE)
_BODIES = frozenset({"organisation", "group", "unit"})
_NAME_CLASSES = ("name", "person", "fn", "ansprechpartner")


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a line, classified."""

    text: str
    kind: str
    """person, organisation, group, unit, role, responsibility, vacant, or empty where nothing tells."""
    people: tuple[persons.Found, ...] = ()
    start: int = 0
    colon: bool = False
    bracketed: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A line with everything that was understood of it."""

    line: Line
    facts: tuple[Fact, ...]
    said: tuple[Said, ...]
    prose: bool = False
    named: bool = False
    """The markup calls it a name."""
    mentions: bool = False
    """A sentence that names somebody."""

    @property
    def points(self) -> bool:
        """Whether the line holds a number or an address."""
        return any(fact.kind in POINTS for fact in self.facts)

    @property
    def people(self) -> bool:
        """Whether the line surely names a person."""
        return any(said.kind == "person" for said in self.said)

    @property
    def identity(self) -> bool:
        """Whether the line says who or what."""
        return self.mentions or any(said.kind for said in self.said)

    @property
    def label(self) -> str:
        """The field a line announces that is nothing but a label."""
        only = [fact for fact in self.facts if fact.kind != "hint"]
        return only[0].value if len(only) == 1 and only[0].kind == "label" else ""

    @property
    def extras(self) -> bool:
        """Whether the line says when or where."""
        return any(fact.kind in {"hours", "room", "street", "city", "responsibility"} for fact in self.facts)


def _said(fact: Fact, *, named: bool, heading: bool) -> Said:
    text = fact.value
    where = (fact.start, fact.colon, fact.bracketed)
    if (heading or fact.colon) and kinds.announces(text):
        people = persons.read(kinds.announced(text)) if heading else ()
        sure = bool(people) and all(found.score >= persons.SURE for found in people)
        return Said(text, "person" if sure else "", people if sure else (), *where)
    if kinds.is_vacant(text):
        return Said(text, "vacant", (), *where)
    people = persons.read(text)
    least = 0 if named else persons.SURE
    if people and all(found.score >= least for found in people):
        return Said(text, "person", people, *where)
    return Said(text, kinds.kind_of(text), people, *where)


def _affiliated(fact: Fact) -> list[Fact]:
    """«Stadt Muster, Hauptamt, Frau Anna Muster» as three texts: where a list of bodies ends with who works there."""
    parts = [part.strip() for part in fact.value.split(",")]
    if len(parts) < 2 or kinds.kind_of(parts[0]) not in _BODIES or persons.read(fact.value):
        return [fact]
    people = [bool(found) and all(one.score >= persons.SURE for one in found) for found in map(persons.read, parts)]
    if people.count(True) != 1 or not all(kinds.kind_of(part) for part in parts[: people.index(True)]):
        return [fact]
    return [replace(fact, value=part, start=fact.start + fact.value.find(part)) for part in parts if part]


def read_line(page: Page, line: Line) -> Read:
    """Understand one line."""
    facts = scan(line.text)
    prose = kinds.is_prose(shown(line.text)) and not line.heading
    named = any(part in word for word in page.words(line, 1) for part in _NAME_CLASSES)
    texts = [part for fact in facts if fact.kind == "text" for part in _affiliated(fact)]
    said = tuple(_said(fact, named=named, heading=bool(line.heading)) for fact in texts)
    return Read(line, facts, said, prose, named, prose and bool(mentions.find(line.text)))


def read_lines(page: Page, chosen: Iterable[Line]) -> list[Read]:
    """Understand lines, in their order."""
    return [part for line in _with_times(list(chosen)) for part in _parts(read_line(page, line))]


def _with_times(lines: list[Line]) -> Iterator[Line]:
    """Lines with a weekday's name put before the hours that stand in the next cell."""
    day: Line | None = None
    for line in lines:
        if day is not None and _TIMES.match(line.text):
            yield replace(line, text=f"{day.text.rstrip(':')} {line.text}")
            day = None
            continue
        if day is not None:
            yield day
        day = line if is_days(line.text.rstrip(":")) and not any(map(str.isdigit, line.text)) else None
        if day is None:
            yield line
    if day is not None:
        yield day


def _parts(read: Read) -> list[Read]:
    """A line that lists several contacts with their numbers, one after the other, as that many reads."""
    if read.prose or sum(fact.kind in POINTS for fact in read.facts) < 2:
        return [read]
    cuts = _cuts(read)
    if not cuts:
        return [read]
    borders = [(0, cuts[0]), *pairwise(cuts), (cuts[-1], len(read.line.text) + 1)]
    return [_part(read, start, end) for start, end in borders]


def _cuts(read: Read) -> list[int]:
    """Where a line goes on to the next contact: at a name or office behind a number, if numbers follow it."""
    points = [fact.start for fact in read.facts if fact.kind in POINTS]
    cuts: list[int] = []
    for said in read.said:
        since = cuts[-1] if cuts else 0
        named = any(one.kind == "person" or one.people for one in read.said if since <= one.start < said.start)
        office = said.kind in {"unit", "organisation", "group"} and not named
        opens = office or said.colon or said.kind == "person" or bool(said.people)
        if (
            opens
            and not said.bracketed
            and points[-1] > said.start
            and any(since <= point < said.start for point in points)
        ):
            cuts.append(said.start)
    return cuts


def _part(read: Read, start: int, end: int) -> Read:
    facts = tuple(fact for fact in read.facts if start <= fact.start < end)
    line = replace(read.line, text=read.line.text[start:end].strip(" ,;"))
    return replace(read, line=line, facts=facts, said=tuple(said for said in read.said if start <= said.start < end))
