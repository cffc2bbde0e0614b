"""A canonical contact as a directory entry that a strict server takes and mail clients find."""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from syncsvc.errors import RecordError
from syncsvc.formats.ldap import syntax
from syncsvc.formats.ldap.dn import child, leaf
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Address, Kind

Attributes = tuple[tuple[str, tuple[bytes, ...]], ...]

FOLDERS = {Kind.PERSON: "people", Kind.FUNCTION: "functions", Kind.ORGANISATION: "organisations", Kind.GROUP: "groups"}
"""The ``ou`` in which entries of a kind stand."""
ORDER = (
    "objectClass", "uid", "cn", "cn;x-search", "sn", "sn;x-search", "givenName", "displayName", "title", "o", "ou",
    "mail", "telephoneNumber", "telephoneNumber;x-search", "mobile", "mobile;x-search", "homePhone",
    "homePhone;x-search", "facsimileTelephoneNumber", "pager", "roomNumber", "physicalDeliveryOfficeName", "street",
    "postalCode", "l", "c", "co", "postalAddress", "homePostalAddress", "labeledURI", "description", "employeeType",
    "businessCategory", "member", "roleOccupant", "jpegPhoto", "seeAlso",
)  # fmt: skip
"""Every attribute an entry can have, in the order it is written; all others belong to someone else."""
_GROUP_OWN = {"objectClass", "uid", "cn", "o", "ou", "description", "businessCategory", "member", "seeAlso"}
_BEYOND_INETORGPERSON = {"c", "co", "roleOccupant"}
_CALLED = {"work": "telephoneNumber", "switchboard": "telephoneNumber", "other": "telephoneNumber", "cell": "mobile",
           "home": "homePhone", "fax": "facsimileTelephoneNumber", "pager": "pager"}  # fmt: skip
_ID = re.compile(r"[!-~]{1,200}")
_PHOTO = re.compile(r"data:image/jpe?g;base64,([A-Za-z0-9+/=\s]+)")


class Auxiliary(StrEnum):
    """The class that allows what the others do not: a group's mail, a country, who holds a function."""

    STANDARD = "extensibleObject"
    """In every server of RFC 4512 (section 4.3); needs no schema of ours."""
    OWN = "syncsvcContact"
    """Ours, from the schema files shipped; allows just what is needed."""


# With their superiors, which some servers add by themselves and then seem to have been changed.
_PERSON = (b"top", b"person", b"organizationalPerson", b"inetOrgPerson")
_GROUP = (b"top", b"groupOfNames", b"uidObject")
CLASSES = (*_PERSON, *_GROUP[1:], *(auxiliary.encode() for auxiliary in Auxiliary))
"""Every class an entry can have, in the order they are written; all others belong to someone else."""


@dataclass(frozen=True, slots=True)
class EntryStyle:
    """What decides an entry besides the contact."""

    auxiliary: Auxiliary = Auxiliary.STANDARD
    marker: str = ""
    """The name of the entry that says who keeps this one; stands in ``seeAlso``."""
    readable_numbers: bool = False
    """«+49 30 23125-124» (E.123) for «+493023125124» where the written form shows the blocks."""
    photos: bool = True


PLAIN = EntryStyle()


@dataclass(frozen=True, slots=True)
class LdapEntry:
    """A name, and attributes with their values: in the order of ``ORDER``, none empty, none twice."""

    dn: str
    attributes: Attributes

    def values(self, attribute: str) -> tuple[bytes, ...]:
        """The values of one attribute; none if it is not there."""
        return next((values for name, values in self.attributes if name == attribute), ())


def entry(contact: CanonicalContact, suffix: str, style: EntryStyle = PLAIN) -> LdapEntry:
    """The entry of a contact that is already cut down to what its audience may see.

    Values a directory cannot hold are left out. Raises RecordError for an id that cannot name an entry.
    """
    return LdapEntry(dn_of(contact.id, contact.kind, suffix), ordered(attributes(contact, suffix, style)))


