"""A run over lists of which only the new is read: nothing is lost, nobody erased stays, everything is told each time."""

import json
from functools import partial

import pytest

from syncsvc.formats import passages
from syncsvc.pipeline import erase, sync
from syncsvc.run import erasing
from syncsvc.settings import Surroundings
from syncsvc.sources.csv import CsvSettings
from tests.offices import World
from tests.servers.stores import engine, fresh_url

__all__ = ["engine"]
PEOPLE = {number: f"Person{number} Muster{number}" for number in range(100, 140)}


@pytest.fixture
def world(engine, tmp_path, monkeypatch):
    monkeypatch.setattr(passages, "FULL", 64)
    stadt = CsvSettings(name="stadt", kind="csv", location="stadt.csv").open(Surroundings(base=tmp_path))
    world = World(tmp_path, {"stadt": stadt}, fresh_url(engine, tmp_path), grace="0s", max_removed="100%")
    write(world, PEOPLE)
    sync(world.service)
    yield world
    world.close()


def write(world, people, extra=""):
    rows = (f"{number};{name};p{number}@musterstadt.example" for number, name in people.items())
    (world.folder / "stadt.csv").write_text("\n".join(["ID;Name;E-Mail", *rows, extra]), encoding="utf-8")


def names(world):
    return sorted(contact.name.display for contact in world.contacts())


def notes(world):
    with world.store.read() as unit:
        return unit.sources.notes("stadt")


def told(world, stage):
    with world.store.read() as unit:
        return [one.issue.code for one in unit.issues.all(stage=stage)]


def test_who_is_new_gone_or_another_arrives(world):
    now = {number: name for number, name in PEOPLE.items() if number != 117} | {105: "Berta Neu", 200: "Clara Zuletzt"}
    write(world, now)
    world.offices["stadt"].fetch = partial(watched, world.offices["stadt"].fetch, read := [])

    report = sync(world.service)

    assert names(world) == sorted(now.values())
    [source] = report.sources
    assert (source.records, source.added, source.changed, source.vanished) == (40, 1, 1, 1)
    assert 0 < read[0] < 20, "most rows are not read again"


def watched(fetch, read, *given):
    snapshot = fetch(*given)
    read.append(len(snapshot.records))
    return snapshot


def test_who_is_gone_is_found_even_if_the_notes_do_not_name_them(world):
    """As after a fault of ours: the notes are believed only as far as they account for everybody."""
    for number in (130, 139):
        with world.store.write() as unit:
            *told, others = json.loads(unit.sources.notes("stadt"))
            unit.sources.note("stadt", json.dumps([*told, []]).encode())
        assert others
        write(world, now := {one: name for one, name in PEOPLE.items() if one != number})
        sync(world.service)
        assert names(world) == sorted(now.values())


def test_what_is_odd_is_told_in_every_run(world):
    for number in (101, 138):
        write(world, PEOPLE | {number: "Andere Person"}, extra='190;"offen;')
        sync(world.service)
        assert "row-broken" in told(world, "read")


def test_an_erased_person_is_in_no_note_and_is_met_again_each_time(world):
    id_ = next(contact.id for contact in world.contacts() if contact.name.display == PEOPLE[120])
    erase(world.service, partial(erasing.erase_contact, asked=id_, author="me", reason="request"))
    assert not notes(world)

    for number in (102, 103):
        write(world, PEOPLE | {number: "Andere Person"})
        sync(world.service)
        assert PEOPLE[120] not in names(world)
        assert b"id:100" in notes(world)
        assert b"id:120" not in notes(world)
        assert told(world, "suppress") == ["record-suppressed"]

    write(world, {number: name for number, name in PEOPLE.items() if number != 120})
    sync(world.service)
    assert told(world, "suppress") == []
