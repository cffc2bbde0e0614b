"""Contacts in running sentences: whose number it is that a sentence gives."""

import re

from syncsvc.formats.html import kinds, numbers, persons
from syncsvc.formats.html.blocks import Block
from syncsvc.formats.html.draft import FUNCTION, PERSON, Draft
from syncsvc.formats.html.facts import Fact
from syncsvc.formats.html.mentions import Mention, find
from syncsvc.formats.html.page import shown
from syncsvc.lexicon.mailboxes import is_function_mailbox
from syncsvc.model.record import Field

_PHRASE = re.compile(
    r"(?:[A-ZÄÖÜ][\w-]*-? (?:und|u\.) )?[A-ZÄÖÜ][\w.-]*"
    r"(?: (?:für|der|des|und|im|in|am|e\. ?V\.)(?= [A-ZÄÖÜ])| [A-ZÄÖÜ][\w.-]*)*"
)
_MOST_PEOPLE = 60
"""More people than this share no number."""
_OWNED = {"phone", "email"}


def of_prose(block: Block) -> list[Draft]:
    """The contacts of one or a few sentences; nothing where nobody can be told."""
    text = "\n".join(read.line.text for read in block.reads)
    facts = _facts(block)
    points = [fact for fact in facts if fact.kind in _OWNED]
    people = find(text)[:_MOST_PEOPLE]
    lines = tuple(read.line.number for read in block.reads)
    if not points:
        return []
    if not people:
        return _office(block, text, points, lines)
    owners = _owners(people, points)
    rest = [Field(fact.kind, fact.value) for fact in facts if fact.kind == "hours"]
    return [
        _person(one, [fact for fact, names in owners if one in names], rest, lines)
        for one in people
        if _kept(one, owners)
    ]


def _facts(block: Block) -> list[Fact]:
    """All facts of the block with positions in its joined text, bare tails put behind their stems."""
    facts: list[Fact] = []
    offset, stem = 0, ""
    for read in block.reads:
        for fact in read.facts:
            value = numbers.expanded(fact.value, stem) if fact.kind == "phone" else fact.value
            stem = (numbers.stem_of(value) or stem) if fact.kind == "phone" else stem
            facts.append(Fact(fact.kind, value, fact.label, fact.start + offset, fact.end + offset))
        offset += len(read.line.text) + 1
    return facts


def _kept(person: Mention, owners: list[tuple[Fact, list[Mention]]]) -> bool:
    return any(person in names for _, names in owners)


def _owners(people: tuple[Mention, ...], points: list[Fact]) -> list[tuple[Fact, list[Mention]]]:
    """Whose each number is: the people named before it in one breath, or whom a mail address names."""
    owners = []
    for point in points:
        named = [one for one in people if point.kind == "email" and persons.witnesses(point.value, one.name)]
        owners.append((point, named if len(named) == 1 else _before(people, points, point)))
    if not any(names for _, names in owners) and points[-1].end <= people[0].start:
        return [(point, _together(people, 0)) for point in points]
    return owners


def _before(people: tuple[Mention, ...], points: list[Fact], point: Fact) -> list[Mention]:
    ahead = [one for one in people if one.end <= point.start]
    if not ahead:
        return []
    last = ahead[-1]
    between = [one.end for one in points if one.end <= last.start]
    since = max(between, default=-1)
    return [one for one in ahead if one.start >= since and one.sentence == last.sentence]


def _together(people: tuple[Mention, ...], place: int) -> list[Mention]:
    return [one for one in people if one.sentence == people[place].sentence]


def _person(person: Mention, points: list[Fact], rest: list[Field], lines: tuple[int, ...]) -> Draft:
    fields = [Field("kind", PERSON), Field("name", person.name)]
    fields += [Field("role", person.role)] if person.role else []
    fields += [Field("unit", person.unit)] if person.unit else []
    fields += rest
    fields += [Field(point.kind, point.value, point.label) for point in points]
    mails = tuple(p.value for p in points if p.kind == "email" and persons.witnesses(p.value, person.name))
    return Draft(PERSON, person.name, (), lines, mails).with_fields(*fields)


def _office(block: Block, text: str, points: list[Fact], lines: tuple[int, ...]) -> list[Draft]:
    """An office the sentence names; failing that, the one the heading or the mailbox names."""
    phrase = _named_office(text[: points[0].start]) or _heading(block) or _mailbox(points)
    if not phrase:
        return []
    kind, name = phrase
    fields = [Field("kind", kind), Field("name", name)]
    fields += [Field("organisation", name)] if kind == "organisation" else []
    fields += [Field(point.kind, point.value, point.label) for point in points]
    return [Draft(kind, name, (), lines).with_fields(*fields)]


def _named_office(text: str) -> tuple[str, str] | None:
    """The last office that is named before the number."""
    for match in reversed(list(_PHRASE.finditer(shown(text)))):
        phrase = match[0].strip(" .-")
        kind = kinds.kind_of(phrase)
        first = kinds.kind_of_word(phrase.split()[0].rstrip(".")) if phrase else ""
        if kind in {"unit", "organisation", "group"} and first and not kinds.announces(phrase):
            return {"unit": FUNCTION}.get(kind, kind), phrase
    return None


def _heading(block: Block) -> tuple[str, str] | None:
    for read in reversed(block.context):
        for said in read.said:
            if said.kind in {"unit", "organisation", "group"} and not kinds.announces(said.text):
                return {"unit": FUNCTION}.get(said.kind, said.kind), said.text
    return None


def _mailbox(points: list[Fact]) -> tuple[str, str] | None:
    for point in points:
        local = point.value.partition("@")[0]
        if point.kind == "email" and is_function_mailbox(local.lower()):
            spaced = re.sub(r"(?<=\D)(?=\d)", " ", re.sub(r"[._+-]+", " ", local))
            return FUNCTION, " ".join(word.capitalize() for word in spaced.split())
    return None