def attributes(contact: CanonicalContact, suffix: str, style: EntryStyle = PLAIN) -> dict[str, tuple[bytes, ...]]:
    """What is in the entry of a contact, in no order; an attribute without values is not in it.

    Raises RecordError for an id that cannot name an entry.
    """
    if not _ID.fullmatch(contact.id):
        raise RecordError("the id cannot name a directory entry", code="id-unusable", field="id")
    found: dict[str, tuple[bytes, ...]] = {"uid": (contact.id.encode(),)}
    for part in (_names(contact), _work(contact), reach(contact, style), _places(contact.addresses)):
        found.update(part)
    if style.photos:
        found["jpegPhoto"] = _photo(contact.photo)
    if style.marker:
        found["seeAlso"] = (style.marker.encode(),)
    if contact.kind is Kind.GROUP:
        _as_group(contact, suffix, found)
    # RFC 4519 section 2.29; whoever looks for the functions of a person asks for entries with that value.
    found["roleOccupant"] = _linked(contact, "held-by", suffix)
    found["objectClass"] = _classes(contact.kind, found, style.auxiliary)
    return found


def dn_of(ident: str, kind: Kind, suffix: str) -> str:
    """The name of a contact's entry; it follows the id, never the contact's name."""
    return child("uid", ident, _folder(kind, suffix))


@lru_cache(maxsize=64)
def _folder(kind: Kind, suffix: str) -> str:
    return child("ou", FOLDERS[kind], suffix)


def ordered(found: dict[str, tuple[bytes, ...]]) -> Attributes:
    """The attributes that have values, in the order of ``ORDER``."""
    return tuple([(name, values) for name in ORDER if (values := found.get(name))])


def _names(contact: CanonicalContact) -> dict[str, tuple[bytes, ...]]:
    name = contact.name
    given, family = syntax.text(name.given), syntax.text(name.family)
    person = contact.kind is Kind.PERSON
    label = "" if person and (given or family) else next(filter(None, _labels(contact)))
    if not person:
        return {"cn": _one(label), "sn": _one(label), "displayName": _one(label)}
    common = " ".join(filter(None, (given, family))) or label
    return {
        "cn": _one(common),
        "sn": _one(family or given or label),
        "givenName": _one(given),
        "displayName": _one(syntax.text(name.display) or common),
    }


def _labels(contact: CanonicalContact) -> Iterable[str]:
    """What a nameless contact can be called, best first; the id at last."""
    yield syntax.text(contact.name.display)
    yield syntax.text(f"{contact.name.given} {contact.name.family}")
    yield syntax.text(contact.role)
    yield syntax.text(contact.organisation)
    yield from (syntax.mail(email.address) for email in contact.emails)
    yield contact.id


def _work(contact: CanonicalContact) -> dict[str, tuple[bytes, ...]]:
    remarks = " · ".join(filter(None, map(syntax.text, (contact.responsibility, contact.hours, contact.note))))
    room = _one(syntax.text(contact.room))
    return {
        "title": _one(syntax.text(contact.role)),
        "o": _one(syntax.text(contact.organisation)),
        "ou": syntax.unique(contact.units, syntax.text, syntax.same_text),
        "description": _one(remarks),
        "roomNumber": room,
        "physicalDeliveryOfficeName": room,
        "employeeType": () if contact.kind is Kind.PERSON else (contact.kind.value.encode(),),
        "businessCategory": syntax.unique(contact.groups, syntax.text, syntax.same_text),
    }


def reach(contact: CanonicalContact, style: EntryStyle = PLAIN) -> dict[str, tuple[bytes, ...]]:
    """The attributes that say how a contact is reached: numbers, mail, pages. They follow from nothing else."""
    numbers: dict[str, list[str]] = {}
    # Clients take the first value of an attribute: a direct line goes before the switchboard.
    for phone in sorted(contact.phones, key=lambda phone: phone.type == "switchboard"):
        written = _readable(phone.number, phone.display) if style.readable_numbers else ""
        called = written or syntax.number(phone.number) or syntax.dialled(phone.display)
        numbers.setdefault(_CALLED.get(phone.type, "telephoneNumber"), []).append(called)
    found = {name: syntax.unique(values, str, syntax.same_number) for name, values in numbers.items()}
    found["mail"] = syntax.unique((email.address for email in contact.emails), syntax.mail, str.lower)
    found["labeledURI"] = syntax.unique(contact.urls, syntax.uri, syntax.same_case)
    return found


def _readable(number: str, display: str) -> str:
    """The international form with the blocks of the national one; empty unless both are the same number."""
    written = syntax.dialled(display)
    national = re.sub(r"\D", "", written)
    if not national.startswith("0") or not number.endswith(national[1:]) or not number[1:].isdigit():
        return ""
    prefix = number.removesuffix(national[1:])
    return f"{prefix} {written[1:]}" if re.fullmatch(r"\+[1-9]\d{0,2}", prefix) and written[0] == "0" else ""


