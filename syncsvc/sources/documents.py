"""From a location (file, folder, URL, or a list of them) to whole documents, or the word that nothing changed."""

import codecs
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import field_validator

from syncsvc.errors import SourceRejected
from syncsvc.formats.urls import is_url, shown
from syncsvc.model.digest import digest
from syncsvc.ports import Memory
from syncsvc.settings import Surroundings
from syncsvc.sources.access import WebSettings
from syncsvc.sources.http import HttpClient
from syncsvc.sources.reading import Document, Reader, Reading

__all__ = ["Document", "DocumentSettings", "Documents", "Fetched"]

Links = Callable[[Document], Iterable[str]]
"""Names the links of a document that belong to the source as well."""
Next = Callable[[Document, str], str]
"""Names the page that follows a document read from this place; an empty text after the last one."""


class DocumentSettings(WebSettings):
    """What every kind that reads documents can be told; kinds fill in the class variables."""

    suffixes: ClassVar[tuple[str, ...]] = ()
    """Which files of a folder are meant: (".csv", ".tsv"); none named means all."""
    media_types: ClassVar[tuple[str, ...]] = ()
    """Which Content-Types are accepted over HTTP; types that say nothing always are; none named means all."""

    location: str | tuple[str, ...]
    """A file, a folder, a URL, or a list of these. Paths are relative to the configuration file."""
    encoding: str | None = None
    """The encoding of the text where the source does not tell it rightly."""

    @field_validator("location")
    @classmethod
    def _locations(cls, location: str | tuple[str, ...]) -> str | tuple[str, ...]:
        places = (location,) if isinstance(location, str) else location
        if not places or not all(place.strip() for place in places):
            raise ValueError("a location is a file, a folder, a URL, or a list of these")
        if len(set(places)) < len(places):
            raise ValueError("a location is named twice")
        for place in places:
            check_location(place)
        return location

    @field_validator("encoding")
    @classmethod
    def _encoding(cls, encoding: str | None) -> str | None:
        try:
            return encoding and codecs.lookup(encoding).name
        except LookupError:
            raise ValueError("the encoding is not known: utf-8, cp1252, iso-8859-15, utf-16 …") from None

    @property
    def locations(self) -> tuple[str, ...]:
        """All locations."""
        return (self.location,) if isinstance(self.location, str) else self.location

    def urls(self) -> tuple[str, ...]:
        """Those locations that are URLs."""
        return tuple(location for location in self.locations if is_url(location))


def check_location(location: str) -> None:
    """Raise ValueError for a location nobody can read, and for one that holds a password."""
    if not is_url(location):
        if "://" in location:
            raise ValueError("a location is a path or begins with http:// or https://")
        return
    parts = urlsplit(location)
    if parts.username is not None or parts.password is not None:
        raise ValueError("user and password do not belong into the URL: use username and password_env")
    if not parts.hostname or parts.port == 0:
        raise ValueError("the URL names no host")


@dataclass(frozen=True, slots=True)
class Fetched:
    """All documents, or the word that they are as the memory says."""

    documents: tuple[Document, ...] = ()
    memory: Memory = ()
    unchanged: bool = False
    missing: tuple[str, ...] = ()
    """Linked documents that are not there (404, 410): dead links, worth an issue each."""
    followed: bool = False
    """Whether the memory is of a reading in the same way."""


class Documents:
    """Reads the locations of one source. Opening touches nothing; each call uses a client of its own."""

    def __init__(self, settings: DocumentSettings, around: Surroundings) -> None:
        self._settings = settings
        self._around = around

    def fetch(self, memory: Memory, version: str, links: Links | None = None, following: Next | None = None) -> Fetched:
        """Read every document, in the order of the configuration.

        ``version`` stands for everything that decides how documents become records (format version, settings): only
        with the same version in ``memory`` may the answer be ``unchanged``. ``links`` names further documents
        to read with the same guards; they come after the configured ones. ``following`` names the next page of
        a document; pages come in their order. Raises SourceError.
        """
        stamp = digest("\n".join((version, *self._settings.locations)).encode())
        known = dict(memory) if ("version", stamp) in memory else {}
        with self._client() as client:
            reader = self._reader(client, known)
            readings = self._configured(reader, following, conditional=links is None and following is None)
            if links is not None:
                readings += _linked(reader, readings, links)
            found = (("version", stamp), *(pair for reading in readings for pair in reading.memory))
            if known and all(reading.same for reading in readings) and _places(found) == _places(memory):
                return Fetched(memory=found, unchanged=True)
            documents = tuple(reader.document(reading) for reading in readings if not reading.missing)
        missing = tuple(shown(reading.place) for reading in readings if reading.missing)
        return Fetched(documents, found, missing=missing, followed=bool(known))

    def get(self, link: str, *, base: str, media_types: tuple[str, ...] = ()) -> Document:
        """Read one document that the document at ``base`` links to: same host (or folder), same guards.

        ``media_types`` are accepted instead of the kind's own. Raises SourceError, SourceRejected for a foreign link.
        """
        with self._client() as client:
            reader = self._reader(client, {})
            return reader.document(reader.read(reader.target(link, base), media_types=media_types))

    def check(self) -> str:
        """Try every location without reading bodies; one line on what was found. Raises SourceError."""
        with self._client() as client:
            reader = self._reader(client, {})
            return "; ".join(reader.probe(location) for location in self._settings.locations)

    def _client(self) -> HttpClient:
        return HttpClient(self._settings.access(self._around))

    def _reader(self, client: HttpClient, known: dict[str, str]) -> Reader:
        settings = self._settings
        return Reader(
            client=client,
            path=self._around.path,
            known=known,
            media_types=settings.media_types,
            suffixes=settings.suffixes,
            charset=settings.encoding or "",
            max_bytes=settings.max_bytes,
            allow_empty=settings.allow_empty,
            robots=settings.respects_robots,
        )

    def _configured(self, reader: Reader, following: Next | None, *, conditional: bool) -> tuple[Reading, ...]:
        places = tuple(place for location in self._settings.locations for place in reader.places(location))
        if following is not None:
            return tuple(reading for place in places for reading in _paged(reader, place, following))
        return tuple(reader.read(place, conditional=conditional) for place in places)


def _linked(reader: Reader, readings: tuple[Reading, ...], links: Links) -> tuple[Reading, ...]:
    """Read what the documents link to, each place once."""
    documents = [reader.document(reading) for reading in readings]
    targets = (reader.target(link, document.location) for document in documents for link in links(document))
    places = dict.fromkeys(targets)
    for reading in readings:
        places.pop(reading.place, None)
    return tuple(reader.read(place, conditional=True, linked=True) for place in places)


def _paged(reader: Reader, place: str, following: Next) -> Iterator[Reading]:
    """Read a place and the pages that follow it. Raises SourceRejected where they go in a circle."""
    seen = {place}
    reading = reader.read(place)
    yield reading
    while link := following(reader.document(reading), place):
        place = reader.target(link, place)
        if place in seen:
            raise SourceRejected(f"the pages of {shown(place)} go in a circle", hint="check paging")
        seen.add(place)
        reading = reader.read(place)
        yield reading


def _places(memory: Memory) -> set[str]:
    return {name for name, _ in memory if name.startswith("hash:")}
