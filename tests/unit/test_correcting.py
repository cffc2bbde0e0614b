"""What people set outranks the sources, shows nothing their marks hide, and is flagged when the sources change."""

from functools import partial

import pytest

from syncsvc.model.profile import SourceProfile
from syncsvc.pipeline import amend, erase, sync
from syncsvc.run import deciding, erasing
from syncsvc.run.checking import Refused, checked
from tests.offices import Office, World
from tests.servers.stores import engine, fresh_url

__all__ = ["engine"]
TOM = {
    "name": "Tom Ewers",
    "organisation": "Stadt Musterstadt",
    "phone": "030 23125-126",
    "email": "t.ewers@musterstadt.example",
}
MARIA = {"name": "Maria Alber", "organisation": "AK Asyl", "phone": "030 23125-300", "class": "Ehrenamt"}


@pytest.fixture
def world(engine, tmp_path):
    offices = {"stadt": Office("stadt", {"1": TOM}), "helfer": Office("helfer", {"m": MARIA})}
    world = World(tmp_path, offices, fresh_url(engine, tmp_path))
    sync(world.service)
    yield world
    world.close()


def contact(world, name="Tom Ewers"):
    return next(one for one in world.contacts() if one.name.display == name)


def put(world, field, value, name="Tom Ewers", **more):
    id_ = contact(world, name).id
    act = partial(deciding.set_value, asked=id_, field=field, value=value, author="me", reason="she said so", **more)
    amend(world.service, act)
    return next(one for one in world.contacts() if one.id == id_)


def flags(world):
    with world.store.read() as unit:
        return [(one.issue.code, one.issue.field, one.issue.value) for one in unit.issues.all(stage="correct")]


def test_a_set_number_takes_the_place_of_those_of_its_kind(world):
    tom = put(world, "phone", "030/231 25 - 199")

    assert [("+493023125199", "work")] == [(phone.number, phone.type) for phone in tom.phones]
    assert b"+493023125199" in world.file("public")
    assert b"23125126" not in world.file("public")
    sync(world.service)
    assert tom == contact(world)
    assert [] == put(world, "phone", "").phones or () == contact(world).phones


def test_a_set_mobile_number_a_note_and_a_narrower_mark_are_as_hidden_as_a_source_would_have_them(world):
    put(world, "cell", "0176 04069047")
    put(world, "note", "kommt nur montags")
    assert b"4069047" not in world.file("public")
    assert b"montags" not in world.file("public")
    assert b"4069047" in world.file("internal")
    assert b"montags" in world.file("internal")

    put(world, "audience", "internal")
    assert b"Ewers" not in world.file("public")
    assert b"Ewers" in world.file("internal")


def test_a_set_name_is_taken_apart(world):
    tom = put(world, "name", "Dr. Tom Ewers-Roth")

    assert ("Dr.", "Tom", "Ewers-Roth") == (tom.name.prefix, tom.name.given, tom.name.family)


def test_a_set_address_units_and_web_addresses_take_the_place_of_what_the_sources_say(world):
    world.offices["stadt"].records["1"] = {
        **TOM,
        "unit": "Bauamt",
        "url": "www.alt.example",
        "address": "Am Tor 1, 70173 Altstadt",
    }
    sync(world.service)
    assert b"Am Tor 1" in world.file("public")

    put(world, "address", "Rathausplatz 3, D-71638 Musterdorf")
    put(world, "units", "Fachbereich Soziales; Team 3;Team 3")
    tom = put(world, "urls", "www.musterstadt.example/ewers; https://termin.musterstadt.example")

    assert [("Rathausplatz 3", "71638", "Musterdorf", "DE")] == [
        (one.street, one.postal_code, one.city, one.country) for one in tom.addresses
    ]
    assert ("Fachbereich Soziales", "Team 3") == tom.units
    assert ("https://www.musterstadt.example/ewers", "https://termin.musterstadt.example") == tom.urls
    for present, gone in (
        (b"Rathausplatz 3", b"Am Tor 1"),
        (b"Team 3", b"Bauamt"),
        (b"termin.musterstadt", b"alt.example"),
    ):
        assert present in world.file("public")
        assert gone not in world.file("public")
    own = {(one.field, one.value) for one in tom.origins if one.chosen and not one.refs}
    assert {
        ("addresses", "Rathausplatz 3\n71638 Musterdorf\nDE"),
        ("units", "Team 3"),
        ("urls", "https://termin.musterstadt.example"),
    } < own
    assert {"Am Tor 1\n70173 Altstadt", "Bauamt", "https://www.alt.example"} == {
        one.value for one in tom.origins if one.field in ("addresses", "units", "urls") and not one.chosen
    }
    sync(world.service)
    assert tom == contact(world)

    for field, value in (("address", "Rathausplatz 3, D-71638 Musterdorf"), ("unit", "Team 3, Fachbereich Soziales")):
        world.offices["stadt"].records["1"] |= {field: value}
    sync(world.service)
    assert {("correction-agrees", "address"), ("correction-differs", "units")} == {
        (code, field) for code, field, _ in flags(world)
    }


def test_a_field_may_be_called_as_it_is_shown_and_as_lists_call_it(world):
    assert ("Team 3",) == put(world, "unit", "Team 3").units
    assert ["+493023125199"] == [phone.number for phone in put(world, "phones", "030 23125-199").phones]
    amend(world.service, partial(deciding.unset_value, asked=contact(world).id, field="unit", author="me"))
    assert () == contact(world).units


