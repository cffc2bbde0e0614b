"""From a card to the raw fields of a record: which property says what."""

import re
from collections.abc import Callable

from syncsvc.formats.vcard.card import Card, Header
from syncsvc.formats.vcard.photos import data_uri
from syncsvc.formats.vcard.uris import card_key, mail_address, phone_number
from syncsvc.formats.vcard.values import split, unescape
from syncsvc.model.record import Field

_Reader = Callable[[str, Header, str], tuple[Field, ...]]
"""From a raw value, its header and its label to fields."""

_Known = dict[str, tuple[Field, ...]]
"""The fields of raw values met before, for one name and label."""
_Column = tuple[int, _Reader, Header, str, _Known | None]
"""Where a value stands, how it is read, under which header and label, and what is known of such values."""
_COMMON = frozenset({"ADR", "CATEGORIES", "KIND", "NOTE", "ORG", "ROLE", "TITLE", "URL"})
"""What many cards of an address book have in common."""
_SHAPES = 1_000
"""How many sequences of headers are remembered at a time: programs have few, strangers may send many."""
_NAME_PARTS = ("family", "given", "additional", "prefix", "suffix")
"""RFC 2426 section 3.1.2"""
_ADDRESS_PARTS = ("", "", "street", "city", "region", "postal_code", "country")
"""RFC 2426 section 3.2.1; the first two, post box and extended address, are looked at apart."""
_KINDS = {
    "INDIVIDUAL": "person",
    "ORG": "organisation",
    "ORGANIZATION": "organisation",
    "GROUP": "group",
    "COMPANY": "organisation",
}
_NO_INTERNET_MAIL = frozenset(
    {"AOL", "APPLELINK", "ATTMAIL", "CIS", "EWORLD", "IBMMAIL", "MCIMAIL", "POWERSHARE", "PRODIGY", "TLX", "X400"}
)
_DAY = re.compile(r"(\d{4}|--)-?(\d\d)-?(\d\d)(?:[T ].*)?")
"""A day in the forms of 2.1, 3.0 and 4.0 (RFC 6350 section 4.3.1), with or without a time."""
_DIALLED = "+0123456789("
"""How a number begins that needs no closer look."""
_PROGRAM_GROUPS = frozenset({"mycontacts", "starred"})
"""Google puts every contact into these."""
_PLAIN_TYPES = frozenset({"INTERNET", "VOICE", "OTHER"})
"""They say nothing beside a label in words."""
_SILENT = frozenset({"PRODID", "REV", "PROFILE", "X-ABLABEL"})
"""About the card, not the contact."""


def fields(card: Card) -> tuple[Field, ...]:
    """What a card says, in the vocabulary of ``Field``: preferred values first, unknown properties under their name.

    A label is the words of ``X-ABLabel``, else the types: «WORK,FAX»; several addresses of one label are numbered.
    """
    return Interpreter().fields(card)


class Interpreter:
    """Reads the fields of many cards.

    The cards of one program mostly have the same properties in the same order, as the rows of a table have columns:
    what each column means is worked out once, and what many cards have in common is read once.
    """

    def __init__(self) -> None:
        self._shapes: dict[int, _Shape] = {}
        self._known: dict[tuple[str, str], _Known] = {}

    def fields(self, card: Card) -> tuple[Field, ...]:
        """See ``fields``."""
        shape = self._shapes.get(id(card.headers))
        if shape is None:
            if len(self._shapes) >= _SHAPES:
                self._shapes.clear()
            shape = self._shapes[id(card.headers)] = _Shape(card.headers, self._columns(card.headers))
        raws = card.raws
        labels = _group_labels(card) if shape.has_labels else None
        found: list[Field] = []
        for index, read, header, label, known in shape.columns:
            raw = raws[index]
            if labels is not None:
                found += read(raw, header, _label(header, labels) if header.group else label)
            elif known is None:
                found += read(raw, header, label)
            else:
                fields = known.get(raw)
                if fields is None:
                    fields = known[raw] = read(raw, header, label)
                found += fields
        return tuple(_considered(found) if shape.is_special or not raws[shape.name_at].strip() else found)

    def _columns(self, headers: tuple[Header, ...]) -> tuple[_Column, ...]:
        """What each property of a shape means, the preferred first."""
        addresses: dict[str, int] = {}
        columns: list[_Column] = []
        for index, header in enumerate(headers):
            name, label = header.name, header.label
            if name in _SILENT:
                continue
            if name == "ADR":
                addresses[label] = addresses.get(label, 0) + 1
                label = _numbered(label, addresses[label])
            known = self._known.setdefault((name, label), {}) if name in _COMMON else None
            columns.append((index, _READERS.get(name, _unknown), header, label, known))
        return tuple(sorted(columns, key=lambda column: not column[2].preferred))


