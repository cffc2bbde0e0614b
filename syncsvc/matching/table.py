"""Contacts become columns: every value encoded once, every record a row of small integers."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, repeat
from operator import itemgetter
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from syncsvc.matching.comparable import PART, Linkable, by_column
from syncsvc.matching.folding import strict
from syncsvc.matching.names import PARTICLES
from syncsvc.model.contact import Kind
from syncsvc.model.record import RecordRef

Integers = npt.NDArray[np.int64]

KINDS = (Kind.PERSON, Kind.FUNCTION, Kind.ORGANISATION, Kind.GROUP)
PERSON, FUNCTION, ORGANISATION, GROUP = range(4)

FAX, SWITCHBOARD, MOBILE, LINE = _ROLES = range(4)
_LINES = {"fax": FAX, "pager": FAX, "switchboard": SWITCHBOARD, "cell": MOBILE}
_MOBILES = ("+4915", "+49160", "+49162", "+49163", "+4917")
"""What German mobile numbers begin with."""
_GENERATIONS = {
    "sen": 1, "sr": 1, "senior": 1, "aelt": 1, "jun": 2, "jr": 2, "junior": 2, "jg": 2,
    "i": 1, "ii": 2, "iii": 3, "iv": 4,
}  # fmt: skip
_NAMELESS = frozenset(("id", "nr", "no", "nummer", "number", "lfd nr", "kennung", "key", "row", "user id", "userid"))
"""Schemes of ids as every list has its own."""
_SUFFIX_WORD = re.compile(r"[A-Za-zÄäÖöÜü]+")


_BATCH = 10_000
"""Contacts that are encoded at a time."""
_Value = TypeVar("_Value")


def _counting(empty: _Value) -> defaultdict[_Value, int]:
    """Numbers its keys in the order they come; the empty value is 0."""
    numbers: defaultdict[_Value, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    numbers[empty]
    return numbers


def numbered(values: Iterable[str]) -> Integers:
    """Equal numbers for equal texts; 0 for the empty text."""
    return np.array([*map(_counting("").__getitem__, values)], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Uses:
    """Who uses which value: rows in rising order, value numbers, and what the value is used as."""

    row: Integers
    value: Integers
    role: Integers
    start: Integers
    """Of each row's uses; one more than there are rows."""


@dataclass(frozen=True, slots=True)
class Table:
    """Contacts as columns; the numbers in a column count into the vocabulary of its values."""

    refs: list[RecordRef]
    kind: Integers
    source: Integers
    given: Integers
    family: Integers
    label: Integers
    """The name of a function, organisation or group."""
    generation: Integers
    birthday: Integers
    """yyyymmdd, parts that are not known as 0."""
    organisation: Integers
    role: Integers
    units: Uses
    mails: Uses
    phones: Uses
    places: Uses
    ids: Uses
    names: list[str]
    """Vocabulary of given and family names."""
    texts: list[str]
    """Vocabulary of labels, organisations, units and roles."""
    addresses: list[str]
    """Vocabulary of mail addresses, in lower case."""
    numbers: list[str]
    """Vocabulary of telephone numbers."""
    localities: list[tuple[str, str, str]]
    """Vocabulary of postal addresses: street, postal code, city."""
    identities: list[tuple[str, str]]
    """Vocabulary of ids: scheme, value."""

    def __len__(self) -> int:
        return len(self.refs)


@dataclass(slots=True)
class _Values:
    """A column of many values a row, on its way."""

    vocabulary: defaultdict[Any, int]
    many: list[Integers] = field(default_factory=list)
    value: list[Integers] = field(default_factory=list)

    def add(self, many: list[int], values: Iterable[str]) -> None:
        self.many.append(np.array(many, dtype=np.int64))
        self.value.append(np.array([*map(self.vocabulary.__getitem__, values)], dtype=np.int64))

    def uses(self) -> Uses:
        many = _column(self.many)
        return _uses(len(many), np.repeat(np.arange(len(many)), many), _column(self.value))


def _uses(rows: int, row: Integers, value: Integers, role: Integers | None = None) -> Uses:
    """Each value of a row once, in the lowest role."""
    width = int(value.max(initial=0)) + 1
    roles = 1 if role is None else len(_ROLES)
    codes = (row * width + value) * roles + (0 if role is None else role)
    codes.sort()
    held = codes // roles
    fresh = np.ones(len(held), dtype=np.bool_)
    fresh[1:] = held[1:] != held[:-1]
    codes, held = codes[fresh], held[fresh]
    row = held // width
    return Uses(row, held % width, codes % roles, np.searchsorted(row, np.arange(rows + 1)).astype(np.int64))


def _column(parts: list[Integers]) -> Integers:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


