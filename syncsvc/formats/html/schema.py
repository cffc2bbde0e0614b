"""Contacts from structured data (schema.org terms), whichever markup carried it."""

from collections.abc import Iterator
from typing import Any

from syncsvc.formats.html import addresses, kinds, persons
from syncsvc.formats.html.draft import FUNCTION, ORGANISATION, PERSON, Draft
from syncsvc.model.record import Field

Item = dict[str, Any]

_DEEPEST = 12
_MOST = 2000
_ORGANISATIONS = (
    "organization", "organisation", "business", "church", "cityhall", "office", "ngo", "school", "hospital",
    "library", "police", "station", "structure", "corporation", "place", "worship", "museum", "university",
    "association", "service", "center", "group",
)  # fmt: skip
_INSIDE = (
    "@graph", "employee", "employees", "member", "members", "department", "subOrganization", "founder",
    "itemListElement", "item", "mainEntity", "about", "provider", "publisher", "contactPoint", "contactPoints",
    "hasPart", "author", "organizer", "location", "parentOrganization", "performer", "accountablePerson",
    "sourceOrganization",
)  # fmt: skip
_NO_STAFF = frozenset({"author", "performer", "publisher", "organizer", "founder"})
"""Relations that make nobody a contact unless a number or an address stands there."""
_GENERIC_TYPES = frozenset(
    """customer service customer support technical support sales billing support reservations emergency general
    information kundenservice kundendienst allgemein zentrale""".split()
)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _plain(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = value.get("@value") or value.get("name") or ""
    return next(iter(inner), "") if isinstance(inner, list) else inner


def text(value: Any) -> str:
    """A value as text: of a list the first, of a nested item its name."""
    for found in _list(value):
        one = _plain(found)
        if isinstance(one, str | int | float) and not isinstance(one, bool) and str(one).strip():
            return " ".join(str(one).split())
    return ""


def _types(item: Item) -> tuple[str, ...]:
    return tuple(str(one).rpartition("/")[2].rpartition(":")[2].lower() for one in _list(item.get("@type")))


def _is_person(item: Item) -> bool:
    return "person" in _types(item)


def _is_organisation(item: Item) -> bool:
    return any(kind.endswith(_ORGANISATIONS) for kind in _types(item))


def drafts(roots: list[Item]) -> Iterator[Draft]:
    """Every contact in these items and all they hold."""
    stack: list[tuple[Any, Item, str, int]] = [(root, {}, "", 0) for root in reversed(roots)]
    seen = 0
    while stack and seen < _MOST:
        item, parent, relation, depth = stack.pop()
        seen += 1
        if not isinstance(item, dict) or depth > _DEEPEST:
            continue
        yield from _contact(item, parent, relation)
        around = item if _is_organisation(item) else parent
        inner = [(one, around, name, depth + 1) for name in _INSIDE for one in _list(item.get(name))]
        if _is_person(item):
            inner = []
        stack.extend(reversed(inner))


def _contact(item: Item, parent: Item, relation: str) -> Iterator[Draft]:
    if _is_person(item):
        yield from _person(item, parent)
    elif "contactpoint" in _types(item):
        yield from _point(item, parent)
    elif _is_organisation(item) and (fields := [*_reach(item), *_bare_points(item)]):
        name = text(item.get("legalName") if not item.get("name") else item["name"])
        unit = kinds.kind_of(name) == "unit" or relation in {"department", "subOrganization"}
        above = text(parent.get("name")) if parent else text(item.get("parentOrganization"))
        kind = FUNCTION if unit else ORGANISATION
        own = above if unit else name
        head = [Field("kind", kind), Field("name", name), *([Field("organisation", own)] if own else [])]
        if name:
            yield Draft(kind, name).with_fields(*head, *fields, *_place(item))


def _person(item: Item, parent: Item) -> Iterator[Draft]:
    given, family = text(item.get("givenName")), text(item.get("familyName"))
    name = text(item.get("name")) or " ".join(
        part for part in (text(item.get("honorificPrefix")), given, family) if part
    )
    fields = [*_reach(item), *(field for one in _points(item) for field in _reach(one))]
    duties = [*_works(item, parent), *_named(item, (("jobTitle", "role"), ("roleName", "role")))]
    if not name or not fields or kinds.is_vacant(name):
        return
    parts = _named(item, (("honorificPrefix", "prefix"), ("honorificSuffix", "suffix")))
    parts += [Field("given", given), Field("family", family)] if given and family else []
    mails = tuple(field.value for field in fields if field.name == "email" and persons.witnesses(field.value, name))
    head = (Field("kind", PERSON), Field("name", name), *parts, *duties)
    yield Draft(PERSON, name, (), (), mails).with_fields(*head, *fields, *_place(item))


def _points(item: Item) -> list[Item]:
    return [one for name in ("contactPoint", "contactPoints") for one in _list(item.get(name)) if isinstance(one, dict)]


def _is_plain(point: Item) -> bool:
    """A contact point that names nobody is one more number of its organisation."""
    label = text(point.get("contactType")).casefold()
    return not text(point.get("name")) and (not label or all(word in _GENERIC_TYPES for word in label.split()))


def _bare_points(item: Item) -> list[Field]:
    return [field for point in _points(item) if _is_plain(point) for field in _reach(point)]


def _point(item: Item, parent: Item) -> Iterator[Draft]:
    fields = _reach(item)
    if _is_plain(item) or not fields:
        return
    name, label = text(item.get("name")), text(item.get("contactType"))
    organisation = text(parent.get("name"))
    where = [Field("organisation", organisation)] if organisation else []
    if name and persons.score(name) >= persons.SURE:
        yield from _person({**item, "@type": "Person", "jobTitle": item.get("jobTitle") or label}, parent)
        return
    yield Draft(FUNCTION, name or label).with_fields(
        Field("kind", FUNCTION), Field("name", name or label), *where, *fields
    )


def _works(item: Item, parent: Item) -> list[Field]:
    """Organisation and units of a person, from what the item says or from the item round it."""
    fields: list[Field] = []
    employer = next((one for name in ("worksFor", "affiliation", "memberOf") for one in _list(item.get(name))), None)
    if isinstance(employer, dict):
        above = employer.get("parentOrganization")
        fields += (
            [Field("organisation", text(above)), Field("unit", text(employer))]
            if above
            else [Field("organisation", text(employer))]
        )
        fields += [Field("unit", text(one)) for one in _list(employer.get("department"))]
    elif employer:
        fields.append(Field("organisation", text(employer)))
    elif parent:
        above = parent.get("parentOrganization") or parent.get("@above")
        name = text(parent)
        fields += [Field("organisation", text(above)), Field("unit", name)] if above else [Field("organisation", name)]
    fields += [Field("unit", text(one)) for one in _list(item.get("department"))]
    return [field for field in fields if field.value]


def _named(item: Item, names: tuple[tuple[str, str], ...]) -> list[Field]:
    return [Field(field, value) for name, field in names if (value := text(item.get(name)))]


def _reach(item: Item) -> list[Field]:
    """Numbers and addresses."""
    kind = text(item.get("@phoneType"))
    fields = [Field("phone", text(one), kind) for one in _list(item.get("telephone"))]
    fields += [
        Field("phone", text(one), text(one.get("@label")))
        for one in _list(item.get("@phones"))
        if isinstance(one, dict)
    ]
    fields += [Field("phone", text(one), "Mobil") for one in _list(item.get("mobile"))]
    fields += [Field("phone", text(one), "Fax") for one in _list(item.get("faxNumber"))]
    for one in _list(item.get("email")):
        written = text(one)
        bare = written[7:] if written.lower().startswith("mailto:") else written
        found = addresses.find(addresses.spoken(bare.partition("?")[0]))
        fields += [Field("email", address) for _, _, address, _ in found]
    return [Field(f.name, f.value.removeprefix("tel:"), f.label) for f in fields if f.value]


def _place(item: Item) -> list[Field]:
    """Address, hours and the like."""
    fields: list[Field] = []
    where = next(iter(_list(item.get("address"))), None)
    if where is None and isinstance(item.get("location"), dict):
        where = item["location"].get("address")
    if isinstance(where, dict):
        terms = (("streetAddress", "street"), ("postalCode", "postal_code"), ("addressLocality", "city"))
        fields += _named(where, terms)
    elif where:
        fields.append(Field("address", text(where)))
    hours = [
        text(one) for one in _list(item.get("openingHours") or item.get("hoursAvailable")) if not isinstance(one, dict)
    ]
    fields += [Field("hours", "; ".join(hour for hour in hours if hour))] if any(hours) else []
    return fields + _named(item, (("@room", "room"), ("@url", "url"), ("@note", "note")))
