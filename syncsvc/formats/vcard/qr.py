"""A short card as a QR code, for door signs and letterheads."""

import io
from typing import Literal

import segno

from syncsvc.errors import RecordError
from syncsvc.formats.vcard.entries import entries
from syncsvc.formats.vcard.profiles import STYLES, Profile
from syncsvc.model.canonical import CanonicalContact

Picture = Literal["svg", "png"]

_SHORT = ("N", "FN", "ORG", "TITLE", "TEL", "EMAIL")
_OFTEN = {"TEL": 2}
"""How many of a kind go in; one of all others."""
_SCALE = {"svg": 4, "png": 8}


def short_card(contact: CanonicalContact) -> bytes:
    """Name, organisation, role, two numbers and a mail address: what a camera reads from a door sign."""
    left = {name: _OFTEN.get(name, 1) for name in _SHORT}
    lines = ["BEGIN:VCARD", "VERSION:3.0"]
    for entry in entries(contact, STYLES[Profile.PHONE]):
        start, _, value = entry.partition(":")
        start = start.rpartition(".")[2]
        name = start.partition(";")[0]
        if left.get(name, 0):
            left[name] -= 1
            lines.append(f"{start}:{value}")
    return "\r\n".join((*lines, "END:VCARD", "")).encode()


def qr_code(contact: CanonicalContact, picture: Picture) -> bytes:
    """The short card as SVG or PNG, error correction M. Raises RecordError for one that is too long."""
    try:
        code = segno.make(short_card(contact), error="m", boost_error=False, micro=False)
    except segno.DataOverflowError as error:
        raise RecordError("the card is too long for a QR code", code="qr-too-long", hint="shorten its texts") from error
    file = io.BytesIO()
    code.save(file, kind=picture, scale=_SCALE[picture])
    return file.getvalue()
