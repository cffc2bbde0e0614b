"""A record that keeps its key and names somebody else is a new contact: an id, and what was set on it, is a person's."""

from functools import partial

import pytest

from syncsvc.matching import is_another
from syncsvc.model.contact import Contact, Kind, PersonName
from syncsvc.model.record import RecordRef
from syncsvc.pipeline import amend, sync
from syncsvc.run import deciding
from tests.offices import Office, World
from tests.servers.stores import engine, fresh_url

__all__ = ["engine"]
TOM = {
    "name": "Tom Ewers",
    "organisation": "Stadt Musterstadt",
    "phone": "030 23125-126",
    "email": "amt50@stadt.example",
}
VERA = TOM | {"name": "Vera Kolb"}
PLACE = {"name": "Tom Ewers", "organisation": "Stadt Musterstadt", "email": "t.ewers@stadt.example"}


@pytest.fixture
def world(engine, tmp_path):
    world = World(
        tmp_path, {"stadt": Office("stadt", {"50": TOM}), "kreis": Office("kreis")}, fresh_url(engine, tmp_path)
    )
    world.set("kreis", allow_empty=True)
    sync(world.service)
    yield world
    world.close()


def ids(world):
    return {contact.name.display: contact.id for contact in world.contacts()}


def become(world, office, key, record):
    world.offices[office].records[key] = record
    return sync(world.service)


def test_a_post_that_passes_to_somebody_else_leaves_the_id_and_what_was_set_with_the_former_person(world):
    tom = ids(world)["Tom Ewers"]
    note = partial(deciding.set_value, asked=tom, field="note", value="duzt alle", author="me", reason="so")
    amend(world.service, note)

    become(world, "stadt", "50", VERA)

    assert ids(world).keys() == {"Vera Kolb"}
    assert ids(world)["Vera Kolb"] != tom
    assert [""] == [contact.note for contact in world.contacts()]
    with world.store.read() as unit:
        assert "retired" == unit.identities.get(tom).state.value
        assert ["record-replaced"] == [
            one.issue.code for one in unit.issues.all(source="stadt") if one.issue.key == "50"
        ]


def test_the_former_person_keeps_the_id_where_another_office_still_lists_them(world):
    become(world, "kreis", "t", PLACE | {"phone": "030 23125-126"})
    tom = ids(world)["Tom Ewers"]
    assert 1 == len(ids(world))

    become(world, "stadt", "50", VERA)

    assert tom == ids(world)["Tom Ewers"]
    assert tom != ids(world)["Vera Kolb"]


def test_a_second_run_changes_nothing(world):
    become(world, "stadt", "50", VERA)
    before = world.contacts()

    sync(world.service)

    assert before == world.contacts()


@pytest.mark.parametrize("name", ["Tom Ewers-Roth", "Tom Roth", "Thomas Ewers", "Ewers, Tom", "Tim Ewers", "T. Ewers"])
def test_a_marriage_a_slip_or_another_order_keeps_the_id(world, name):
    tom = ids(world)["Tom Ewers"]

    become(world, "stadt", "50", TOM | {"name": name})

    assert [tom] == [*ids(world).values()]


@pytest.mark.parametrize(
    ("before", "now", "another"),
    [
        (("Tom", "Ewers"), ("Vera", "Kolb"), True),
        (("Tom", "Ewers"), ("Vera", "Ewers"), False),
        (("Tom", "Ewers"), ("Tom", "Kolb"), False),
        (("Tom", "Ewers"), ("Ewers", "Tom"), False),
        (("Tom", "Ewers"), ("", "Kolb"), False),
        (("Müller", "Anna"), ("Anna Maria", "Mueller-Roth"), False),
    ],
)
def test_only_two_other_names_make_another_person(before, now, another):
    old, new = (
        Contact(RecordRef("stadt", "1"), Kind.PERSON, PersonName(" ".join(name), given=name[0], family=name[1]))
        for name in (before, now)
    )
    assert another is is_another(old, new)
