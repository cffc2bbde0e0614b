"""A whole vCard file at once: every card with its fields, as fast as Python allows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from syncsvc.formats.cycles import uncollected
from syncsvc.formats.passages import Course, Known, Stretch, Undivided
from syncsvc.formats.vcard import reader
from syncsvc.formats.vcard.card import Card
from syncsvc.formats.vcard.encoding import FOLD, decode_file
from syncsvc.formats.vcard.fields import Interpreter
from syncsvc.model.issue import Issue
from syncsvc.model.record import Field

_BEGIN = "\nBEGIN:VCARD\n"
_END = "\nEND:VCARD"
_BETWEEN = 64
"""Characters up to which a card's end is looked for before the next one's begin."""


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
        text, whole = decode_file(content)
        try:
            return _Reading(text, whole=whole, notes=notes).book()
        except Undivided:
            return _Reading(text, whole=whole).at_once()


class _Reading:
    """The cards of a file, as they are taken."""

    def __init__(self, text: str, *, whole: bool, notes: bytes = b"") -> None:
        stamp = f"whole: {whole}"
        self._course = Course(text, stamp, Known.recalled(notes, stamp))
        self._text = text
        self._whole = whole
        self._headers = reader.Known()
        self._fields = Interpreter().fields
        self._cards: list[tuple[Card, tuple[Field, ...]]] = []
        self._issues: list[Issue] = []
        self._number = 0
        self._line = 0

    def book(self) -> Book:
        """Read passage by passage. Raises Undivided where a card does not end before the next one begins."""
        for stretch in self._course.stretches(0, self._over, self._following):
            if stretch.known is not None:
                self._number += len(stretch.known.keys)
            elif not self._take(stretch) and not self._over(stretch.end):
                raise Undivided
            self._line += self._text.count("\n", stretch.begin, stretch.end)
            self._line += self._text.count(FOLD, stretch.begin, stretch.end)
        return Book(self._cards, self._issues, self._course, len(self._cards) + len(self._course.kept))

    def at_once(self) -> Book:
        """Read everything as one stretch."""
        self._take(Stretch(0, len(self._text)))
        return Book(self._cards, self._issues, count=len(self._cards))

    def _take(self, stretch: Stretch) -> bool:
        """Read cards; tell whether they ended with the stretch."""
        text = self._text[stretch.begin : stretch.end]
        part = reader.Reader(text, self._headers, whole=self._whole, number=self._number, line=self._line)
        part.run()
        taken = len(self._cards)
        self._cards += [(card, self._fields(card)) for card in part.cards]
        self._issues += part.issues
        if part.settled and not part.issues and len(part.cards) == part.number - self._number:
            self._course.sound(stretch, range(taken, len(self._cards)))
        self._number = part.number
        return part.settled

    def _over(self, at: int) -> bool:
        return at >= len(self._text)

    def _following(self, at: int) -> int:
        """Where the next card begins, as far as one sees from outside."""
        while at := self._text.find(_BEGIN, at) + 1:
            if self._text[max(0, at - _BETWEEN) : at].rstrip("\n").endswith(_END):
                return at
        return len(self._text)
