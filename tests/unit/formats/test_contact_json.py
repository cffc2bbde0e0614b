"""A contact as JSON: the one shape of commands, API and export."""

import json
from dataclasses import replace

import pytest

from syncsvc.formats.contact_json import contact_json, previewed_json, shown_json
from syncsvc.formats.contact_schema import CONTACT
from syncsvc.model.canonical import Link, Origin
from syncsvc.model.contact import Address, Email, Phone
from syncsvc.model.issue import Issue
from tests.builders import a_canonical, a_contact, a_name, ref

FULL = a_canonical(
    name=a_name("Anna", "Muster", prefix="Dr."),
    organisation="Stadt Musterstadt",
    units=("Fachbereich Soziales",),
    role="Koordination Ehrenamt",
    phones=(Phone("+493023125124", "030 23125-124"),),
    emails=(Email("a.muster@musterstadt.example"),),
    addresses=(Address(city="Musterstadt"),),
)


def test_a_contact_has_the_agreed_shape():
    assert contact_json(FULL) == {
        "id": "00000000-0000-4000-8000-000000000001",
        "kind": "person",
        "name": {"display": "Dr. Anna Muster", "prefix": "Dr.", "given": "Anna", "family": "Muster", "suffix": None},
        "organisation": "Stadt Musterstadt",
        "units": ["Fachbereich Soziales"],
        "role": "Koordination Ehrenamt",
        "responsibility": None,
        "room": None,
        "hours": None,
        "note": None,
        "groups": [],
        "urls": [],
        "phones": [{"number": "+493023125124", "display": "030 23125-124", "type": "work"}],
        "emails": [{"address": "a.muster@musterstadt.example", "type": "work"}],
        "addresses": [{"street": None, "postal_code": None, "city": "Musterstadt", "country": None, "type": "work"}],
    }


def test_what_few_contacts_have_is_there_when_they_have_it():
    told = contact_json(replace(FULL, birthday="1970-01-01", links=(Link("holds", "2"),)))
    assert told["birthday"] == "1970-01-01"
    assert told["links"] == [{"relation": "holds", "id": "2", "kind": "person"}]
    assert "photo" not in told


def test_a_preview_adds_where_it_stands_and_what_is_wrong():
    issue = Issue("normalise", "phone-invalid", "not a telephone number", field="phone", value="12", hint="ask them")
    told = previewed_json(a_contact("7", "stadt"), (issue,))
    assert (told["id"], told["source"], told["key"]) == (None, "stadt", "7")
    assert told["issues"] == [
        {
            "stage": "normalise",
            "code": "phone-invalid",
            "severity": "warning",
            "message": "not a telephone number",
            "place": None,
            "field": "phone",
            "value": "12",
            "hint": "ask them",
        }
    ]


def test_a_shown_contact_has_the_origin_of_every_value():
    origins = (
        Origin("role", "Leitung", (ref("1"), ref("9", "kreis")), since="2026-01-02"),
        Origin("role", "Leiterin", (ref("3", "kirche"),), chosen=False),
    )
    told = shown_json(
        replace(FULL, origins=origins, members=(ref("1"),)), history=({"at": "2026-01-02", "did": "new"},)
    )
    assert told["provenance"] == {
        "role": [
            {"value": "Leitung", "since": "2026-01-02", "chosen": True, "source": "stadt", "key": "1"},
            {"value": "Leitung", "since": "2026-01-02", "chosen": True, "source": "kreis", "key": "9"},
            {"value": "Leiterin", "since": None, "chosen": False, "source": "kirche", "key": "3"},
        ]
    }
    assert told["members"] == [{"source": "stadt", "key": "1"}]
    assert told["history"] == [{"at": "2026-01-02", "did": "new"}]
    json.dumps(told)


def test_the_schema_names_exactly_the_keys_a_contact_has():
    everything = replace(FULL, birthday="1970-01-01", photo="data:image/png;base64,AA", links=(Link("holds", "2"),))
    assert list(CONTACT["properties"]) == list(contact_json(everything))
    assert CONTACT["required"] == list(contact_json(FULL))


@pytest.mark.parametrize(
    ("part", "key"), [("name", None), ("phones", "items"), ("emails", "items"), ("addresses", "items")]
)
def test_the_schema_names_exactly_the_parts_of_values(part, key):
    schema = CONTACT["properties"][part]
    value = contact_json(FULL)[part]
    assert list((schema[key] if key else schema)["properties"]) == list(value[0] if key else value)
