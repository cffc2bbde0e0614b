"""Makes texts fit the syntaxes of RFC 4517, so that the strictest server takes them.

Every function returns an empty value where nothing representable is left; the caller drops it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

_PRINTABLE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'()+,-./:? ")
"""RFC 4517 section 3.2: PrintableString, which telephone numbers and country codes are made of."""
_DROPPED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_E164 = re.compile(r"(\+\d{2,20})(?:;ext=(\d{1,12}))?")
_LOCAL = re.compile(r"[!#$%&'*+/=?^_`{|}~.A-Za-z0-9-]+")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def text(value: str) -> str:
    """A Directory String (section 3.3.6): composed, on one line, blanks collapsed, nothing invisible left."""
    if not value:
        return ""
    if value.isascii() and value.isprintable():
        return " ".join(value.split())
    composed = unicodedata.normalize("NFC", value)
    if composed.isprintable():
        return " ".join(composed.split())
    spaced = "".join(" " if char.isspace() else char for char in composed)
    seen = "".join(char for char in spaced if unicodedata.category(char) not in _DROPPED)
    # What was taken out may have kept apart what composes or blanks that collapse.
    return " ".join(unicodedata.normalize("NFC", seen).split())


def number(value: str) -> str:
    """An E.164 number with ``;ext=`` as a Telephone Number (section 3.3.31): «+4930231250 ext. 12»."""
    match = _E164.fullmatch(value)
    if match is None:
        return dialled(value)
    return match[1] if match[2] is None else f"{match[1]} ext. {match[2]}"


def dialled(value: str) -> str:
    """A number as people write it, without what a Telephone Number cannot hold.

    Codes with ``*`` or ``#`` are dropped whole: without those keys they would dial something else.
    """
    written = _DASHES.sub("-", text(value))
    if "*" in written or "#" in written or not any(char.isdigit() and char.isascii() for char in written):
        return ""
    return " ".join("".join(char if char in _PRINTABLE else " " for char in written).split())


def mail(value: str) -> str:
    """A mail address as IA5 (RFC 4524 section 2.16): an international domain in its ASCII form.

    An address with anything but ASCII before the @ has no form here and is dropped.
    """
    local, at, domain = value.strip().rpartition("@")
    written = _ascii_domain(domain)
    return f"{local}@{written}" if at and written and _LOCAL.fullmatch(local) else ""


@lru_cache(maxsize=1_000)
def _ascii_domain(domain: str) -> str:
    labels = [_ascii_label(label) for label in domain.split(".")]
    return ".".join(labels) if all(labels) else ""


def _ascii_label(label: str) -> str:
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", label).lower())
    if not folded.isascii():
        try:
            folded = "xn--" + folded.encode("punycode").decode("ascii")
        except UnicodeError:
            return ""
    return folded if _LABEL.fullmatch(folded) else ""


def postal(lines: Iterable[str]) -> str:
    """A Postal Address (section 3.3.28): lines joined by ``$``; ``$`` and backslash inside them escaped."""
    cleaned = (text(line).replace("\\", "\\5C").replace("$", "\\24") for line in lines)
    return "$".join(line for line in cleaned if line)


def uri(value: str) -> str:
    """A URI for labeledURI (RFC 2079), where a blank would begin the label."""
    return text(value).replace(" ", "%20")


_COUNTRIES = {
    "deutschland": "DE", "germany": "DE", "österreich": "AT", "austria": "AT", "schweiz": "CH", "switzerland": "CH",
    "frankreich": "FR", "france": "FR", "luxemburg": "LU", "luxembourg": "LU", "liechtenstein": "LI",
}  # fmt: skip


def country(value: str) -> str:
    """A Country String (section 3.3.4): the ISO 3166 code where the text is one, or names a neighbour."""
    word = text(value)
    if len(word) == 2 and word.isascii() and word.isalpha():
        return word.upper()
    return _COUNTRIES.get(word.lower(), "")


def same_text(value: str) -> str:
    """The key under which caseIgnoreMatch (RFC 4518) holds two texts for one."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).lower()).strip()


def same_case(value: str) -> str:
    """The key under which caseExactMatch holds two texts for one."""
    return unicodedata.normalize("NFKC", value).strip()


def same_number(value: str) -> str:
    """The key of telephoneNumberMatch: blanks and hyphens do not count (RFC 4518 section 2.6.3)."""
    return value.replace(" ", "").replace("-", "").lower()


def unique(values: Iterable[str], clean: Callable[[str], str], key: Callable[[str], str]) -> tuple[bytes, ...]:
    """The values made clean, empty and equal ones left out, the first of equals kept, as UTF-8."""
    cleaned = [value for value in map(clean, values) if value]
    if len(cleaned) == 1:
        return (cleaned[0].encode(),)
    if cleaned:
        found: dict[str, str] = {}
        for value in cleaned:
            found.setdefault(key(value), value)
        cleaned = [*found.values()]
    return tuple([value.encode() for value in cleaned])
