"""Pictures in cards: base64 with a type, or a data URI (RFC 2397)."""

import base64
import binascii
import re

from syncsvc.formats.vcard.encoding import decode_base64
from syncsvc.formats.vcard.layout import fold, safe

LIMIT = 224 * 1024
"""Octets of a picture in a card; Apple's limit, the smallest of those that say one."""
_IMAGE = re.compile(r"image/[a-z0-9.+-]{1,40}")
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"RIFF", "image/webp"),
)
_SUBTYPES = {"JPEG": "jpeg", "JPG": "jpeg", "PNG": "png", "GIF": "gif", "BMP": "bmp", "WEBP": "webp"}
_UNMARKED = ("/9j/", "iVBORw0KGgo", "R0lGOD")
"""How pictures begin in base64; some writers forget to say that it is base64."""


def picture_lines(uri: str, version: str) -> list[str]:
    """PHOTO of a card, folded; none where the text is no picture or one above the limit."""
    decoded = decode_data_uri(uri)
    if decoded is None or len(decoded[1]) > LIMIT or not _IMAGE.fullmatch(decoded[0]):
        return []
    media, content = decoded
    subtype = media.removeprefix("image/").upper()
    body = base64.b64encode(content).decode("ascii")
    if version == "4.0":
        return [fold(safe(f"PHOTO:data:{media};base64,{body}"))]
    if version == "3.0":
        return [fold(safe(f"PHOTO;ENCODING=b;TYPE={subtype}:{body}"))]
    return [
        fold(safe(f"PHOTO;{subtype};ENCODING=BASE64:")),
        *[f" {body[at : at + 74]}" for at in range(0, len(body), 74)],
        "",
    ]


def data_uri(raw: str, types: tuple[str, ...], *, binary: bool) -> str:
    """A picture as a data URI; an empty text where the value holds none (a link, or broken base64)."""
    if raw[:5].lower() == "data:":
        return raw if decode_data_uri(raw) else ""
    if not binary and not raw.startswith(_UNMARKED):
        return ""
    content = decode_base64("".join(raw.split()))
    if not content:
        return ""
    named = next((f"image/{_SUBTYPES[word]}" for word in types if word in _SUBTYPES), "image/jpeg")
    return encode_data_uri(content, sniff(content) or named)


def sniff(content: bytes) -> str:
    """The media type by the first bytes, or an empty text."""
    return next((media for signature, media in _SIGNATURES if content.startswith(signature)), "")


def encode_data_uri(content: bytes, media: str) -> str:
    """A data URI."""
    return f"data:{media};base64,{base64.b64encode(content).decode('ascii')}"


def decode_data_uri(uri: str) -> tuple[str, bytes] | None:
    """Media type and content of a base64 data URI; None for anything else."""
    head, comma, body = uri.partition(",")
    media, *params = head[5:].split(";")
    if head[:5].lower() != "data:" or not comma or "base64" not in (param.strip().lower() for param in params):
        return None
    try:
        content = binascii.a2b_base64(body, strict_mode=True)
    except ValueError:
        return None
    return (media.strip().lower() or "application/octet-stream", content) if content else None