class _Shape:
    """The headers of cards that are made alike; it holds them, so that their id stays theirs."""

    def __init__(self, headers: tuple[Header, ...], columns: tuple[_Column, ...]) -> None:
        names = [header.name for header in headers]
        self.headers = headers
        self.columns = columns
        self.has_labels = "X-ABLABEL" in names
        self.name_at = names.index("FN") if "FN" in names else 0
        self.is_special = "FN" not in names or "ROLE" in names or "LABEL" in names


def _group_labels(card: Card) -> dict[str, str]:
    """The text of ``X-ABLabel`` by group."""
    return {
        header.group.lower(): _words(unescape(raw))
        for header, raw in zip(card.headers, card.raws, strict=True)
        if header.name == "X-ABLABEL"
    }


def _words(label: str) -> str:
    """The words of an ``X-ABLabel``; Apple wraps its own: «_$!<Work>!$_»."""
    return label.strip().removeprefix("_$!<").removesuffix(">!$_")


def _label(header: Header, labels: dict[str, str]) -> str:
    """The words beside a value, with the types that add to them."""
    words = labels.get(header.group.lower(), "")
    types = [word for word in header.types if word not in _PLAIN_TYPES] if words else header.types
    return ",".join([words, *types] if words else types)


def _numbered(label: str, count: int) -> str:
    return label if count == 1 else f"{label} {count}".lstrip()


def _considered(found: list[Field]) -> list[Field]:
    """Fill in and put right what depends on other properties."""
    names = {field.name for field in found}
    if "name" not in names and (name := _derived_name(found)):
        found.append(Field("name", name))
    if "ROLE" in names:
        found = [_ranked(field, has_title="role" in names) for field in found]
    if "LABEL" in names and not names & {"street", "city", "postal_code"}:
        found = [Field("address", field.value, field.label) if field.name == "LABEL" else field for field in found]
    return found


def _derived_name(found: list[Field]) -> str:
    """A name for a card without FN: from N, else the organisation or the nickname."""
    said = {field.name: field.value for field in reversed(found)}
    parts = [said[part] for part in ("prefix", "given", "additional", "family", "suffix") if part in said]
    return " ".join(parts) or next((said[one] for one in ("organisation", "NICKNAME") if one in said), "")


def _ranked(field: Field, *, has_title: bool) -> Field:
    """ROLE is the role where there is no TITLE; beside one it is what the person is responsible for."""
    if field.name != "ROLE":
        return field
    return Field("responsibility" if has_title else "role", field.value, field.label)


def _unknown(raw: str, header: Header, label: str) -> tuple[Field, ...]:
    value = raw if header.binary else unescape(raw)
    return (Field(header.name, value, label),) if value.strip() else ()


def _text(name: str) -> _Reader:
    def reader(raw: str, _header: Header, label: str) -> tuple[Field, ...]:
        value = (unescape(raw) if "\\" in raw else raw).strip()
        return (Field(name, value, label),) if value else ()

    return reader


def _name(raw: str, _header: Header, _label: str) -> tuple[Field, ...]:
    """N: five components; several values in one are separate words, unless the whole name stands in the first."""
    parts = split(raw, ";")
    if "\\" in raw or "," in raw:
        alone = not any(part.strip() for part in parts[1:])
        parts = [unescape(part) if alone or "," not in part else _spaced(part) for part in parts]
    return tuple(
        [Field(name, value) for name, part in zip(_NAME_PARTS, parts, strict=False) if (value := part.strip())]
    )


def _spaced(part: str) -> str:
    return " ".join(unescape(piece).strip() for piece in split(part, ","))


def _organisation(raw: str, _header: Header, _label: str) -> tuple[Field, ...]:
    """ORG: the organisation, then its units from large to small; an unescaped comma is part of a name."""
    first, *units = (unescape(part).strip() for part in split(raw, ";"))
    found = tuple(Field("unit", unit) for unit in units if unit)
    return (Field("organisation", first), *found) if first else found


