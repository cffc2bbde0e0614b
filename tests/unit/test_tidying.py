"""Periods are enforced once a day, whether or not the service runs, and the log tells who did what."""

from dataclasses import replace
from datetime import timedelta

import pytest

from syncsvc.pipeline import sync
from syncsvc.run.tidying import last_tidied
from syncsvc.store import AuditFilter, AuditLine, Periods
from tests.offices import Office, World

TOM = {"name": "Tom Ewers", "organisation": "Stadt Musterstadt", "phone": "030 23125-126"}


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path, {"stadt": Office("stadt", {"2": TOM})})
    yield world
    world.close()


def run(world, **periods):
    sync(replace(world.service, periods=Periods(**periods)))


def test_what_is_too_old_goes_at_the_end_of_a_run_once_a_day(world):
    run(world)
    first = last_tidied(world.service)
    world.wait(hours=2)
    run(world, runs=timedelta(hours=1))
    with world.store.read() as unit:
        assert 2 == len(unit.runs.latest())
    assert first == last_tidied(world.service)

    world.wait(hours=23)
    run(world, runs=timedelta(hours=1))
    with world.store.read() as unit:
        assert 1 == len(unit.runs.latest())
        (line,) = unit.audit.lines(AuditFilter(action="tidy"))
        assert ("retention", "run 2") == (line.who, line.detail)


def test_old_copies_of_the_store_go(world):
    run(world)
    copy = world.folder / "directory.before-0001.sqlite"
    copy.write_bytes(b"old")
    world.wait(days=400)
    run(world)

    assert not copy.exists()


def test_the_log_answers_who_did_what_to_whom_and_when(world):
    with world.store.write() as unit:
        for day, who, action, subject in (
            (0, "d.berg", "set", "aaaa-1"), (1, "r.kern", "decide-same", "aaaa-1 bbbb-2"), (2, "d.berg", "erase", "bbbb-2")
        ):  # fmt: skip
            unit.audit.add(AuditLine(world.time + timedelta(days=day), who, action, subject))

    def asked(**wanted):
        with world.store.read() as unit:
            return [line.action for line in unit.audit.lines(AuditFilter(**wanted))]

    assert ["set", "erase"] == asked(who="d.berg")
    assert ["decide-same", "erase"] == asked(subject="bbbb")
    assert ["set", "decide-same"] == asked(subject="aaaa-1")
    assert ["decide-same"] == asked(since=world.time + timedelta(hours=1), until=world.time + timedelta(days=2))
