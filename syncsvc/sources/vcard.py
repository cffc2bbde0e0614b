"""Source kind ``vcard``: address books as .vcf, from files, folders and URLs."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, Literal

from syncsvc.errors import SourceIncomplete, SourceRejected
from syncsvc.formats.vcard import Book, read_book
from syncsvc.formats.vcard.records import Keyed, keyed, refers_by_mail, revised, with_members
from syncsvc.model.issue import Issue
from syncsvc.model.record import RecordRef, SourceRecord
from syncsvc.ports import Memory, Notes, Snapshot, unnoted
from syncsvc.settings import Surroundings
from syncsvc.sources.documents import Document, Documents, DocumentSettings

_VERSION = 1
"""Raised whenever the same card may become another record."""


class VcardSettings(DocumentSettings):
    """An address book in one or several .vcf files."""

    suffixes: ClassVar[tuple[str, ...]] = (".vcf", ".vcard")
    media_types: ClassVar[tuple[str, ...]] = (
        "text/vcard",
        "text/x-vcard",
        "text/directory",
        "application/vcard",
        "text/plain",
    )

    kind: Literal["vcard"]

    def open(self, around: Surroundings) -> "VcardSource":
        """Build the source."""
        return VcardSource(self, around)


class VcardSource:
    """Reads every card of every document; the cards of all of them share one set of keys."""

    def __init__(self, settings: VcardSettings, around: Surroundings) -> None:
        self._settings = settings
        self._documents = Documents(settings, around)

    @property
    def name(self) -> str:
        """The name from the configuration."""
        return self._settings.name

    def fetch(self, memory: Memory, notes: Notes = unnoted) -> Snapshot:
        """Read everything. Raises SourceError; a document cut off or without any card is not what was expected."""
        fetched = self._documents.fetch(memory, f"vcard {_VERSION} {self._settings.encoding}")
        if fetched.unchanged:
            return Snapshot(memory=fetched.memory, unchanged=True)
        if len(fetched.documents) == 1:
            return self._alone(fetched.documents[0], fetched.memory, notes() if fetched.followed else b"")
        cards: list[Keyed] = []
        issues: list[Issue] = []
        for document in fetched.documents:
            found, wrong = self._placed(self._read(document), document)
            cards += found
            issues += wrong
        return self._snapshot(cards, issues, fetched.memory)

    def check(self) -> str:
        """Try the connection."""
        return self._documents.check()

    def _alone(self, document: Document, memory: Memory, notes: bytes) -> Snapshot:
        """What a single document says. Cards it had before are not read again as long as each names itself."""
        book = self._read(document, notes)
        course, cards = book.course, _cards(book)
        if course is not None and book.count:
            known, doubles = keyed(cards)
            keys = [one.key for one in known]
            if not doubles and not refers_by_mail(known) and course.unique(keys):
                records = tuple(map(self._record, known))
                told = Snapshot(records, self._told(book.issues), memory, notes=course.notes(keys))
                return replace(told, kept=course.kept, doubtful=tuple(course.doubtful))
            if course.stood:
                return self._alone(document, memory, b"")
        return self._snapshot(cards, book.issues, memory)

    def _placed(self, book: Book, document: Document) -> tuple[list[Keyed], list[Issue]]:
        """The cards of one document of several, their places told apart from those of the others."""
        where = f"{document.location.rpartition('/')[2] or document.location}, "
        return _cards(book, where), [replace(issue, place=f"{where}{issue.place}") for issue in book.issues]

    def _read(self, document: Document, notes: bytes = b"") -> Book:
        content, encoding = document.content, self._settings.encoding
        if encoding:
            content = content.decode(encoding, "replace").encode()
        book = read_book(content, notes)
        if book.count > 1 and any(issue.code == "file-cut" for issue in book.issues):
            last = book.cards[-1][0].number if book.cards else book.count
            raise SourceIncomplete(
                f"{document.location} ends in the middle of card {last}",
                hint="it was read while being written, or copied only in part; export or copy it again",
            )
        return book

    def _snapshot(self, cards: Sequence[Keyed], issues: Sequence[Issue], memory: Memory) -> Snapshot:
        if not cards and any(issue.code == "no-cards" for issue in issues):
            raise SourceRejected(f"{self.name}: no vCard in what was read", hint="check that location leads to a .vcf")
        known, doubles = keyed(cards)
        records = tuple(map(self._record, with_members(known)))
        return Snapshot(records, self._told((*issues, *doubles)), memory)

    def _told(self, issues: Sequence[Issue]) -> tuple[Issue, ...]:
        return tuple(replace(issue, source=self.name) for issue in issues)

    def _record(self, one: Keyed) -> SourceRecord:
        return SourceRecord(RecordRef(self.name, one.key), one.fields, one.place, revised(one.card))


def _cards(book: Book, where: str = "") -> list[Keyed]:
    return [Keyed("", card, fields, f"{where}card {card.number}") for card, fields in book.cards]
