"""A long text of records, read in passages: one that stood in the last reading is not read again.

Readers go from record to record. Wherever one begins, a passage of the last reading may begin: if all its characters
are there, reading on would bring the same records, so the reader goes on behind it. Nothing but the text decides;
passages may have moved, and what stands between them is read as ever.
"""

import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from json import dumps, loads
from typing import NamedTuple, Self

FULL = 1 << 12
"""Characters after which a passage ends: few to remember, and few records to read again where one changed."""
_PROBED = 16
"""A passage is looked for by this part of the least it holds: its first 128 characters."""
_TRIED = 8
"""Of passages that begin alike so many are tried."""


class Passage(NamedTuple):
    """Neighbouring records in a text, all of them sound."""

    probe: int
    """Of its first characters: where it may begin."""
    size: int
    """Characters."""
    digest: str
    keys: Sequence[str]
    """The key of each record."""
    told: Sequence[int] = ()
    """What else its reader wants to know of it without reading it again."""


class Undivided(Exception):
    """A text that cannot be read in passages, whatever is wrong with it; never leaves the readers."""


@dataclass(frozen=True, slots=True)
class Known:
    """The passages of the last reading, by how they begin."""

    passages: dict[int, list[Passage]] = field(default_factory=dict)

    @classmethod
    def recalled(cls, notes: bytes, stamp: str) -> Self:
        """What notes tell; nothing if they were made by reading in another way than ``stamp`` stands for."""
        if not notes.startswith(dumps([stamp])[:-1].encode()):
            return cls()
        found: dict[int, list[Passage]] = defaultdict(list)
        for one in map(Passage._make, loads(notes)[1]):
            found[one.probe].append(one)
        return cls(dict(found))

    def at(self, text: str, place: int) -> Passage | None:
        """The passage that stands at this place of a text."""
        if not self.passages:
            return None
        for one in self.passages.get(_probe(text, place), ())[:_TRIED]:
            if _digest(text[place : place + one.size]) == one.digest:
                return one
        return None


class Stretch(NamedTuple):
    """A part of a text: one passage that is known, or records to read."""

    begin: int
    end: int
    known: Passage | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """How a text was read: stretch by stretch, and what was found in those that were not known."""

    text: str = field(repr=False)
    stamp: str
    """Stands for all that decides what becomes of a text."""
    known: Known = field(repr=False)
    passages: list[Passage] = field(default_factory=list)
    """Known ones, and sound new ones, yet without keys."""
    spans: list[range | None] = field(default_factory=list)
    """For each passage the places of its records among those that were read; None for a known one."""

    def stretches(self, at: int, over: Callable[[int], bool], following: Callable[[int], int]) -> Iterator[Stretch]:
        """Divide the text from a record's begin on, until it is ``over``; ``following`` tells where the next begins."""
        while not over(at):
            if (one := self.known.at(self.text, at)) is not None:
                self.passages.append(one)
                self.spans.append(None)
                yield Stretch(at, at + one.size, one)
                at += one.size
                continue
            begin, at = at, following(at)
            while not over(at) and not self._ends(at, at - begin):
                at = following(at)
            yield Stretch(begin, at)

    def _ends(self, at: int, size: int) -> bool:
        """Whether a stretch of this size ends here: it is full, or large enough and a known passage follows.

        Smaller ones take up what follows, or changes would leave more and more splinters. Where passages are known a
        stretch may be twice as long: cut before it meets the next one, it would miss that, and all that come after.
        """
        if not self.known.passages:
            return size >= FULL
        return size >= 2 * FULL or (size >= FULL // 2 and self.known.at(self.text, at) is not None)

    def sound(self, stretch: Stretch, records: range, told: Sequence[int] = ()) -> None:
        """Note a stretch in which everything was in order; not the last, as what is appended may go on with it."""
        if stretch.end == len(self.text):
            return
        text = self.text[stretch.begin : stretch.end]
        self.passages.append(Passage(_probe(self.text, stretch.begin), len(text), _digest(text), (), told))
        self.spans.append(records)

    @property
    def kept(self) -> list[str]:
        """The keys of all records that were not read again."""
        return [key for one, span in zip(self.passages, self.spans, strict=True) if span is None for key in one.keys]

    def unique(self, keys: Iterable[str]) -> bool:
        """Whether no key is given twice, to records that were read or to others."""
        every = [*self.kept, *keys]
        return len(set(every)) == len(every)

    def notes(self, keys: Sequence[str]) -> bytes:
        """What to be reminded of the next time, given the keys of the records that were read."""
        return _written(self.stamp, [*self._named(keys)])

    def _named(self, keys: Sequence[str]) -> Iterable[Passage]:
        for one, span in zip(self.passages, self.spans, strict=True):
            yield one if span is None else one._replace(keys=keys[span.start : span.stop])


def _probe(text: str, place: int) -> int:
    return zlib.crc32(text[place : place + FULL // 2 // _PROBED].encode("utf-8", "surrogatepass"))


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def without(notes: bytes, keys: Collection[str]) -> bytes:
    """The notes without the passages that hold one of these records, so that they are read again the next time."""
    if not notes or not keys:
        return notes
    stamp, passages = loads(notes)
    left = [one for one in map(Passage._make, passages) if not any(key in keys for key in one.keys)]
    return _written(stamp, left)


def _written(stamp: str, passages: Sequence[Passage]) -> bytes:
    return dumps([stamp, passages], separators=(",", ":")).encode()
