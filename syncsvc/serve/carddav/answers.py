"""Answers in XML: multistatus with one response per resource, and errors by their precondition."""

from collections.abc import Callable, Iterable, Mapping

from syncsvc.serve.carddav.bodies import Wish
from syncsvc.serve.carddav.cards import Card
from syncsvc.serve.carddav.names import (
    ADDRESS_DATA,
    CONTENT_LENGTH,
    CONTENT_TYPE,
    ETAG,
    NAMESPACES,
    RESOURCE_TYPE,
    element,
)
from syncsvc.serve.carddav.partial import partial

_HEAD = f'<?xml version="1.0" encoding="utf-8"?>\n<d:multistatus {NAMESPACES}>'.encode()
_OK = b"<d:status>HTTP/1.1 200 OK</d:status></d:propstat>"
_NOT_FOUND = b"<d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>"
VCARD = b"text/vcard; charset=utf-8"

Render = Callable[[bytes, Card], bytes]
"""One response, from a card's href and the card."""


def multistatus(responses: Iterable[bytes], token: str = "") -> bytes:
    """The whole answer (RFC 4918 section 13; RFC 6578 section 6.2)."""
    last = element("{DAV:}sync-token", token.encode()) if token else b""
    return b"".join((_HEAD, *responses, last, b"</d:multistatus>"))


def found(href: str, wish: Wish, values: Mapping[str, bytes], *, minimal: bool) -> bytes:
    """A response with the wanted properties of one resource."""
    if wish.names_only:
        here, missing = [element(name) for name in values], b""
    else:
        wanted = tuple(values) if wish.names is None else wish.names
        here = [element(name, values[name]) for name in wanted if name in values]
        missing = b"" if minimal else b"".join(element(name) for name in wanted if name not in values)
    return _response(href.encode(), b"".join(here), missing)


def cards(wish: Wish, constant: Mapping[str, bytes], *, minimal: bool) -> Render:
    """How each of many cards is answered: all that is the same for all of them is made once."""
    names = (ETAG, CONTENT_TYPE, RESOURCE_TYPE) if wish.names is None else wish.names
    fixed, missing = [element(RESOURCE_TYPE)] if RESOURCE_TYPE in names else [], []
    for name in names:
        if name in constant:
            fixed.append(element(name, constant[name]))
        elif name not in {ETAG, CONTENT_LENGTH, ADDRESS_DATA, RESOURCE_TYPE}:
            missing.append(element(name))
    tail = b"%b</d:prop>%b%b</d:response>" % (b"".join(fixed), _OK, _missing(b"" if minimal else b"".join(missing)))
    with_etag, with_length, with_data = ETAG in names, CONTENT_LENGTH in names, ADDRESS_DATA in names
    lines = wish.lines

    def render(href: bytes, card: Card) -> bytes:
        etag = b"<d:getetag>%b</d:getetag>" % card.etag if with_etag else b""
        length = b"<d:getcontentlength>%d</d:getcontentlength>" % len(card.text) if with_length else b""
        data = b""
        if with_data:
            shown = card if lines is None else Card(card.row, card.etag, partial(card.text, lines))
            data = b"<card:address-data>%b</card:address-data>" % shown.escaped
        return b"<d:response><d:href>%b</d:href><d:propstat><d:prop>%b%b%b%b" % (href, etag, length, data, tail)

    return render


def gone(href: str) -> bytes:
    """A resource that is not there (RFC 6578 section 3.5.2)."""
    return status(href, b"404 Not Found")


def truncated(href: str, condition: bytes = b"") -> bytes:
    """There was more than was asked for (RFC 6578 section 3.6; RFC 6352 section 8.6.2)."""
    return status(href, b"507 Insufficient Storage", condition or element("{DAV:}number-of-matches-within-limits"))


def status(href: str, line: bytes, condition: bytes = b"") -> bytes:
    """A response with a status for the resource as a whole."""
    why = b"<d:error>%b</d:error>" % condition if condition else b""
    return b"<d:response><d:href>%b</d:href><d:status>HTTP/1.1 %b</d:status>%b</d:response>" % (
        href.encode(),
        line,
        why,
    )


def error(name: str, content: bytes = b"") -> bytes:
    """The body of a refusal, by the precondition that failed (RFC 4918 section 16)."""
    inner = element(name, content)
    return b'<?xml version="1.0" encoding="utf-8"?>\n<d:error %b>%b</d:error>' % (NAMESPACES.encode(), inner)


def _response(href: bytes, here: bytes, missing: bytes) -> bytes:
    there = b"<d:propstat><d:prop>%b</d:prop>%b" % (here, _OK) if here or not missing else b""
    return b"<d:response><d:href>%b</d:href>%b%b</d:response>" % (href, there, _missing(missing))


def _missing(missing: bytes) -> bytes:
    return b"<d:propstat><d:prop>%b</d:prop>%b" % (missing, _NOT_FOUND) if missing else b""
