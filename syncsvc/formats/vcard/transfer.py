"""Undo what the transport did to a value: folding, quoted-printable, base64, charset."""

from syncsvc.formats.vcard.encoding import FOLD, decode_base64_text, decode_quoted_printable, finish
from syncsvc.formats.vcard.header import Start

_TEXTS = frozenset(
    {"ADR", "CATEGORIES", "EMAIL", "FN", "LABEL", "N", "NICKNAME", "NOTE", "ORG", "ROLE", "TEL", "TITLE", "URL"}
)
_CHOPPED = 70
"""Writers that cut lines at a fixed width cut at 72 to 76; a shorter line was folded at a space."""


def unfold(raw: str, version: str = "", lead: int = 0) -> str:
    """Join the pieces of a folded value; ``lead`` is the length of its header.

    3.0 and 4.0 drop the line break and one space (RFC 2425 section 5.8.1); 2.1 folds at a space and keeps it
    (section 2.1.3), though many of its writers cut anywhere.
    """
    if FOLD not in raw:
        return raw
    if version != "2.1":
        return raw.replace(FOLD, "")
    pieces = raw.split(FOLD)
    glued = [pieces[0]]
    for index, piece in enumerate(pieces[1:]):
        width = len(pieces[index]) + (lead if index == 0 else 1)
        glued.append(piece if width >= _CHOPPED or piece.startswith(" ") else " " + piece)
    return "".join(glued)


def decode(raw: str, start: Start, version: str, lead: int) -> str | None:
    """The value as its writer meant it; None where it claims to be base64 text and is not."""
    if start.transfer == "Q":
        return decode_quoted_printable(_soft_breaks(raw, version), start.charset)
    if start.transfer != "B":
        return finish(unfold(raw, version, lead), start.charset)
    body = "".join(raw.replace(FOLD, "").split())
    return decode_base64_text(body, start.charset) if start.header.name in _TEXTS else body


def is_text(start: Start) -> bool:
    """Whether a value that came as base64 is text, not a picture or a key."""
    return start.transfer == "B" and start.header.name in _TEXTS


def _soft_breaks(raw: str, version: str) -> str:
    """Join quoted-printable lines; a space after «=» is text, unless the writer folded every line besides."""
    if FOLD not in raw:
        return raw
    soft = "=" + FOLD
    folded_besides = "=\n" not in raw and (version != "2.1" or raw.count(soft) > 1)
    return raw.replace(soft, "" if folded_besides else " ").replace(FOLD, "")