def _address(raw: str, header: Header, label: str) -> tuple[Field, ...]:
    """ADR: parts under a common label; the extended address is where Outlook keeps the room."""
    parts = [unescape(part).strip() for part in split(raw, ";")]
    box, extended = [*parts, ""][:2]
    named = [(name, value) for name, value in zip(_ADDRESS_PARTS, parts, strict=False) if name]
    if box and not any(value for name, value in named if name == "street"):
        named.append(("street", box if not box.isdecimal() else f"Postfach {box}"))
    named.append(("EXTENDED-ADDRESS" if "HOME" in header.types else "room", extended))
    return tuple(Field(name, value, "" if name == "room" else label) for name, value in named if value)


def _phone(raw: str, header: Header, label: str) -> tuple[Field, ...]:
    if raw[:1] in _DIALLED and "\\" not in raw:
        return (Field("phone", raw.strip(), label),) if raw else ()
    value = phone_number(unescape(raw))
    if value[:4].lower() in {"sip:", "sips"}:
        return _unknown(raw, header, label)
    return (Field("phone", value, label),) if value else ()


def _email(raw: str, header: Header, label: str) -> tuple[Field, ...]:
    if "@" in raw and ":" not in raw and "\\" not in raw:
        return (Field("email", raw.strip(), label),)
    value = mail_address(unescape(raw))
    if "@" not in value and not _NO_INTERNET_MAIL.isdisjoint(header.types):
        return _unknown(raw, header, label)
    return (Field("email", value, label),) if value else ()


def _groups(raw: str, _header: Header, _label: str) -> tuple[Field, ...]:
    """CATEGORIES: a list; some writers of 2.1 separate it with semicolons."""
    values = [unescape(piece).strip() for part in split(raw, ",") for piece in split(part, ";")]
    return tuple(Field("group", value) for value in values if value and value.lower() not in _PROGRAM_GROUPS)


def _birthday(raw: str, _header: Header, label: str) -> tuple[Field, ...]:
    """BDAY as ISO 8601; Apple's year 1604 means that none was given."""
    value = unescape(raw).strip()
    if match := _DAY.fullmatch(value):
        year, month, day = match.groups()
        value = f"{'-' if year in {'--', '1604'} else year}-{month}-{day}"
    return (Field("birthday", value, label),) if value else ()


def _kind(raw: str, header: Header, label: str) -> tuple[Field, ...]:
    kind = _KINDS.get(raw.strip().upper())
    return (Field("kind", kind),) if kind else _unknown(raw, header, label)


def _class(raw: str, header: Header, label: str) -> tuple[Field, ...]:
    """CLASS (RFC 2426 section 3.7.1): what is not public stays inside."""
    if raw.strip().upper() in {"PRIVATE", "CONFIDENTIAL"}:
        return (Field("publish", "nur intern", "CLASS"),)
    return _unknown(raw, header, label)


def _photo(raw: str, header: Header, label: str) -> tuple[Field, ...]:
    value = data_uri(raw if header.binary else unescape(raw), header.types, binary=header.binary)
    if value:
        return (Field("photo", value),)
    return () if header.binary else _unknown(raw, header, label)


def _uid(raw: str, _header: Header, _label: str) -> tuple[Field, ...]:
    key = card_key(unescape(raw))
    return (Field("id", key, "UID"),) if key else ()


def _member(raw: str, _header: Header, _label: str) -> tuple[Field, ...]:
    key = card_key(unescape(raw))
    return (Field("member", key),) if key else ()


_READERS: dict[str, _Reader] = {
    "FN": _text("name"),
    "N": _name,
    "ORG": _organisation,
    "TITLE": _text("role"),
    "NOTE": _text("note"),
    "TEL": _phone,
    "EMAIL": _email,
    "ADR": _address,
    "URL": _text("url"),
    "BDAY": _birthday,
    "CATEGORIES": _groups,
    "CATEGORY": _groups,
    "KIND": _kind,
    "X-ADDRESSBOOKSERVER-KIND": _kind,
    "X-ABSHOWAS": _kind,
    "MEMBER": _member,
    "X-ADDRESSBOOKSERVER-MEMBER": _member,
    "CLASS": _class,
    "PHOTO": _photo,
    "UID": _uid,
}
