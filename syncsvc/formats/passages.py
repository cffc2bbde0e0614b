"""A long text of records, read in passages: one that stood in the last reading is not read again.

Readers go from record to record. Wherever one begins, a passage of the last reading may begin: if all its bytes are
there, reading on would bring the same records, so the reader goes on behind it. Nothing but the text decides; passages
may have moved, and what stands between them is read as ever.
"""

import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from json import dumps, loads
from typing import NamedTuple, Self

FULL = 1 << 12
"""Bytes after which a passage ends: few to remember, and few records to read again where one changed."""
_PROBED = 16
"""A passage is looked for by this part of the least it holds: its first 128 bytes."""
_TRIED = 8
"""Of passages that begin alike so many are tried."""
_FORM = "2"
"""Of the notes; those in another form are not understood."""
_BETWEEN = "\n"
"""Between the keys of a passage; one with a key that holds it is not noted."""


class Passage(NamedTuple):
    """Neighbouring records in a text, all of them sound."""

    probe: int
    """Of its first bytes: where it may begin."""
    size: int
    """Bytes."""
    digest: str
    joined: str
    """The key of each record, one in a line."""
    told: Sequence[int] = ()
    """What else its reader wants to know of it without reading it again."""

    @property
    def keys(self) -> list[str]:
        """The key of each record."""
        return self.joined.split(_BETWEEN) if self.joined else []


class Undivided(Exception):
    """A text that cannot be read in passages, whatever is wrong with it; never leaves the readers."""


@dataclass(frozen=True, slots=True)
class Known:
    """The passages of the last reading."""

    passages: Sequence[Passage] = ()
    """In their order."""
    others: Sequence[str] = ()
    """The keys of all records that were in none of them."""
    places: dict[int, list[int]] = field(default_factory=dict)
    """Which of them begin so: by their probe."""

    @classmethod
    def recalled(cls, notes: bytes, stamp: str) -> Self:
        """What notes tell; nothing if they were made by reading in another way than ``stamp`` stands for."""
        if not notes.startswith(_written(stamp, (), ())[: -len("[],[]]")]):
            return cls()
        _, _, told, others = loads(notes)
        passages = [*map(Passage._make, told)]
        places: dict[int, list[int]] = defaultdict(list)
        for number, one in enumerate(passages):
            places[one.probe].append(number)
        return cls(passages, others, dict(places))

    def at(self, content: memoryview, place: int) -> list[int]:
        """Which passages stand at this place of a text, one after another."""
        found: list[int] = []
        if not self.passages or (number := self._first(content, place)) is None:
            return found
        while True:
            found.append(number)
            place, number = place + self.passages[number].size, number + 1
            if number == len(self.passages) or not _stands(self.passages[number], content, place):
                return found

    def begins(self, content: memoryview, place: int) -> bool:
        """Whether some passage stands at this place of a text."""
        return bool(self.passages) and self._first(content, place) is not None

    def _first(self, content: memoryview, place: int) -> int | None:
        tried = self.places.get(_probe(content, place), ())[:_TRIED]
        return next((number for number in tried if _stands(self.passages[number], content, place)), None)


