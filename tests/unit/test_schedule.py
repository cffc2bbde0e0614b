"""When jobs are due, in one process and in several."""

import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from syncsvc.schedule import Job, Timetable, is_overdue
from syncsvc.settings import Schedule

ZONE = ZoneInfo("Europe/Berlin")
SIX = datetime(2026, 3, 2, 6, 0, tzinfo=ZONE)
EVERY = Schedule(every="15m")
MORNINGS = Schedule(cron="0 6 * * mon-fri")
A_MOMENT = timedelta(milliseconds=5)


@pytest.mark.parametrize(
    ("schedule", "last", "now", "overdue"),
    [
        (EVERY, None, SIX, True),
        (EVERY, SIX - A_MOMENT, SIX, True),
        (EVERY, SIX + A_MOMENT, SIX + timedelta(seconds=5), False),
        (EVERY, SIX + A_MOMENT, SIX + timedelta(minutes=15), True),
        (MORNINGS, SIX + A_MOMENT, SIX + timedelta(seconds=5), False),
        (MORNINGS, SIX + A_MOMENT, SIX + timedelta(hours=23), False),
        (MORNINGS, SIX + A_MOMENT, SIX + timedelta(days=1), True),
    ],
)
def test_a_job_is_overdue_when_nobody_tried_it_since_it_was_due(schedule, last, now, overdue):
    assert overdue is is_overdue(Job("stadt", schedule, last), now, ZONE)


@pytest.mark.parametrize("schedule", [EVERY, MORNINGS], ids=["every", "cron"])
def test_what_another_process_has_done_is_left_out(schedule):
    tried = {"stadt": SIX + A_MOMENT, "amt": SIX - timedelta(days=1)}
    done = []
    ready = threading.Event()

    def work(name):
        done.append(name)
        ready.set()

    timetable = Timetable(
        "Europe/Berlin", work, lambda *_: None, last=tried.get, now=lambda: SIX + timedelta(seconds=3)
    )
    timetable.start([Job("stadt", schedule, None), Job("amt", schedule, None)], datetime.now(UTC))
    try:
        assert ready.wait(20)
    finally:
        timetable.stop()

    assert ["amt"] == done


def test_processes_that_start_at_different_times_have_the_same_moments():
    moments = []
    for _ in range(2):
        timetable = Timetable("Europe/Berlin", lambda _: None, lambda *_: None, last=lambda _: SIX, now=lambda: SIX)
        timetable.start([Job("stadt", EVERY, datetime.now(UTC))], datetime.now(UTC))
        moments.append(timetable.next_runs()["stadt"])
        timetable.stop()

    assert moments[0].minute % 15 == 0
    assert moments[0].second == 0
    assert abs(moments[1] - moments[0]) in (timedelta(0), timedelta(minutes=15))
