"""vCard 2.1, 3.0 and 4.0: bytes ↔ cards ↔ fields and contacts, pure and in linear time."""

from syncsvc.formats.vcard.card import Card, Header, Property
from syncsvc.formats.vcard.contents import read_fields
from syncsvc.formats.vcard.fields import fields
from syncsvc.formats.vcard.reader import read

__all__ = ["Card", "Header", "Property", "fields", "read", "read_fields"]
