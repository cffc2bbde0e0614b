"""Make a picture small enough for a card, where Pillow is installed."""

from importlib.util import find_spec
from io import BytesIO

from syncsvc.formats.vcard.photos import LIMIT, decode_data_uri, encode_data_uri

ENGINE = "pillow" if find_spec("PIL") else "none"
"""What scales; part of a rendering's fingerprint."""

_JPEG = frozenset({"image/jpeg"})
_KEPT = _JPEG | {"image/png", "image/gif"}
"""What every client shows in a card."""
_SIDES = (720, 512, 360, 240, 120)
"""Pixels of the longer side, largest first."""
_MOST_PIXELS = 50_000_000
"""A picture that claims more is not opened: a few bytes can claim gigabytes."""


def fitted(uri: str) -> str:
    """The picture as it is if clients take it, else scaled to a JPEG of at most 224 KB; empty where that cannot be."""
    return _fitted(uri, _KEPT)


def fitted_jpeg(uri: str) -> str:
    """The same for a directory, which knows no picture but a JPEG (RFC 2798 section 2.6)."""
    return _fitted(uri, _JPEG)


def _fitted(uri: str, kept: frozenset[str]) -> str:
    decoded = decode_data_uri(uri)
    if decoded is None:
        return ""
    media, content = decoded
    if media in kept and len(content) <= LIMIT:
        return uri
    scaled = _scaled(content) if ENGINE == "pillow" else b""
    return encode_data_uri(scaled, "image/jpeg") if scaled else ""


def _scaled(content: bytes) -> bytes:
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 — an extra that need not be installed

    try:
        with Image.open(BytesIO(content)) as image:
            if image.width * image.height > _MOST_PIXELS:
                return b""
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b""
    for side in _SIDES:
        upright.thumbnail((side, side))
        file = BytesIO()
        upright.save(file, "JPEG", quality=85, optimize=True)
        if len(file.getvalue()) <= LIMIT:
            return file.getvalue()
    return b""
