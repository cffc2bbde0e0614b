"""A JSON feed whose records stand in one list, read passage by passage; no other record is made data of."""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from syncsvc.formats.cycles import uncollected
from syncsvc.formats.json_paths import Mapping, look_up, names_in, read_each, recoded
from syncsvc.formats.passages import Course, Known, Undivided
from syncsvc.model.issue import Issue
from syncsvc.model.record import SourceRecord

_SPACE = re.compile(rb"[ \t\n\r]*")
_REST = re.compile(rb"[\x80-\xbf]{1,3}")
"""What belongs to a character that began before (UTF-8)."""
_value = json.JSONDecoder().raw_decode
_WINDOW = 1 << 16
"""Bytes that are made text of at a time."""
_UNDECIDED = len("e+")
"""Characters that may belong to a number or not, as long as one does not see the next."""


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
            return _read(recoded(content, charset), mapping, source, notes)
    except (ValueError, IndexError, RecursionError) as error:
        raise Undivided from error


def _read(content: bytes, mapping: Mapping, source: str, notes: bytes) -> Feed:
    items = _Items(content, mapping)
    course = Course(content, "items", Known.recalled(notes, "items"))
    records: list[SourceRecord] = []
    issues: list[Issue] = []
    count, comma = 0, False
    for stretch in course.stretches(items.begin, items.over, items.following):
        comma = bool(stretch.known)
        if stretch.known:
            count += sum(map(sum, stretch.known))
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

    def __init__(self, content: bytes, mapping: Mapping) -> None:
        self._content = content
        self._window = _Window(content)
        self._steps = mapping.records
        self._open = self._list()
        self.begin = self._on(self._open)
        self._end = self.begin
        self._taken: list[Any] = []

    def over(self, at: int) -> bool:
        """Whether the list ends here."""
        self._end = at
        return self._content[at] == ord("]")

    def following(self, at: int) -> int:
        """Take the entry that begins here; return where the next one does, or the list ends."""
        entry, at = self._window.value(at)
        self._taken.append(entry)
        at = self._on(at)
        if self._content[at] == ord("]"):
            return at
        at = self._past(at, ",")
        if self._content[at] == ord("]"):
            raise Undivided
        return at

    def taken(self) -> list[Any]:
        """The entries taken since this was asked last."""
        taken, self._taken = self._taken, []
        return taken

    def around(self) -> Any:
        """What stands around the list. Raises Undivided where it is not the list the path finds."""
        around = self._content[: self._open] + self._content[self._end :]
        data = json.loads(around.decode("utf-8", "surrogatepass"), object_pairs_hook=_once)
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
            name, at = self._window.value(at)
            at = self._past(self._on(at), ":")
            if name == wanted:
                return at
            _, at = self._window.value(at)
            at = self._past(self._on(at), ",")

    def _past(self, at: int, sign: str, *, space: bool = True) -> int:
        if self._content[at] != ord(sign):
            raise Undivided
        return self._on(at + 1) if space else at + 1

    def _on(self, at: int) -> int:
        """Where something stands again."""
        found = _SPACE.match(self._content, at)
        return found.end() if found is not None else at


class _Window:
    """The part of a text that was made text of last, so that values one after another cost no more than their bytes."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._text = ""
        self._at = self._place = self._end = 0
        """The byte that the character at this place begins with, and where the window ends."""

    def value(self, at: int) -> tuple[Any, int]:
        """The value that begins at this byte, and where it ends. Raises ValueError where there is none."""
        if at < self._at or at >= self._end:
            self._open(at, _WINDOW)
        self._place += len(self._content[self._at : at].decode("utf-8", "surrogatepass"))
        self._at = at
        while True:
            with suppress(ValueError):
                found, end = _value(self._text, self._place)
                if end + _UNDECIDED < len(self._text) or self._end == len(self._content):
                    break
            if self._end == len(self._content):
                raise Undivided
            self._open(at, 4 * (self._end - at))
        self._at += len(self._text[self._place : end].encode("utf-8", "surrogatepass"))
        self._place = end
        return found, self._at

    def _open(self, at: int, size: int) -> None:
        """Make text of about so many bytes; no character is cut in two."""
        end = min(at + max(size, _WINDOW), len(self._content))
        rest = _REST.match(self._content, end)
        end = end if rest is None else rest.end()
        self._text = self._content[at:end].decode("utf-8", "surrogatepass")
        self._at, self._place, self._end = at, 0, end


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names occur once. Raises Undivided for another: of equal names the last one counts."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Undivided
    return found