class _Builder:
    """Takes contacts by the batch and encodes them by the column."""

    def __init__(self) -> None:
        self.refs: list[RecordRef] = []
        self.names, self.texts, self.sources, self.suffixes, self.days = (_counting("") for _ in range(5))
        self.kinds = {kind.value: number for number, kind in enumerate(KINDS)}
        self.single: list[list[Integers]] = [[] for _ in range(9)]
        self.units, self.mails = _Values(self.texts), _Values(_counting(""))
        empty = (PART, PART * 2, PART)
        self.phones, self.places, self.ids = (_Values(_counting(parts)) for parts in empty)

    def add(self, batch: Sequence[Linkable]) -> None:
        refs, single, several = by_column(batch)
        kind, given, family, display, suffix, birthday, work, role = single
        self.refs += refs
        number = list(map(self.kinds.__getitem__, kind))
        labels = [
            0 if kind == PERSON else self.texts[name or last or first]
            for kind, first, last, name in zip(number, given, family, display, strict=True)
        ]
        unsplit = [row for row, kind in enumerate(number) if kind == PERSON and not given[row] and not family[row]]
        if unsplit:
            parts = {row: split(display[row]) for row in unsplit}
            given = [parts[row][0] if row in parts else name for row, name in enumerate(given)]
            family = [parts[row][1] if row in parts else name for row, name in enumerate(family)]
        columns = (
            number,
            map(self.sources.__getitem__, map(itemgetter(0), refs)),
            map(self.names.__getitem__, given),
            map(self.names.__getitem__, family),
            labels,
            map(self.suffixes.__getitem__, suffix),
            map(self.days.__getitem__, birthday),
            map(self.texts.__getitem__, work),
            map(self.texts.__getitem__, role),
        )
        for column, values in zip(self.single, columns, strict=True):
            column.append(np.fromiter(values, dtype=np.int64, count=len(refs)))
        *lists, (many, ids) = several
        for uses, said in zip((self.units, self.mails, self.phones, self.places), lists, strict=True):
            uses.add(said.many, said.values)
        holders = chain.from_iterable(map(repeat, refs, many))
        self.ids.add(many, map(_scoped, holders, ids))

    def table(self) -> Table:
        kind, source, given, family, label, suffix, birthday, organisation, role = map(_column, self.single)
        person = kind == PERSON
        numbers, phones = self._lines()
        return Table(
            refs=self.refs,
            kind=kind,
            source=source,
            given=np.where(person, given, 0),
            family=np.where(person, family, 0),
            label=label,
            generation=_mapped(_generation, self.suffixes)[suffix],
            birthday=_mapped(_day, self.days)[birthday],
            organisation=organisation,
            role=role,
            units=self.units.uses(),
            mails=self.mails.uses(),
            phones=phones,
            places=self.places.uses(),
            ids=self.ids.uses(),
            names=list(self.names),
            texts=list(self.texts),
            addresses=list(self.mails.vocabulary),
            numbers=numbers,
            localities=[*zip(*_parted(self.places.vocabulary, 3), strict=True)],
            identities=[*zip(*_parted(self.ids.vocabulary, 2), strict=True)],
        )

    def _lines(self) -> tuple[list[str], Uses]:
        """The vocabulary of numbers, and who uses which as what; a fax is nobody's."""
        numbers = _counting("")
        texts, types = _parted(self.phones.vocabulary, 2)
        number = np.array([*map(numbers.__getitem__, texts)], dtype=np.int64)
        line = np.array([*map(_line, texts, types)], dtype=np.int64)
        used, many = _column(self.phones.value), _column(self.phones.many)
        row = np.repeat(np.arange(len(many)), many)
        telling = (line[used] != FAX) & (number[used] != 0)
        used = used[telling]
        return list(numbers), _uses(len(many), row[telling], number[used], line[used])


def _line(number: str, type_: str) -> int:
    line = _LINES.get(type_, LINE)
    return MOBILE if line == LINE and number.startswith(_MOBILES) else line


def _scoped(ref: RecordRef, text: str) -> str:
    """An id of a scheme that goes by no name of its own is its source's: number 17 of two lists is two people."""
    scheme = text.rpartition(PART)[0]
    return f"{scheme} of {ref.source}{text[len(scheme) :]}" if strict(scheme) in _NAMELESS else text


def _parted(texts: Collection[str], parts: int) -> list[Sequence[str]]:
    """Values taken apart, by the column; what stands before the last parts may contain anything."""
    split = PART.join(texts).split(PART)
    if len(split) == parts * len(texts):
        return [split[part::parts] for part in range(parts)]
    return [*zip(*(text.rsplit(PART, parts - 1) for text in texts), strict=True)]


def _mapped(meaning: Callable[[str], int], vocabulary: Iterable[str]) -> Integers:
    return np.array([meaning(text) for text in vocabulary], dtype=np.int64)


def tabulate(contacts: Iterable[Linkable]) -> Table:
    """Encode contacts; they are read once and not kept."""
    builder = _Builder()
    rest = iter(contacts)
    while batch := list(islice(rest, _BATCH)):
        builder.add(batch)
    return builder.table()


def split(display: str) -> tuple[str, str]:
    """Given and family name of a person of whom only the whole name is known: «Muster, Anna», «Anna von Muster»."""
    family, comma, given = display.partition(",")
    if comma:
        return given.strip(), family.strip()
    words = display.split()
    begin = max(len(words) - 1, 0)
    while begin > 1 and words[begin - 1].casefold() in PARTICLES:
        begin -= 1
    return " ".join(words[:begin]), " ".join(words[begin:])


def _generation(suffix: str) -> int:
    words = (word.casefold().replace("ä", "ae") for word in _SUFFIX_WORD.findall(suffix))
    return next((_GENERATIONS[word] for word in words if word in _GENERATIONS), 0)


def _day(text: str) -> int:
    digits = "".join(char for char in text[:10] if char.isdigit())
    if text.startswith("--"):
        return int(digits[:4]) if len(digits) >= 4 else 0
    return int(digits.ljust(8, "0")[:8]) if len(digits) >= 4 else 0
