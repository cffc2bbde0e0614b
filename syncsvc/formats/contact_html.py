"""A contact as a piece of HTML that screen readers, search engines (h-card) and old browsers understand."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from syncsvc.formats.columns import one_line
from syncsvc.formats.xml_text import xml
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Phone

_LABELS = {
    "de": {
        "work": "Telefon",
        "cell": "Mobil",
        "home": "Telefon privat",
        "fax": "Fax",
        "pager": "Pager",
        "switchboard": "Zentrale",
        "other": "Telefon",
        "email": "E-Mail",
        "address": "Adresse",
        "room": "Raum",
        "hours": "Sprechzeiten",
        "responsibility": "Zuständig für",
        "url": "Webseite",
        "note": "Hinweis",
    },
    "en": {
        "work": "Phone",
        "cell": "Mobile",
        "home": "Home phone",
        "fax": "Fax",
        "pager": "Pager",
        "switchboard": "Switchboard",
        "other": "Phone",
        "email": "E-mail",
        "address": "Address",
        "room": "Room",
        "hours": "Hours",
        "responsibility": "Responsible for",
        "url": "Website",
        "note": "Note",
    },
}

Fact = tuple[str, str]
"""The key of a label, and markup."""


def article(contact: CanonicalContact, language: str, level: int) -> str:
    """One contact: its name as a heading of this level, then what it is, then its facts as a description list."""
    labels = _LABELS[language]
    lines = [
        f'<article class="contact h-card" id="contact-{xml(contact.id)}">',
        f'<h{level} class="p-name">{xml(contact.name.display)}</h{level}>',
        *_standing(contact),
    ]
    facts = [f"<dt>{labels[key]}</dt><dd>{markup}</dd>" for key, markup in _facts(contact)]
    if facts:
        lines += ["<dl>", *facts, "</dl>"]
    return "\n".join([*lines, "</article>"])


def _standing(contact: CanonicalContact) -> Iterator[str]:
    if contact.role:
        yield f'<p class="p-job-title">{xml(contact.role)}</p>'
    spans = [f'<span class="p-org">{xml(contact.organisation)}</span>'] if contact.organisation else []
    spans += [f'<span class="p-organization-unit">{xml(unit)}</span>' for unit in contact.units]
    if spans:
        yield f"<p>{', '.join(spans)}</p>"


def _facts(contact: CanonicalContact) -> Iterator[Fact]:
    yield from _plain("responsibility", (contact.responsibility,))
    for phone in contact.phones:
        yield phone.type, _phone(phone)
    for email in contact.emails:
        # RFC 6068, section 2: what is not unreserved is percent-encoded; «@» stays.
        yield "email", f'<a class="u-email" href="mailto:{quote(email.address, safe="@")}">{xml(email.address)}</a>'
    yield from _plain("address", (one_line(address) for address in contact.addresses), "p-adr")
    yield from _plain("room", (contact.room,))
    yield from _plain("hours", (contact.hours,))
    for url in contact.urls:
        yield "url", _link(url)
    yield from _plain("note", (contact.note,), "p-note")


def _plain(key: str, texts: Iterable[str], mark: str = "") -> Iterator[Fact]:
    for text in texts:
        if text:
            markup = "<br />".join(xml(line) for line in text.splitlines())
            yield key, f'<span class="{mark}">{markup}</span>' if mark else markup


def _phone(phone: Phone) -> str:
    shown = xml(phone.display or phone.number)
    if phone.type in ("fax", "pager"):
        return shown
    return f'<a class="p-tel" href="tel:{quote(phone.number, safe="+;=")}">{shown}</a>'


def _link(url: str) -> str:
    """Only web addresses become links: «javascript:» and the like stay text."""
    if not url.lower().startswith(("https://", "http://")):
        return xml(url)
    return f'<a class="u-url" href="{xml(url)}">{xml(url)}</a>'
