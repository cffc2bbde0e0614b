"""The escapes of vCard values, both ways (RFC 2426 section 4, RFC 6350 section 3.4)."""

import re

_ESCAPED = re.compile(r'\\([nN\\,;:"])')
_ESCAPED_OR_SEPARATOR = {mark: re.compile(rf"\\.|{mark}", re.DOTALL) for mark in ",;"}
_NEWLINE = {"n": "\n", "N": "\n"}
_UNSAFE = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"})


def _meaning(match: re.Match[str]) -> str:
    return _NEWLINE.get(match[1], match[1])


def unescape(raw: str) -> str:
    r"""Undo the escapes of 3.0 and 4.0 and those that writers of 2.1 use; an unknown one («\x») stays as it is."""
    return _ESCAPED.sub(_meaning, raw) if "\\" in raw else raw


def escape(text: str) -> str:
    """Escape one text for 3.0 and 4.0."""
    return text.translate(_UNSAFE)


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
