"""Who holds a function and who is in a group: linked, never merged, and shown only to whoever may know both."""

import pytest

from syncsvc.formats.ldap.entry import entry
from syncsvc.formats.vcard import Profile, write
from syncsvc.model.audience import Audience
from syncsvc.model.canonical import Link
from syncsvc.model.contact import Kind
from syncsvc.pipeline import sync
from syncsvc.privacy import view
from tests.offices import Office, World
from tests.unit.test_pipeline import ANTJE, TOM

POST = {
    "name": "Flüchtlingsbeauftragte",
    "kind": "function",
    "organisation": "Stadt Musterstadt",
    "phone": "030 23125-124",
}
CIRCLE = {"name": "Arbeitskreis Asyl", "kind": "group", "member": "post"}


@pytest.fixture
def world(tmp_path):
    holder = {**ANTJE, "role": "Flüchtlingsbeauftragte"}
    records = {"1": holder, "2": TOM, "post": POST, "circle": CIRCLE}
    world = World(tmp_path, {"stadt": Office("stadt", records)}, max_removed="100%", grace="0s")
    sync(world.service)
    yield world
    world.close()


def called(world, name):
    return next(contact for contact in world.contacts() if contact.name.display == name)


def test_a_function_and_its_holder_know_each_other(world):
    post, antje = called(world, "Flüchtlingsbeauftragte"), called(world, "Antje Wiesner")

    assert (Link("held-by", antje.id, Kind.PERSON),) == post.links
    assert (Link("holds", post.id, Kind.FUNCTION),) == antje.links


def test_a_function_in_a_group_is_named_as_a_function(world):
    circle, post = called(world, "Arbeitskreis Asyl"), called(world, "Flüchtlingsbeauftragte")

    assert (f"uid={post.id},ou=functions,o=x".encode(),) == entry(circle, "o=x").values("member")


def test_directories_and_cards_tell_who_holds_a_function(world):
    post, antje = called(world, "Flüchtlingsbeauftragte"), called(world, "Antje Wiesner")

    assert (f"uid={antje.id},ou=people,o=x".encode(),) == entry(post, "o=x").values("roleOccupant")
    assert f"RELATED;TYPE=contact:urn:uuid:{antje.id}".encode() in write(post, Profile.V4)
    assert b"RELATED" not in write(post, Profile.PHONE)


def test_whoever_may_not_know_the_holder_learns_of_none(world):
    world.offices["stadt"].records["1"] = {**ANTJE, "role": "Flüchtlingsbeauftragte", "publish": "nur intern"}
    sync(world.service)
    post, antje = called(world, "Flüchtlingsbeauftragte"), called(world, "Antje Wiesner")

    assert Audience.INTERNAL is antje.audience
    assert () == view(post, Audience.PUBLIC).links
    assert (antje.id,) == tuple(link.id for link in view(post, Audience.INTERNAL).links)


def test_a_group_learns_of_a_member_that_comes_later_and_forgets_one_that_goes(world):
    stadt = world.offices["stadt"].records
    stadt["circle"] = {**CIRCLE, "member": "late"}
    sync(world.service)
    assert () == called(world, "Arbeitskreis Asyl").links

    stadt["late"] = {**TOM, "name": "Kai Roth", "email": "k.roth@musterstadt.example", "phone": "030 23125-127"}
    sync(world.service)
    assert [called(world, "Kai Roth").id] == [link.id for link in called(world, "Arbeitskreis Asyl").links]

    del stadt["late"]
    sync(world.service)
    assert () == called(world, "Arbeitskreis Asyl").links
