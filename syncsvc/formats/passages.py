"""A long text of records, read in passages: one that stood in the last reading is not read again.

Readers go from record to record. Wherever one begins, a passage of the last reading may begin: if all its bytes are
there, reading on would bring the same records, so the reader goes on behind it. Nothing but the text decides; passages
may have moved, and what stands between them is read as ever.
"""

import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from json import dumps, loads
from typing import NamedTuple, Self, overload

FULL = 1 << 12
"""Bytes after which a passage ends: few to remember, and few records to read again where one changed."""
_PROBED = 16
"""A passage is looked for by this part of the least it holds: its first 128 bytes."""
_TRIED = 8
"""Of passages that begin alike so many are tried."""
_FEW = 50
"""So many keys are sought among the kept ones without dividing those."""
_FORM = "2"
"""Of the notes; those in another form are not understood."""
_BETWEEN = "\n"
"""Between the keys of a passage; one with a key that holds it is not noted."""


class Passages(NamedTuple):
    """Passages of neighbouring records in a text, all of them sound; a list for each thing that is noted of them."""

    probes: list[int]
    """Of their first bytes: where they may begin."""
    sizes: list[int]
    """Bytes."""
    digests: list[str]
    joined: list[str]
    """The key of each record, one in a line."""
    told: list[Sequence[int]]
    """What else their reader wants to know of them without reading them again."""

    @classmethod
    def none(cls) -> Self:
        """No passage."""
        return cls([], [], [], [], [])

    def add(self, other: "Passages", numbers: range) -> None:
        """Take some of others."""
        here = slice(numbers.start, numbers.stop)
        self.probes.extend(other.probes[here])
        self.sizes.extend(other.sizes[here])
        self.digests.extend(other.digests[here])
        self.joined.extend(other.joined[here])
        self.told.extend(other.told[here])


