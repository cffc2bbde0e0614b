"""One address book on a CardDAV server: what is in it, what changed, and the cards themselves."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from syncsvc.errors import SourceIncomplete, SourceRejected, SourceUnavailable
from syncsvc.formats.urls import shown
from syncsvc.formats.webdav import (
    ETAGS,
    TOKEN,
    Multistatus,
    Resource,
    WebdavError,
    multiget,
    path_of,
    read_multistatus,
    sync_collection,
)
from syncsvc.sources.answer import Reply
from syncsvc.sources.http import HttpClient, Request

_BATCH = 50
_MAX_ROUNDS = 1000
_NOT_SUPPORTED = frozenset({400, 403, 404, 405, 409, 410, 412, 415, 422, 501, 507})
"""A server without synchronisation, or that forgot our token: RFC 6578 asks for 403 or 409, Google says 400 or 410."""
_GONE = frozenset({404, 410})
_TRUNCATED = 507  # RFC 6578 section 3.6
_CARD_TYPES = ("", "text/vcard", "text/x-vcard", "text/directory", "application/octet-stream", "text/plain")
_XML = (("Content-Type", "application/xml; charset=utf-8"),)


@dataclass(frozen=True, slots=True)
class Listing:
    """Every card that is in the book now."""

    hrefs: dict[str, str]
    """Path → href as the server writes it."""
    etags: dict[str, str]
    """Path → entity tag; empty where the server gives none."""
    token: str = ""
    """Where the next synchronisation begins; empty where the server knows none."""


class DavBook:
    """Asks one collection. Every method raises SourceError."""

    def __init__(self, client: HttpClient, url: str) -> None:
        self.url = url
        self._client = client

    def listing(self, known: Listing) -> Listing:
        """List the cards: by what changed since the known listing if the server can tell, else all of them."""
        if known.token and (listing := self._synchronised(known)) is not None:
            return listing
        return self._synchronised(Listing({}, {})) or self._listed()

    def cards(self, hrefs: Sequence[str]) -> Iterator[Resource]:
        """Read cards in batches, in the given order; one that is gone by now comes without a card."""
        for start in range(0, len(hrefs), _BATCH):
            batch = hrefs[start : start + _BATCH]
            answer = self._ask("REPORT", multiget(batch), depth="1", also=_NOT_SUPPORTED)
            found = {} if answer is None else {item.path: item for item in answer.resources}
            for href in batch:
                item = found.get(path_of(href), Resource(href))
                yield item if item.card is not None or item.status in _GONE else self._single(href)

    def _single(self, href: str) -> Resource:
        """Read one card with GET, where a server does not give it in a batch."""
        reply = self._client.get(urljoin(self.url, href), also=_GONE)
        if reply.status in _GONE:
            return Resource(href, status=reply.status)
        return Resource(href, etag=reply.etag, card=reply.content)

    def _synchronised(self, known: Listing) -> Listing | None:
        """Ask for the changes (RFC 6578); None where the server cannot or does not know the token any more."""
        hrefs, etags, token = dict(known.hrefs), dict(known.etags), known.token
        for _ in range(_MAX_ROUNDS):
            answer = self._ask("REPORT", sync_collection(token), depth="0", also=_NOT_SUPPORTED)
            if answer is None or not answer.token:
                return None
            cut = self._apply(answer.resources, hrefs, etags)
            if not cut:
                return Listing(hrefs, etags, answer.token)
            if answer.token == token:
                break
            token = answer.token
        raise SourceIncomplete(f"{shown(self.url)} gives its changes in parts without end", hint="ask its operator")

    def _apply(self, resources: Sequence[Resource], hrefs: dict[str, str], etags: dict[str, str]) -> bool:
        """Write changes into a listing; True where the server has more of them."""
        cut = False
        check_there(self.url, resources)
        for item in resources:
            if item.status == _TRUNCATED:
                cut = True
            elif item.status in _GONE:
                hrefs.pop(item.path, None)
                etags.pop(item.path, None)
            elif self._is_card(item):
                hrefs[item.path] = item.href
                etags[item.path] = item.etag
        return cut

    def _listed(self) -> Listing:
        """List with PROPFIND. The token is read before: a change in between is then told twice, never lost."""
        before = self._ask("PROPFIND", TOKEN, depth="0", also=frozenset())
        answer = self._ask("PROPFIND", ETAGS, depth="1", also=frozenset())
        assert before is not None
        assert answer is not None
        hrefs: dict[str, str] = {}
        etags: dict[str, str] = {}
        if self._apply(answer.resources, hrefs, etags):
            raise SourceIncomplete(f"{shown(self.url)} lists only a part of its cards", hint="ask its operator")
        return Listing(hrefs, etags, next((item.token for item in before.resources), ""))

    def _is_card(self, item: Resource) -> bool:
        if item.status >= 400:
            raise SourceUnavailable(f"{shown(self.url)}: a card cannot be listed (status {item.status})")
        return not item.collection and not item.path.endswith("/") and item.content_type in _CARD_TYPES

    def _ask(self, method: str, body: bytes, *, depth: str, also: frozenset[int]) -> Multistatus | None:
        """Ask for a multistatus; None for one of the other statuses allowed."""
        headers = (("Depth", depth), *_XML)
        reply = self._client.ask(Request(self.url, method, body, headers, statuses=also | {207}))
        return read_answer(reply) if reply.status == 207 else None


def read_answer(reply: Reply) -> Multistatus:
    """Read a multistatus. Raises SourceRejected."""
    try:
        return read_multistatus(reply.content)
    except WebdavError as error:
        raise SourceRejected(f"{shown(reply.url)}: {error}", hint="is this a CardDAV server?") from error


def check_there(url: str, resources: Iterable[Resource]) -> None:
    """Raise SourceRejected where the collection that was asked is itself said not to be there, within a good answer."""
    own = path_of(url).rstrip("/")
    if any(item.status in _GONE and item.path.rstrip("/") == own for item in resources):
        raise SourceRejected(f"{shown(url)} is not there", hint="check location; the address book may have moved")
