"""Source kind ``vcard``: address books as .vcf, from files, folders and URLs."""

from dataclasses import replace
from typing import ClassVar, Literal

from syncsvc.errors import SourceIncomplete, SourceRejected
from syncsvc.formats.vcard import read_fields
from syncsvc.formats.vcard.records import Keyed, keyed, revised, with_members
from syncsvc.model.issue import Issue
from syncsvc.model.record import RecordRef, SourceRecord
from syncsvc.ports import Memory, Snapshot
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

    def fetch(self, memory: Memory) -> Snapshot:
        """Read everything. Raises SourceError; a document cut off or without any card is not what was expected."""
        fetched = self._documents.fetch(memory, f"vcard {_VERSION} {self._settings.encoding}")
        if fetched.unchanged:
            return Snapshot(memory=fetched.memory, unchanged=True)
        alone = len(fetched.documents) == 1
        cards: list[Keyed] = []
        issues: list[Issue] = []
        for document in fetched.documents:
            found, wrong = self._read(document, alone=alone)
            cards += found
            issues += wrong
        if not cards and any(issue.code == "no-cards" for issue in issues):
            raise SourceRejected(f"{self.name}: no vCard in what was read", hint="check that location leads to a .vcf")
        known, doubles = keyed(cards)
        records = tuple(self._record(one) for one in with_members(known))
        return Snapshot(records, tuple(replace(one, source=self.name) for one in (*issues, *doubles)), fetched.memory)

    def check(self) -> str:
        """Try the connection."""
        return self._documents.check()

    def _read(self, document: Document, *, alone: bool) -> tuple[list[Keyed], list[Issue]]:
        """The cards of one document, their places told apart from those of the others."""
        content, encoding = document.content, self._settings.encoding
        if encoding:
            content = content.decode(encoding, "replace").encode()
        cards, issues = read_fields(content)
        where = "" if alone else f"{document.location.rpartition('/')[2] or document.location}, "
        if len(cards) > 1 and any(issue.code == "file-cut" for issue in issues):
            raise SourceIncomplete(
                f"{document.location} ends in the middle of card {cards[-1][0].number}",
                hint="it was read while being written, or copied only in part; export or copy it again",
            )
        found = [Keyed("", card, fields, f"{where}card {card.number}") for card, fields in cards]
        return found, [replace(issue, place=f"{where}{issue.place}") for issue in issues]

    def _record(self, one: Keyed) -> SourceRecord:
        return SourceRecord(RecordRef(self.name, one.key), one.fields, one.place, revised(one.card))
