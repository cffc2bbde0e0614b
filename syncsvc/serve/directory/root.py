"""The two entries outside of the tree: the root DSE and the subschema (RFC 4512 sections 5.1 and 4.2)."""

from syncsvc.formats.ldap import answers
from syncsvc.formats.ldap.attributes import OPERATIONAL, USER, AttributeType, Comparison
from syncsvc.formats.ldap.entry import CLASSES
from syncsvc.serve.directory.controls import SUPPORTED
from syncsvc.serve.directory.facts import SUBSCHEMA

STARTTLS, WHO_AM_I = "1.3.6.1.4.1.1466.20037", "1.3.6.1.4.1.4203.1.11.3"
Attributes = tuple[tuple[str, tuple[bytes, ...]], ...]

_EQUALITY = {
    Comparison.TEXT: "EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch",
    Comparison.MAIL: "EQUALITY caseIgnoreIA5Match SUBSTR caseIgnoreIA5SubstringsMatch",
    Comparison.NUMBER: "EQUALITY telephoneNumberMatch SUBSTR telephoneNumberSubstringsMatch",
    Comparison.NAME: "EQUALITY distinguishedNameMatch",
    Comparison.CLASS: "EQUALITY objectIdentifierMatch",
    Comparison.TIME: "EQUALITY generalizedTimeMatch ORDERING generalizedTimeOrderingMatch",
    Comparison.UUID: "EQUALITY UUIDMatch ORDERING UUIDOrderingMatch",
    Comparison.BOOLEAN: "EQUALITY booleanMatch",
    Comparison.BINARY: "",
}
_NUMBERS = {
    "top": "2.5.6.0", "person": "2.5.6.6", "organizationalPerson": "2.5.6.7", "groupOfNames": "2.5.6.9",
    "inetOrgPerson": "2.16.840.1.113730.3.2.2", "uidObject": "1.3.6.1.1.3.1", "organization": "2.5.6.4",
    "organizationalUnit": "2.5.6.5", "locality": "2.5.6.3", "country": "2.5.6.2", "applicationProcess": "2.5.6.11",
    "domain": "0.9.2342.19200300.100.4.13", "extensibleObject": "1.3.6.1.4.1.1466.101.120.111",
}  # fmt: skip
_SUPERIOR = {
    "person": "top", "organizationalPerson": "person", "inetOrgPerson": "organizationalPerson", "groupOfNames": "top",
}  # fmt: skip
_AUXILIARY = {"uidObject", "extensibleObject"}


def root(suffix: str, *, starttls: bool) -> Attributes:
    """What a client can learn before it signs in."""
    extensions = (WHO_AM_I.encode(), *((STARTTLS.encode(),) if starttls else ()))
    return (
        ("objectClass", (b"top",)),
        ("namingContexts", (suffix.encode(),)),
        ("subschemaSubentry", (SUBSCHEMA.encode(),)),
        ("supportedLDAPVersion", (b"3",)),
        ("supportedControl", tuple(oid.encode() for oid in SUPPORTED)),
        ("supportedExtension", extensions),
        ("supportedFeatures", (b"1.3.6.1.4.1.4203.1.5.1", b"1.3.6.1.4.1.4203.1.5.3")),
        ("vendorName", (b"syncsvc",)),
    )


def subschema() -> Attributes:
    """Every class and attribute that entries here have."""
    types = tuple(_type(one) for one in (*USER, *OPERATIONAL))
    held = [*dict.fromkeys((*(name.decode() for name in CLASSES), *_NUMBERS))]
    return (
        ("objectClass", (b"top", b"subentry", b"subschema", b"extensibleObject")),
        ("cn", (b"Subschema",)),
        ("attributeTypes", types),
        ("objectClasses", tuple(_class(name).encode() for name in held if name in _NUMBERS)),
    )


def _type(one: AttributeType) -> bytes:
    names = " ".join(f"'{name}'" for name in one.names)
    usage = " NO-USER-MODIFICATION USAGE directoryOperation" if one.operational else ""
    rules = f"{_EQUALITY[one.comparison]} " if _EQUALITY[one.comparison] else ""
    return f"( {one.oid} NAME ( {names} ) {rules}SYNTAX {one.comparison.value}{usage} )".encode()


def _class(name: str) -> str:
    superior = f" SUP {_SUPERIOR[name]}" if name in _SUPERIOR else ""
    kind = "ABSTRACT" if name == "top" else "AUXILIARY" if name in _AUXILIARY else "STRUCTURAL"
    must = " MUST objectClass" if name == "top" else " MUST ( sn $ cn )" if name == "person" else ""
    may = f" MAY ( {' $ '.join(one.name for one in USER)} )" if name == "inetOrgPerson" else ""
    return f"( {_NUMBERS[name]} NAME '{name}'{superior} {kind}{must}{may} )"


def operation(dn: str, attributes: Attributes, asked: tuple[str, ...], *, types_only: bool) -> bytes:
    """The search entry; of the root DSE all but the class is operational, but no client is the worse for getting it."""
    wanted = {name.lower() for name in asked}
    everything = not asked or wanted & {"*", "+"}
    parts = (
        answers.attribute(name, () if types_only else values)
        for name, values in attributes
        if everything or name.lower() in wanted
    )
    return answers.entry(dn.encode(), b"".join(parts))
