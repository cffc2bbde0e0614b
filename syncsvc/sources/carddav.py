"""Source kind ``carddav``: address books of a CardDAV server, reading again only the cards that changed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import field_validator

from syncsvc.formats import vcard
from syncsvc.formats.urls import is_url
from syncsvc.formats.vcard.records import revised
from syncsvc.formats.vcard.uris import card_key
from syncsvc.formats.webdav import Resource, path_of
from syncsvc.model.digest import digest
from syncsvc.model.issue import Issue, Severity
from syncsvc.model.record import RecordRef, SourceRecord
from syncsvc.ports import Memory, Notes, Snapshot, unnoted
from syncsvc.settings import Surroundings
from syncsvc.sources.access import WebSettings
from syncsvc.sources.davbook import DavBook, Listing
from syncsvc.sources.davdiscovery import FoundBook, find_books
from syncsvc.sources.documents import check_location
from syncsvc.sources.http import HttpClient

_VERSION = 1
"""Raised whenever the same card may become another record."""


class CardDavSettings(WebSettings):
    """An address book on a CardDAV server: Nextcloud, SOGo, Radicale, iCloud."""

    kind: Literal["carddav"]
    location: str
    """URL of the address book (best), or of the server or the user's folder."""
    books: tuple[str, ...] = ()
    """Titles, or last parts of the paths, of the address books meant, where there are several."""

    @field_validator("location")
    @classmethod
    def _url(cls, location: str) -> str:
        if not is_url(location):
            raise ValueError("a CardDAV location begins with https://")
        check_location(location)
        return location

    def urls(self) -> tuple[str, ...]:
        """The configured URL."""
        return (self.location,)

    def open(self, around: Surroundings) -> "CardDavSource":
        """Build the source."""
        return CardDavSource(self, around)


class CardDavSource:
    """Keeps each card's entity tag in memory, so that a fetch costs what changed."""

    def __init__(self, settings: CardDavSettings, around: Surroundings) -> None:
        self._settings = settings
        self._around = around

    @property
    def name(self) -> str:
        """The name from the configuration."""
        return self._settings.name

    def fetch(self, memory: Memory, notes: Notes = unnoted) -> Snapshot:  # noqa: ARG002 — nothing to note
        """List every card, read those that changed; unchanged ones are ``kept``. Raises SourceError."""
        stamp = digest(f"carddav {_VERSION} {self._settings.location} {self._settings.books}".encode())
        known = memory if ("version", stamp) in memory else ()
        with self._client() as client:
            shelf = _Shelf(self.name, known)
            for found in self._books(client):
                shelf.list(DavBook(client, found.url))
            if known and shelf.unchanged:
                return Snapshot(memory=shelf.memory(stamp), unchanged=True)
            shelf.read()
        return shelf.snapshot(stamp)

    def check(self) -> str:
        """Find the address books and say which."""
        with self._client() as client:
            return ", ".join(f"address book «{book.title}»" for book in self._books(client))

    def _client(self) -> HttpClient:
        return HttpClient(self._settings.access(self._around))

    def _books(self, client: HttpClient) -> tuple[FoundBook, ...]:
        return find_books(client, self._settings.location, self._settings.books)


@dataclass(frozen=True, slots=True)
class _Held:
    """What is remembered of one card."""

    href: str
    etag: str
    uid: str
    """In one form, or the path of a card without one; empty for what cannot be read."""
    odd: bool = False
    """It has issues: it is read again in every fetch that finds changes, so that they are told each time."""

    def text(self) -> str:
        """As it stands in the memory."""
        return "\n".join((self.etag, self.uid, "odd" * self.odd))


