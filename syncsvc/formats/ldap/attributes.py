"""The attribute types an entry of ours can have: names, numbers, and how their values are compared (RFC 4512, 4519)."""

from dataclasses import dataclass
from enum import Enum

from syncsvc.formats.ldap.entry import ORDER


class Comparison(Enum):
    """How two values of a type are held for one; the value is the syntax (RFC 4517 section 3.3) in the schema."""

    TEXT = "1.3.6.1.4.1.1466.115.121.1.15"
    """Case, blanks, hyphens and the spelling of umlauts do not count."""
    MAIL = "1.3.6.1.4.1.1466.115.121.1.26"
    """Case does not count."""
    NUMBER = "1.3.6.1.4.1.1466.115.121.1.50"
    """A telephone number in any notation."""
    NAME = "1.3.6.1.4.1.1466.115.121.1.12"
    """A distinguished name."""
    CLASS = "1.3.6.1.4.1.1466.115.121.1.38"
    """A class by its name or number."""
    TIME = "1.3.6.1.4.1.1466.115.121.1.24"
    """A moment; the only values with an order."""
    UUID = "1.3.6.1.1.16.1"
    BOOLEAN = "1.3.6.1.4.1.1466.115.121.1.7"
    BINARY = "1.3.6.1.4.1.1466.115.121.1.28"
    """Only there or not there."""


@dataclass(frozen=True, slots=True)
class AttributeType:
    """One attribute type; the first of its names is the one we write."""

    names: tuple[str, ...]
    oid: str
    comparison: Comparison = Comparison.TEXT
    operational: bool = False
    """Given only when asked for (RFC 4511 section 4.5.1.8)."""
    named: bool = False
    """A subtype of ``name`` (RFC 4519 section 2.18)."""

    @property
    def name(self) -> str:
        """The name we write."""
        return self.names[0]


_TEXT, _MAIL, _NUMBER = Comparison.TEXT, Comparison.MAIL, Comparison.NUMBER
USER = (
    AttributeType(("objectClass",), "2.5.4.0", Comparison.CLASS),
    AttributeType(("uid", "userid"), "0.9.2342.19200300.100.1.1"),
    AttributeType(("cn", "commonName"), "2.5.4.3", named=True),
    AttributeType(("sn", "surname"), "2.5.4.4", named=True),
    AttributeType(("givenName", "gn"), "2.5.4.42", named=True),
    AttributeType(("displayName",), "2.16.840.1.113730.3.1.241"),
    AttributeType(("title",), "2.5.4.12", named=True),
    AttributeType(("o", "organizationName"), "2.5.4.10", named=True),
    AttributeType(("ou", "organizationalUnitName"), "2.5.4.11", named=True),
    AttributeType(("mail", "rfc822Mailbox"), "0.9.2342.19200300.100.1.3", _MAIL),
    AttributeType(("telephoneNumber",), "2.5.4.20", _NUMBER),
    AttributeType(("mobile", "mobileTelephoneNumber"), "0.9.2342.19200300.100.1.41", _NUMBER),
    AttributeType(("homePhone", "homeTelephoneNumber"), "0.9.2342.19200300.100.1.20", _NUMBER),
    AttributeType(("facsimileTelephoneNumber", "fax"), "2.5.4.23", _NUMBER),
    AttributeType(("pager", "pagerTelephoneNumber"), "0.9.2342.19200300.100.1.42", _NUMBER),
    AttributeType(("roomNumber",), "0.9.2342.19200300.100.1.6"),
    AttributeType(("physicalDeliveryOfficeName",), "2.5.4.19"),
    AttributeType(("street", "streetAddress"), "2.5.4.9"),
    AttributeType(("postalCode",), "2.5.4.17"),
    AttributeType(("l", "localityName"), "2.5.4.7", named=True),
    AttributeType(("c", "countryName"), "2.5.4.6", named=True),
    AttributeType(("co", "friendlyCountryName"), "0.9.2342.19200300.100.1.43"),
    AttributeType(("postalAddress",), "2.5.4.16"),
    AttributeType(("homePostalAddress",), "0.9.2342.19200300.100.1.39"),
    AttributeType(("labeledURI",), "1.3.6.1.4.1.250.1.57"),
    AttributeType(("description",), "2.5.4.13"),
    AttributeType(("employeeType",), "2.16.840.1.113730.3.1.4"),
    AttributeType(("businessCategory",), "2.5.4.15"),
    AttributeType(("member",), "2.5.4.31", Comparison.NAME),
    AttributeType(("roleOccupant",), "2.5.4.33", Comparison.NAME),
    AttributeType(("jpegPhoto",), "0.9.2342.19200300.100.1.60", Comparison.BINARY),
    AttributeType(("seeAlso",), "2.5.4.34", Comparison.NAME),
    AttributeType(("dc", "domainComponent"), "0.9.2342.19200300.100.1.25"),
)
"""In the order of ``entry.ORDER``; an attribute's place here is its place in every row of the book."""
OPERATIONAL = (
    AttributeType(("structuralObjectClass",), "2.5.21.9", Comparison.CLASS, operational=True),
    AttributeType(("entryUUID",), "1.3.6.1.1.16.4", Comparison.UUID, operational=True),
    AttributeType(("modifyTimestamp",), "2.5.18.2", Comparison.TIME, operational=True),
    AttributeType(("entryDN",), "1.3.6.1.1.20", Comparison.NAME, operational=True),
    AttributeType(("hasSubordinates",), "2.5.18.9", Comparison.BOOLEAN, operational=True),
    AttributeType(("subschemaSubentry",), "2.5.18.10", Comparison.NAME, operational=True),
)
PLACES = {one.name: place for place, one in enumerate(USER)}
_KNOWN = {name.lower(): one for one in (*USER, *OPERATIONAL) for name in (*one.names, one.oid)}
_SUPERIOR = {"name": tuple(one for one in USER if one.named), "2.5.4.41": tuple(one for one in USER if one.named)}
_OTHERS = {name for name in ORDER if ";" not in name and name not in PLACES}
if _OTHERS:
    raise AssertionError(f"attributes without a type: {_OTHERS}")


def known(description: str) -> tuple[AttributeType, ...]:
    """The types a description stands for, subtypes included; none for a type that nobody here knows.

    None for a description with an option either (see ``optional``).
    """
    plain = description.lower()
    found = _KNOWN.get(plain)
    return (found,) if found is not None else _SUPERIOR.get(plain, ())


def optional(description: str) -> bool:
    """Whether this is a known type with options that directories know («cn;lang-de»): no entry of ours has such."""
    plain, *options = description.lower().split(";")
    return bool(options and known(plain)) and all(one.startswith(("lang-", "x-")) for one in options)
