"""Pages from many kinds of offices give exactly the contacts that stand on them: page, reader, normalise, JSON beside it."""

import json
import re
from pathlib import Path

import pytest

from syncsvc.formats.html import read
from syncsvc.model.profile import SourceProfile
from syncsvc.normalise.record import normalise

TESTS = Path(__file__).parents[3]
PAGES = sorted([*(TESTS / "data" / "contact_pages").glob("*.html"), *(TESTS / "cases" / "pages").glob("*.html")])
KINDS = {"person": "person", "function": "function", "org": "organisation", "group": "group"}


def text(value):
    return re.sub(r"\s+", " ", value or "").strip()


def wanted(contact):
    """What the comparison rule of the fixtures names, in one comparable form."""
    address = contact.get("address") or {}
    return {
        "kind": KINDS[contact["type"]],
        "given": text(contact["given"]),
        "family": text(contact["family"]),
        "title": text(contact["title"]),
        "role": text(contact["role"]),
        "responsibility": text(contact["responsibility"]),
        "organisation": text(contact["organisation"]),
        "units": [text(unit) for unit in contact["units"]],
        "room": text(contact["room"]),
        "phones": sorted((phone["e164"], "fax" if phone["kind"] == "fax" else "voice") for phone in contact["phones"]),
        "emails": sorted(email.lower() for email in contact["emails"]),
        "address": tuple(text(address.get(part)) for part in ("street", "postal_code", "city")),
        "hours": bool(contact["hours_text"]),
        "url": contact["url"] or "",
    }


def given(contact):
    person = contact.kind == "person"
    address = contact.addresses[0] if contact.addresses else None
    return {
        "kind": str(contact.kind),
        "given": contact.name.given if person else "",
        "family": contact.name.family if person else "",
        "title": contact.name.prefix if person else "",
        "role": text(contact.role),
        "responsibility": text(contact.responsibility),
        "organisation": text(contact.organisation),
        "units": [text(unit) for unit in contact.units],
        "room": text(contact.room),
        "phones": sorted((phone.number, "fax" if phone.type == "fax" else "voice") for phone in contact.phones),
        "emails": sorted(email.address.lower() for email in contact.emails),
        "address": (address.street, address.postal_code, address.city) if address else ("", "", ""),
        "hours": bool(contact.hours),
        "url": next(iter(contact.urls), ""),
    }


def contacts_of(page, context):
    profile = SourceProfile(
        "page",
        region=context["default_region"],
        area_code=context["default_area_code"] or "",
        switchboard=context["switchboard"] or "",
    )
    records, _ = read(page.read_bytes(), source="page")
    contacts = [normalise(record, profile)[0] for record in records]
    assert None not in contacts
    return contacts


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_gives_exactly_its_contacts(page):
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    contacts = contacts_of(page, expected["context"])

    assert [given(contact) for contact in contacts] == [wanted(contact) for contact in expected["contacts"]]
    for contact, wish in zip(contacts, expected["contacts"], strict=True):
        assert not wish["display_name"] or wish["type"] == "person" or contact.name.display == wish["display_name"]
        mobile = {phone["e164"] for phone in wish["phones"] if phone["kind"] == "cell"}
        assert {phone.number for phone in contact.phones if phone.type == "cell"} == mobile
        volunteer = wish.get("scope") == "volunteer"
        assert (contact.contact_class == "volunteer") is volunteer


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_is_no_contact_never_becomes_one(page):
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    for contact in contacts_of(page, expected["context"]):
        values = [
            contact.name.display,
            *(phone.number for phone in contact.phones),
            *(mail.address for mail in contact.emails),
        ]
        written = " ".join(phone.display for phone in contact.phones)
        for trap in expected["not_contacts"]:
            assert trap not in values
            assert len(trap) < 5 or trap not in written
            assert not (contact.kind == "person" and contact.name.display == trap)
