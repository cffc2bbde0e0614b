"""The ways to write a contact as a vCard, and the words each uses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from syncsvc.formats.vcard.values import escape, escape_line, escape_old, escape_old_line
from syncsvc.model.contact import Kind


class Profile(StrEnum):
    """For whom a card is written."""

    PHONE = "phone"
    """3.0, as iOS, Android and Thunderbird take it without loss."""
    OUTLOOK = "outlook"
    """2.1, quoted-printable in UTF-8, one card per file."""
    V4 = "v4"
    """4.0 (RFC 6350), with KIND, MEMBER and RELATED."""


@dataclass(frozen=True, slots=True)
class Style:
    """The starts of lines for one version; ``preferred`` ones mark the one number or address to use first."""

    version: str
    phones: Mapping[str, str]
    preferred_phones: Mapping[str, str]
    emails: Mapping[str, str]
    preferred_emails: Mapping[str, str]
    addresses: Mapping[str, str]
    url: str
    kinds: Mapping[Kind, str]
    """The line that tells the kind, where there is one."""
    revision: str
    """How REV is written, for ``strftime``."""
    escape_line: Callable[[str], str] = escape_line
    escape_text: Callable[[str], str] = escape
    members: str = ""
    """The property that names a member of a group."""
    holders: str = ""
    """The property that names who holds a function."""
    labels: bool = True
    """Whether a number may have a label in words (``X-ABLabel``), which takes a group before the property."""
    tel_uri: bool = False
    """Whether numbers are URIs and dates have no hyphens, as in 4.0."""


_PHONES = {
    "work": ("WORK", "VOICE"),
    "cell": ("CELL", "VOICE"),
    "home": ("HOME", "VOICE"),
    "fax": ("WORK", "FAX"),
    "pager": ("PAGER",),
    "switchboard": ("WORK", "VOICE"),
    "other": ("VOICE",),
}
_EMAILS = {"work": ("INTERNET", "WORK"), "home": ("INTERNET", "HOME"), "other": ("INTERNET",)}
_ADDRESSES = {"work": ("WORK",), "home": ("HOME",), "other": ()}


def _starts(name: str, words: Mapping[str, tuple[str, ...]], before: str, between: str) -> dict[str, str]:
    """«TEL;TYPE=WORK,VOICE» (3.0) or «TEL;WORK;VOICE» (2.1)."""
    return {kind: name + (before + between.join(types) if types else "") for kind, types in words.items()}


def _new_starts(name: str, words: Mapping[str, tuple[str, ...]], params: str) -> dict[str, str]:
    """«TEL;VALUE=uri;TYPE="work,voice"» (4.0); INTERNET is no type of 4.0 any more."""
    kept = {kind: [word.lower() for word in types if word != "INTERNET"] for kind, types in words.items()}
    quoted = {kind: f'"{",".join(types)}"' if len(types) > 1 else "".join(types) for kind, types in kept.items()}
    return {kind: f"{name}{params}{';TYPE=' + types if types else ''}" for kind, types in quoted.items()}


def _with_pref(words: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {kind: (*types, "PREF") for kind, types in words.items()}


STYLES = {
    Profile.PHONE: Style(
        version="3.0",
        phones=_starts("TEL", _PHONES, ";TYPE=", ","),
        preferred_phones=_starts("TEL", _with_pref(_PHONES), ";TYPE=", ","),
        emails=_starts("EMAIL", _EMAILS, ";TYPE=", ","),
        preferred_emails=_starts("EMAIL", _with_pref(_EMAILS), ";TYPE=", ","),
        addresses=_starts("ADR", _ADDRESSES, ";TYPE=", ","),
        url="URL;TYPE=WORK",
        kinds={Kind.ORGANISATION: "X-ABShowAs:COMPANY"},
        revision="%Y-%m-%dT%H:%M:%SZ",
    ),
    Profile.OUTLOOK: Style(
        version="2.1",
        phones=_starts("TEL", _PHONES, ";", ";"),
        preferred_phones=_starts("TEL", _with_pref(_PHONES), ";", ";"),
        emails=_starts("EMAIL", _EMAILS, ";", ";"),
        preferred_emails=_starts("EMAIL", _with_pref(_EMAILS), ";", ";"),
        addresses=_starts("ADR", _ADDRESSES, ";", ";"),
        url="URL;WORK",
        kinds={},
        revision="%Y%m%dT%H%M%SZ",
        escape_line=escape_old_line,
        escape_text=escape_old,
        # Outlook knows no labels, and a property behind a group is a risk: numbers of a Mac's cards went missing so.
        labels=False,
    ),
    Profile.V4: Style(
        version="4.0",
        phones=_new_starts("TEL", _PHONES, ";VALUE=uri"),
        preferred_phones=_new_starts("TEL", _PHONES, ";VALUE=uri;PREF=1"),
        emails=_new_starts("EMAIL", _EMAILS, ""),
        preferred_emails=_new_starts("EMAIL", _EMAILS, ";PREF=1"),
        addresses=_new_starts("ADR", _ADDRESSES, ""),
        url="URL;TYPE=work",
        kinds={Kind.PERSON: "KIND:individual", Kind.ORGANISATION: "KIND:org", Kind.GROUP: "KIND:group"},
        revision="%Y%m%dT%H%M%SZ",
        members="MEMBER",
        holders="RELATED;TYPE=contact",
        tel_uri=True,
    ),
}
"""A function has no kind in vCard: RFC 6350 section 6.1.4 has none for it, and «individual» would make it a person."""
