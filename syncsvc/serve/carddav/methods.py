"""What each method does: PROPFIND, REPORT, GET; everything that writes is refused."""

import asyncio

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from syncsvc.serve.carddav import answers, bodies, paths, properties, reports
from syncsvc.serve.carddav.bodies import BadBody, Multiget, Query, SyncCollection, Unsupported, Wish
from syncsvc.serve.carddav.names import ADDRESS_DATA, DAV
from syncsvc.serve.carddav.paths import Place
from syncsvc.serve.carddav.reports import Asked
from syncsvc.serve.carddav.tokens import InvalidToken, since
from syncsvc.serve.carddav.visit import Books, Visit

_XML = "application/xml; charset=utf-8"
_LARGE = 128 * 1024
"""From so many bytes on a request is worked on in a thread, so that others are answered meanwhile."""
_TITLES = {"home": "Address books", "books": "Address books", "principals": "People"}


async def propfind(visit: Visit) -> Response:
    """RFC 4918 section 9.1; without a Depth a collection with what is in it, as most servers do."""
    depth = visit.request.headers.get("depth", "1").strip().lower()
    if depth not in {"0", "1"}:
        return _refused(403, f"{DAV}propfind-finite-depth")
    try:
        wish = bodies.propfind(await _body(visit.request))
    except BadBody as error:
        return PlainTextResponse(str(error), 400)
    books = await visit.look()
    values = _values(visit, books)
    if values is None:
        return _nothing()
    first = answers.found(visit.place.href, wish, values, minimal=visit.minimal)
    if depth == "0":
        return _multistatus(answers.multistatus([first]))
    if visit.place.kind == "book" and (asked := visit.asked(books)) is not None:
        return _multistatus(_listing(visit, asked, wish, first))
    others = [answers.found(href, wish, child, minimal=visit.minimal) for href, child in _children(visit, books)]
    return _multistatus(answers.multistatus([first, *others]))


def _values(visit: Visit, books: Books) -> properties.Values | None:
    """The properties of the resource itself; None if there is none."""
    name, asked = visit.who.name, visit.asked(books)
    match visit.place.kind:
        case "principal":
            return properties.principal(name, books.circle)
        case "book":
            return None if asked is None else properties.book(name, asked.book, asked.token)
        case "card":
            card = None if asked is None else asked.book.get(visit.place.ident)
            return None if card is None else properties.card(name, card)
        case "home" if visit.place.circle != books.circle:
            return None
        case kind:
            return properties.collection(name, _TITLES.get(kind, "CardDAV"))


def _children(visit: Visit, books: Books) -> list[tuple[str, properties.Values]]:
    """What is in a collection that is no address book."""
    name = visit.who.name
    match visit.place.kind:
        case "root":
            return [(one, properties.collection(name, "")) for one in (paths.PRINCIPALS, paths.BOOKS)]
        case "principals":
            return [(paths.principal(name), properties.principal(name, books.circle))]
        case "books":
            return [(paths.home(books.circle), properties.collection(name, _TITLES["home"]))]
        case "home":
            places = [Place("book", circle=books.circle, slug=slug) for slug in books.by_slug]
            asked = [Asked(books.by_slug[one.slug], one, books.identity) for one in places]
            return [(one.place.href, properties.book(name, one.book, one.token)) for one in asked]
        case _:
            return []


def _listing(visit: Visit, asked: Asked, wish: Wish, first: bytes) -> bytes:
    """A book with all its cards; kept until something changes, where it is the same for everybody."""
    key = (asked.place.slug, "list", visit.minimal, wish)
    if (kept := asked.book.cards.listings.get(key)) is not None:
        return kept
    name = visit.who.name
    if wish.names_only:
        named = [answers.found(asked.href(one.row.id), wish, properties.card(name, one), minimal=False)
                 for one in asked.book.ordered()]  # fmt: skip
        return answers.multistatus([first, *named])
    render = answers.cards(wish, properties.card_constants(name), minimal=visit.minimal)
    listing = answers.multistatus([first, *reports.listed(asked, render)])
    return asked.book.cards.keep(key, listing) if impersonal(wish) else listing


def impersonal(wish: Wish) -> bool:
    """Whether an answer is the same for everybody, and small enough to be kept."""
    return wish.names is not None and not {f"{DAV}current-user-principal", ADDRESS_DATA}.intersection(wish.names)


