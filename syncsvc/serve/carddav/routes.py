"""Where the address books stand in the web server: /dav/, the well-known places that lead there, the devices' page."""

import re
import threading
import time

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from syncsvc.serve.authentication import Authenticator
from syncsvc.serve.book import Book
from syncsvc.serve.carddav import page, paths
from syncsvc.serve.carddav.app import CardDav, Terms
from syncsvc.serve.carddav.cards import Catalogue
from syncsvc.serve.carddav.profile import Account, mobileconfig
from syncsvc.serve.carddav.signin import Doorkeeper

_ASKED = ["PROPFIND", "OPTIONS"]
_NAME = re.compile(r"[\w.@+ -]{0,80}")
_PROFILE_TYPE = "application/x-apple-aspen-config"
_GLANCE_S = 0.05


class AddressBooks:
    """The address books of a service, ready to be served."""

    def __init__(self, book: Book, authenticator: Authenticator, terms: Terms) -> None:
        self._catalogue = Catalogue(book)
        self._terms = terms
        self._stopped = threading.Event()
        self._app = CardDav(self._catalogue, Doorkeeper(authenticator, time.monotonic, terms.title), terms)

    @property
    def routes(self) -> list[BaseRoute]:
        """What the web server mounts."""
        return [
            Route("/dav/{path:path}", self._app),
            # RFC 6764 section 5; Apple's devices also try the root and /principals/.
            Route("/.well-known/carddav", _there, methods=["GET", *_ASKED, "REPORT"]),
            Route("/", _there, methods=_ASKED),
            Route("/", _welcome, methods=["GET"]),
            Route("/principals/", _there, methods=_ASKED),
            Route("/dav", _there, methods=["GET", *_ASKED, "REPORT"]),
            Route(page.PATH, self._page),
            Route(page.PROFILE, self._profile),
        ]

    def start(self) -> None:
        """Make all cards before the first device asks, and after every change."""
        threading.Thread(target=self._warm, name="cards", daemon=True).start()

    def stop(self) -> None:
        """Make no more."""
        self._stopped.set()

    def _warm(self) -> None:
        book = self._catalogue.book
        while not self._stopped.wait(_GLANCE_S):
            for audience in book.audiences:
                if book.of(audience).sequence and self._catalogue.ready(audience) is None:
                    self._catalogue.cards(audience)

    async def _page(self, request: Request) -> Response:
        name = _name(request)
        if name is None:
            return PlainTextResponse("No account is called that.", 404)
        return HTMLResponse(page.page(self._terms.title, self._base(request), name))

    async def _profile(self, request: Request) -> Response:
        name = _name(request)
        if name is None:
            return PlainTextResponse("No account is called that.", 404)
        content = mobileconfig(Account(self._base(request), self._terms.title, name))
        headers = {"Content-Disposition": 'attachment; filename="contacts.mobileconfig"'}
        return Response(content, media_type=_PROFILE_TYPE, headers=headers)

    def _base(self, request: Request) -> str:
        return self._terms.url.rstrip("/") or str(request.base_url).rstrip("/")


def _name(request: Request) -> str | None:
    """The name in the query; None for one that cannot be."""
    name = request.query_params.get("name", "").strip()
    return name if _NAME.fullmatch(name) else None


async def _welcome(_request: Request) -> Response:
    """People who type the bare address are led to the page that tells how to set up their devices."""
    return RedirectResponse(page.PATH, 302)


async def _there(_request: Request) -> Response:
    return RedirectResponse(paths.ROOT, 301)
