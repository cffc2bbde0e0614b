"""Contacts become columns: every value encoded once, every record a row of small integers."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, starmap
from operator import itemgetter

import numpy as np

from syncsvc.columns.comparable import Linkable, by_column, counted
from syncsvc.columns.encoding import Integers, Uses, Values, column, counting
from syncsvc.columns.gathering import Told, gather
from syncsvc.columns.points import Points
from syncsvc.matching.abreast import Aside, here
from syncsvc.matching.names import PARTICLES
from syncsvc.model.contact import Kind
from syncsvc.model.record import RecordRef

KINDS = (Kind.PERSON, Kind.FUNCTION, Kind.ORGANISATION, Kind.GROUP)
PERSON, FUNCTION, ORGANISATION, GROUP = range(4)

_GENERATIONS = {
    "sen": 1, "sr": 1, "senior": 1, "aelt": 1, "jun": 2, "jr": 2, "junior": 2, "jg": 2,
    "i": 1, "ii": 2, "iii": 3, "iv": 4,
}  # fmt: skip
_SUFFIX_WORD = re.compile(r"[A-Za-zÄäÖöÜü]+")

_BATCH = 5_000
"""Contacts that are encoded at a time."""


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
    told: Callable[[], Points]
    """Waits for what was gathered apart."""
    names: list[str]
    """Vocabulary of given and family names."""
    texts: list[str]
    """Vocabulary of labels, organisations, units and roles."""

    @property
    def points(self) -> Points:
        """Mailboxes, telephone numbers, postal addresses and ids."""
        return self.told()

    @property
    def mails(self) -> Uses:
        """Who uses which mail address."""
        return self.points.mails

    @property
    def phones(self) -> Uses:
        """Who uses which telephone number."""
        return self.points.phones

    @property
    def places(self) -> Uses:
        """Who is at which postal address."""
        return self.points.places

    @property
    def ids(self) -> Uses:
        """Who has which id."""
        return self.points.ids

    def __len__(self) -> int:
        return len(self.refs)


class _Builder:
    """Takes contacts by the batch and encodes them by the column."""

    def __init__(self) -> None:
        self.refs: list[RecordRef] = []
        self.names, self.texts, self.sources, self.suffixes, self.days = (counting("") for _ in range(5))
        self.kinds = {kind.value: number for number, kind in enumerate(KINDS)}
        self.single: list[list[Integers]] = [[] for _ in range(9)]
        self.units = Values(self.texts)

    def add(self, batch: Sequence[Linkable]) -> Told:
        """Encode a batch, but for what is gathered apart."""
        refs, single, several = by_column(batch)
        kinds, given, family, display, suffix, birthday, work, role = single
        self.refs += refs
        kind = _numbers(self.kinds, kinds)
        first, last, label = _numbers(self.names, given), _numbers(self.names, family), np.zeros_like(kind)
        for row in np.flatnonzero((kind == PERSON) & (first == 0) & (last == 0)).tolist():
            first[row], last[row] = map(self.names.__getitem__, split(display[row]))
        rows = np.flatnonzero(kind != PERSON).tolist()
        label[rows] = [self.texts[display[row] or family[row] or given[row]] for row in rows]
        source = _numbers(self.sources, list(map(itemgetter(0), refs)))
        facts = ((self.suffixes, suffix), (self.days, birthday), (self.texts, work), (self.texts, role))
        columns = (kind, source, first, last, label, *starmap(_numbers, facts))
        for parts, numbers in zip(self.single, columns, strict=True):
            parts.append(numbers)
        units, mails, phones, places, ids = several
        self.units.add(*counted(units))
        names = [*self.sources]
        return Told(mails, phones, places, ids, [*map(names.__getitem__, source.tolist())])

    def table(self, told: Callable[[], Points]) -> Table:
        kind, source, given, family, label, suffix, birthday, organisation, role = map(column, self.single)
        person = kind == PERSON
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
            told=told,
            names=list(self.names),
            texts=list(self.texts),
        )


def _numbers(vocabulary: dict[str, int], values: Sequence[str]) -> Integers:
    return np.fromiter(map(vocabulary.__getitem__, values), dtype=np.int64, count=len(values))


def _mapped(meaning: Callable[[str], int], vocabulary: Iterable[str]) -> Integers:
    return np.array([meaning(text) for text in vocabulary], dtype=np.int64)


def tabulate(contacts: Iterable[Linkable], aside: Aside = here) -> Table:
    """Encode contacts; they are read once and not kept.

    Mailboxes, numbers, addresses and ids, more than half of the work, are gathered ``aside``.
    """
    builder, rest = _Builder(), iter(contacts)
    batches = iter(lambda: list(islice(rest, _BATCH)), [])
    return builder.table(aside(gather, map(builder.add, batches)))


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