async def report(visit: Visit) -> Response:
    """RFC 3253 section 3.6; any Depth will do, as Thunderbird sends another one than RFC 6578 asks for."""
    if visit.place.kind != "book":
        return _refused(403, f"{DAV}supported-report")
    try:
        body = await _body(visit.request)
        wanted = await run_in_threadpool(bodies.report, body) if len(body) > _LARGE else bodies.report(body)
        if isinstance(wanted, SyncCollection):
            return await _synchronised(visit, wanted)
        asked = visit.asked(await visit.look())
        return _nothing() if asked is None else _multistatus(await _reported(visit, asked, wanted, len(body)))
    except BadBody as error:
        return PlainTextResponse(str(error), 400)
    except Unsupported as error:
        return _refused(403, str(error))


async def _reported(visit: Visit, asked: Asked, wanted: Multiget | Query, size: int) -> bytes:
    render = answers.cards(wanted.wish, properties.card_constants(visit.who.name), minimal=visit.minimal)
    if isinstance(wanted, Query):
        return await run_in_threadpool(reports.matching, asked, wanted, render)
    if size > _LARGE:
        return await run_in_threadpool(reports.fetched, asked, wanted, render)
    return reports.fetched(asked, wanted, render)


async def _synchronised(visit: Visit, wanted: SyncCollection) -> Response:
    books = await visit.look()
    try:
        told = since(wanted.token, books.identity)
    except InvalidToken:
        return _begin_anew(visit)
    if told.sequence > books.sequence:
        books = await visit.at(told.sequence)
    if told.sequence > books.sequence and books.current:
        return _begin_anew(visit)
    if told.sequence > books.sequence:
        # The store is away, and another reader knew more: the client keeps what it has.
        return _multistatus(answers.multistatus([], wanted.token))
    asked = visit.asked(books)
    if asked is None:
        return _nothing()
    render = answers.cards(wanted.wish, properties.card_constants(visit.who.name), minimal=visit.minimal)
    kept = impersonal(wanted.wish)
    return _multistatus(reports.synchronised(asked, wanted, told, render, kept=(visit.minimal,) if kept else None))


def _begin_anew(visit: Visit) -> Response:
    """Refuse a token. Thunderbird begins anew on 400 alone and takes 403, which RFC 6578 wants, for a failure."""
    agent = visit.request.headers.get("user-agent", "")
    return _refused(400 if "Thunderbird/" in agent else 403, f"{DAV}valid-sync-token")


async def get(visit: Visit) -> Response:
    """A card, or a word to who looks with a browser."""
    if visit.place.kind != "card":
        return PlainTextResponse("This is a CardDAV server. Give this address to your address book program.")
    asked = visit.asked(await visit.look())
    card = None if asked is None else asked.book.get(visit.place.ident)
    if card is None:
        return _nothing()
    etag, headers = card.etag.decode(), visit.request.headers
    if "if-match" in headers and not _named(etag, headers["if-match"], weak=False):
        return Response(status_code=412)
    if "if-none-match" in headers and _named(etag, headers["if-none-match"], weak=True):
        return Response(status_code=304, headers={"ETag": etag})
    return Response(card.text, media_type=answers.VCARD.decode(), headers={"ETag": etag})


def _named(etag: str, header: str, *, weak: bool) -> bool:
    """Whether a tag is in a list (RFC 9110 sections 13.1.1 and 13.1.2)."""
    tags = [tag.strip() for tag in header.split(",")]
    return "*" in tags or etag in [tag.removeprefix("W/") if weak else tag for tag in tags]


def read_only(visit: Visit) -> Response:
    """Refuse to write, and say which right is missing (RFC 3744 section 7.1.1)."""
    href = b"<d:href>%b</d:href><d:privilege><d:write/></d:privilege>" % visit.place.href.encode()
    return _refused(403, f"{DAV}need-privileges", b"<d:resource>%b</d:resource>" % href)


async def _body(request: Request) -> bytes:
    """The body. Raises BadBody for one that is too large, before it is read to its end."""
    parts: list[bytes] = []
    left = bodies.MAX_BYTES
    async with asyncio.timeout(60):
        async for part in request.stream():
            left -= len(part)
            if left < 0:
                raise BadBody("the body is too large")
            parts.append(part)
    return b"".join(parts)


def _multistatus(content: bytes) -> Response:
    return Response(content, 207, media_type=_XML)


def _refused(status: int, condition: str, content: bytes = b"") -> Response:
    return Response(answers.error(condition, content), status, media_type=_XML)


def _nothing() -> Response:
    return PlainTextResponse("There is nothing here.", 404)
