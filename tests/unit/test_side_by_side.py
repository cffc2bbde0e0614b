"""Targets are delivered to side by side where that costs no memory, and one after the other where it would."""

from threading import Barrier, BrokenBarrierError

import pytest

from syncsvc.pipeline import sync
from syncsvc.run import delivering
from tests.offices import Office, World

TOM = {"name": "Tom Ewers", "organisation": "Stadt Musterstadt", "phone": "030 23125-126"}


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path, {"stadt": Office("stadt", {"1": TOM})})
    sync(world.service)
    yield world
    world.close()


def met(world, monkeypatch):
    """Whether both deliveries of a run were under way at once."""
    together, found, deliver = Barrier(2), [], delivering.deliver

    def meeting(*given):
        try:
            together.wait(timeout=0.5)
            found.append(True)
        except BrokenBarrierError:
            found.append(False)
        return deliver(*given)

    monkeypatch.setattr(delivering, "deliver", meeting)
    world.offices["stadt"].records["1"] = TOM | {"role": "Leitung"}
    report = sync(world.service)
    assert [(one.name, one.added + one.updated) for one in report.targets] == [("public", 1), ("internal", 1)]
    return all(found)


def test_a_few_changes_go_to_both_at_once(world, monkeypatch):
    assert met(world, monkeypatch)


def test_many_changes_go_to_one_after_the_other(world, monkeypatch):
    monkeypatch.setattr(delivering, "LITTLE", 0)
    assert not met(world, monkeypatch)


def test_a_target_that_is_rendered_in_another_way_is_not_little_to_do(world, monkeypatch):
    world.exports[0] = world.exports[0].model_copy(update={"columns": ("id", "name", "role")})
    assert not met(world, monkeypatch)
