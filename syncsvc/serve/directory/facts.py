"""Facts about an entry that the server knows and the entry does not hold: its operational attributes (RFC 4512 3.4)."""

from uuid import NAMESPACE_URL, UUID, uuid5

from syncsvc.formats.ldap import answers
from syncsvc.formats.ldap.attributes import PLACES
from syncsvc.serve.book.rows import Row

SUBSCHEMA = "cn=Subschema"
_CLASSES = PLACES["objectClass"]
_STRUCTURAL = (
    "inetOrgPerson", "groupOfNames", "organizationalUnit", "organization", "locality", "domain", "country",
    "applicationProcess",
)  # fmt: skip


def fact(row: Row, name: str) -> bytes | None:
    """The value of one operational attribute; None if there is none."""
    match name:
        case "entryDN":
            return row.dn
        case "entryUUID":
            return str(_uuid(row)).encode()
        case "hasSubordinates":
            return b"FALSE" if row.contact is not None else b"TRUE"
        case "subschemaSubentry":
            return SUBSCHEMA.encode()
        case "structuralObjectClass":
            return _structural(row)
        case "modifyTimestamp" if row.contact is not None and row.contact.revised_at is not None:
            return f"{row.contact.revised_at:%Y%m%d%H%M%SZ}".encode()
    return None


def classes(row: Row) -> tuple[bytes, ...]:
    """The object classes of an entry."""
    encoded = row.encoded[_CLASSES]
    return () if encoded is None else answers.values(encoded)


def _structural(row: Row) -> bytes:
    held = {one.decode() for one in classes(row)}
    return next((name for name in _STRUCTURAL if name in held), "top").encode()


def _uuid(row: Row) -> UUID:
    try:
        return UUID(row.id)
    except ValueError:
        return uuid5(NAMESPACE_URL, row.dn.decode())
