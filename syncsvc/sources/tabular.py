"""What both kinds of tables share: how columns are named, and how rows of documents become records."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from pydantic import Field, field_validator

from syncsvc.errors import SourceRejected
from syncsvc.formats.table import VERSION, Options, Row, Table, TableError, keys_of, name_themselves
from syncsvc.lexicon.field_names import FIELD_NAMES
from syncsvc.model.issue import Issue
from syncsvc.model.record import RecordRef, SourceRecord, Unread
from syncsvc.ports import Memory, Notes, Snapshot, unnoted
from syncsvc.sources.documents import Document, Documents, DocumentSettings

_Headings = str | tuple[str, ...]


class TableSettings(DocumentSettings):
    """What every table can be told."""

    columns: dict[str, _Headings] = Field(default_factory=dict)
    """Which headings hold a field, where they do not speak for themselves:
    ``{ name = "Wer", "phone:mobil" = "Nr. 2" }``,
    a list where several do."""
    skip: tuple[str, ...] = ()
    """Headings of columns that are not read."""
    key: _Headings = ()
    """The heading, or headings, whose values name a row for ever; if left out, an id, a personal mail address or the
    name does."""

    @field_validator("columns")
    @classmethod
    def _fields(cls, columns: dict[str, _Headings]) -> dict[str, _Headings]:
        for left, right in columns.items():
            if not _is_field(left) and not (isinstance(right, str) and _is_field(right)):
                raise ValueError(f"{left}: write field = heading; the fields are {', '.join(sorted(FIELD_NAMES))}")
        return columns

    def options(self) -> Options:
        """The same for the reader."""
        pairs = [pair for left, right in self.columns.items() for pair in _pairs(left, right)]
        keys = (self.key,) if isinstance(self.key, str) else self.key
        return Options((*pairs, *((heading, "") for heading in self.skip)), keys)


def _is_field(text: str) -> bool:
    return text.partition(":")[0] in FIELD_NAMES


def _pairs(left: str, right: _Headings) -> list[tuple[str, str]]:
    """(heading, field) of one entry, whichever way round it was written."""
    if not _is_field(left) and isinstance(right, str):
        return [(left, right)]
    headings = (right,) if isinstance(right, str) else right
    return [(heading, left) for heading in headings]


class TableSource:
    """Reads every document as a table; rows of all of them share one set of keys."""

    def __init__(self, settings: TableSettings, documents: Documents, read: Callable[[Document, bytes], Table]) -> None:
        self._settings = settings
        self._documents = documents
        self._read = read

    @property
    def name(self) -> str:
        """The name from the configuration."""
        return self._settings.name

    def fetch(self, memory: Memory, notes: Notes = unnoted) -> Snapshot:
        """Read everything. Raises SourceError; a document that is no table is SourceRejected."""
        settings = self._settings
        told = settings.model_dump(include={"kind", "encoding", "delimiter", "sheet", "columns", "skip", "key"})
        fetched = self._documents.fetch(memory, f"table {VERSION} {sorted(told.items())!r}")
        if fetched.unchanged:
            return Snapshot(memory=fetched.memory, unchanged=True)
        if len(fetched.documents) == 1:
            return self._alone(fetched.documents[0], fetched.memory, notes() if fetched.followed else b"")
        tables = [self._placed(document) for document in fetched.documents]
        every = Table(
            tuple(row for table in tables for row in table.rows),
            tuple(issue for table in tables for issue in table.issues),
        )
        marks = [mark for table in tables for mark in table.marks()]
        keys, doubts = self._named(every.rows)
        return self._snapshot(every, keys, doubts, marks, fetched.memory)

    def check(self) -> str:
        """Try the connection."""
        return self._documents.check()

    def _alone(self, document: Document, memory: Memory, notes: bytes) -> Snapshot:
        """What a single document says. Rows it had before are not read again as long as every row names itself."""
        table = self._table(document, notes)
        keys, doubts = self._named(table.rows)
        course = table.course
        snapshot = self._snapshot(table, keys, doubts, table.marks(), memory)
        if course is None:
            return snapshot
        if not doubts and name_themselves(table.rows, keys) and course.unique(keys):
            told = replace(snapshot, notes=course.notes(keys))
            return replace(told, kept=course.kept, doubtful=tuple(course.doubtful))
        return self._alone(document, memory, b"") if course.stood else snapshot

    def _table(self, document: Document, notes: bytes = b"") -> Table:
        try:
            return self._read(document, notes)
        except TableError as error:
            raise SourceRejected(f"{document.location}: {error}", hint=error.hint) from error

    def _placed(self, document: Document) -> Table:
        """The table of one document of several, its places told apart from those of the others."""
        table = self._table(document)
        rows = tuple(replace(row, place=f"{document.location}, {row.place}") for row in table.rows)
        issues = tuple(
            replace(issue, place=f"{document.location}, {issue.place}".rstrip(", ")) for issue in table.issues
        )
        return Table(rows, issues)

    def _named(self, rows: Sequence[Row]) -> tuple[tuple[str, ...], tuple[Issue, ...]]:
        return keys_of(rows, demanded=bool(self._settings.key))

    def _snapshot(
        self, table: Table, keys: Sequence[str], doubts: Sequence[Issue], marks: Sequence[str], memory: Memory
    ) -> Snapshot:
        rows = table.rows

        def read(place: int) -> SourceRecord:
            row = rows[place]
            return SourceRecord(RecordRef(self.name, keys[place]), row.fields, row.place)

        told = tuple(replace(issue, source=self.name) for issue in (*table.issues, *doubts))
        return Snapshot(Unread(len(rows), read), told, memory, marks=[*zip(keys, marks, strict=True)])
