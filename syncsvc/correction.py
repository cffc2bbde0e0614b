"""Correction: a person's word on a value, put on top of what merging made of the sources."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import Any

from syncsvc.model.audience import Audience
from syncsvc.model.canonical import CanonicalContact, Origin
from syncsvc.model.contact import LIST_FIELDS, TEXT_FIELDS, Address, Email, PersonName, Phone, text_of

GIVEN, WITHDRAWN = "given", "withdrawn"
"""What a person can record of a consent."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's value for one field; outranks every source, but shows nothing that their marks hide."""

    field: str
    value: str
    audience: Audience = Audience.PUBLIC
    """Who may see it: the strictest mark of the sources on such a value."""
    phones: tuple[Phone, ...] = ()
    """For a field of numbers: the value, read."""
    emails: tuple[Email, ...] = ()
    addresses: tuple[Address, ...] = ()
    texts: tuple[str, ...] = ()
    """For a field of any number of texts: the value, taken apart."""
    name: PersonName | None = None
    """For a whole name of a person: the value in its parts."""


def corrected(contact: CanonicalContact, corrections: Iterable[Correction]) -> CanonicalContact:
    """The contact with a person's corrections on top; each leaves an origin without a record."""
    for correction in corrections:
        field = correction.field
        if field in POINTS:
            contact = _with_points(contact, correction)
        elif field == "audience":
            contact = replace(contact, audience=max(contact.audience, correction.audience))
        elif field == "name" and correction.name is not None:
            contact = replace(contact, name=correction.name)
        elif field in _NAME_PARTS:
            contact = replace(contact, name=_renamed(contact.name, _NAME_PARTS[field], correction.value))
        elif field in LIST_FIELDS:
            contact = _marked(contact, correction, correction.texts)
        elif field in TEXT_FIELDS or field == "consent":
            contact = _marked(contact, correction, correction.value)
        else:
            raise ValueError(f"{field} cannot be set")
        if field not in POINTS:
            contact = _of_a_person(
                contact, field, set(correction.texts) if field in LIST_FIELDS else {correction.value}
            )
    return contact


def _marked(contact: CanonicalContact, correction: Correction, value: str | tuple[str, ...]) -> CanonicalContact:
    """The contact with a plain field set, under the stricter of the marks on it."""
    field = correction.field
    marks = dict(contact.audiences) | {field: max(contact.audience_of(field), correction.audience)}
    shown = {name: mark for name, mark in marks.items() if mark > contact.audience and name != "consent"}
    return replace(contact, **{field: value}, audiences=tuple(sorted(shown.items())))  # type: ignore[arg-type]


NUMBERS = {"phone": "work", "cell": "cell", "home": "home", "fax": "fax"}
"""Fields of numbers, each with the type of number it stands for."""
_NAME_PARTS = {"name": "display", "prefix": "prefix", "given": "given", "family": "family", "suffix": "suffix"}
POINTS = {
    **dict.fromkeys(NUMBERS, "phones"),
    "email": "emails",
    "address": "addresses",
}
"""Fields whose values have a type and a mark of their own, each with the field of the contact that holds them."""
CORRECTABLE = (*_NAME_PARTS, *TEXT_FIELDS, *LIST_FIELDS, *POINTS, "audience")
"""The fields ``set`` takes."""
ALSO_CALLED = {
    "phones": "phone", "mobile": "cell", "emails": "email", "addresses": "address",
    "unit": "units", "group": "groups", "url": "urls",
}  # fmt: skip
"""What people type for a field because they see it elsewhere: in a contact, or in a list that is read."""


def _with_points(contact: CanonicalContact, correction: Correction) -> CanonicalContact:
    """The numbers of one type, or the mail or postal addresses for work, replaced by those a person gave."""
    field = POINTS[correction.field]
    kind = NUMBERS.get(correction.field, "work")
    present: tuple[Any, ...] = getattr(contact, field)
    given: tuple[Any, ...] = getattr(correction, field)
    marks = {text_of(one): one.audience for one in present}
    fresh = [replace(one, audience=max(correction.audience, marks.get(text_of(one), one.audience))) for one in given]
    texts = {text_of(one) for one in fresh}
    gone = {text_of(one) for one in present if one.type == kind or text_of(one) in texts}
    stay = [one for one in present if text_of(one) not in gone]
    contact = replace(contact, **{field: (*fresh, *stay)})  # type: ignore[arg-type]
    return _of_a_person(contact, field, texts, gone)


def _of_a_person(
    contact: CanonicalContact, field: str, values: Iterable[str], gone: Container[str] | None = None
) -> CanonicalContact:
    """The contact with values as a person's word; what sources say instead, or what of it is gone, did not win."""
    kept = (
        replace(origin, chosen=False) if origin.field == field and (gone is None or origin.value in gone) else origin
        for origin in contact.origins
    )
    return replace(contact, origins=(*kept, *(Origin(field, value, ()) for value in sorted(values))))


def _renamed(name: PersonName, part: str, value: str) -> PersonName:
    """The name with one part replaced; the display follows unless it is the part."""
    name = replace(name, **{part: value})
    if part == "display":
        return name
    return replace(name, display=compose(name))


def compose(name: PersonName) -> str:
    """Title, given name, family name, suffix, as people read it."""
    return " ".join(part for part in (name.prefix, name.given, name.family, name.suffix) if part)
