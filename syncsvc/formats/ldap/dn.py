"""Distinguished names (RFC 4514): written, taken apart, compared."""

import re

from syncsvc.formats.ldap.syntax import same_text

Rdn = tuple[tuple[str, str], ...]
"""One relative name: its (attribute, value) pairs."""

_SPECIAL = re.compile(r'[,+"\\<>;=\x00-\x1f\x7f]')
_ESCAPE = re.compile(r"\\([0-9A-Fa-f]{2})|\\(.)", re.DOTALL)
_PART = re.compile(r'((?:[^,;+"\\]|\\.|"(?:[^"\\]|\\.)*")*)([,;+]|$)', re.DOTALL)


def escape(value: str) -> str:
    """A value as it stands in a name (section 2.4)."""
    escaped = _SPECIAL.sub(lambda match: "".join(f"\\{byte:02X}" for byte in match[0].encode()), value)
    if escaped[:1] in {" ", "#"}:
        escaped = f"\\{ord(escaped[0]):02X}{escaped[1:]}"
    if escaped.endswith(" "):
        escaped = escaped[:-1] + "\\20"
    return escaped


def child(attribute: str, value: str, parent: str) -> str:
    """The name of an entry below ``parent``."""
    return f"{attribute}={escape(value)},{parent}" if parent else f"{attribute}={escape(value)}"


def parse(name: str) -> tuple[Rdn, ...]:
    """The relative names from the entry up to the root; ValueError for what is no name.

    Takes the older quoted form and semicolons too (RFC 2253 section 4), and blanks around the signs.
    """
    if not name.strip():
        return ()
    rdns: list[Rdn] = []
    pairs: list[tuple[str, str]] = []
    position = 0
    while True:
        match = _PART.match(name, position)
        if match is None:
            raise ValueError("not a distinguished name")
        pairs.append(_pair(match[1]))
        if match[2] != "+":
            rdns.append(tuple(pairs))
            pairs = []
        if not match[2]:
            return tuple(rdns)
        position = match.end()


def _pair(part: str) -> tuple[str, str]:
    attribute, equals, raw = part.partition("=")
    attribute = attribute.strip()
    if not equals or not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)*", attribute):
        raise ValueError("not a distinguished name")
    return attribute, _unescape(_trimmed(raw))


def _trimmed(raw: str) -> str:
    stripped = raw.strip(" ")
    if len(stripped) >= 2 and stripped[0] == stripped[-1] == '"':
        return stripped[1:-1]
    trailing = re.search(r"\\+$", stripped)
    # An odd number of backslashes at the end escapes the blank that strip() took.
    return stripped + " " if trailing and len(trailing[0]) % 2 else stripped


def _unescape(raw: str) -> str:
    if "\\" not in raw:
        return raw
    out = bytearray()
    position = 0
    for match in _ESCAPE.finditer(raw):
        out += raw[position : match.start()].encode()
        out += bytes.fromhex(match[1]) if match[1] else match[2].encode()
        position = match.end()
    out += raw[position:].encode()
    return out.decode("utf-8", "replace")


def normal(name: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """What two spellings of one name have in common: escapes, case, blanks and order within an RDN do not count.

    Attributes whose values are compared by case (none that this program names entries by) are not told apart.
    """
    return tuple(
        tuple(sorted((attribute.lower(), " ".join(same_text(value).split())) for attribute, value in rdn))
        for rdn in parse(name)
    )


def below(name: str, parent: str) -> bool:
    """Whether an entry lies in the subtree of ``parent``, the parent itself included."""
    upper = normal(parent)
    return not upper or normal(name)[-len(upper) :] == upper


def leaf(name: str) -> tuple[str, str]:
    """Attribute and value of the entry's own relative name; ValueError for the root."""
    rdns = parse(name)
    if not rdns:
        raise ValueError("the root has no name of its own")
    return rdns[0][0]
