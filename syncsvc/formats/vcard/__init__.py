"""vCard 2.1, 3.0 and 4.0: bytes ↔ cards ↔ fields and contacts, pure and in linear time."""

from syncsvc.formats.vcard.card import Card, Header, Property
from syncsvc.formats.vcard.contents import Book, read_book, read_fields
from syncsvc.formats.vcard.fields import fields
from syncsvc.formats.vcard.profiles import Profile
from syncsvc.formats.vcard.reader import read
from syncsvc.formats.vcard.serialise import serialise
from syncsvc.formats.vcard.writer import write

__all__ = [
    "Book",
    "Card",
    "Header",
    "Profile",
    "Property",
    "fields",
    "read",
    "read_book",
    "read_fields",
    "serialise",
    "write",
]