@lru_cache(maxsize=256)
def _places(addresses: tuple[Address, ...]) -> dict[str, tuple[bytes, ...]]:
    home = [address for address in addresses if address.type == "home"]
    work = [address for address in addresses if address.type != "home"]
    first = work[0] if work else Address()
    return {
        "street": _one(syntax.text(first.street)),
        "postalCode": _one(syntax.text(first.postal_code)),
        "l": _one(syntax.text(first.city)),
        "c": _one(syntax.country(first.country)),
        "co": _one(syntax.text(first.country)),
        "postalAddress": syntax.unique(map(_letter, work), str, syntax.same_text),
        "homePostalAddress": syntax.unique(map(_letter, home), str, syntax.same_text),
    }


def _letter(address: Address) -> str:
    return syntax.postal((address.street, f"{address.postal_code} {address.city}", address.country))


def _photo(value: str) -> tuple[bytes, ...]:
    match = _PHOTO.fullmatch(value)
    if match is None:
        return ()
    try:
        image = base64.b64decode(match[1])
    except binascii.Error:
        return ()
    return (image,) if image.startswith(b"\xff\xd8\xff") else ()


def _as_group(contact: CanonicalContact, suffix: str, found: dict[str, tuple[bytes, ...]]) -> None:
    # RFC 4519 section 3.5 wants at least one member; the empty name stands for none.
    found["member"] = _linked(contact, "member", suffix) or (b"",)
    found.pop("sn", None)


def _linked(contact: CanonicalContact, relation: str, suffix: str) -> tuple[bytes, ...]:
    """The names of the entries a contact has this relation to."""
    names = {
        dn_of(link.id, link.kind, suffix).encode()
        for link in contact.links
        if link.relation == relation and _ID.fullmatch(link.id)
    }
    return tuple(sorted(names))


def _classes(kind: Kind, found: dict[str, tuple[bytes, ...]], auxiliary: Auxiliary) -> tuple[bytes, ...]:
    if kind is Kind.GROUP:
        beyond = any(values and name not in _GROUP_OWN for name, values in found.items())
    else:
        beyond = any(map(found.get, _BEYOND_INETORGPERSON))
    classes = _GROUP if kind is Kind.GROUP else _PERSON
    return (*classes, auxiliary.encode()) if beyond else classes


def _one(value: str) -> tuple[bytes, ...]:
    return (value.encode(),) if value else ()


_CONTAINERS = {
    "o": b"organization", "ou": b"organizationalUnit", "l": b"locality", "dc": b"domain", "c": b"country",
    "cn": b"applicationProcess",
}  # fmt: skip


def base_entries(suffix: str, title: str = "", marker: str = "") -> tuple[LdapEntry, ...]:
    """The entry at the suffix and the folders below it, parents first.

    Raises ValueError for a suffix whose last name is not one of c, cn, dc, l, o, ou.
    """
    return (_container(suffix, title), *folders(suffix, marker))


def folders(suffix: str, marker: str = "") -> tuple[LdapEntry, ...]:
    """The entries people, functions, organisations and groups stand below."""
    see = (("seeAlso", (marker.encode(),)),) if marker else ()
    return tuple(
        LdapEntry(
            child("ou", name, suffix),
            (("objectClass", (b"top", b"organizationalUnit")), ("ou", (name.encode(),)), *see),
        )
        for name in FOLDERS.values()
    )


def keeper(marker: str) -> LdapEntry:
    """The entry every ``seeAlso`` of ours points to; it says who keeps these entries."""
    _, name = leaf(marker)
    about = "Keeps the entries that name it in seeAlso; changes made to them by hand are undone."
    return LdapEntry(
        marker,
        (
            ("objectClass", (b"top", b"applicationProcess")),
            ("cn", (name.encode(),)),
            ("description", (about.encode(),)),
        ),
    )


def _container(suffix: str, title: str) -> LdapEntry:
    attribute, value = leaf(suffix)
    named = _CONTAINERS.get(attribute.lower())
    if named is None:
        raise ValueError("a suffix begins with one of c, cn, dc, l, o, ou")
    described = syntax.text(title)
    about = (("description", (described.encode(),)),) if described else ()
    return LdapEntry(suffix, (("objectClass", (b"top", named)), (attribute.lower(), (value.encode(),)), *about))
