"""WebDAV, sync and CardDAV bodies (RFC 4918, 6578, 6352): what we ask, and what servers answer."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

_DAV = "{DAV:}"
_CARD = "{urn:ietf:params:xml:ns:carddav}"
_STATUS = re.compile(r"HTTP/\d(?:\.\d)?\s+(\d{3})")
_NAMESPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"'
_XML_NOISE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 section 2.2

DISCOVERY = (
    f'<?xml version="1.0" encoding="utf-8"?><propfind {_NAMESPACES}><prop><resourcetype/><displayname/>'
    "<current-user-principal/><C:addressbook-home-set/></prop></propfind>"
).encode()
"""PROPFIND: what is this, whose is it, and where are the address books?"""
TOKEN = f'<?xml version="1.0" encoding="utf-8"?><propfind {_NAMESPACES}><prop><sync-token/></prop></propfind>'.encode()
"""PROPFIND: where does the next synchronisation begin?"""
ETAGS = (
    f'<?xml version="1.0" encoding="utf-8"?><propfind {_NAMESPACES}><prop><resourcetype/><getcontenttype/><getetag/>'
    "</prop></propfind>"
).encode()
"""PROPFIND with Depth 1: every card's entity tag."""


class WebdavError(ValueError):
    """The answer is no multistatus; the message is fit for people."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One response of a multistatus, with the properties that were found."""

    href: str
    status: int = 200
    """Of the resource as a whole; 404 in a synchronisation means that it is gone."""
    etag: str = ""
    content_type: str = ""
    card: bytes | None = field(default=None, repr=False)
    collection: bool = False
    book: bool = False
    title: str = ""
    principal: str = ""
    homes: tuple[str, ...] = ()
    token: str = ""

    @property
    def path(self) -> str:
        """The path without escapes: servers write the same one in several ways."""
        return path_of(self.href)


@dataclass(frozen=True, slots=True)
class Multistatus:
    """A whole answer (RFC 4918 section 13)."""

    resources: tuple[Resource, ...]
    token: str = ""
    """RFC 6578 section 6.2"""


def path_of(href: str) -> str:
    """The path of a URL or href, without escapes."""
    return unquote(urlsplit(href).path)


def sync_collection(token: str) -> bytes:
    """REPORT: what changed since the token; an empty token asks for everything (RFC 6578 section 3.2)."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><sync-collection {_NAMESPACES}><sync-token>{escape(token)}</sync-token>'
        "<sync-level>1</sync-level><prop><resourcetype/><getcontenttype/><getetag/></prop></sync-collection>"
    ).encode()


def multiget(hrefs: Iterable[str]) -> bytes:
    """REPORT: these cards (RFC 6352 section 8.7)."""
    wanted = "".join(f"<href>{escape(href)}</href>" for href in hrefs)
    return (
        f'<?xml version="1.0" encoding="utf-8"?><C:addressbook-multiget {_NAMESPACES}><prop><getetag/><C:address-data/>'
        f"</prop>{wanted}</C:addressbook-multiget>"
    ).encode()


def read_multistatus(content: bytes) -> Multistatus:
    """Read an answer. Raises WebdavError for anything that is no multistatus, or holds entities."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        root = _forgiven(content)
    if root.tag != f"{_DAV}multistatus":
        raise WebdavError("the answer is no WebDAV multistatus")
    return Multistatus(tuple(_resources(root)), _text(root, f"{_DAV}sync-token"))


def _forgiven(content: bytes) -> Element:
    """Read once more without the control characters that some servers pass on from cards."""
    text = content.decode("utf-8", "replace")
    try:
        root: Element = fromstring(_XML_NOISE.sub("", text).encode(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise WebdavError("the answer is not well-formed XML, or only half of it") from error
    return root


def _resources(root: Element) -> Iterator[Resource]:
    for response in root.iterfind(f"{_DAV}response"):
        status = _status(response)
        found = [stat.find(f"{_DAV}prop") for stat in response.iterfind(f"{_DAV}propstat") if _status(stat) in (0, 200)]
        properties = {item.tag: item for prop in found if prop is not None for item in prop}
        # RFC 4918 section 14.24: a response with a status of its own may name several hrefs
        for href in response.iterfind(f"{_DAV}href"):
            yield _resource((href.text or "").strip(), status or 200, properties)


def _resource(href: str, status: int, properties: dict[str, Element]) -> Resource:
    kinds = {kind.tag for kind in properties.get(f"{_DAV}resourcetype", ())}
    card = properties.get(f"{_CARD}address-data")
    homes = properties.get(f"{_CARD}addressbook-home-set")
    principal = properties.get(f"{_DAV}current-user-principal")
    return Resource(
        href=href,
        status=status,
        etag=_content(properties, f"{_DAV}getetag"),
        content_type=_content(properties, f"{_DAV}getcontenttype").partition(";")[0].strip().lower(),
        card=None if card is None else (card.text or "").encode(),
        collection=f"{_DAV}collection" in kinds,
        book=f"{_CARD}addressbook" in kinds,
        title=_content(properties, f"{_DAV}displayname"),
        principal="" if principal is None else _text(principal, f"{_DAV}href"),
        homes=() if homes is None else tuple((home.text or "").strip() for home in homes.iterfind(f"{_DAV}href")),
        token=_content(properties, f"{_DAV}sync-token"),
    )


def _status(element: Element) -> int:
    match = _STATUS.match(_text(element, f"{_DAV}status"))
    return int(match[1]) if match else 0


def _text(element: Element, tag: str) -> str:
    return (element.findtext(tag) or "").strip()


def _content(properties: dict[str, Element], tag: str) -> str:
    element = properties.get(tag)
    return "" if element is None else (element.text or "").strip()
