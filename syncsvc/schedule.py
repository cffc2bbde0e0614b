"""Schedule: when each source is read; it knows nothing of what a run does."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from syncsvc.logs import logger
from syncsvc.settings import Schedule

log = logger("schedule")

GRACE = timedelta(hours=1)
"""How late a run may start and still count as that run."""
_ORIGIN = datetime(2000, 1, 1, tzinfo=UTC)
_EVENTS = {EVENT_JOB_MISSED: "missed", EVENT_JOB_ERROR: "failed", EVENT_JOB_MAX_INSTANCES: "still-running"}


@dataclass(frozen=True, slots=True)
class Job:
    """A name, when it is due, and when it last ran well."""

    name: str
    schedule: Schedule
    last: datetime | None = None


class Timetable:
    """Runs jobs when they are due, one at a time, in a thread of its own.

    Jobs live in memory and are built from the configuration at every start. A night that was missed while the service
    was down is caught up at once. Several processes may keep the same timetable: jobs are due at the same moments in
    all of them, and what another one has done since is left out. ``last`` tells when a job was tried last, by anybody.
    """

    def __init__(
        self,
        timezone: str,
        work: Callable[[str], None],
        missed: Callable[[str, str], None],
        *,
        last: Callable[[str], datetime | None],
        now: Callable[[], datetime],
    ) -> None:
        self._zone = ZoneInfo(timezone)
        self._work = work
        self._missed = missed
        self._last = last
        self._now = now
        self._scheduler = BackgroundScheduler(
            timezone=self._zone,
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": int(GRACE.total_seconds())},
        )
        self._scheduler.add_listener(self._heard, sum(_EVENTS))

    def start(self, jobs: Iterable[Job], now: datetime) -> None:
        """Begin; jobs that were missed run at once."""
        for job in jobs:
            trigger = trigger_of(job.schedule, self._zone)
            late = {"next_run_time": now} if is_overdue(job, now, self._zone) else {}
            self._scheduler.add_job(self._due, trigger, args=[job], id=job.name, **late)
        self._scheduler.start()

    def run_now(self, name: str, now: datetime) -> None:
        """Run one job as soon as the thread is free, apart from its schedule."""
        self._scheduler.add_job(self._work, args=[name], id=f"{name}-now", next_run_time=now, replace_existing=True)

    def next_runs(self) -> dict[str, datetime]:
        """When each job runs next."""
        return {job.id: job.next_run_time for job in self._scheduler.get_jobs()}

    def stop(self) -> None:
        """Begin nothing more and wait for the run under way."""
        self._scheduler.shutdown(wait=True)

    def _due(self, job: Job) -> None:
        """Do a job whose time has come, unless another process was first."""
        if is_overdue(replace(job, last=self._last(job.name)), self._now(), self._zone):
            self._work(job.name)
        else:
            log.info("job.done-elsewhere", job=job.name)

    def _heard(self, event: JobEvent) -> None:
        word = _EVENTS[event.code]
        log.warning("job.not-run", job=event.job_id, reason=word)
        self._missed(event.job_id, word)


def trigger_of(schedule: Schedule, zone: ZoneInfo) -> Any:
    """The trigger for a schedule; weekdays come by name, so that APScheduler's Monday-is-0 cannot mislead."""
    if schedule.cron is not None:
        return CronTrigger.from_crontab(schedule.cron, timezone=zone)
    assert schedule.every is not None
    # Counted from a fixed moment, so that every process and every start has the same moments.
    return IntervalTrigger(seconds=int(schedule.every.total_seconds()), start_date=_ORIGIN, timezone=zone)


def is_overdue(job: Job, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a run was due since the last good one and did not happen."""
    if job.last is None:
        return True
    due = trigger_of(job.schedule, zone).get_next_fire_time(None, job.last + timedelta(microseconds=1))
    return due is not None and due <= now
