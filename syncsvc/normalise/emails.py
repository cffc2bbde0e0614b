"""Mail addresses are cleaned and checked; what is none is an issue."""

import re
from functools import lru_cache
from urllib.parse import unquote

from email_validator import EmailNotValidError, validate_email

from syncsvc.lexicon.mailboxes import PLACEHOLDER_DOMAINS, PLACEHOLDERS, UNREACHABLE
from syncsvc.lexicon.phone_words import kind_of_label
from syncsvc.model.contact import Email
from syncsvc.model.issue import Issue, Severity
from syncsvc.normalise.findings import finding
from syncsvc.normalise.text import meant

_PLAIN = re.compile(
    r"[A-Za-z0-9_](?:[A-Za-z0-9_+-]|\.(?!\.)){0,62}(?<!\.)@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
)
"""What needs no further look; a strict part of RFC 5321 section 4.1.2."""
_SEPARATORS = re.compile(r"\s*[;,|\n]\s*|\s+(?:oder|und|or|and|/)\s+")
_LABEL = re.compile(r"^(?:e-?mail|mail)(?:-adresse)?\s*:?\s+", re.IGNORECASE)
_AT = re.compile(r"\s*[(\[{]\s*(?:at|ät|@)\s*[)\]}]\s*", re.IGNORECASE)
_DOT = re.compile(r"\s*[(\[{]\s*(?:dot|punkt|\.)\s*[)\]}]\s*", re.IGNORECASE)
_HIDDEN = dict.fromkeys([0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF])
_TYPES = {"home": "home", "other": "other"}


def read(text: str, *, label: str = "") -> tuple[tuple[Email, ...], tuple[Issue, ...]]:
    """The addresses of one field (usually one), and what could not be read.

    Takes «mailto:», «Name <a@b.de>», «a(at)b(punkt)de» and lists; the domain comes out in lower case, an
    internationalised one as people read it. Placeholders, unreachable domains and telephone numbers are refused.
    """
    kind = _TYPES.get(kind_of_label(label), "work") if label else "work"
    if _is_plain(text) and not _refused(text):
        return (Email(text, kind),), ()
    emails: list[Email] = []
    issues: list[Issue] = []
    for candidate in _candidates(text):
        address, code = _checked(candidate)
        if address:
            emails.append(Email(address, kind))
        else:
            issues.append(finding(code, _MESSAGES[code], field="email", value=candidate, severity=_SEVERITY[code]))
    return tuple({email.address.casefold(): email for email in emails}.values()), tuple(issues)


_MESSAGES = {
    "email-invalid": "this is no mail address",
    "email-placeholder": "a placeholder, not an address",
    "email-unreachable": "an address that cannot be reached from elsewhere",
}
_SEVERITY = {
    "email-invalid": Severity.WARNING,
    "email-placeholder": Severity.NOTICE,
    "email-unreachable": Severity.NOTICE,
}


def _candidates(text: str) -> list[str]:
    """The texts that should each be one address."""
    text = meant(text.translate(_HIDDEN).replace("＠", "@"))
    text = _DOT.sub(".", _AT.sub("@", text))
    pieces = [piece for chunk in _SEPARATORS.split(text) if "@" in chunk for piece in _pieces(_LABEL.sub("", chunk))]
    return [_bare(piece) for piece in pieces] if pieces else [text] * bool(text)


def _pieces(chunk: str) -> list[str]:
    """Addresses side by side; a text with other words in it stays one, as it may be an address with a gap."""
    words = chunk.split()
    return words if all("@" in word for word in words) else [chunk]


def _bare(text: str) -> str:
    """The address without its scheme, brackets, headers and the punctuation of a sentence."""
    text = text.strip("<>()[]\"'„“”‚‘’«»,;:.")
    scheme, colon, rest = text.partition(":")
    if colon and scheme.lower() in ("mailto", "e-mail", "email", "mail"):
        text = unquote(rest.partition("?")[0])
    _, bracket, inner = text.rpartition("<")
    return inner if bracket else text


def _is_plain(text: str) -> bool:
    return _PLAIN.fullmatch(text) is not None and "xn--" not in text


def _refused(address: str) -> str:
    """Why a well-formed address is not used; empty if nothing speaks against it."""
    local, _, domain = address.casefold().rpartition("@")
    if local in PLACEHOLDERS or domain in PLACEHOLDER_DOMAINS:
        return "email-placeholder"
    return "email-unreachable" if domain.rpartition(".")[2] in UNREACHABLE else ""


@lru_cache(maxsize=4096)
def _checked(text: str) -> tuple[str, str]:
    """The address, or an empty text and the code of what is wrong."""
    local, at, domain = text.rpartition("@")
    address = f"{local}@{domain.lower()}"
    if at and (code := _refused(address)):
        return "", code
    if _is_plain(address):
        return address, ""
    try:
        return validate_email(address, check_deliverability=False).normalized, ""
    except EmailNotValidError:
        return "", "email-invalid"
