"""A recorded feed gives exactly the contacts that its page of expectations names, by way of source and normaliser."""

import json
from pathlib import Path

from syncsvc.model.profile import SourceProfile
from syncsvc.normalise.record import normalise
from syncsvc.settings import Surroundings
from syncsvc.sources.json import JsonSettings

DATA = Path(__file__).parents[1] / "data/structured"


def described(contact):
    """A contact in the words of the expectations."""
    address = contact.addresses[0]
    return {
        "type": contact.kind.value,
        "display_name": contact.name.display,
        "salutation": contact.name.salutation or None,
        "title": contact.name.prefix or None,
        "given": contact.name.given or None,
        "family": contact.name.family or None,
        "role": contact.role or None,
        "responsibility": contact.responsibility or None,
        "organisation": contact.organisation,
        "units": list(contact.units),
        "phones": [(phone.number, phone.type) for phone in contact.phones],
        "emails": [email.address for email in contact.emails],
        "room": contact.room or None,
        "address": {"street": address.street, "postal_code": address.postal_code, "city": address.city},
        "hours_text": contact.hours or None,
        "url": next(iter(contact.urls), None),
    }


def test_integreat_gives_what_is_expected():
    expected = json.loads((DATA / "integreat_locations.expected.json").read_text(encoding="utf-8"))["contacts"]
    for contact in expected:
        del contact["scope"]
        contact["phones"] = [(phone["e164"], phone["kind"]) for phone in contact["phones"]]
    settings = JsonSettings(kind="json", name="feed", preset="integreat", location="integreat_locations.json")

    snapshot = settings.open(Surroundings(base=DATA)).fetch(())
    read = [normalise(record, SourceProfile("feed")) for record in snapshot.records]

    assert [described(contact) for contact, _ in read] == expected
    assert [issue for _, issues in read for issue in (*issues, *snapshot.issues)] == []
