"""The JSON Schema (draft 2020-12) of a contact and of a list of contacts."""

from typing import Any

from syncsvc.model.contact import PHONE_TYPES, Kind

_TEXT = {"type": ["string", "null"]}
_TEXTS = {"type": "array", "items": {"type": "string"}}
_PLACE_TYPES = ["work", "home", "other"]


def _object(properties: dict[str, Any], *optional: str) -> dict[str, Any]:
    required = [key for key in properties if key not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


_NAME = _object({"display": {"type": "string"}, "prefix": _TEXT, "given": _TEXT, "family": _TEXT, "suffix": _TEXT})
_PHONE = _object(
    {
        "number": {"type": "string", "description": "E.164, with «;ext=» where it must be"},
        "display": {"type": "string", "description": "as people here write it (DIN 5008)"},
        "type": {"enum": list(PHONE_TYPES)},
    }
)
_EMAIL = _object({"address": {"type": "string"}, "type": {"enum": _PLACE_TYPES}})
_ADDRESS = _object(
    {
        "street": _TEXT,
        "postal_code": {**_TEXT, "description": "text: leading zeros count"},
        "city": _TEXT,
        "country": _TEXT,
        "type": {"type": "string"},
    }
)
_LINK = _object(
    {
        "relation": {"enum": ["holds", "held-by", "member"], "description": "what this contact is to the other"},
        "id": {"type": "string"},
        "kind": {"enum": [kind.value for kind in Kind], "description": "what the other is"},
    }
)

CONTACT = _object(
    {
        "id": {"type": "string", "description": "for ever the same, whatever else changes"},
        "kind": {"enum": [kind.value for kind in Kind]},
        "name": _NAME,
        "organisation": _TEXT,
        "units": _TEXTS,
        "role": _TEXT,
        "responsibility": _TEXT,
        "room": _TEXT,
        "hours": _TEXT,
        "note": _TEXT,
        "groups": _TEXTS,
        "urls": _TEXTS,
        "phones": _list(_PHONE),
        "emails": _list(_EMAIL),
        "addresses": _list(_ADDRESS),
        "birthday": {"type": "string"},
        "photo": {"type": "string", "description": "a data URI"},
        "links": _list(_LINK),
    },
    "birthday",
    "photo",
    "links",
)
"""One contact."""

CONTACTS = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Contacts",
    "description": "All contacts, sorted by name",
    **_list(CONTACT),
}
"""A file of contacts."""
