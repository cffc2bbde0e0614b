"""Reads single places, a file or a URL, and tells whether they are as remembered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from syncsvc.errors import SourceIncomplete, SourceRejected, SourceUnavailable
from syncsvc.formats.urls import bare, host, is_url, origin, shown
from syncsvc.model.digest import digest
from syncsvc.ports import Memory
from syncsvc.sources.answer import Reply
from syncsvc.sources.files import State, digest_file, inside, listing, read_file, sizes
from syncsvc.sources.http import HttpClient, Request
from syncsvc.sources.robots import Robots

_MISSING = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Document:
    """One document as it came."""

    location: str
    """Path as configured (in a folder: with the file's name), or final URL without secrets."""
    content: bytes = field(repr=False)
    content_type: str = ""
    """Media type in lower case; empty for files."""
    charset: str = ""
    """What the source configures or, failing that, the server says; empty if neither does."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One place, read once."""

    place: str
    content: Document | None
    """None where it is as remembered (304), or missing."""
    memory: Memory = ()
    same: bool = False
    missing: bool = False


class Reader:
    """Reads places for the length of one fetch."""

    def __init__(  # noqa: PLR0913 - one value each from the settings
        self,
        *,
        client: HttpClient,
        path: Callable[[str], Path],
        known: dict[str, str],
        media_types: tuple[str, ...],
        suffixes: tuple[str, ...],
        charset: str,
        max_bytes: int,
        allow_empty: bool,
        robots: bool,
    ) -> None:
        self._client = client
        self._resolve = path
        self._known = known
        self._media_types = media_types
        self._suffixes = suffixes
        self._charset = charset
        self._max_bytes = max_bytes
        self._allow_empty = allow_empty
        self._robots = Robots(client) if robots else None

    def places(self, location: str) -> tuple[str, ...]:
        """Return the single places behind a location: itself, or the files of a folder, sorted. Raises SourceError."""
        if is_url(location):
            return (location,)
        path = self._path(location)
        files = listing(path, self._suffixes)
        if not files and not self._allow_empty:
            wanted = ", ".join(self._suffixes) or "any"
            raise SourceIncomplete(
                f"no file to read in {location} ({wanted})", hint="is the share mounted, was the export written?"
            )
        return (location,) if files == (path,) else tuple(f"{location.rstrip('/')}/{file.name}" for file in files)

    def read(
        self, place: str, *, conditional: bool = False, linked: bool = False, media_types: tuple[str, ...] = ()
    ) -> Reading:
        """Read one place; ``conditional`` lets the answer be «unchanged», ``linked`` lets the place be missing."""
        if is_url(place):
            return self._read_url(place, conditional=conditional, linked=linked, media_types=media_types)
        path = self._path(place)
        if linked and not path.exists():
            return self._gone(place)
        told, looked_at = self._looked_at(place, path) if conditional else ("", None)
        if told and told == self._known.get(f"hash:{_name(place)}"):
            return self._remembered(place)
        content, found = read_file(path, self._max_bytes)
        document = Document(place, content, charset=self._charset)
        return self._noted(place, document, hashed=told if found == looked_at else "")

    def document(self, reading: Reading) -> Document:
        """Return the document of a reading, fetched now if the server had only said that it is unchanged."""
        content = reading.content or self.read(reading.place).content
        if content is None:
            raise SourceIncomplete(f"{shown(reading.place)} was there and is not", hint="the next run tries again")
        return content

    def target(self, link: str, base: str) -> str:
        """Return the place a link leads to. Raises SourceRejected unless on the same host or in the same folder."""
        if is_url(base):
            return _same_host(link, base)
        parts = urlsplit(link)
        folder = Path(base).parent
        place = str(folder / unquote(parts.path))
        if parts.scheme or parts.netloc or not inside(self._path(str(folder)), self._path(place)):
            raise SourceRejected(f"{base} links to another place, which is not followed", hint="check follow")
        return place

    def probe(self, location: str) -> str:
        """Try a location as cheaply as possible; return a few words on what is there."""
        if is_url(location):
            self._ask_robots(location)
            reply = self._client.probe(Request(location, media_types=self._media_types))
            return f"{shown(reply.url)} answers" + (f" with {reply.media_type}" if reply.media_type else "")
        files = tuple(self._path(place) for place in self.places(location))
        return f"{location}: {len(files)} file{'s' * (len(files) != 1)}, {sum(sizes(files))} bytes"

    def _path(self, place: str) -> Path:
        try:
            return self._resolve(place)
        except (RuntimeError, ValueError) as error:  # a loop of links, an unknown «~user», a null byte
            raise SourceUnavailable(f"{place} cannot be read: it leads nowhere", hint="check location") from error

    def _read_url(self, url: str, *, conditional: bool, linked: bool, media_types: tuple[str, ...]) -> Reading:
        self._ask_robots(url)
        name = _name(url)
        reply = self._client.get(
            url,
            etag=self._known.get(f"etag:{name}", "") if conditional else "",
            modified=self._known.get(f"modified:{name}", "") if conditional else "",
            media_types=media_types or self._media_types,
            also=_MISSING if linked else frozenset(),
        )
        if reply.status in _MISSING:
            return self._gone(url)
        if reply.unchanged:
            return self._remembered(url)
        if linked and host(reply.url) != host(url):
            raise SourceRejected(f"{shown(url)} leads to another host, which is not followed", hint="check follow")
        return self._answered(url, reply)

    def _looked_at(self, place: str, path: Path) -> tuple[str, State | None]:
        """The digest of a file whose content may be what is remembered; most is, and need not be held in memory."""
        # Whether an empty file will do is asked each time.
        known = self._known.get(f"hash:{_name(place)}") not in (None, digest(b""))
        return digest_file(path, self._max_bytes) if known else ("", None)

    def _remembered(self, place: str) -> Reading:
        """A place that is as remembered."""
        kept = (f"{key}:{_name(place)}" for key in ("hash", "etag", "modified"))
        return Reading(place, None, tuple((key, self._known[key]) for key in kept if key in self._known), same=True)

    def _answered(self, url: str, reply: Reply) -> Reading:
        document = Document(shown(reply.url), reply.content, reply.media_type, self._charset or reply.charset)
        validators = ((f"etag:{_name(url)}", reply.etag), (f"modified:{_name(url)}", reply.modified))
        return self._noted(url, document, tuple(pair for pair in validators if pair[1]))

    def _noted(self, place: str, document: Document, validators: Memory = (), hashed: str = "") -> Reading:
        if not document.content and not self._allow_empty:
            raise SourceIncomplete(
                f"{document.location} is empty", hint="set allow_empty = true if an empty source is an answer"
            )
        key, value = f"hash:{_name(place)}", hashed or digest(document.content)
        return Reading(place, document, ((key, value), *validators), same=self._known.get(key) == value)

    def _gone(self, place: str) -> Reading:
        key = f"hash:{_name(place)}"
        return Reading(place, None, ((key, "missing"),), same=self._known.get(key) == "missing", missing=True)

    def _ask_robots(self, url: str) -> None:
        if self._robots is None or self._robots.allow(url):
            return
        raise SourceRejected(
            f"robots.txt does not want {shown(url)} to be read by programs",
            hint="ask the site's operator; set robots = false only if the site is your own",
        )


def _name(place: str) -> str:
    """What a place is called in the memory: a URL may hold secrets."""
    return digest(place.encode())[:16]


def _same_host(link: str, base: str) -> str:
    try:
        target = bare(urljoin(base, link))
        same = host(target) == host(base) and is_url(target)
        downgrade = origin(base)[0] == "https" and origin(target)[0] == "http"
    except ValueError as error:
        raise SourceRejected(f"{shown(base)} holds a link that is no URL", hint="check follow") from error
    if not same or downgrade:
        raise SourceRejected(f"{shown(base)} links to {host(target)}, which is not followed", hint="check follow")
    return target