class _Shelf:
    """The address books of one fetch: what is there now, and the cards that had to be read."""

    def __init__(self, source: str, memory: Memory) -> None:
        self._source = source
        self._tokens = {name: value for name, value in memory if name.startswith("token:")}
        self._former = {
            path_of(name[5:]): _recalled(name[5:], text) for name, text in memory if name.startswith("card:")
        }
        self._listings: dict[DavBook, Listing] = {}
        self._held = self._former
        self._records: dict[str, SourceRecord] = {}
        self._issues: dict[str, tuple[Issue, ...]] = {}

    def list(self, book: DavBook) -> None:
        """See what is in a book."""
        folder = path_of(book.url).rstrip("/") + "/"
        inside = {path: held for path, held in self._former.items() if path.startswith(folder)}
        hrefs = {path: held.href for path, held in inside.items()}
        etags = {path: held.etag for path, held in inside.items()}
        self._listings[book] = book.listing(Listing(hrefs, etags, self._tokens.get(f"token:{book.url}", "")))

    @property
    def unchanged(self) -> bool:
        """Whether every book holds just the versions that are remembered."""
        etags = {path: etag for listing in self._listings.values() for path, etag in listing.etags.items()}
        return all(etags.values()) and etags == {path: held.etag for path, held in self._former.items()}

    def read(self) -> None:
        """Read the cards that are new, changed, odd or without entity tag; hold the others as they were."""
        self._held = {}
        for book, listing in self._listings.items():
            same = {path for path, etag in listing.etags.items() if self._is_same(path, etag)}
            self._held |= {path: self._former[path] for path in same}
            self._take(book, [path for path in sorted(listing.hrefs) if path not in same])
        # Another card with the same UID may have come or gone: then the key of an unchanged card changes, too.
        before, now = _keys(self._former), _keys(self._held)
        renamed = {path for path, key in now.items() if path not in self._records and before.get(path) != key}
        for book, listing in self._listings.items():
            self._take(book, sorted(renamed & listing.hrefs.keys()))

    def memory(self, stamp: str) -> Memory:
        """What to be reminded of next time."""
        tokens = tuple((f"token:{book.url}", listing.token) for book, listing in self._listings.items())
        held = (card for _, card in sorted(self._held.items()))
        return (("version", stamp), *tokens, *((f"card:{card.href}", card.text()) for card in held))

    def snapshot(self, stamp: str) -> Snapshot:
        """Everything that was read, and the keys of what was not."""
        keys = _keys(self._held)
        records = tuple(
            replace(record, ref=record.ref._replace(key=keys[path])) for path, record in sorted(self._records.items())
        )
        issues = tuple(issue for _, found in sorted(self._issues.items()) for issue in found)
        kept = tuple(sorted(key for path, key in keys.items() if path not in self._records))
        return Snapshot(records, issues, self.memory(stamp), kept=kept)

    def _is_same(self, path: str, etag: str) -> bool:
        held = self._former.get(path)
        return held is not None and held.etag == etag != "" and not held.odd

    def _take(self, book: DavBook, paths: Sequence[str]) -> None:
        listing = self._listings[book]
        for item in book.cards([listing.hrefs[path] for path in paths]):
            if item.card is not None:
                self._put(item, item.card)
                continue
            # It was listed and is not there: list everything next time, in case the server is wrong and not late.
            self._listings[book] = replace(self._listings[book], token="")

    def _put(self, item: Resource, content: bytes) -> None:
        place = item.path.rpartition("/")[2]
        cards, found = vcard.read(content)
        issues = tuple(replace(issue, source=self._source, place=f"{place}, {issue.place}") for issue in found)
        if len(cards) > 1:
            issues += (_several(self._source, place),)
        uid = (card_key(cards[0].first("UID")) or item.path) if cards else ""
        self._held[item.path] = _Held(item.href, item.etag, uid, odd=bool(issues))
        self._issues[item.path] = issues
        if cards:
            self._records[item.path] = _record(cards[0], self._source, place)


def _keys(held: dict[str, _Held]) -> dict[str, str]:
    """The key of every card that can be read: its UID, and its path as well where several have the same."""
    uids = Counter(card.uid for card in held.values())
    return {path: card.uid if uids[card.uid] == 1 else f"{card.uid}#{path}" for path, card in held.items() if card.uid}


def _recalled(href: str, text: str) -> _Held:
    etag, uid, odd = text.split("\n")
    return _Held(href, etag, uid, odd=bool(odd))


def _record(card: vcard.Card, source: str, place: str) -> SourceRecord:
    return SourceRecord(RecordRef(source, ""), vcard.fields(card), place, revised(card))


def _several(source: str, place: str) -> Issue:
    return Issue(
        "read",
        "cards-several",
        "more than one card under one address (RFC 6352 section 5.1); the first counts",
        source=source,
        place=place,
        hint="let the owner of the address book import them again",
        severity=Severity.ERROR,
    )
