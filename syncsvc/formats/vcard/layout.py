"""Put content lines on paper: folded at 75 octets on character borders, or in quoted-printable."""

import re

WIDTH = 75
"""Octets of a line without its line break (RFC 2426 section 2.6, RFC 6350 section 3.2)."""
_UNSAFE_LINE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


_TOKENS = {chr(code): chr(code) for code in range(32, 127) if chr(code) not in "=:"} | {"\n": "=0D=0A"}
"""What stands for itself; a colon does not, so that no piece of a value looks like END:VCARD."""


def fold(line: str) -> str:
    """Fold a line where it is longer than 75 octets; never within a character."""
    if len(line) <= WIDTH and (line.isascii() or len(line.encode()) <= WIDTH):
        return line
    if line.isascii():
        cuts = range(WIDTH, len(line), WIDTH - 1)
        return line[:WIDTH] + "".join([f"\r\n {line[cut : cut + WIDTH - 1]}" for cut in cuts])
    return _fold_octets(line.encode())


def _fold_octets(content: bytes) -> str:
    pieces = []
    start, width = 0, WIDTH
    while start < len(content):
        end = min(start + width, len(content))
        while end < len(content) and content[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(content[start:end])
        start, width = end, WIDTH - 1
    return b"\r\n ".join(pieces).decode()


def quoted_printable(start: str, value: str) -> str:
    """A line of 2.1: as it is where it is short ASCII, else quoted-printable in UTF-8 (RFC 2045 section 6.7)."""
    if value.isascii() and value.isprintable() and len(start) + len(value) < WIDTH and not value.endswith(("=", " ")):
        return f"{start}:{value}"
    lines = [f"{start};CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:"]
    last = len(value) - 1
    for place, character in enumerate(value):
        octets = _TOKENS.get(character) or "".join([f"={octet:02X}" for octet in character.encode()])
        if len(lines[-1]) + (3 if octets == " " else len(octets)) >= WIDTH:
            lines[-1] += "="
            lines.append("")
        # A space at either end of a line would be lost on the way.
        lines[-1] += "=20" if octets == " " and (place == last or not lines[-1]) else octets
    return "\r\n".join(lines)


def safe(line: str) -> str:
    """A line without what could end it or begin another one."""
    return line if line.isprintable() else _UNSAFE_LINE.sub(" ", line)
