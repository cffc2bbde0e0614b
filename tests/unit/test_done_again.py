"""What a change of code or settings does again: exactly what it must, and the report says so."""

import pytest
import sqlalchemy as sa

from syncsvc.errors import StoreError
from syncsvc.pipeline import sync, update
from syncsvc.run import cleaning, linking, service, uniting
from syncsvc.run.fetching import fetch
from syncsvc.run.service import Run
from tests.offices import Office, World
from tests.servers.stores import engine, fresh_url

__all__ = ["engine"]


def person(name, number):
    return {"name": name, "phone": f"23125-{number}", "email": f"{name.lower().replace(' ', '.')}@musterstadt.example"}


ANTJE, TOM, EVA = person("Antje Wiesner", 124), person("Tom Ewers", 126), person("Eva Kromer", 743)


@pytest.fixture
def world(engine, tmp_path):
    said = {"stadt": {"1": ANTJE, "2": TOM}, "kreis": {"a": EVA, "b": ANTJE}}
    offices = {name: Office(name, records) for name, records in said.items()}
    world = World(tmp_path, offices, fresh_url(engine, tmp_path), area_code="030")
    sync(world.service)
    yield world
    world.close()


@pytest.fixture
def done(monkeypatch):
    """What is normalised, linked and merged from here on."""
    lists = {"normalised": [], "linked": [], "merged": []}

    def spied(module, name, note):
        inner = getattr(module, name)
        monkeypatch.setattr(module, name, lambda first, *rest, **named: note(first) or inner(first, *rest, **named))

    spied(cleaning, "normalise", lambda record: lists["normalised"].append(f"{record.ref.source}:{record.ref.key}"))
    spied(
        linking,
        "relink",
        lambda change: lists["linked"].extend(f"{one.ref.source}:{one.ref.key}" for one in change.contacts),
    )
    spied(uniting, "merge", lists["merged"].append)
    return {name: lambda name=name: sorted(lists[name]) for name in lists}


EVERY_RECORD = ["kreis:a", "kreis:b", "stadt:1", "stadt:2"]


def ids(world, *names):
    return sorted(one.id for one in world.contacts() if not names or one.name.display in names)


def test_nothing_is_done_where_nothing_changed(world, done):
    assert () == sync(world.service).notes
    assert [] == done["normalised"]() + done["linked"]() + done["merged"]()


def test_one_changed_record_is_normalised_and_linked_alone(world, done):
    world.offices["stadt"].records["2"] = TOM | {"role": "Leitung"}

    assert () == sync(world.service).notes

    assert (["stadt:2"], ["stadt:2"]) == (done["normalised"](), done["linked"]())
    assert ids(world, "Tom Ewers") == done["merged"]()


def test_another_normaliser_normalises_everything_and_links_only_what_came_out_differently(world, done, monkeypatch):
    monkeypatch.setattr(service, "NORMALISE_VERSION", "another")

    report = sync(world.service)

    assert EVERY_RECORD == done["normalised"]()
    assert [] == done["linked"]() + done["merged"]()
    assert 2 == sum("normalised again" in note for note in report.notes)
    assert report.quiet
    assert () == sync(world.service).notes


def test_another_setting_of_one_source_normalises_that_source_alone(world, done):
    world.set("kreis", area_code="069")

    report = sync(world.service)

    assert ["kreis:a", "kreis:b"] == done["normalised"]()
    assert ["kreis:a", "kreis:b"] == done["linked"]()
    assert ids(world, "Antje Wiesner", "Eva Kromer") == sorted(set(done["merged"]()))
    assert (
        "kreis: its records were normalised again, because the settings or the program for it changed",
    ) == report.notes


def test_another_trust_merges_that_source_again_and_normalises_nothing(world, done):
    world.set("kreis", trust=50)

    report = sync(world.service)

    assert [] == done["normalised"]() + done["linked"]()
    assert ids(world, "Antje Wiesner", "Eva Kromer") == done["merged"]()
    assert 1 == len(report.notes)


def test_another_way_of_merging_merges_everything_again(world, done, monkeypatch):
    monkeypatch.setattr(service, "MERGE_VERSION", "another")

    report = sync(world.service)

    assert [] == done["normalised"]() + done["linked"]()
    assert ids(world) == done["merged"]()
    assert report.notes


def test_other_weights_link_everything_again_under_the_same_ids(world, done, monkeypatch):
    before = ids(world)
    monkeypatch.setattr(linking, "_MODEL", "another")

    report = sync(world.service)

    assert ([], EVERY_RECORD) == (done["normalised"](), done["linked"]())
    assert before == ids(world)
    did = "0 contacts were joined with another, 0 were parted"
    assert (f"everything was matched again, because the model of matching changed: {did}",) == report.notes


def test_another_mapping_reads_that_source_again(world):
    world.set("kreis", mapping="other")

    report = sync(world.service)

    assert {"stadt": True, "kreis": False} == {one.name: one.unchanged for one in report.sources}
    assert ("kreis: it is read in another way now; removals that come of it wait for you",) == report.notes


@pytest.mark.postgres
def test_a_run_whose_claim_was_lost_writes_nothing(tmp_path):
    world = World(tmp_path, {"stadt": Office("stadt", {"1": ANTJE})}, fresh_url("postgres", tmp_path))
    run = Run("run", world.now(), world.mint)

    def run_without_a_claim():
        with fetch(world.service, [*world.service.sources]) as fetched:
            with world.store.engines.read.connect() as connection:
                connection.execute(
                    sa.text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
                )
            with world.store.write() as unit:
                update(world.service, unit, fetched, run)

    with pytest.raises(StoreError, match="claim on stadt was lost"):
        run_without_a_claim()
    assert () == world.contacts()
    assert ["Antje Wiesner"] == [one.name.display for one in sync(world.service) and world.contacts()]
    world.close()
