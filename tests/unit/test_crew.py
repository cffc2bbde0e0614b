"""Work spread over processes gives what one process gives, and leaves none of them behind."""

import multiprocessing
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from syncsvc.errors import StoreError
from syncsvc.run import crew
from syncsvc.run.crew import MANY, spread

ROOT = Path(__file__).parents[2]
SQUARES = [[number * number for number in batch] for batch in ([1, 2], [3], [4, 5, 6], [7], [8])]


@pytest.fixture(autouse=True)
def two(monkeypatch):
    monkeypatch.setattr(crew, "processors", lambda: 2)


def squares(own, batch):
    return [number * number for number in batch] + ([os.getpid()] if own else [])


def refuse(batch):
    raise ValueError(f"{len(batch)} of them")


def die(batch):
    os._exit(1)


def batches():
    return iter([[1, 2], [3], [4, 5, 6], [7], [8]])


@pytest.mark.parametrize("things", [5, MANY], ids=["few", "many"])
def test_answers_come_in_the_order_of_the_batches(things):
    assert SQUARES == list(spread(partial(squares, False), batches(), things=things))


def test_many_things_are_worked_on_by_others_and_few_by_ourselves():
    few = {answer[-1] for answer in spread(partial(squares, True), batches(), things=5)}
    many = {answer[-1] for answer in spread(partial(squares, True), batches(), things=MANY)}

    assert {os.getpid()} == few
    assert os.getpid() not in many


def test_what_work_raises_is_raised_where_it_was_asked_for():
    with pytest.raises(ValueError, match="2 of them"):
        list(spread(refuse, batches(), things=MANY))


def test_a_process_that_is_killed_stops_the_run():
    with pytest.raises(StoreError, match="ended from outside"):
        list(spread(die, batches(), things=MANY))


def test_few_batches_are_drawn_ahead():
    drawn = []
    answers = spread(partial(squares, False), (drawn.append(one) or one for one in batches()), things=MANY)
    next(answers)

    assert 3 == len(drawn)
    answers.close()


def test_a_crew_that_was_mustered_stays_for_all_that_is_spread_and_no_longer():
    with crew.mustered():
        first, second = (
            {answer[-1] for answer in spread(partial(squares, True), batches(), things=MANY)} for _ in "ab"
        )
        assert first <= {one.pid for one in multiprocessing.active_children()}
    assert len(first | second) <= 2
    assert [] == multiprocessing.active_children()


def test_a_run_that_is_killed_leaves_no_process_behind():
    command = [sys.executable, "-c", _ENDLESS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT) as run:
        workers = [int(run.stdout.readline()) for _ in range(2)]
        assert all(Path(f"/proc/{worker}").exists() for worker in workers)
        run.kill()

    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


_ENDLESS = """
from functools import partial
from itertools import repeat
from syncsvc.run import crew
from tests.unit.test_crew import squares
crew.processors = lambda: 2
seen = set()
for answer in crew.spread(partial(squares, True), repeat([1]), things=crew.MANY):
    if answer[-1] not in seen:
        seen.add(answer[-1])
        print(answer[-1], flush=True)
"""
