"""One record becomes one contact: the station's entry, which asks each kind of value's own module."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from syncsvc.lexicon.visibility_words import CLASSES, DENIALS
from syncsvc.lexicon.wordlist import word_set
from syncsvc.model.audience import Audience
from syncsvc.model.contact import Address, Contact, ContactClass, Email, Kind, Phone
from syncsvc.model.issue import Issue, Severity
from syncsvc.model.profile import SourceProfile
from syncsvc.model.record import Field, SourceRecord
from syncsvc.normalise import addresses, emails, identity, phones, texts, visibility
from syncsvc.normalise.findings import finding
from syncsvc.normalise.text import meant, tidy

VERSION = 2
"""Raised whenever the same record may become another contact."""

_READ = word_set(
    """name salutation prefix given additional family suffix kind organisation unit role responsibility room hours note
    group url birthday phone email address street postal_code city country publish class consent id member photo"""
)
_EMPTY = finding(
    "record-empty",
    "the record names nobody and holds nothing to reach anybody with",
    field="name",
    hint="remove it at the source, or map its columns",
    severity=Severity.ERROR,
)


def normalise(record: SourceRecord, profile: SourceProfile) -> tuple[Contact | None, tuple[Issue, ...]]:
    """The contact of a record, and what a person should look at; None where the record had to be set aside.

    Never raises for anything a source may say. Issues name the source, the key and the place of the record.
    """
    issues: list[Issue] = []
    if any(len(field.value) > _LONGEST for field in record.fields):
        record = _bounded(record, issues)
    contact = _contact(_Record(record, profile), issues)
    ref = record.ref
    return contact, tuple(replace(issue, source=ref.source, key=ref.key, place=record.place) for issue in issues)


_LONGEST = 2000
_UNBOUNDED = frozenset({"note", "photo", "responsibility"})


def _bounded(record: SourceRecord, issues: list[Issue]) -> SourceRecord:
    """The record without values far longer than what they are said to be, such as a page taken for a name."""
    kept: list[Field] = []
    for field in record.fields:
        if len(field.value) <= _LONGEST or field.name in _UNBOUNDED:
            kept.append(field)
        else:
            issues.append(finding("value-too-long", "a value far too long for its field", field=field.name))
    return replace(record, fields=tuple(kept))


class _Record:
    """A record with its fields by name, and the source it comes from."""

    def __init__(self, record: SourceRecord, profile: SourceProfile) -> None:
        self.record = record
        self.profile = profile
        self.fields: dict[str, list[Field]] = {}
        for field in record.fields:
            self.fields.setdefault(field.name, []).append(field)

    def all(self, name: str) -> Sequence[Field]:
        """The fields with this name, in the order of the source."""
        return self.fields.get(name, ())


def _contact(raw: _Record, issues: list[Issue]) -> Contact | None:
    """The contact, or None; what was found on the way is added to ``issues``."""
    plain: dict[str, Any] = {**texts.single(raw.fields), **texts.several(raw.fields)}
    mailboxes, numbers = _emails(raw, issues), _phones(raw, issues)
    around = identity.Surround(
        organisation=plain.get("organisation", ""),
        units=plain.get("units", ()),
        role=plain.get("role", ""),
        mailboxes=tuple(email.address for email, _ in mailboxes),
        number=numbers[0][0].display if numbers else "",
    )
    named = identity.read(raw.fields, around)
    issues += named.issues
    kind, name = named.kind, named.name
    if not name.display:
        issues.append(_EMPTY)
        return None
    own = name.display if kind is Kind.ORGANISATION else raw.profile.organisation
    plain.setdefault("organisation", own)
    mark, found = visibility.own_mark(raw.record, raw.profile, kind)
    issues += found
    marking = visibility.Marking(raw.profile, kind, mark)
    return Contact(
        ref=raw.record.ref,
        kind=kind,
        name=name,
        phones=_united_phones(_marked(phone, marking.of("phones", phone.type, label)) for phone, label in numbers),
        emails=tuple(_marked(email, marking.of("emails", email.type, label)) for email, label in mailboxes),
        addresses=_addresses(raw, marking),
        ids=tuple((tidy(field.label), value) for field in raw.all("id") if (value := meant(field.value))),
        members=tuple(value for field in raw.all("member") if (value := field.value.strip())),
        contact_class=_class(raw, issues),
        consent=_consent(raw),
        audience=marking.whole,
        audiences=marking.of_fields(plain.keys()),
        mark=mark,
        modified_at=raw.record.modified_at,
        place=raw.record.place,
        unmapped=tuple(field for field in raw.record.fields if field.name not in _READ),
        **plain,
    )


_Value = TypeVar("_Value", Phone, Email, Address)


def _marked(value: _Value, mark: Audience) -> _Value:
    """The value with the stricter of its own mark and this one."""
    return value if mark <= value.audience else replace(value, audience=mark)


def _emails(raw: _Record, issues: list[Issue]) -> list[tuple[Email, str]]:
    """The mail addresses, equal ones once, each with the label it stood under."""
    found: dict[str, tuple[Email, str]] = {}
    for field in raw.all("email"):
        read, wrong = emails.read(field.value, label=field.label)
        issues += wrong
        for email in read:
            found.setdefault(email.address.casefold(), (email, field.label))
    return list(found.values())


def _phones(raw: _Record, issues: list[Issue]) -> list[tuple[Phone, str]]:
    """The numbers, each with the label it stood under."""
    found: list[tuple[Phone, str]] = []
    for field in raw.all("phone"):
        read, wrong = phones.read(field.value, label=field.label, profile=raw.profile)
        issues += wrong
        found += [(phone, field.label) for phone in read]
    return found


def _united_phones(marked: Iterable[Phone]) -> tuple[Phone, ...]:
    """Equal numbers once, with the type that says most and the strictest mark."""
    found: dict[str, Phone] = {}
    for phone in marked:
        known = found.get(phone.number, phone)
        better = phone if known.type in _VAGUE and phone.type not in _VAGUE else known
        found[phone.number] = _marked(better, max(known.audience, phone.audience))
    return tuple(found.values())


_VAGUE = ("work", "other")


def _addresses(raw: _Record, marking: visibility.Marking) -> tuple[Address, ...]:
    if not raw.fields.keys() & addresses.FIELDS:
        return ()
    found = addresses.read(raw.record.fields, raw.profile.region)
    return tuple(_marked(address, marking.of("addresses", address.type)) for address in found)


def _class(raw: _Record, issues: list[Issue]) -> ContactClass:
    """Staff or volunteer: the record's own word, else the source's."""
    for field in raw.all("class"):
        words = tidy(field.value).casefold()
        if words in CLASSES:
            return CLASSES[words]
        if words:
            issues.append(finding("class-unclear", "neither staff nor volunteer", field="class", value=field.value))
    return raw.profile.contact_class


def _consent(raw: _Record) -> str:
    """The word on consent; a denial is none."""
    found = (meant(field.value) for field in raw.all("consent"))
    return next((word for word in found if word and word.casefold() not in DENIALS), "")
