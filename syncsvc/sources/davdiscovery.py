"""Finding address books on a CardDAV server: well-known address, principal, home (RFC 6764 section 6)."""

from dataclasses import dataclass
from urllib.parse import urljoin

from syncsvc.errors import SourceRejected
from syncsvc.formats.urls import origin, shown
from syncsvc.formats.webdav import DISCOVERY, Resource, path_of
from syncsvc.sources.davbook import check_there, read_answer
from syncsvc.sources.http import HttpClient, Request

_WELL_KNOWN = "/.well-known/carddav"
_NO_DAV = frozenset({200, 204, 400, 403, 404, 405, 410, 501})
"""What servers answer where there is no WebDAV."""
_GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class FoundBook:
    """An address book and what people call it."""

    url: str
    title: str


def find_books(client: HttpClient, location: str, wanted: tuple[str, ...]) -> tuple[FoundBook, ...]:
    """Find the address books behind a URL: the one it names, or those of whoever signs in.

    ``wanted`` names some of them by title or last part of the path. Raises SourceError; SourceRejected also where there
    are several and none is named, for servers add books of their own (recently contacted people) that nobody means.
    """
    found = _Discovery(client, location).books()
    named = tuple(book for book in found if not wanted or _is_named(book, wanted))
    titles = ", ".join(f"«{book.title}»" for book in found)
    if not found:
        raise SourceRejected(f"{shown(location)}: no address book there", hint="check location and username")
    if missing := [name for name in wanted if not any(_is_named(book, (name,)) for book in found)]:
        raise SourceRejected(
            f"{shown(location)}: no address book «{missing[0]}»; there are {titles}", hint="check books"
        )
    if len(named) > 1 and not wanted:
        raise SourceRejected(f"{shown(location)}: several address books: {titles}", hint="name those you mean in books")
    return named


def _is_named(book: FoundBook, names: tuple[str, ...]) -> bool:
    return book.title in names or path_of(book.url).rstrip("/").rpartition("/")[2] in names


class _Discovery:
    """One search."""

    def __init__(self, client: HttpClient, location: str) -> None:
        self._client = client
        self._location = location

    def books(self) -> tuple[FoundBook, ...]:
        """Find every address book; the one that the location itself is comes alone."""
        start, itself = self._start()
        if itself.book:
            return (self._found(start, itself),)
        homes = tuple(urljoin(start, home) for home in itself.homes) or self._homes(start, itself)
        found = [book for home in homes for book in self._in_home(home)]
        return tuple(sorted(found, key=lambda book: path_of(book.url)))

    def _start(self) -> tuple[str, Resource]:
        """The first address that answers: the configured one, the well-known one, the root."""
        places = (self._location, urljoin(self._location, _WELL_KNOWN), urljoin(self._location, "/"))
        for place in dict.fromkeys(places):
            url, resources = self._ask(place, depth="0")
            useful = [item for item in resources if item.book or item.principal or item.homes]
            if useful:
                return url, useful[0]
        raise SourceRejected(
            f"{shown(self._location)}: no CardDAV server there, or it does not know who is asking",
            hint="check location, username and password; the address of the address book itself works best",
        )

    def _homes(self, start: str, itself: Resource) -> tuple[str, ...]:
        url, resources = self._ask(self._same_origin(start, itself.principal), depth="0")
        return tuple(urljoin(url, home) for item in resources for home in item.homes)

    def _in_home(self, home: str) -> list[FoundBook]:
        url, resources = self._ask(self._same_origin(self._location, home), depth="1")
        return [self._found(url, item) for item in resources if item.book]

    def _found(self, base: str, item: Resource) -> FoundBook:
        url = self._same_origin(base, item.href)
        return FoundBook(url, item.title or path_of(url).rstrip("/").rpartition("/")[2])

    def _ask(self, url: str, *, depth: str) -> tuple[str, tuple[Resource, ...]]:
        headers = (("Depth", depth), ("Content-Type", "application/xml; charset=utf-8"))
        # A book that is gone must not be mistaken for another one that is found on the way.
        named = url == self._location and path_of(url) not in ("", "/")
        statuses = (_NO_DAV - _GONE if named else _NO_DAV) | {207}
        reply = self._client.ask(Request(url, "PROPFIND", DISCOVERY, headers, statuses=statuses))
        if reply.status != 207:
            return reply.url, ()
        resources = read_answer(reply).resources
        if named:
            check_there(reply.url, resources)
        return self._same_origin(reply.url, reply.url), resources

    def _same_origin(self, base: str, href: str) -> str:
        """The URL of an href. Raises SourceRejected if it is elsewhere: our credentials do not go there."""
        try:
            url = urljoin(base, href)
            same = origin(url) == origin(self._location)
        except ValueError as error:
            raise SourceRejected(f"{shown(base)} names an address that is no URL", hint="ask its operator") from error
        if not same:
            raise SourceRejected(
                f"{shown(self._location)} leads to {shown(url)}", hint="if that is right, name it in location"
            )
        return url