class Stretch(NamedTuple):
    """A part of a text: passages that are known, or records to read."""

    begin: int
    end: int
    known: Sequence[Passage] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """How a text was read: stretch by stretch, and what was found in those that were not known."""

    content: bytes = field(repr=False)
    stamp: str
    """Stands for all that decides what becomes of a text."""
    known: Known = field(repr=False)
    passages: list[Passage] = field(default_factory=list)
    """Known ones, and sound new ones, yet without keys."""
    spans: list[range | None] = field(default_factory=list)
    """For each passage the places of its records among those that were read; None for a known one."""
    stood: set[int] = field(default_factory=set)
    """Which of the known passages stand in the text."""

    def stretches(self, at: int, over: Callable[[int], bool], following: Callable[[int], int]) -> Iterator[Stretch]:
        """Divide the text from a record's begin on, until it is ``over``; ``following`` tells where the next begins."""
        view = memoryview(self.content)
        while not over(at):
            if numbers := self.known.at(view, at):
                here = [self.known.passages[number] for number in numbers]
                begin, at = at, at + sum(one.size for one in here)
                self.passages.extend(here)
                self.spans.extend([None] * len(here))
                self.stood.update(numbers)
                yield Stretch(begin, at, here)
                continue
            begin, at = at, following(at)
            while not over(at) and not self._ends(view, at, at - begin):
                at = following(at)
            yield Stretch(begin, at)

    def _ends(self, view: memoryview, at: int, size: int) -> bool:
        """Whether a stretch of this size ends here: it is full, or large enough and a known passage follows.

        Smaller ones take up what follows, or changes would leave more and more splinters. Where passages are known a
        stretch may be twice as long: cut before it meets the next one, it would miss that, and all that come after.
        """
        if not self.known.passages:
            return size >= FULL
        return size >= 2 * FULL or (size >= FULL // 2 and self.known.begins(view, at))

    def sound(self, stretch: Stretch, records: range, told: Sequence[int] = ()) -> None:
        """Note a stretch in which everything was in order; not the last, as what is appended may go on with it."""
        if stretch.end == len(self.content):
            return
        text = memoryview(self.content)[stretch.begin : stretch.end]
        self.passages.append(Passage(_probe(text, 0), len(text), _digest(text), "", told))
        self.spans.append(records)

    @property
    def kept(self) -> list[str]:
        """The keys of all records that were not read again."""
        known = zip(self.passages, self.spans, strict=True)
        joined = _BETWEEN.join([one.joined for one, span in known if span is None and one.joined])
        return joined.split(_BETWEEN) if joined else []

    def unique(self, keys: Iterable[str]) -> bool:
        """Whether no key is given twice, to records that were read or to others."""
        every = [*self.kept, *keys]
        return len(set(every)) == len(every)

    @property
    def doubtful(self) -> list[str]:
        """The keys of all records of the last reading that are not kept: some may be gone."""
        lost = [one for number, one in enumerate(self.known.passages) if number not in self.stood]
        return [*(key for one in lost for key in one.keys), *self.known.others]

    def notes(self, keys: Sequence[str]) -> bytes:
        """What to be reminded of the next time, given the keys of the records that were read."""
        passages: list[Passage] = []
        noted = bytearray(len(keys))
        for one, span in zip(self.passages, self.spans, strict=True):
            if span is None:
                passages.append(one)
                continue
            here = keys[span.start : span.stop]
            named = one._replace(joined=_BETWEEN.join(here))
            if len(named.keys) == len(here):
                passages.append(named)
                noted[span.start : span.stop] = b"\1" * len(here)
        return _written(self.stamp, passages, [key for key, known in zip(keys, noted, strict=True) if not known])


def _probe(content: memoryview, place: int) -> int:
    return zlib.crc32(content[place : place + FULL // 2 // _PROBED])


def _stands(one: Passage, content: memoryview, place: int) -> bool:
    return _digest(content[place : place + one.size]) == one.digest


def _digest(content: memoryview) -> str:
    return sha256(content).hexdigest()[:32]


def without(notes: bytes, keys: Collection[str]) -> bytes:
    """The notes without these records, and without the passages that hold one, so that they are read again."""
    if not notes or not keys:
        return notes
    _, stamp, told, others = loads(notes)
    left: list[Passage] = []
    for one in map(Passage._make, told):
        if any(key in keys for key in one.keys):
            others += one.keys
        else:
            left.append(one)
    return _written(stamp, left, [key for key in others if key not in keys])


def _written(stamp: str, passages: Sequence[Passage], others: Sequence[str]) -> bytes:
    return dumps([_FORM, stamp, passages, others], separators=(",", ":")).encode()
