"""Source kind ``html``: contact pages, by the generic reader and, where a page is odd, by CSS selectors."""

from dataclasses import replace
from typing import ClassVar, Literal, TypeVar

from pydantic import Field, field_validator

from syncsvc.errors import ConfigError, SourceIncomplete
from syncsvc.formats.html import VERSION, PageOptions, check_selector, links, read
from syncsvc.formats.urls import shown
from syncsvc.model.issue import Issue, Severity
from syncsvc.model.record import SourceRecord
from syncsvc.ports import Memory, Notes, Snapshot, unnoted
from syncsvc.settings import Surroundings
from syncsvc.sources.documents import Document, Documents, DocumentSettings

_Placed = TypeVar("_Placed", SourceRecord, Issue)


class HtmlSettings(DocumentSettings):
    """One or more contact pages."""

    suffixes: ClassVar[tuple[str, ...]] = (".html", ".htm", ".xhtml")
    media_types: ClassVar[tuple[str, ...]] = ("text/html", "application/xhtml+xml")
    pages: ClassVar[bool] = True

    kind: Literal["html"]
    block: str = ""
    """CSS selector of the elements that hold a contact each; the rest of the page is not read. Only for odd pages."""
    skip: str = ""
    """CSS selector of elements to leave out."""
    fields: dict[str, str] = Field(default_factory=dict)
    """Field and the CSS selector of its element inside a block: ``{ name = "h3", phone = ".tel" }``."""
    follow: str = ""
    """CSS selector of links to further pages of the same host: ``.person-list a``."""
    max_pages: int = Field(default=200, gt=0)
    """More followed pages than this are an error."""

    @field_validator("block", "skip", "follow", "fields")
    @classmethod
    def _selectors(cls, value: str | dict[str, str]) -> str | dict[str, str]:
        for selector in value.values() if isinstance(value, dict) else (value,):
            try:
                check_selector(selector)
            except ConfigError as error:
                raise ValueError(str(error)) from error
        return value

    def options(self) -> PageOptions:
        """What the reader is told of the page."""
        return PageOptions(block=self.block, skip=self.skip, fields=tuple(sorted(self.fields.items())))

    def open(self, around: Surroundings) -> "HtmlSource":
        """Build the source."""
        return HtmlSource(self, around)


class HtmlSource:
    """Reads pages, follows their links where it is told to, and finds the contacts on them."""

    def __init__(self, settings: HtmlSettings, around: Surroundings) -> None:
        self._settings = settings
        self._documents = Documents(settings, around)

    @property
    def name(self) -> str:
        """The name from the configuration."""
        return self._settings.name

    def fetch(self, memory: Memory, notes: Notes = unnoted) -> Snapshot:  # noqa: ARG002 — nothing to note
        """Read every page. Raises SourceError; SourceIncomplete where there are more pages than allowed."""
        settings = self._settings
        version = f"html {VERSION} {settings.options()!r} {settings.follow} {settings.encoding}"
        fetched = self._documents.fetch(memory, version, links=self._links if settings.follow else None)
        if fetched.unchanged:
            return Snapshot(memory=fetched.memory, unchanged=True)
        pages = [self._read(document) for document in fetched.documents]
        records = _distinct([record for found, _ in pages for record in found])
        issues = tuple(issue for _, found in pages for issue in found)
        return Snapshot(records, issues + tuple(map(self._dead, fetched.missing)), fetched.memory)

    def check(self) -> str:
        """Try the connection."""
        return self._documents.check()

    def _links(self, document: Document) -> tuple[str, ...]:
        found = links(document.content, self._settings.follow, url=document.location, charset=document.charset)
        if len(found) > self._settings.max_pages:
            raise SourceIncomplete(
                f"{shown(document.location)} links to {len(found)} pages, more than max_pages allows",
                hint="name fewer links in follow, or raise max_pages",
            )
        return found

    def _read(self, document: Document) -> tuple[tuple[SourceRecord, ...], tuple[Issue, ...]]:
        records, issues = read(
            document.content,
            source=self.name,
            url=document.location,
            charset=document.charset,
            options=self._settings.options(),
        )
        if any(issue.severity is Severity.ERROR for issue in issues):
            raise SourceIncomplete(
                f"{shown(document.location)} is too large to be read whole", hint="name a smaller page"
            )
        if len(self._settings.locations) == 1 and not self._settings.follow:
            return records, issues
        return _placed(records, shown(document.location)), _placed(issues, shown(document.location))

    def _dead(self, place: str) -> Issue:
        return Issue(
            "fetch",
            "link-dead",
            "a page that is linked to is not there",
            source=self.name,
            place=place,
            hint="tell the site's owner, or change follow",
        )


def _placed(items: tuple[_Placed, ...], page: str) -> tuple[_Placed, ...]:
    return tuple(replace(item, place=f"{page}, {item.place}") for item in items)


def _distinct(records: list[SourceRecord]) -> tuple[SourceRecord, ...]:
    """Each key once: a contact that several pages show (a footer, a list and its person page) is one record."""
    merged: dict[str, SourceRecord] = {}
    for record in records:
        known = merged.get(record.ref.key)
        merged[record.ref.key] = record if known is None else _united(known, record)
    return tuple(merged.values())


def _united(known: SourceRecord, more: SourceRecord) -> SourceRecord:
    have = {(field.name, field.value) for field in known.fields}
    single = {field.name for field in known.fields} - {"phone", "email", "unit", "url", "group", "note"}
    added = tuple(f for f in more.fields if (f.name, f.value) not in have and f.name not in single)
    return replace(known, fields=known.fields + added)
