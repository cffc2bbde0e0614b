"""The CardDAV application: lets devices in, and hands each request to its method."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from syncsvc.model.audience import Audience
from syncsvc.serve.carddav import methods
from syncsvc.serve.carddav.addressbooks import AddressBook, Division, divided
from syncsvc.serve.carddav.cards import Cards, Catalogue
from syncsvc.serve.carddav.paths import place
from syncsvc.serve.carddav.signin import Doorkeeper
from syncsvc.serve.carddav.visit import Books, Visit

# Evolution takes a book for writable where PUT is allowed.
_OPTIONS = {"Allow": "OPTIONS, GET, HEAD, PROPFIND, REPORT", "MS-Author-Via": "DAV"}
_EVERYWHERE = {"DAV": "1, 3, access-control, addressbook", "Cache-Control": "private, no-cache"}


@dataclass(frozen=True, slots=True)
class Terms:
    """What is served, and how it is called."""

    title: str = "Contacts"
    audience: Audience = Audience.INTERNAL
    """The most that any account is shown."""
    divisions: tuple[Division, ...] = (Division.ALL,)
    url: str = ""
    """How people reach the service; empty: as they just did."""


class CardDav:
    """An ASGI application that stands at ``/dav/``."""

    def __init__(self, catalogue: Catalogue, doorkeeper: Doorkeeper, terms: Terms) -> None:
        self._catalogue = catalogue
        self._doorkeeper = doorkeeper
        self._terms = terms
        self._divided: dict[Audience, tuple[Cards, Mapping[str, AddressBook]]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            response = await self._answer(Request(scope, receive))
        except ClientDisconnect:
            return
        except TimeoutError:
            response = PlainTextResponse("The body did not come.", 408)
        for name, value in _EVERYWHERE.items():
            response.headers.setdefault(name, value)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(headers=_OPTIONS)
        who = await self._doorkeeper.admitted(request)
        if isinstance(who, Response):
            return who
        # As it was sent: in «scope["path"]» an escaped slash has become one that parts.
        there = place((request.scope.get("raw_path") or b"").decode("latin-1"))
        if there is None or (there.kind == "principal" and there.account != who.name):
            return PlainTextResponse("There is nothing here.", 404)
        audience = min(who.audience, self._terms.audience)
        visit = Visit(request, who, there, partial(self._look, audience))
        match request.method:
            case "PROPFIND":
                return await methods.propfind(visit)
            case "REPORT":
                return await methods.report(visit)
            case "GET" | "HEAD":
                return await methods.get(visit)
            case _:
                return methods.read_only(visit)

    async def _look(self, audience: Audience) -> Books:
        book = self._catalogue.book
        current = book.ready
        cards = self._catalogue.ready(audience)
        if cards is None:
            cards = await run_in_threadpool(self._catalogue.cards, audience)
        view = cards.view
        kept = self._divided.get(view.audience)
        if kept is None or kept[0] is not cards:
            kept = self._divided[view.audience] = (cards, divided(cards, self._terms.divisions, self._terms.title))
        return Books(view.audience.word, kept[1], book.identity, view.sequence, current)
