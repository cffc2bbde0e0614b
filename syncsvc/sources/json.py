"""Source kind ``json``: feeds of any system, read by paths; presets for Integreat and OParl."""

import re
from contextlib import suppress
from dataclasses import replace
from typing import Any, ClassVar, Literal, Self
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pydantic import Field, field_validator, model_validator

from syncsvc.errors import SourceIncomplete, SourceRejected
from syncsvc.formats.json_passages import read_feed
from syncsvc.formats.json_paths import (
    FeedError,
    Mapping,
    check_path,
    find_records,
    look_up,
    parse,
    read_records,
    with_unique_keys,
)
from syncsvc.formats.passages import Undivided
from syncsvc.formats.presets import PRESETS
from syncsvc.ports import Memory, Notes, Snapshot, unnoted
from syncsvc.settings import Settings, Surroundings
from syncsvc.sources.documents import Document, Documents, DocumentSettings

_VERSION = 1
"""Raised whenever the same document may become other records."""


class Paging(Settings):
    """How a feed goes on after its first page: name exactly one way."""

    next: str = ""
    """Path (JMESPath) of the link to the next page: ``links.next``."""
    page: str = ""
    """The query parameter that takes the number of the page; an empty page ends the feed."""
    first: int = 1
    """The number of the first page."""
    offset: str = ""
    """The query parameter that takes the number of records to pass over; an empty page ends the feed."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(map(bool, (self.next, self.page, self.offset))) != 1:
            raise ValueError("name one of next, page and offset")
        if self.next:
            check_path(self.next)
        return self


class JsonSettings(DocumentSettings):
    """A JSON feed."""

    suffixes: ClassVar[tuple[str, ...]] = (".json",)
    media_types: ClassVar[tuple[str, ...]] = (
        "application/json",
        "application/ld+json",
        "application/vnd.api+json",
        "application/hal+json",
        "text/json",
        "text/plain",
    )

    kind: Literal["json"]
    preset: Literal["integreat", "oparl"] | None = None
    """A ready-made mapping; everything below may change it."""
    records: str | tuple[str, ...] = ()
    """Path (JMESPath) of the list of records; a second path is looked up in each of them, whose own record around it is
    ``_parent``."""
    fields: dict[str, str] = Field(default_factory=dict)
    """Field, or ``field:label``, and its path: ``{ name = "fullName", "phone:mobil" = "contact.mobile" }``."""
    key: str = ""
    """Path of what names a record for ever; ``id`` or the best identifying value if left out."""
    skip: str = ""
    """Path that is true for records to leave out: ``deleted``."""
    modified: str = ""
    """Path of the time of the last change (ISO 8601)."""
    total: str = ""
    """Path of the number of records there should be; fewer or more is an error."""
    paging: Paging | None = None
    """How the feed goes on after its first page."""
    max_pages: int = Field(default=1000, gt=0)
    """More pages than this are an error."""

    @field_validator("records", "key", "skip", "modified", "total", "fields")
    @classmethod
    def _paths(cls, value: Any) -> Any:
        for path in value.values() if isinstance(value, dict) else (value,) if isinstance(value, str) else value:
            if path:
                check_path(path)
        return value

    @field_validator("fields")
    @classmethod
    def _names(cls, fields: dict[str, str]) -> dict[str, str]:
        for name in fields:
            if not re.fullmatch(r"[a-z_]+(:.+)?", name):
                raise ValueError("a field is named in small letters, with its label after a colon: phone:mobil")
        return fields

    @model_validator(mode="after")
    def _something_to_read(self) -> Self:
        if self.preset is None and not self.fields:
            raise ValueError("name a preset, or the paths of the fields")
        return self

    def mapping(self) -> Mapping:
        """The preset's mapping with what is configured on top."""
        base = PRESETS[self.preset].mapping if self.preset else Mapping()
        steps = (self.records,) if isinstance(self.records, str) else self.records
        return replace(
            base,
            records=steps or base.records,
            fields=tuple({**dict(base.fields), **self.fields}.items()),
            key=self.key or base.key,
            skip=self.skip or base.skip,
            modified=self.modified or base.modified,
        )

    def paged(self) -> Paging | None:
        """The configured paging, or the preset's."""
        if self.paging is None and self.preset and PRESETS[self.preset].next:
            return Paging(next=PRESETS[self.preset].next)
        return self.paging

    def open(self, around: Surroundings) -> "JsonSource":
        """Build the source."""
        return JsonSource(self, around)


