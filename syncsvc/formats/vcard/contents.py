"""A whole vCard file at once: every card with its fields, as fast as Python allows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from syncsvc.formats.cycles import uncollected
from syncsvc.formats.passages import Course, Known, Stretch, Undivided
from syncsvc.formats.vcard import reader
from syncsvc.formats.vcard.card import Card
from syncsvc.formats.vcard.encoding import FOLD, decode_part, narrowed
from syncsvc.formats.vcard.fields import Interpreter
from syncsvc.model.issue import Issue
from syncsvc.model.record import Field

_STAMP = "cards"
_BETWEEN = re.compile(rb"\nEND:VCARD(?:\r*\n){1,9}(?=BEGIN:VCARD\r?\n)")
"""From the last line of a card to the first of the next."""


@dataclass(frozen=True, slots=True)
class Book:
    """What a file holds."""

    cards: Sequence[tuple[Card, tuple[Field, ...]]]
    """The cards that were read, each with its fields."""
    issues: Sequence[Issue]
    course: Course | None = field(default=None, compare=False)
    """None where the file could not be read in passages."""
    count: int = 0
    """How many cards there are, those that were not read again among them."""


def read_fields(content: bytes) -> tuple[tuple[tuple[Card, tuple[Field, ...]], ...], tuple[Issue, ...]]:
    """Read a file as ``read`` does, and what each card says as ``fields`` does."""
    book = read_book(content)
    return tuple(book.cards), tuple(book.issues)


def read_book(content: bytes, notes: bytes = b"") -> Book:
    """Read a file likewise, save the cards that ``notes`` of the last reading know."""
    with uncollected():
        content = narrowed(content)
        try:
            return _Reading(content, notes).book()
        except Undivided:
            return _Reading(content).at_once()


class _Reading:
    """The cards of a file, as they are taken."""

    def __init__(self, content: bytes, notes: bytes = b"") -> None:
        self._course = Course(content, _STAMP, Known.recalled(notes, _STAMP))
        self._content = content
        self._headers = reader.Known()
        self._fields = Interpreter().fields
        self._cards: list[tuple[Card, tuple[Field, ...]]] = []
        self._issues: list[Issue] = []
        self._number = 0
        self._line = 0

    def book(self) -> Book:
        """Read passage by passage. Raises Undivided where a card does not end before the next one begins."""
        known = 0
        for stretch in self._course.stretches(0, self._over, self._following):
            if not stretch.known and not self._take(stretch) and not self._over(stretch.end):
                raise Undivided
            for lines, cards in stretch.known:
                self._line += lines
                self._number += cards
                known += cards
        return Book(self._cards, self._issues, self._course, len(self._cards) + known)

    def at_once(self) -> Book:
        """Read everything as one stretch."""
        self._take(Stretch(0, len(self._content)))
        return Book(self._cards, self._issues, count=len(self._cards))

    def _take(self, stretch: Stretch) -> bool:
        """Read cards; tell whether they ended with the stretch."""
        text, whole = decode_part(self._content[stretch.begin : stretch.end])
        part = reader.Reader(text, self._headers, whole=whole, number=self._number, line=self._line)
        part.run()
        taken, lines = len(self._cards), text.count("\n") + text.count(FOLD)
        self._cards += [(card, self._fields(card)) for card in part.cards]
        self._issues += part.issues
        if part.settled and not part.issues and len(part.cards) == part.number - self._number:
            self._course.sound(stretch, range(taken, len(self._cards)), [lines, len(part.cards)])
        self._number = part.number
        self._line += lines
        return part.settled

    def _over(self, at: int) -> bool:
        return at >= len(self._content)

    def _following(self, at: int) -> int:
        """Where the next card begins, as far as one sees from outside."""
        found = _BETWEEN.search(self._content, at)
        return len(self._content) if found is None else found.end()
