"""Write a card that was read: everything in it comes back, known or not."""

import re

from syncsvc.formats.vcard.card import Card, Header, Property
from syncsvc.formats.vcard.layout import fold, quoted_printable, safe
from syncsvc.formats.vcard.values import unescape

_QUOTED = re.compile(r'[,;:"\n^]')
_CARETS = str.maketrans({"^": "^^", '"': "^'", "\n": "^n"})
_NOT_IN_NAMES = re.compile(r'[\s;:=",]')


def serialise(card: Card) -> bytes:
    """The card in its own version: CRLF, UTF-8, folded; line breaks in values and parameters become escapes."""
    old = card.version == "2.1"
    lines = [f"VERSION:{safe(card.version)}"] if card.version else []
    for entry in card.properties:
        lines += _old_lines(entry) if old else [_new_line(entry)]
    return "\r\n".join(("BEGIN:VCARD", *lines, "END:VCARD", "")).encode()


def _new_line(entry: Property) -> str:
    start = _start(entry.header, old=False)
    value = entry.raw.replace("\n", "\\n")
    return fold(safe(f"{start}{';ENCODING=b' if entry.header.binary else ''}:{value}"))


def _old_lines(entry: Property) -> list[str]:
    """Lines of 2.1; a picture ends with an empty one, an agent is a card within the card (sections 2.1.4 and 2.7)."""
    start = _start(entry.header, old=True)
    if entry.header.binary:
        return [fold(safe(f"{start};ENCODING=BASE64:{entry.raw}")), ""]
    value = unescape(entry.raw)
    lines = value.split("\n")
    if entry.name == "AGENT" and _is_whole(lines):
        return [f"{start}:", *map(safe, lines)]
    return [quoted_printable(safe(start), entry.raw)]


def _is_whole(lines: list[str]) -> bool:
    """Whether these are one card that ends with its last line; of half a card nobody could tell where it ends."""
    depth = 0
    for place, line in enumerate(lines):
        mark = line.strip().upper()
        if mark == "BEGIN:VCARD" and (not place or lines[place - 1].upper().rstrip(": \t") == "AGENT"):
            depth += 1
        elif mark == "BEGIN:VCARD" or (mark == "END:VCARD" and depth == 1 and place != len(lines) - 1):
            return False
        elif mark == "END:VCARD":
            depth -= 1
    return lines[0].strip().upper() == "BEGIN:VCARD" and depth == 0


def _start(header: Header, *, old: bool) -> str:
    """Group, name and parameters; types without a name in 2.1, special signs by RFC 6868 in quotation marks."""
    group = f"{header.group}." if header.group else ""
    params = [
        ";".join(map(_value, values)) if old and name == "TYPE" else f"{_plain(name)}={','.join(map(_value, values))}"
        for name, values in header.params
    ]
    return ";".join((group + header.name, *filter(None, params)))


def _plain(name: str) -> str:
    return _NOT_IN_NAMES.sub("", name)


def _value(text: str) -> str:
    return f'"{text.translate(_CARETS)}"' if _QUOTED.search(text) else text
