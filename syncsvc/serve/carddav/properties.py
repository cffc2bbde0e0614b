"""Properties: what is told of each kind of resource; read-only in every way that clients look for."""

from collections.abc import Mapping

from syncsvc.formats.xml_text import xml
from syncsvc.serve.carddav import paths
from syncsvc.serve.carddav.addressbooks import AddressBook
from syncsvc.serve.carddav.answers import VCARD
from syncsvc.serve.carddav.cards import Card
from syncsvc.serve.carddav.filters import COLLATIONS
from syncsvc.serve.carddav.names import CARD, CONTENT_LENGTH, CONTENT_TYPE, DAV, ETAG, RESOURCE_TYPE, SERVER, SYNC_TOKEN

Values = Mapping[str, bytes]
"""The content of each property's element, by name."""

REPORTS = (f"{DAV}sync-collection", f"{CARD}addressbook-multiget", f"{CARD}addressbook-query")
_COLLECTION = b"<d:collection/>"
# DAVx5 and Thunderbird take a book for writable when they find write, write-content, bind or all; iOS and Evolution
# when this property is missing.
_READ = b"<d:privilege><d:read/></d:privilege><d:privilege><d:read-current-user-privilege-set/></d:privilege>"
_ALL_PRIVILEGES = (
    b"<d:supported-privilege><d:privilege><d:read/></d:privilege><d:abstract/>"
    b'<d:description xml:lang="en">Read</d:description></d:supported-privilege>'
)
_SUPPORTED_DATA = b'<card:address-data-type content-type="text/vcard" version="3.0"/>'


def _href(path: str) -> bytes:
    return b"<d:href>%b</d:href>" % xml(path).encode()


def _report(name: str) -> bytes:
    prefix, local = ("d", name.removeprefix(DAV)) if name.startswith(DAV) else ("card", name.removeprefix(CARD))
    return f"<d:supported-report><d:report><{prefix}:{local}/></d:report></d:supported-report>".encode()


_BOOK_REPORTS = b"".join(_report(name) for name in REPORTS)
_BOOK_COLLATIONS = b"".join(
    f"<card:supported-collation>{name}</card:supported-collation>".encode() for name in COLLATIONS
)


def shared(account: str) -> dict[str, bytes]:
    """What is told of every resource."""
    return {
        f"{DAV}current-user-principal": _href(paths.principal(account)),
        f"{DAV}current-user-privilege-set": _READ,
        f"{DAV}supported-privilege-set": _ALL_PRIVILEGES,
        f"{DAV}principal-collection-set": _href(paths.PRINCIPALS),
        f"{DAV}supported-report-set": b"",
    }


def collection(account: str, title: str) -> Values:
    """A collection that only holds others."""
    return shared(account) | {RESOURCE_TYPE: _COLLECTION, f"{DAV}displayname": xml(title).encode()}


def principal(account: str, circle: str) -> Values:
    """An account, with the way to its address books."""
    return shared(account) | {
        RESOURCE_TYPE: _COLLECTION + b"<d:principal/>",
        f"{DAV}displayname": xml(account).encode(),
        f"{DAV}principal-URL": _href(paths.principal(account)),
        f"{CARD}addressbook-home-set": _href(paths.home(circle)),
    }


def book(account: str, of: AddressBook, token: str) -> Values:
    """An address book."""
    return shared(account) | {
        RESOURCE_TYPE: _COLLECTION + b"<card:addressbook/>",
        f"{DAV}displayname": xml(of.title).encode(),
        f"{CARD}addressbook-description": xml(of.title).encode(),
        f"{DAV}supported-report-set": _BOOK_REPORTS,
        f"{CARD}supported-address-data": _SUPPORTED_DATA,
        f"{CARD}supported-collation-set": _BOOK_COLLATIONS,
        SYNC_TOKEN: token.encode(),
        f"{SERVER}getctag": token.encode(),
    }


def card_constants(account: str) -> Values:
    """What is the same for every card."""
    return shared(account) | {CONTENT_TYPE: VCARD}


def card(account: str, of: Card) -> Values:
    """One card."""
    values = {RESOURCE_TYPE: b"", ETAG: of.etag, CONTENT_LENGTH: str(len(of.text)).encode()}
    return {**card_constants(account), **values}