class Keys(Sequence[str]):
    """Many keys, divided only when somebody looks at one."""

    def __init__(self, joined: Sequence[str]) -> None:
        self._joined = _BETWEEN.join(filter(None, joined))

    @cached_property
    def _keys(self) -> list[str]:
        return self._joined.split(_BETWEEN) if self._joined else []

    def __len__(self) -> int:
        return self._joined.count(_BETWEEN) + 1 if self._joined else 0

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        return self._keys[place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def none_of(self, keys: Collection[str]) -> bool:
        """Whether it holds none of these; a key that holds a line break may be thought to be there."""
        if len(keys) > _FEW:
            return {*keys}.isdisjoint(self._keys)
        text = f"{_BETWEEN}{self._joined}{_BETWEEN}" if keys else ""
        return not any(f"{_BETWEEN}{key}{_BETWEEN}" in text for key in keys)


class Undivided(Exception):
    """A text that cannot be read in passages, whatever is wrong with it; never leaves the readers."""


@dataclass(frozen=True, slots=True)
class Known:
    """The passages of the last reading."""

    passages: Passages = field(default_factory=Passages.none)
    """In their order."""
    others: Sequence[str] = ()
    """The keys of all records that were in none of them."""
    first: dict[int, int] = field(default_factory=dict)
    """Which of them begins so: by its probe."""
    further: dict[int, list[int]] = field(default_factory=dict)
    """The same of those that begin like an earlier one."""

    @classmethod
    def recalled(cls, notes: bytes, stamp: str) -> Self:
        """What notes tell; nothing if they were made by reading in another way than ``stamp`` stands for."""
        if not notes.startswith(dumps([_FORM, stamp])[:-1].encode()):
            return cls()
        _, _, told, others = loads(notes)
        passages = Passages(*told)
        first = dict(zip(reversed(passages.probes), reversed(range(len(passages.probes))), strict=True))
        further: dict[int, list[int]] = defaultdict(list)
        for number, probe in enumerate(passages.probes):
            if first[probe] != number:
                further[probe].append(number)
        return cls(passages, others, first, dict(further))

    def at(self, content: memoryview, place: int) -> range:
        """Which passages stand at this place of a text, one after another."""
        begin = self._found(content, place)
        if begin is None:
            return range(0)
        _, sizes, digests, *_ = self.passages
        end = begin
        while end < len(sizes) and _digest(content[place : place + sizes[end]]) == digests[end]:
            place, end = place + sizes[end], end + 1
        return range(begin, end)

    def begins(self, content: memoryview, place: int) -> bool:
        """Whether some passage stands at this place of a text."""
        return self._found(content, place) is not None

    def _found(self, content: memoryview, place: int) -> int | None:
        probe = _probe(content, place) if self.first else 0
        if probe not in self.first:
            return None
        _, sizes, digests, *_ = self.passages
        tried = (self.first[probe], *self.further.get(probe, ()))[:_TRIED]
        stands = (one for one in tried if _digest(content[place : place + sizes[one]]) == digests[one])
        return next(stands, None)


class Stretch(NamedTuple):
    """A part of a text: passages that are known, or records to read."""

    begin: int
    end: int
    known: Sequence[Sequence[int]] = ()
    """What is told of each of the passages."""


@dataclass(frozen=True, slots=True)
class Course:
    """How a text was read: stretch by stretch, and what was found in those that were not known."""

    content: bytes = field(repr=False)
    stamp: str
    """Stands for all that decides what becomes of a text."""
    known: Known = field(repr=False)
    found: Passages = field(default_factory=Passages.none)
    """Sound ones that were not known, yet without keys."""
    spans: list[range] = field(default_factory=list)
    """For each of them the places of its records among those that were read."""
    order: list[tuple[bool, range]] = field(default_factory=list)
    """All passages as they stand in the text: whether they are known, and their numbers."""

    def stretches(self, at: int, over: Callable[[int], bool], following: Callable[[int], int]) -> Iterator[Stretch]:
        """Divide the text from a record's begin on, until it is ``over``; ``following`` tells where the next begins."""
        view = memoryview(self.content)
        while not over(at):
            if numbers := self.known.at(view, at):
                self.order.append((True, numbers))
                _, sizes, *_, told = self.known.passages
                here = slice(numbers.start, numbers.stop)
                begin, at = at, at + sum(sizes[here])
                yield Stretch(begin, at, told[here])
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
        if not self.known.first:
            return size >= FULL
        return size >= 2 * FULL or (size >= FULL // 2 and self.known.begins(view, at))

    def sound(self, stretch: Stretch, records: range, told: Sequence[int] = ()) -> None:
        """Note a stretch in which everything was in order; not the last, as what is appended may go on with it."""
        if stretch.end == len(self.content):
            return
        text, number = memoryview(self.content)[stretch.begin : stretch.end], len(self.spans)
        self.found.add(Passages([_probe(text, 0)], [len(text)], [_digest(text)], [""], [told]), range(1))
        self.spans.append(records)
        self.order.append((False, range(number, number + 1)))

    @property
    def stood(self) -> list[range]:
        """Which of the known passages stand in the text."""
        return [numbers for known, numbers in self.order if known]

    @property
    def kept(self) -> Sequence[str]:
        """The keys of all records that were not read again."""
        joined = self.known.passages.joined
        return (
            Keys([one for numbers in self.stood for one in joined[numbers.start : numbers.stop]]) if self.stood else ()
        )

    @property
    def doubtful(self) -> list[str]:
        """The keys of all records of the last reading that are not kept: some may be gone."""
        stand = self._standing()
        lost = Keys([one for one, here in zip(self.known.passages.joined, stand, strict=True) if not here])
        return [*lost, *self.known.others]

    def unique(self, keys: Sequence[str]) -> bool:
        """Whether no key is given twice, to records that were read or to others; in the last reading none was."""
        own = set(keys)
        if len(own) < len(keys) or sum(map(len, self.stood)) > sum(self._standing()):
            return False
        kept = self.kept
        return not isinstance(kept, Keys) or kept.none_of(own.difference(self.doubtful))

    def _standing(self) -> bytearray:
        """For each known passage whether it stands in the text."""
        stand = bytearray(len(self.known.passages.sizes))
        for numbers in self.stood:
            stand[numbers.start : numbers.stop] = b"\1" * len(numbers)
        return stand

    def notes(self, keys: Sequence[str]) -> bytes:
        """What to be reminded of the next time, given the keys of the records that were read."""
        passages, noted = Passages.none(), bytearray(len(keys))
        for known, numbers in self.order:
            if known:
                passages.add(self.known.passages, numbers)
                continue
            span = self.spans[numbers.start]
            joined = _BETWEEN.join(here := keys[span.start : span.stop])
            if [*Keys([joined])] == [*here]:
                self.found.joined[numbers.start] = joined
                passages.add(self.found, numbers)
                noted[span.start : span.stop] = b"\1" * len(here)
        return _written(self.stamp, passages, [key for key, known in zip(keys, noted, strict=True) if not known])


def _probe(content: memoryview, place: int) -> int:
    return zlib.crc32(content[place : place + FULL // 2 // _PROBED])


def _digest(content: memoryview) -> str:
    return sha256(content).hexdigest()[:32]


def without(notes: bytes, keys: Collection[str]) -> bytes:
    """The notes without these records, and without the passages that hold one, so that they are read again."""
    if not notes or not keys:
        return notes
    _, stamp, told, others = loads(notes)
    passages, left = Passages(*told), Passages.none()
    for number, joined in enumerate(passages.joined):
        here = Keys([joined])
        if any(key in keys for key in here):
            others += here
        else:
            left.add(passages, range(number, number + 1))
    return _written(stamp, left, [key for key in others if key not in keys])


def _written(stamp: str, passages: Passages, others: Sequence[str]) -> bytes:
    return dumps([_FORM, stamp, passages, others]).encode()
