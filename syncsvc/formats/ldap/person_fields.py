"""Reading: attributes of a directory entry become raw fields, for inetOrgPerson and Active Directory alike."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from uuid import UUID

from syncsvc.model.record import Field

Attributes = Mapping[str, Sequence[bytes]]
"""Values by attribute name in lower case."""

DEFAULTS: dict[str, str] = {
    "displayname": "name",
    "cn": "name",
    "givenname": "given",
    "sn": "family",
    "personaltitle": "prefix",
    "generationqualifier": "suffix",
    "title": "role",
    "o": "organisation",
    "company": "organisation",
    "ou": "unit",
    "department": "unit",
    "departmentnumber": "unit",
    "telephonenumber": "phone:work",
    "othertelephone": "phone:work",
    "mobile": "phone:cell",
    "facsimiletelephonenumber": "phone:fax",
    "homephone": "phone:home",
    "pager": "phone:pager",
    "mail": "email",
    "street": "street",
    "streetaddress": "street",
    "postalcode": "postal_code",
    "l": "city",
    "co": "country",
    "labeleduri": "url",
    "wwwhomepage": "url",
    "roomnumber": "room",
    "physicaldeliveryofficename": "room",
    "description": "note",
    "employeenumber": "id:employeeNumber",
    "employeeid": "id:employeeNumber",
}
"""Attribute → field, with the label behind a colon (RFC 4519, RFC 2798, and what Active Directory adds)."""

_ONCE = frozenset(
    {"name", "given", "family", "prefix", "role", "organisation", "room", "street", "postal_code", "city", "country"}
)
_DISABLED = 2
"""ACCOUNTDISABLE in Active Directory's userAccountControl."""


def key(attributes: Attributes, dn: str) -> str:
    """The id the server gives an entry for ever (entryUUID, objectGUID, nsUniqueId); its name where there is none."""
    for name in ("entryuuid", "nsuniqueid"):
        if values := attributes.get(name):
            return _text(values[0]).lower()
    if guid := attributes.get("objectguid"):
        return str(UUID(bytes_le=bytes(guid[0]))) if len(guid[0]) == 16 else _text(guid[0]).lower()
    return dn.casefold()


def disabled(attributes: Attributes) -> bool:
    """Whether Active Directory says that nobody may sign in with this entry any more."""
    flags = _text(next(iter(attributes.get("useraccountcontrol", ())), b""))
    return flags.isdigit() and bool(int(flags) & _DISABLED)


def fields(attributes: Attributes, mapping: Mapping[str, str], members: Mapping[str, str]) -> tuple[Field, ...]:
    """The raw fields of an entry; ``members`` leads from names of entries (case folded) to their keys."""
    classes = {_text(value).lower() for value in attributes.get("objectclass", ())}
    found: list[Field] = []
    if kind := _kind(classes):
        found.append(Field("kind", kind))
    said: set[str] = set()
    for attribute, target in mapping.items():
        name, _, label = target.partition(":")
        values = (
            [] if name in said else [text for value in attributes.get(attribute, ()) if (text := _value(name, value))]
        )
        if values and name in _ONCE:
            said.add(name)
            values = values[:1]
        found += [Field(name, text, label) for text in values]
    return (*found, *_members(attributes, members))


def _kind(classes: set[str]) -> str:
    """What the entry's classes say; a person's may as well be a shared mailbox's, so nothing is said of it."""
    if classes & {"groupofnames", "groupofuniquenames", "group"}:
        return "group"
    return "function" if "organizationalrole" in classes else ""


def _members(attributes: Attributes, members: Mapping[str, str]) -> list[Field]:
    names = [_text(value).casefold() for name in ("member", "uniquemember") for value in attributes.get(name, ())]
    return [Field("member", members[name]) for name in names if name in members]


def _value(name: str, value: bytes) -> str:
    if name != "photo":
        return _text(value).strip()
    kind = "png" if value.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{b64encode(value).decode()}"


def _text(value: bytes) -> str:
    return bytes(value).decode("utf-8", "replace")
