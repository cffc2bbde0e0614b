"""The escapes of vCard values, both ways (RFC 2426 section 4, RFC 6350 section 3.4)."""

import re

_ESCAPED = re.compile(r'\\([nN\\,;:"])')
_ESCAPED_OR_SEPARATOR = {mark: re.compile(rf"\\.|{mark}", re.DOTALL) for mark in ",;"}
_NEWLINE = {"n": "\n", "N": "\n"}
_BREAKS = re.compile("[\t\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]+")
_BREAK = re.compile("\r\n|[\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]")
_AMBIGUOUS = re.compile(r"\\(?=[nN\\,;:\"]|$)")
_UNSAFE = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"})


def _meaning(match: re.Match[str]) -> str:
    return _NEWLINE.get(match[1], match[1])


def unescape(raw: str) -> str:
    r"""Undo the escapes of 3.0 and 4.0 and those that writers of 2.1 use; an unknown one («\x») stays as it is."""
    return _ESCAPED.sub(_meaning, raw) if "\\" in raw else raw


def escape(text: str) -> str:
    """Escape one text for 3.0 and 4.0; its line breaks stay."""
    if not text.isprintable():
        text = _BREAK.sub("\n", text)
    return text.translate(_UNSAFE)


def flat(text: str) -> str:
    """One line of text: line breaks and tabs become spaces."""
    return text if text.isprintable() else _BREAKS.sub(" ", text)


def escape_line(text: str) -> str:
    """Escape one text for 3.0 and 4.0 that stays on one line."""
    text = flat(text)
    if "," in text or ";" in text or "\\" in text:
        return text.translate(_UNSAFE)
    return text


def escape_old_line(text: str) -> str:
    r"""Escape one component for 2.1, which knows «\;» alone; a backslash is doubled only where it would be misread."""
    return escape_old(flat(text)).replace(";", "\\;")


def escape_old(text: str) -> str:
    """Escape one text for 2.1; line breaks stay, they go in quoted-printable."""
    if not text.isprintable():
        text = _BREAK.sub("\n", text)
    return _AMBIGUOUS.sub(r"\\\\", text) if "\\" in text else text


def split(raw: str, mark: str) -> list[str]:
    """Cut a raw value at every separator («;» or «,») that is not escaped; the pieces keep their escapes."""
    if "\\" not in raw:
        return raw.split(mark)
    pieces = []
    start = 0
    for match in _ESCAPED_OR_SEPARATOR[mark].finditer(raw):
        if match[0] == mark:
            pieces.append(raw[start : match.start()])
            start = match.end()
    pieces.append(raw[start:])
    return pieces
