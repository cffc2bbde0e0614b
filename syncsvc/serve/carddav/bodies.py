"""What clients ask in XML: read with bounds on size, depth and number, without entities or document types."""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from syncsvc.serve.carddav.filters import Filter, read_filter
from syncsvc.serve.carddav.names import ADDRESS_DATA, CARD, CONTENT_TYPE, DAV, ETAG

MAX_BYTES = 8 * 1024 * 1024
"""A multiget of 50,000 cards."""
_MAX_DEPTH = 32
_MAX_ELEMENTS = 200_000


class BadBody(ValueError):
    """Not what a client may send; the message is fit for people."""


class Unsupported(ValueError):
    """Well-formed, but asks for what is not here; the message is the precondition's element name."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which properties are wanted."""

    names: tuple[str, ...] | None = None
    """None: all there is (RFC 4918 section 9.1, allprop)."""
    names_only: bool = False
    lines: frozenset[str] | None = None
    """The vCard properties wanted in address-data (RFC 6352 section 10.4.2); None: all."""


@dataclass(frozen=True, slots=True)
class SyncCollection:
    """What changed since a token (RFC 6578 section 6.1)."""

    wish: Wish
    token: str
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Multiget:
    """These cards (RFC 6352 section 8.7)."""

    wish: Wish
    hrefs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """The cards that a filter matches (RFC 6352 section 8.6)."""

    wish: Wish
    filter: Filter
    limit: int | None = None


def parse(body: bytes) -> Element:
    """The root of a document. Raises BadBody."""
    builder, depth, left = TreeBuilder(), 0, _MAX_ELEMENTS
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth, left
        depth, left = depth + 1, left - 1
        if depth > _MAX_DEPTH or left < 0:
            raise BadBody("the document is too deep or too large")
        builder.start(f"{{{name}" if "}" in name else name, dict(attributes))

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(f"{{{name}" if "}" in name else name)

    def forbidden(*_: object) -> None:
        raise BadBody("document types and entities are not read")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = forbidden
    try:
        parser.Parse(body, True)
        return builder.close()
    except (expat.ExpatError, LookupError, ValueError, AssertionError) as error:
        raise error if isinstance(error, BadBody) else BadBody("the body is not well-formed XML") from error


def propfind(body: bytes) -> Wish:
    """What a PROPFIND wants; an empty body means everything. Raises BadBody."""
    if not body.strip():
        return Wish()
    root = parse(body)
    if root.tag != f"{DAV}propfind":
        raise BadBody("a PROPFIND begins with DAV:propfind")
    if root.find(f"{DAV}propname") is not None:
        return Wish(names_only=True)
    return _wish(root)


def report(body: bytes) -> SyncCollection | Multiget | Query:
    """What a REPORT wants. Raises BadBody, and Unsupported for reports that are not here."""
    root = parse(body)
    match root.tag:
        case "{DAV:}sync-collection":
            limit = _limit(root.find(f"{DAV}limit"), DAV)
            return SyncCollection(_wish(root), _text(root, f"{DAV}sync-token"), limit)
        case "{urn:ietf:params:xml:ns:carddav}addressbook-multiget":
            return Multiget(_wish(root), tuple((one.text or "").strip() for one in root.iterfind(f"{DAV}href")))
        case "{urn:ietf:params:xml:ns:carddav}addressbook-query":
            limit = _limit(root.find(f"{CARD}limit"), CARD)
            return Query(_wish(root), _filter(root), limit)
        case _:
            raise Unsupported(f"{DAV}supported-report")


def _filter(root: Element) -> Filter:
    try:
        return read_filter(root.find(f"{CARD}filter"))
    except LookupError:
        raise Unsupported(f"{CARD}supported-collation") from None
    except ValueError as error:
        raise BadBody(str(error)) from error


def _wish(root: Element) -> Wish:
    wanted = root.find(f"{DAV}prop")
    if wanted is None:
        return Wish() if root.tag == f"{DAV}propfind" else Wish((ETAG, CONTENT_TYPE))
    data = wanted.find(ADDRESS_DATA)
    return Wish(tuple(dict.fromkeys(one.tag for one in wanted)), lines=None if data is None else _lines(data))


def _lines(data: Element) -> frozenset[str] | None:
    if data.get("version", "3.0") != "3.0" or data.get("content-type", "text/vcard").lower() != "text/vcard":
        raise Unsupported(f"{CARD}supported-address-data")
    names = frozenset(one.get("name", "").upper() for one in data.iterfind(f"{CARD}prop"))
    return names or None


def _limit(limit: Element | None, space: str) -> int | None:
    if limit is None:
        return None
    text = _text(limit, f"{space}nresults")
    if not text.isdecimal() or int(text) < 1:
        raise BadBody("nresults is a number above zero")
    return int(text)


def _text(element: Element, name: str) -> str:
    found = element.find(name)
    return "" if found is None else (found.text or "").strip()
