"""A JSON feed whose records stand in one list, read passage by passage; no other record is made data of."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from syncsvc.formats.cycles import uncollected
from syncsvc.formats.json_paths import Mapping, decoded, look_up, names_in, read_each
from syncsvc.formats.passages import Course, Known, Undivided
from syncsvc.model.issue import Issue
from syncsvc.model.record import SourceRecord

_SPACE = re.compile(r"[ \t\n\r]*")
_value = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says."""

    around: Any
    """The document, its list of records empty."""
    count: int
    """How many entries the list has."""
    records: Sequence[SourceRecord]
    """Those that were read; several may have one key."""
    issues: Sequence[Issue]
    course: Course


def read_feed(content: bytes, mapping: Mapping, source: str, *, charset: str = "", notes: bytes = b"") -> Feed:
    """Read a feed, save the records that ``notes`` of the last reading know.

    Raises Undivided for one whose records are not found by names alone, and for whatever is no JSON: it has to be read
    as a whole, which tells what is wrong.
    """
    try:
        with uncollected():
            return _read(decoded(content, charset), mapping, source, notes)
    except (ValueError, IndexError, RecursionError) as error:
        raise Undivided from error


def _read(text: str, mapping: Mapping, source: str, notes: bytes) -> Feed:
    items = _Items(text, mapping)
    course = Course(text, "items", Known.recalled(notes, "items"))
    records: list[SourceRecord] = []
    issues: list[Issue] = []
    count, comma = 0, False
    for stretch in course.stretches(items.begin, items.over, items.following):
        comma = stretch.known is not None
        if stretch.known is not None:
            count += sum(stretch.known.told)
            continue
        taken = items.taken()
        found, wrong = read_each(
            [(f"entry {number}", item) for number, item in enumerate(taken, count + 1)], mapping, source
        )
        if not wrong and not items.over(stretch.end):
            course.sound(stretch, range(len(records), len(records) + len(found)), [len(taken)])
        count += len(taken)
        records += found
        issues += wrong
    if comma:  # after which an entry is missing
        raise Undivided
    return Feed(items.around(), count, records, issues, course)


class _Items:
    """Goes through the list of records entry by entry, from any place on where one begins."""

    def __init__(self, text: str, mapping: Mapping) -> None:
        self._text = text
        self._steps = mapping.records
        self._open = self._list()
        self.begin = self._on(self._open)
        self._end = self.begin
        self._taken: list[Any] = []

    def over(self, at: int) -> bool:
        """Whether the list ends here."""
        self._end = at
        return self._text[at] == "]"

    def following(self, at: int) -> int:
        """Take the entry that begins here; return where the next one does, or the list ends."""
        entry, at = _value(self._text, at)
        self._taken.append(entry)
        at = self._on(at)
        if self._text[at] == "]":
            return at
        at = self._past(at, ",")
        if self._text[at] == "]":
            raise Undivided
        return at

    def taken(self) -> list[Any]:
        """The entries taken since this was asked last."""
        taken, self._taken = self._taken, []
        return taken

    def around(self) -> Any:
        """What stands around the list. Raises Undivided where it is not the list the path finds."""
        data = json.loads(self._text[: self._open] + self._text[self._end :], object_pairs_hook=_once)
        if look_up(self._steps[0], data) != []:
            raise Undivided
        return data

    def _list(self) -> int:
        """Where the list opens that the path finds."""
        names = names_in(self._steps[0]) if len(self._steps) == 1 and self._steps[0] != "@" else ()
        if len(self._steps) != 1 or names is None:
            raise Undivided
        at = self._on(0)
        for name in names:
            at = self._named(self._past(at, "{"), name)
        return self._past(at, "[", space=False)

    def _named(self, at: int, wanted: str) -> int:
        """Where the value of this name begins in an object."""
        while True:
            name, at = _value(self._text, at)
            at = self._past(self._on(at), ":")
            if name == wanted:
                return at
            _, at = _value(self._text, at)
            at = self._past(self._on(at), ",")

    def _past(self, at: int, sign: str, *, space: bool = True) -> int:
        if self._text[at] != sign:
            raise Undivided
        return self._on(at + 1) if space else at + 1

    def _on(self, at: int) -> int:
        """Where something stands again."""
        found = _SPACE.match(self._text, at)
        return found.end() if found is not None else at


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names occur once. Raises Undivided for another: of equal names the last one counts."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Undivided
    return found