class JsonSource:
    """Reads all pages of a feed and turns its objects into records."""

    def __init__(self, settings: JsonSettings, around: Surroundings) -> None:
        self._settings = settings
        self._mapping = settings.mapping()
        self._documents = Documents(settings, around)

    @property
    def name(self) -> str:
        """The name from the configuration."""
        return self._settings.name

    def fetch(self, memory: Memory, notes: Notes = unnoted) -> Snapshot:
        """Read every page. Raises SourceError, SourceIncomplete where records are missing."""
        paging = self._settings.paged()
        feed = _Feed(self._settings, self._mapping, paging)
        version = f"json {_VERSION} {self._mapping!r} {paging!r} {self._settings.encoding}"
        fetched = self._documents.fetch(memory, version, following=feed.following if paging else None)
        if fetched.unchanged:
            return Snapshot(memory=fetched.memory, unchanged=True)
        if paging is None and len(fetched.documents) == len(self._settings.locations) == 1:
            with suppress(Undivided):
                return self._alone(feed, fetched.documents[0], fetched.memory, notes() if fetched.followed else b"")
        raw = feed.raw if paging else [pair for document in fetched.documents for pair in feed.whole(document)]
        records, issues = read_records(tuple(raw), self._mapping, self.name)
        return Snapshot(records, issues, fetched.memory)

    def check(self) -> str:
        """Try the connection."""
        return self._documents.check()

    def _alone(self, pages: "_Feed", document: Document, memory: Memory, notes: bytes) -> Snapshot:
        """What a single document says. Records it had before are not read again as long as each names itself.

        Raises Undivided where it has to be read as a whole.
        """
        charset = self._settings.encoding or ""
        feed = read_feed(document.content, self._mapping, self.name, charset=charset, notes=notes)
        pages.check_total(feed.around, feed.count, document)
        course, keys = feed.course, [record.ref.key for record in feed.records]
        if course.unique(keys):
            told = Snapshot(tuple(feed.records), tuple(feed.issues), memory, notes=course.notes(keys))
            return replace(told, kept=course.kept, doubtful=tuple(course.doubtful))
        if course.stood:
            return self._alone(pages, document, memory, b"")
        records, doubled = with_unique_keys([*feed.records])
        return Snapshot(records, (*feed.issues, *doubled), memory)


class _Feed:
    """Collects the raw records of one fetch, page by page."""

    def __init__(self, settings: JsonSettings, mapping: Mapping, paging: Paging | None) -> None:
        self.raw: list[tuple[str, Any]] = []
        self._settings = settings
        self._mapping = mapping
        self._paging = paging
        self._pages = 0
        self._found = 0
        self._last = b""

    def following(self, document: Document, place: str) -> str:
        """Take a page's records; return the place of the next page."""
        data, records = self._page(document)
        if self._pages and document.content == self._last and records:
            raise SourceRejected(f"{document.location} is the same as the page before", hint="check paging")
        self._pages, self._found, self._last = self._pages + 1, self._found + len(records), document.content
        link = self._link(data, len(records), place)
        if link and self._pages >= self._settings.max_pages:
            raise SourceRejected(f"{document.location}: more than {self._pages} pages", hint="raise max_pages")
        if not link:
            self.check_total(data, self._found, document)
            self._pages, self._found, self._last = 0, 0, b""
        self.raw += self._placed(document, records)
        return link

    def whole(self, document: Document) -> list[tuple[str, Any]]:
        """Return the records of a feed that has one page."""
        data, records = self._page(document)
        self.check_total(data, len(records), document)
        return self._placed(document, records)

    def _page(self, document: Document) -> tuple[Any, tuple[tuple[str, Any], ...]]:
        try:
            data = parse(document.content, self._settings.encoding or "")
            return data, find_records(data, self._mapping.records)
        except FeedError as error:
            raise SourceRejected(f"{document.location}: {error}", hint="check records and location") from error

    def _placed(self, document: Document, records: tuple[tuple[str, Any], ...]) -> list[tuple[str, Any]]:
        alone = self._paging is None and len(self._settings.locations) == 1
        return [(place if alone else f"{document.location}, {place}", item) for place, item in records]

    def _link(self, data: Any, count: int, place: str) -> str:
        paging = self._paging
        if paging is None:
            return ""
        if paging.next:
            link = _look_up(paging.next, data, place)
            return link if isinstance(link, str) else ""
        if not count:
            return ""
        if paging.page:
            return _with_query(place, paging.page, paging.first + self._pages)
        return _with_query(place, paging.offset, self._found)

    def check_total(self, data: Any, found: int, document: Document) -> None:
        """Raise SourceIncomplete if the document promises another number of records."""
        if not self._settings.total:
            return
        total = _look_up(self._settings.total, data, document.location)
        if total != found:
            raise SourceIncomplete(
                f"{document.location}: {found} records came, {str(total)[:20]} were promised",
                hint="the next run tries again",
            )


def _look_up(path: str, data: Any, location: str) -> Any:
    try:
        return look_up(path, data)
    except FeedError as error:
        raise SourceRejected(f"{location}: {error}", hint="check paging and total") from error


def _with_query(place: str, name: str, value: int) -> str:
    parts = urlsplit(place)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode([*query, (name, str(value))]), ""))
