"""Mail addresses hidden in links and attributes, uncovered without executing anything."""

import base64
import binascii
import codecs
import re
from html import unescape
from urllib.parse import unquote

from syncsvc.formats.html import addresses

_RANGES = ((0x2B, 0x3A), (0x40, 0x5A), (0x61, 0x7A))
"""TYPO3 turns characters round inside these ranges and leaves all others alone."""
_QUOTED = re.compile(r"""(['"])((?:(?!\1).){3,400})\1""")
_MAILTO = re.compile(r"mailto:\s*([^\"'<>\s]+)", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f]{8,600}", re.IGNORECASE)


def rotate(text: str, offset: int) -> str:
    """TYPO3's ``decryptString`` with this offset."""
    turned = []
    for character in text:
        code = ord(character)
        for low, high in _RANGES:
            if low <= code <= high:
                code = low + (code - low + offset) % (high - low + 1)
                break
        turned.append(chr(code))
    return "".join(turned)


def recipients(target: str) -> tuple[str, ...]:
    """The addresses of a ``mailto:`` link (RFC 6068), without its headers."""
    path = unquote(target.partition(":")[2].partition("?")[0])
    found = (_recipient(part) for part in re.split(r"[,;]", path))
    return tuple(address for address in found if address)


def _recipient(part: str) -> str:
    bracketed = re.search(r"<([^<>]+)>", part)
    text = (bracketed[1] if bracketed else part).strip()
    if text.lower().startswith("mailto:"):
        text = text[7:]
    if address := addresses.plain(text):
        return addresses.cleaned(address)
    spelled = addresses.find(addresses.spoken(text))
    return spelled[0][2] if spelled else ""


def cloudflare(code: str) -> str:
    """Cloudflare's ``data-cfemail``: every byte XORed with the first."""
    if not _HEX.fullmatch(code) or len(code) % 2:
        return ""
    octets = bytes.fromhex(code)
    text = bytes(octet ^ octets[0] for octet in octets[1:]).decode("utf-8", errors="replace")
    return addresses.plain(text.partition("?")[0])


def _offsets(token: str) -> tuple[int, ...]:
    """The offsets that can turn a text into «mailto:…»: its first letter must become an m."""
    forward = (ord("m") - ord(token[0])) % 26 if token[:1].islower() and token[:1].isascii() else 0
    return (forward, forward - 26) if forward else (26, -26)


def typo3(token: str, vector: str) -> tuple[str, ...]:
    """TYPO3's ``data-mailto-token``; a vector that does not fit is tried like an unknown one."""
    given = int(vector) if re.fullmatch(r"[+-]?\d{1,3}", vector) else 0
    for offset in (-given, given, *_offsets(token)):
        target = rotate(token, offset)
        if target.lower().startswith("mailto:") and (found := recipients(target)):
            return found
    return ()


def from_base64(text: str) -> str:
    """Text from base64; empty where it is none."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""


def _openings(text: str) -> tuple[str, ...]:
    """What a covered text could mean, likeliest first."""
    plain = unescape(unquote(text))
    return (
        plain,
        *(rotate(plain, offset) for offset in _offsets(plain)),
        codecs.encode(plain, "rot13"),
        plain[::-1],
        unquote(from_base64(plain)),
        from_base64(plain)[::-1],
    )


def uncover(text: str) -> tuple[str, ...]:
    """The addresses behind a covered text; only what comes out as ``mailto:`` or as one whole address counts."""
    for opened in _openings(text):
        if opened.lower().startswith("mailto:") and (found := recipients(opened)):
            return found
    for opened in _openings(text):
        if address := addresses.plain(opened):
            return (address,)
    return ()


def script_link(target: str) -> tuple[str, ...]:
    """The addresses of a ``javascript:`` link, or of an ``onclick``, from its quoted words."""
    decoded = unescape(unquote(target))
    if match := _MAILTO.search(decoded):
        return recipients(match[0])
    texts = [match[2] for match in _QUOTED.finditer(decoded)]
    for text in texts:
        if found := uncover(text):
            return found
    return _joined(texts)


def _joined(texts: list[str]) -> tuple[str, ...]:
    """``mail('a.muster', 'amt.example')``, ``mail('a.muster','amt','example')``."""
    if not 2 <= len(texts) <= 4:
        return ()
    local, *domain = (text.strip(" .@") for text in texts)
    address = addresses.plain(f"{local}@{'.'.join(domain)}")
    return (address,) if address else ()


def from_attributes(attributes: dict[str, str | None]) -> tuple[str, ...]:
    """The addresses an element carries outside its text and ``href``: Cloudflare, TYPO3, Joomla 4 and the like."""
    given = {name: value or "" for name, value in attributes.items()}
    if code := given.get("data-cfemail", ""):
        address = cloudflare(code)
        return (address,) if address else ()
    if token := given.get("data-mailto-token", ""):
        return typo3(token, given.get("data-mailto-vector", ""))
    if given.get("is-email") and given.get("first"):
        address = addresses.plain(f"{from_base64(given['first'])}@{from_base64(given.get('last', ''))}")
        return (address,) if address else ()
    return _split(given) or _encoded(given)


_LOCAL_NAMES = (
    "data-user",
    "data-name",
    "data-local",
    "data-mail-user",
    "data-u",
    "data-email-user",
    "data-mailto",
    "data-account",
)
_DOMAIN_NAMES = (
    "data-domain",
    "data-host",
    "data-mail-domain",
    "data-d",
    "data-email-domain",
    "data-website",
    "data-server",
)
_WHOLE_NAMES = (
    "data-email",
    "data-mail",
    "data-enc-email",
    "data-mailto",
    "data-address",
    "data-encoded",
    "data-e-mail",
    "data-href",
)


def _first(given: dict[str, str], names: tuple[str, ...]) -> str:
    return next((given[name] for name in names if given.get(name)), "")


def _split(given: dict[str, str]) -> tuple[str, ...]:
    local, domain = _first(given, _LOCAL_NAMES), _first(given, _DOMAIN_NAMES)
    if not local or not domain:
        return ()
    tld = given.get("data-tld", "") or given.get("data-ext", "")
    whole = f"{local}@{domain}.{tld}" if tld else f"{local}@{domain}"
    address = addresses.plain(whole) or addresses.plain(whole[::-1])
    return (address,) if address else ()


def _encoded(given: dict[str, str]) -> tuple[str, ...]:
    for name in _WHOLE_NAMES:
        value = given.get(name, "")
        if not value:
            continue
        turned = codecs.encode(value.replace("[at]", "@").replace("(at)", "@"), "rot13")
        for text in (turned, value) if "enc" in name else (value, turned):
            if found := addresses.find(addresses.spoken(text)):
                return (found[0][2],)
        if found_covered := uncover(value):
            return found_covered
    return ()


def from_link(target: str) -> tuple[str, ...]:
    """The addresses of a link's target, whatever its cover; none for an ordinary link."""
    target = target.strip()
    scheme = target[:40].lower()
    if scheme.startswith(("mailto:", "mailto%3a")):
        return recipients(unquote(target) if "%3a" in scheme else target)
    if scheme.startswith("javascript:"):
        return script_link(target[11:])
    _, marker, code = target.partition("/cdn-cgi/l/email-protection#")
    if marker:
        address = cloudflare(code)
        return (address,) if address else ()
    return ()
