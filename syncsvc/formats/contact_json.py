"""A contact as JSON: the one shape that commands, the API and the JSON export share."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from syncsvc.model.canonical import CanonicalContact, Origin
from syncsvc.model.contact import Contact
from syncsvc.model.issue import Issue
from syncsvc.model.record import RecordRef

Json = dict[str, Any]

_TEXTS = ("organisation", "units", "role", "responsibility", "room", "hours", "note", "groups", "urls")
_NAME = ("display", "prefix", "given", "family", "suffix")
_PHONE = ("number", "display", "type")
_EMAIL = ("address", "type")
_ADDRESS = ("street", "postal_code", "city", "country", "type")
_RARE = ("birthday", "photo")
_ISSUE = ("stage", "code", "severity", "message", "place", "field", "value", "hint")


def contact_json(contact: Contact | CanonicalContact) -> Json:
    """What is known of a contact; absent texts are null, absent lists empty, so that every key is always there.

    ``birthday``, ``photo`` and ``links`` are added where there are any. A contact that is not canonical has no id.
    """
    told: Json = {
        "id": contact.id if isinstance(contact, CanonicalContact) else None,
        "kind": contact.kind.value,
        "name": _picked(contact.name, _NAME),
        **_picked(contact, _TEXTS),
        "phones": [_picked(phone, _PHONE) for phone in contact.phones],
        "emails": [_picked(email, _EMAIL) for email in contact.emails],
        "addresses": [_picked(address, _ADDRESS) for address in contact.addresses],
    }
    told |= {key: value for key in _RARE if (value := getattr(contact, key))}
    if isinstance(contact, CanonicalContact) and contact.links:
        told["links"] = [{"relation": link.relation, "id": link.id, "kind": link.kind.value} for link in contact.links]
    return told


def previewed_json(contact: Contact, issues: Iterable[Issue] = ()) -> Json:
    """A contact fresh from its source, with where it stands there and what was found wrong with it."""
    return contact_json(contact) | ref_json(contact.ref) | {"issues": [issue_json(issue) for issue in issues]}


def shown_json(contact: CanonicalContact, history: Sequence[Mapping[str, Any]] = ()) -> Json:
    """A canonical contact with the origin of every value, the records it is made of, and what happened to it."""
    return contact_json(contact) | {
        "provenance": provenance_json(contact.origins),
        "members": [ref_json(member) for member in contact.members],
        "history": [dict(event) for event in history],
    }


def provenance_json(origins: Iterable[Origin]) -> dict[str, list[Json]]:
    """Field → its values, each with source, key and the day since when; ``chosen`` is false for those that lost."""
    told: dict[str, list[Json]] = {}
    for origin in origins:
        value = {"value": origin.value, "since": origin.since or None, "chosen": origin.chosen}
        told.setdefault(origin.field, []).extend(value | ref_json(ref) for ref in origin.refs)
    return told


def ref_json(ref: RecordRef) -> Json:
    """Which record."""
    return {"source": ref.source, "key": ref.key}


def issue_json(issue: Issue) -> Json:
    """Something to look at; the raw value is in it, so it is for staff only."""
    return _picked(issue, _ISSUE)


def _picked(value: object, fields: Iterable[str]) -> Json:
    return {field: _plain(getattr(value, field)) for field in fields}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value or None
