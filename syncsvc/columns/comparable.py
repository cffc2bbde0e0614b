"""What linking asks of a contact: a few plain texts, which a store keeps beside it in a form read at once."""

import json
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from syncsvc.model.contact import Contact
from syncsvc.model.record import RecordRef

_FIELD, _VALUE, PART = "\x1e", "\x1f", "\x1d"
"""Between fields, between the values of one, and between the parts of a value."""


class Comparable(NamedTuple):
    """One contact as linking sees it. A tuple: a million of them are read in one go."""

    ref: RecordRef
    kind: str
    given: str = ""
    family: str = ""
    display: str = ""
    suffix: str = ""
    birthday: str = ""
    organisation: str = ""
    role: str = ""
    units: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    """In lower case."""
    phones: tuple[str, ...] = ()
    """Number and type in one text, with ``PART`` between them; so are the next two."""
    places: tuple[str, ...] = ()
    """Street, postal code, city."""
    ids: tuple[str, ...] = ()
    """Scheme, value."""


def comparable(contact: Contact) -> Comparable:
    """Take from a contact what linking asks for."""
    name = contact.name
    return Comparable(
        contact.ref,
        contact.kind.value,
        name.given,
        name.family,
        name.display,
        name.suffix,
        contact.birthday,
        contact.organisation,
        contact.role,
        tuple(filter(None, contact.units)),
        tuple([mail.address.lower() for mail in contact.emails if mail.address]),
        tuple([f"{phone.number}{PART}{phone.type}" for phone in contact.phones]),
        tuple([f"{place.street}{PART}{place.postal_code}{PART}{place.city}" for place in contact.addresses]),
        tuple([f"{scheme}{PART}{value}" for scheme, value in contact.ids]),
    )


def pack(one: Comparable) -> bytes:
    """One text with separators for everything but the ref; JSON where a value contains a separator."""
    several = (one.units, one.mails, one.phones, one.places, one.ids)
    single = (one.kind, one.given, one.family, one.display, one.suffix, one.birthday, one.organisation, one.role)
    text = _FIELD.join((*single, *map(_VALUE.join, several)))
    separators = (len(one) - 2, sum(len(values) - 1 for values in several if values))
    if text.startswith("[") or (text.count(_FIELD), text.count(_VALUE)) != separators:
        text = json.dumps((*single, *several))
    return text.encode(errors="surrogatepass")


def unpack(ref: RecordRef, packed: bytes) -> Comparable:
    """What ``pack`` was given."""
    text = packed.decode(errors="surrogatepass")
    if text.startswith("["):
        *values, units, mails, phones, places, ids = json.loads(text)
        return Comparable._make((ref, *values, *map(tuple, (units, mails, phones, places, ids))))
    *values, units, mails, phones, places, ids = text.split(_FIELD)
    several = [tuple(said.split(_VALUE)) if said else () for said in (units, mails, phones, places, ids)]
    return Comparable._make((ref, *values, *several))


class Packed(NamedTuple):
    """A contact as linking sees it, as ``pack`` made it: many of them become columns without being unpacked."""

    ref: RecordRef
    text: bytes


Linkable = Contact | Comparable | Packed
"""Whichever form a contact comes in."""


def comparables(contacts: Iterable[Linkable]) -> Iterable[Comparable]:
    """Contacts as linking sees them."""
    return map(seen, contacts)


def seen(contact: Linkable) -> Comparable:
    """A contact as linking sees it."""
    if isinstance(contact, Packed):
        return unpack(*contact)
    return contact if isinstance(contact, Comparable) else comparable(contact)


class Several(NamedTuple):
    """A column of any number of values a row: how many each row has, and all of them in one."""

    many: list[int]
    values: list[str]


Valued = Several | str
"""A column of any number of values a row; as it was packed, it is one text and travels in no time."""


class Columns(NamedTuple):
    """Contacts by the column: the fields of ``Comparable``."""

    refs: list[RecordRef]
    single: list[list[str]]
    several: Sequence[Valued]


def by_column(batch: Sequence[Linkable]) -> Columns:
    """Turn rows into columns."""
    packed = [one for one in batch if isinstance(one, Packed)]
    return (_split(packed) if len(packed) == len(batch) else None) or _zipped(batch)


def _zipped(batch: Sequence[Linkable]) -> Columns:
    refs, *fields = map(list, zip(*comparables(batch), strict=True))
    single, several = fields[:_SINGLE], fields[_SINGLE:]
    return Columns(refs, single, [Several([*map(len, rows)], [*chain.from_iterable(rows)]) for rows in several])


def _split(batch: Sequence[Packed]) -> Columns | None:
    """All texts are one, taken apart in one go; None where a value contains a separator."""
    texts = _FIELD.encode().join([one.text for one in batch]).decode(errors="surrogatepass").split(_FIELD)
    if len(texts) != _FIELDS * len(batch):
        return None
    fields = [texts[field::_FIELDS] for field in range(_FIELDS)]
    return Columns([one.ref for one in batch], fields[:_SINGLE], [*map(_FIELD.join, fields[_SINGLE:])])


def counted(column: Valued) -> Several:
    """A column with its values apart."""
    if isinstance(column, Several):
        return column
    rows = column.split(_FIELD)
    said = [text for text in rows if text]
    values = _VALUE.join(said).split(_VALUE) if said else []
    if len(values) == len(said):
        return Several([1 if text else 0 for text in rows], values)
    return Several([text.count(_VALUE) + 1 if text else 0 for text in rows], values)


_FIELDS = len(Comparable._fields) - 1
_SINGLE = Comparable._fields.index("units") - 1
"""So many fields, after the ref, have one value."""
