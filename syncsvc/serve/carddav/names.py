"""The XML names of WebDAV and CardDAV that we know, and how elements are written."""

from syncsvc.formats.xml_text import xml

DAV = "{DAV:}"
CARD = "{urn:ietf:params:xml:ns:carddav}"
SERVER = "{http://calendarserver.org/ns/}"
_PREFIXES = {DAV: "d", CARD: "card", SERVER: "cs"}
NAMESPACES = " ".join(f'xmlns:{prefix}="{space[1:-1]}"' for space, prefix in _PREFIXES.items())

ETAG = f"{DAV}getetag"
CONTENT_TYPE = f"{DAV}getcontenttype"
CONTENT_LENGTH = f"{DAV}getcontentlength"
RESOURCE_TYPE = f"{DAV}resourcetype"
SYNC_TOKEN = f"{DAV}sync-token"
ADDRESS_DATA = f"{CARD}address-data"


def element(name: str, content: bytes = b"") -> bytes:
    """An element by its name with the namespace in braces, as ElementTree writes it."""
    space, _, local = name.rpartition("}")
    prefix = _PREFIXES.get(f"{space}}}") if space else ""
    if prefix:
        start = end = f"{prefix}:{local}"
    elif space:
        start, end = f'x:{local} xmlns:x="{xml(space[1:])}"', f"x:{local}"
    else:
        # An empty namespace: the document's default is not declared, so the bare name is right.
        start = end = local
    return b"<%b>%b</%b>" % (start.encode(), content, end.encode()) if content else b"<%b/>" % start.encode()
