"""Write a canonical contact as a vCard: same contact, same bytes."""

from syncsvc.formats.vcard.entries import entries
from syncsvc.formats.vcard.layout import WIDTH, fold, quoted_printable
from syncsvc.formats.vcard.photos import picture_lines
from syncsvc.formats.vcard.profiles import STYLES, Profile
from syncsvc.model.canonical import CanonicalContact


def write(contact: CanonicalContact, profile: Profile) -> bytes:
    """The card of a contact: CRLF, no BOM, UTF-8, REV only from the contact's own last change.

    A picture above 224 KB is left out; scale it first.
    """
    style = STYLES[profile]
    if profile is Profile.OUTLOOK:
        lines = [quoted_printable(*line.split(":", 1)) for line in entries(contact, style)]
    else:
        lines = [line if len(line) < WIDTH and line.isascii() else fold(line) for line in entries(contact, style)]
    if contact.photo:
        lines += picture_lines(contact.photo, style.version)
    body = "\r\n".join(lines)
    return f"BEGIN:VCARD\r\nVERSION:{style.version}\r\n{body}\r\nEND:VCARD\r\n".encode()
