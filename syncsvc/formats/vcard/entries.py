"""What a contact's card says, line by line, escaped but not yet laid out; the first colon is before the value."""

import re
from datetime import UTC
from uuid import UUID, uuid5

from syncsvc.formats.vcard.profiles import Style
from syncsvc.formats.vcard.values import escape_line, flat
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Address, Kind, Phone

_NAMESPACE = UUID("a3c1f5d2-7b1e-5c57-9f0e-6f2d3d0b9a41")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_YEARLESS = re.compile(r"--\d\d-\d\d")
"""Only 4.0 can say a day without its year (RFC 6350 section 4.3.1)."""
_DIALLED = re.compile(r"\+[0-9]+(?:;ext=[0-9]+)?")
_NOT_IN_URIS = re.compile(r"[,;\\ ]")
_RANKS = {"work": 0, "cell": 1, "home": 2, "other": 3, "switchboard": 4}
"""Which number to prefer, best first; a fax only if there is nothing else."""
_PERSON, _ORGANISATION, _GROUP = Kind.PERSON, Kind.ORGANISATION, Kind.GROUP


def entries(contact: CanonicalContact, style: Style) -> list[str]:
    """The lines of a card between VERSION and END, without the picture."""
    line = style.escape_line
    lines = [f"UID:{uid(contact.id)}", f"N:{_name(contact, style)}", f"FN:{line(contact.name.display)}"]
    if organisation := _units(contact, style):
        lines.append(f"ORG:{organisation}")
    if contact.role:
        lines.append(f"TITLE:{line(contact.role)}")
    if contact.phones:
        lines += _phones(contact, style)
    for index, email in enumerate(contact.emails):
        starts = style.emails if index or contact.phones else style.preferred_emails
        lines.append(f"{starts.get(email.type, 'EMAIL')}:{line(email.address)}")
    for address in contact.addresses:
        lines.append(f"{style.addresses.get(address.type, 'ADR')}:{_address(address, style)}")
    lines += [f"{style.url}:{url}" for url in map(_url, contact.urls) if url]
    if groups := [group for group in map(escape_line, contact.groups) if group.strip()]:
        lines.append(f"CATEGORIES:{','.join(groups)}")
    if note := _note(contact):
        lines.append(f"NOTE:{style.escape_text(note)}")
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
    if contact.kind is _ORGANISATION:
        return ";;;;"
    if contact.kind is not _PERSON or not (name.family or name.given):
        return f"{line(name.display)};;;;"
    titles = (name.prefix and line(name.prefix), name.suffix and line(name.suffix))
    return f"{line(name.family)};{line(name.given)};;{titles[0]};{titles[1]}"


def _units(contact: CanonicalContact, style: Style) -> str:
    """ORG with its units; an organisation's own card names itself, which is what phones show."""
    line, own = style.escape_line, contact.kind is _ORGANISATION
    first = line(contact.name.display if own else contact.organisation)
    if own and contact.name.display != contact.organisation:
        return first
    return ";".join([first, *[unit for unit in map(line, contact.units) if unit.strip()]])


def _phones(contact: CanonicalContact, style: Style) -> list[str]:
    """TEL, exactly one of them preferred; a switchboard is named as one in words, for no version has a type for it."""
    lines: list[str] = []
    switchboards = 0
    ranks = [_RANKS.get(phone.type, len(_RANKS)) for phone in contact.phones]
    best = ranks.index(min(ranks))
    for index, phone in enumerate(contact.phones):
        start = (style.preferred_phones if index == best else style.phones).get(phone.type, "TEL")
        value = _number(phone, style)
        if style.tel_uri and not value.startswith("tel:"):
            start = start.replace(";VALUE=uri", "")
        if phone.type == "switchboard" and style.labels:
            switchboards += 1
            lines += [f"item{switchboards}.{start}:{value}", f"item{switchboards}.X-ABLabel:Zentrale"]
        else:
            lines.append(f"{start}:{value}")
    return lines


def _number(phone: Phone, style: Style) -> str:
    """A number as phones dial it; the extension in words where no URI holds it (RFC 3966)."""
    number = phone.number
    if style.tel_uri and _DIALLED.fullmatch(number):
        return f"tel:{number}"
    return number if number.removeprefix("+").isdecimal() else style.escape_line(number.replace(";ext=", " ext. "))


def _address(address: Address, style: Style) -> str:
    """ADR: seven parts, of which a directory knows four (RFC 2426 section 3.2.1)."""
    line = style.escape_line
    return f";;{line(address.street)};{line(address.city)};;{line(address.postal_code)};{line(address.country)}"


def _note(contact: CanonicalContact) -> str:
    """NOTE: also what vCard has no property for, so that people see it on the phone."""
    parent = contact.organisation if contact.kind is _ORGANISATION else ""
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


def _about(contact: CanonicalContact, style: Style) -> list[str]:
    """What the card says of itself: birthday, kind, members, last change."""
    lines = []
    if contact.birthday and (birthday := _birthday(contact.birthday, style)):
        lines.append(f"BDAY:{birthday}")
    if contact.kind in style.kinds:
        lines.append(style.kinds[contact.kind])
    # RFC 6350 section 6.6.5 allows members in groups only; section 6.6.6 has «contact» for whom to turn to.
    named = {"member": style.members if contact.kind is _GROUP else "", "held-by": style.holders}
    lines += [f"{named[link.relation]}:{uid(link.id)}" for link in contact.links if named.get(link.relation)]
    if contact.revised_at is not None:
        lines.append(f"REV:{contact.revised_at.astimezone(UTC).strftime(style.revision)}")
    return lines


def _birthday(day: str, style: Style) -> str:
    """A day of ISO 8601 as the version writes it; empty for what it cannot say."""
    if _DAY.fullmatch(day):
        return day.replace("-", "") if style.tel_uri else day
    return f"--{day[2:4]}{day[5:]}" if style.tel_uri and _YEARLESS.fullmatch(day) else ""
