"""A companion answers what we would have answered ourselves, and is not left behind."""

import os
import signal
import time

import numpy as np
import pytest

from syncsvc.errors import StoreError
from syncsvc.run import companion
from syncsvc.run.companion import MANY, aside


@pytest.fixture(autouse=True)
def two(monkeypatch):
    monkeypatch.setattr(companion, "processors", lambda: 2)


def columns(things):
    return os.getpid(), [np.arange(thing) for thing in things]


def refuse(things):
    raise ValueError(f"{sum(things)} of them")


def stay(things):
    """Says in the file it is given which process it is, and stays."""
    telling = next(things)
    telling.with_suffix(".part").write_text(str(os.getpid()))
    telling.with_suffix(".part").rename(telling)
    return list(things), time.sleep(60)


def runs(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(("many", "elsewhere"), [(MANY - 1, False), (MANY, True), (3 * MANY, True)])
def test_few_things_are_worked_on_here_and_many_by_a_companion(many, elsewhere):
    who, found = aside(columns, iter(range(many)))()

    assert elsewhere == (who != os.getpid())
    assert [[*range(thing)] for thing in range(many)] == [one.tolist() for one in found]
    assert who == os.getpid() or not runs(who)


def test_everything_is_drawn_before_we_go_on():
    things = iter(range(2 * MANY))
    answer = aside(columns, things)

    assert [] == list(things)
    assert 2 * MANY == len(answer()[1])


def test_what_the_work_raises_is_raised_to_whoever_waits():
    answer = aside(refuse, range(MANY))

    with pytest.raises(ValueError, match=f"{sum(range(MANY))} of them"):
        answer()


def test_a_companion_ends_when_there_is_nothing_more_to_draw_because_of_an_error(tmp_path):
    telling = tmp_path / "pid"

    def failing():
        yield from [telling] * MANY
        until(telling.exists)
        raise KeyError("the store")

    with pytest.raises(KeyError, match="the store"):
        aside(stay, failing())
    until(lambda: not runs(int(telling.read_text())))


def test_a_companion_that_is_killed_stops_the_run(tmp_path):
    telling = tmp_path / "pid"
    answer = aside(stay, [telling] * MANY)
    until(telling.exists)
    os.kill(int(telling.read_text()), signal.SIGKILL)

    with pytest.raises(StoreError, match="ended from outside"):
        answer()


def until(holds):
    begin = time.monotonic()
    while not holds():
        assert time.monotonic() < begin + 30
        time.sleep(0.01)


def test_one_processor_has_no_companion(monkeypatch):
    monkeypatch.setattr(companion, "processors", lambda: 1)
    assert os.getpid() == aside(columns, range(3 * MANY))()[0]
