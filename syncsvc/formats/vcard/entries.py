"""What a contact's card says, line by line: starts and values, escaped but not yet laid out."""

import re
from collections.abc import Iterator
from datetime import UTC
from uuid import UUID, uuid5

from syncsvc.formats.vcard.profiles import Style
from syncsvc.formats.vcard.values import escape_line, flat
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Address, Kind, Phone

Line = tuple[str, str]
"""What stands before the colon, and the value with its escapes."""

_NAMESPACE = UUID("a3c1f5d2-7b1e-5c57-9f0e-6f2d3d0b9a41")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_YEARLESS = re.compile(r"--\d\d-\d\d")
"""Only 4.0 can say a day without its year (RFC 6350 section 4.3.1)."""
_DIALLED = re.compile(r"\+[0-9]+(?:;ext=[0-9]+)?")
_NOT_IN_URIS = re.compile(r"[,;\\ ]")
_DIRECT = ("work", "cell", "home", "other", "switchboard")
"""What a preferred number can be, best first; a fax cannot."""


def entries(contact: CanonicalContact, style: Style) -> list[Line]:
    """The lines of a card between VERSION and END, without the picture."""
    line = style.escape_line
    lines = [
        ("UID", uid(contact.id)),
        ("N", _name(contact, style)),
        ("FN", line(contact.name.display)),
    ]
    if organisation := _organisation(contact, style):
        lines.append(("ORG", organisation))
    if contact.role:
        lines.append(("TITLE", line(contact.role)))
    lines += _phones(contact, style)
    lines += _emails(contact, style)
    lines += [(style.addresses.get(one.type, "ADR"), _address(one, style)) for one in contact.addresses]
    lines += [(style.url, url) for url in map(_url, contact.urls) if url]
    if groups := [group for group in map(escape_line, contact.groups) if group.strip()]:
        lines.append(("CATEGORIES", ",".join(groups)))
    if note := _note(contact):
        lines.append(("NOTE", style.escape_text(note)))
    lines += _about(contact, style)
    return lines


def uid(contact_id: str) -> str:
    """The UID of a contact: ``urn:uuid:`` with its id, or with a UUID made from it (RFC 4122 section 4.3)."""
    lower = contact_id.lower()
    return f"urn:uuid:{lower if _UUID.fullmatch(lower) else uuid5(_NAMESPACE, contact_id)}"


def _url(url: str) -> str:
    """A URL in which nothing needs an escape that some readers would show (``%2C`` for a comma)."""
    return _NOT_IN_URIS.sub(lambda match: f"%{ord(match[0]):02X}", flat(url).strip())


def _name(contact: CanonicalContact, style: Style) -> str:
    """N, always with five parts; what is no person stands whole in the first, for phones that never show FN.

    An organisation leaves it empty: with X-ABShowAs it is shown by its ORG.
    """
    line, name = style.escape_line, contact.name
    if contact.kind is Kind.ORGANISATION:
        return ";;;;"
    if contact.kind is not Kind.PERSON or not (name.family or name.given):
        return f"{line(name.display)};;;;"
    return f"{line(name.family)};{line(name.given)};;{line(name.prefix)};{line(name.suffix)}"


def _organisation(contact: CanonicalContact, style: Style) -> str:
    """ORG with its units; an organisation's own card names itself, which is what phones show."""
    line, own = style.escape_line, contact.kind is Kind.ORGANISATION
    first = line(contact.name.display if own else contact.organisation)
    if own and contact.name.display != contact.organisation:
        return first
    return ";".join([first, *[unit for unit in map(line, contact.units) if unit.strip()]])


def _phones(contact: CanonicalContact, style: Style) -> Iterator[Line]:
    """TEL, exactly one of them preferred; a switchboard is named as one in words, for no version has a type for it."""
    ranks = [_DIRECT.index(phone.type) if phone.type in _DIRECT else len(_DIRECT) for phone in contact.phones]
    best = ranks.index(min(ranks)) if ranks else 0
    switchboards = 0
    for index, phone in enumerate(contact.phones):
        start = (style.preferred_phones if index == best else style.phones).get(phone.type, "TEL")
        value = _number(phone, style)
        if style.tel_uri and not value.startswith("tel:"):
            start = start.replace(";VALUE=uri", "")
        if phone.type != "switchboard":
            yield start, value
            continue
        switchboards += 1
        yield f"item{switchboards}.{start}", value
        yield f"item{switchboards}.X-ABLabel", "Zentrale"


def _number(phone: Phone, style: Style) -> str:
    """A number as phones dial it; the extension in words where no URI holds it (RFC 3966)."""
    if style.tel_uri and _DIALLED.fullmatch(phone.number):
        return f"tel:{phone.number}"
    return style.escape_line(phone.number.replace(";ext=", " ext. "))


def _emails(contact: CanonicalContact, style: Style) -> Iterator[Line]:
    """EMAIL; the first is preferred where there is no number to prefer."""
    for index, email in enumerate(contact.emails):
        starts = style.emails if index or contact.phones else style.preferred_emails
        yield starts.get(email.type, "EMAIL"), style.escape_line(email.address)


def _address(address: Address, style: Style) -> str:
    """ADR: seven parts, of which a directory knows four (RFC 2426 section 3.2.1)."""
    line = style.escape_line
    return f";;{line(address.street)};{line(address.city)};;{line(address.postal_code)};{line(address.country)}"


def _note(contact: CanonicalContact) -> str:
    """NOTE: also what vCard has no property for, so that people see it on the phone."""
    parent = contact.organisation if contact.kind is Kind.ORGANISATION else ""
    facts = (
        parent if parent != contact.name.display else "",
        _labelled("Zuständig für", contact.responsibility),
        _labelled("Zimmer", contact.room),
        _labelled("Sprechzeiten", contact.hours),
        contact.note,
    )
    return "\n".join([fact for fact in facts if fact])


def _labelled(label: str, text: str) -> str:
    """«Zimmer: 214», but «Zimmer 214» as it is."""
    return f"{label}: {text}" if text and not text.lower().startswith(label.lower()) else text


def _about(contact: CanonicalContact, style: Style) -> Iterator[Line]:
    """What the card says of itself: birthday, kind, members, last change."""
    if _DAY.fullmatch(contact.birthday):
        yield "BDAY", contact.birthday.replace("-", "") if style.tel_uri else contact.birthday
    elif style.tel_uri and _YEARLESS.fullmatch(contact.birthday):
        yield "BDAY", f"--{contact.birthday[2:4]}{contact.birthday[5:]}"
    if kind := style.kinds.get(contact.kind):
        yield kind
    if contact.kind is Kind.GROUP and style.members:
        for link in contact.links:
            if link.relation == "member":
                yield style.members, uid(link.id)
    if contact.revised_at is not None:
        yield "REV", contact.revised_at.astimezone(UTC).strftime(style.revision)