def test_none_can_be_set_too_and_a_mark_of_the_source_holds(world):
    world.offices["stadt"].records["1"] = {**TOM, "unit": "Bauamt", "address": "Am Tor 1, 70173 Altstadt"}
    sync(world.service)
    assert ((), ()) == (put(world, "units", "").units, put(world, "address", "").addresses)

    world.set("stadt", visibility={"default": "public", "addresses": "internal", "urls": "internal"})
    put(world, "address", "Rathausplatz 3, 71638 Musterdorf")
    put(world, "urls", "https://www.musterstadt.example")
    for hidden in (b"Rathausplatz", b"www.musterstadt.example"):
        assert hidden not in world.file("public")
        assert hidden in world.file("internal")


def test_a_value_is_taken_back_with_a_reason(world):
    put(world, "units", "Team 3")
    tom = contact(world).id
    act = partial(deciding.unset_value, asked=tom, field="units", author="you", reason="she moved on")
    amend(world.service, act)

    assert () == contact(world).units
    with world.store.read() as unit:
        (value,) = unit.corrections.all()
        assert ("unset", "you", "she moved on") == (value.state, value.closed_by, value.closed_reason)
        assert ("you", "unset", tom, "units") in [
            (line.who, line.action, line.subject, line.detail) for line in unit.audit.lines()
        ]
    with pytest.raises(Refused, match="was not set"):
        amend(world.service, act)


def test_it_is_told_when_the_sources_come_to_agree_or_say_something_else(world):
    put(world, "email", "tom.ewers@musterstadt.example")
    assert [] == flags(world)

    world.offices["stadt"].records["1"] = {**TOM, "email": "te@musterstadt.example"}
    sync(world.service)
    assert [("correction-differs", "email", "te@musterstadt.example")] == flags(world)
    assert b"tom.ewers@musterstadt.example" in world.file("public")

    world.offices["stadt"].records["1"] = {**TOM, "email": "Tom.Ewers@musterstadt.example"}
    sync(world.service)
    assert ["correction-agrees"] == [code for code, _, _ in flags(world)]

    amend(world.service, partial(deciding.unset_value, asked=contact(world).id, field="email", author="me"))
    assert [] == flags(world)
    assert ["Tom.Ewers@musterstadt.example"] == [email.address for email in contact(world).emails]


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("phone", "ask at the door", "no telephone number"),
        ("phone", "110 23", "phone: "),
        ("email", "tom at home", "no mail address"),
        ("birthday", "31.3.1980", "no date"),
        ("photo", "tom.jpg", "no picture"),
        ("audience", "public", "never widens"),
        ("audience", "secret", "an audience is one of"),
        ("name", " ", "cannot be empty"),
        ("role", "x" * 2001, "longer than"),
        ("role", "a\x07b", "control characters"),
        ("id", "7", "cannot be set"),
        ("address", "Rathaus", "street, postal code and town"),
        ("address", "71638 Musterdorf", "street, postal code and town"),
        ("urls", "siehe unten", "1 of 1 is no web address"),
        ("urls", "https://www.musterstadt.example; javascript:alert(1)", "1 of 2 is no web address"),
        ("urls", "/intern", "no web address"),
    ],
)
def test_what_is_no_such_value_is_refused(field, value, why):
    with pytest.raises(Refused, match=why) as error:
        checked(field, value, SourceProfile("set"))
    assert error.value.hint


def test_a_correction_that_would_be_over_already_is_refused(world):
    with pytest.raises(Refused, match="over already"):
        put(world, "role", "Leitung", until=world.time)


def consent(world, word):
    act = partial(
        deciding.record_consent, asked=contact(world, "Maria Alber").id, word=word, author="me", reason="form"
    )
    amend(world.service, act)


def test_a_volunteer_is_public_while_a_consent_is_recorded_and_not_a_moment_longer(world):
    assert b"Alber" not in world.file("public")
    consent(world, "given")
    assert b"Alber" in world.file("public")
    sync(world.service)
    assert b"Alber" in world.file("public")

    world.offices["helfer"].records["m"] = {**MARIA, "consent": "ja"}
    sync(world.service)
    consent(world, "withdrawn")
    assert b"Alber" not in world.file("public"), "the withdrawal outranks what the list says"
    assert b"Alber" in world.file("internal")
    sync(world.service)
    assert b"Alber" not in world.file("public")


def test_a_list_that_says_no_outranks_a_recorded_consent(world):
    consent(world, "given")
    world.offices["helfer"].records["m"] = {**MARIA, "consent": "nein"}
    sync(world.service)

    assert b"Alber" not in world.file("public")


def test_staff_need_no_consent(world):
    with pytest.raises(Refused, match="no source says"):
        amend(
            world.service,
            partial(deciding.record_consent, asked=contact(world).id, word="given", author="me", reason="form"),
        )


def test_what_was_set_goes_with_the_person(world):
    tom = put(world, "role", "Rollentext")
    erase(world.service, partial(erasing.erase_contact, asked=tom.id, author="me", reason="request"))

    with world.store.read() as unit:
        assert () == unit.corrections.all()
        assert [] == flags(world)
