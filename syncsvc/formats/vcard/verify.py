"""Prove that a card says what it should: to our own reader, and to vobject, which is given our own cards alone."""

from binascii import a2b_base64
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import vobject
from vobject.base import ContentLine, VObjectError
from vobject.vcard import Address, Name

from syncsvc.formats.vcard.card import Card, Header, Property
from syncsvc.formats.vcard.entries import entries
from syncsvc.formats.vcard.header import parse_start
from syncsvc.formats.vcard.profiles import STYLES, Profile
from syncsvc.formats.vcard.reader import Known, read
from syncsvc.formats.vcard.values import split, unescape
from syncsvc.model.canonical import CanonicalContact

_NAME_PARTS = ("family", "given", "additional", "prefix", "suffix")
_ADDRESS_PARTS = ("box", "extended", "street", "city", "region", "code", "country")
_STRUCTURED = frozenset({"N", "ADR", "ORG"})
_OURS = {profile: Known() for profile in Profile}
"""Our own cards have few headers, and reading one by one would work each out anew."""
_SHAPES = 2_000
_Told = tuple[str, str, frozenset[str], tuple[str | bytes, ...]]
"""What a property says: group, name, types, values."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One property that does not come back as it was meant; the texts are personal data and belong in no log."""

    name: str
    meant: str
    found: str


def verify_contact(contact: CanonicalContact, profile: Profile, content: bytes) -> tuple[Difference, ...]:
    """What our own reader finds in a written card other than the contact says; the picture apart."""
    known = _OURS[profile]
    if len(known.shapes) > _SHAPES:
        known.shapes.clear()
    cards, issues = read(content, known)
    if len(cards) != 1 or issues:
        return (Difference("card", "one card", ", ".join(issue.code for issue in issues) or f"{len(cards)} cards"),)
    lines = [line.partition(":") for line in entries(contact, STYLES[profile])]
    meant = [(_header(start), value) for start, _, value in lines]
    found = list(zip(cards[0].headers, cards[0].raws, strict=True))
    if contact.photo:
        found = [(header, raw) for header, raw in found if header.name != "PHOTO"]
    if meant == found:
        return ()
    lost = [Difference(header.name, value, "") for header, value in meant if (header, value) not in found]
    added = [Difference(header.name, "", raw) for header, raw in found if (header, raw) not in meant]
    return (*lost, *added) or (Difference("card", "the order of its lines", "another order"),)


@cache
def _header(start: str) -> Header:
    found = parse_start(start)
    if found is None:
        raise ValueError(start)
    return found.header


def verify(content: bytes) -> tuple[Difference, ...]:
    """What vobject reads differently from our own reader in a card that we wrote: value by value, types and groups.

    It takes every comma for a separator, which in 2.1 and in data URIs none is: such texts are compared up to the first
    comma, and components of 2.1 without their commas.
    """
    cards, issues = read(content)
    if len(cards) != 1 or issues:
        return (Difference("card", "one card", ", ".join(issue.code for issue in issues) or f"{len(cards)} cards"),)
    try:
        component = vobject.readOne(content.decode(), allowQP=True)
        theirs = [_told_by(line) for line in component.getChildren() if line.name != "VERSION"]
    except (VObjectError, ValueError, LookupError) as error:
        return (Difference("card", "a readable card", type(error).__name__),)
    ours = [_told(entry, cards[0]) for entry in cards[0].properties]
    return (*_only_in(ours, theirs), *(Difference(one.name, one.found, one.meant) for one in _only_in(theirs, ours)))


_DULL = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .-/@+_()"
_BEYOND_ASCII = bytes.maketrans(bytes(range(0x80, 0x100)), b"\x80" * 0x80)


def traits(content: bytes) -> frozenset[tuple[bytes, bytes]]:
    """What a reader could stumble over in a card that we wrote: how a line starts, and which signs its value holds.

    Cards of the same traits are read alike, so that one of them speaks for the others.
    """
    lines = content.replace(b"=\r\n", b"").replace(b"\r\n ", b"").split(b"\r\n")
    parts = (line.partition(b":") for line in lines)
    return frozenset([(start, bytes(sorted(set(value.translate(_BEYOND_ASCII, _DULL))))) for start, _, value in parts])


def _only_in(these: Iterable[_Told], those: Iterable[_Told]) -> list[Difference]:
    known = set(those)
    return [Difference(told[1], repr(told), "") for told in these if told not in known]


def _told(entry: Property, card: Card) -> _Told:
    types = frozenset(entry.header.types) | ({"PREF"} if entry.header.preferred else set())
    if entry.header.binary:
        return (entry.group, entry.name, types, (a2b_base64(entry.raw),))
    values: tuple[str, ...] = (entry.value,)
    if entry.name in _STRUCTURED:
        values = tuple(part.replace(",", "") for part in entry.parts) if card.version == "2.1" else entry.parts
    elif entry.name == "CATEGORIES":
        values = tuple(unescape(piece) for piece in split(entry.raw, ","))
    elif card.version == "2.1" or entry.raw.startswith("data:"):
        values = (_cut(entry.value),)
    return (entry.group, entry.name, types, _stripped(values))


def _told_by(line: ContentLine) -> _Told:
    words = [word for value in line.params.get("TYPE", ()) for word in value.split(",")] + line.singletonparams
    types = frozenset(word.upper() for word in words) | ({"PREF"} if line.params.get("PREF") == ["1"] else set())
    return (line.group or "", line.name, types, _values_of(line.value))


def _values_of(value: object) -> tuple[str | bytes, ...]:
    if isinstance(value, bytes):
        return (value,)
    if isinstance(value, Name | Address):
        parts = _NAME_PARTS if isinstance(value, Name) else _ADDRESS_PARTS
        return _stripped(_joined(getattr(value, part)) for part in parts)
    if isinstance(value, list):
        return _stripped(_joined(part) for part in value)
    return _stripped((str(value),))


def _joined(part: str | list[str]) -> str:
    return part if isinstance(part, str) else "".join(part)


def _stripped(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(value.replace("\r\n", "\n").strip() for value in values)


def _cut(text: str) -> str:
    return text.partition(",")[0]
