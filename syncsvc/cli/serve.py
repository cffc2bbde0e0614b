"""Commands of the service: serve, and the health check its container uses."""

import signal
import threading
import urllib.error
import urllib.request
from contextlib import ExitStack
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from syncsvc import logs
from syncsvc.cli import directory, output, running, web
from syncsvc.cli.app import app
from syncsvc.config import Config, load
from syncsvc.errors import SyncError
from syncsvc.model.audience import Audience
from syncsvc.pipeline import sync
from syncsvc.run.service import Service
from syncsvc.run.tidying import last_tidied, tidy_if_due
from syncsvc.schedule import Job, Timetable
from syncsvc.serve.book import Book
from syncsvc.serve.listening import address as listening
from syncsvc.serve.publishing import Publisher
from syncsvc.settings import Schedule, Surroundings
from syncsvc.store import Store

log = logs.logger("serve")


class Role(StrEnum):
    """What a service does."""

    ALL = "all"
    READER = "reader"


_RETENTION = "retention periods"
"""The job that enforces them; no source can be called that."""


@app.command()
def serve(
    context: typer.Context,
    role: Annotated[Role, typer.Option(help="«reader»: serve what another service keeps; no schedule.")] = Role.ALL,
) -> None:
    """The service: schedule, public exports and address books over HTTP, and LDAP, as far as they are configured."""
    stop = threading.Event()

    def asked(number: int, _frame: FrameType | None) -> None:
        log.info("service.stopping", signal=signal.Signals(number).name)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)
    config, around = load(context.obj)
    with ExitStack() as stack:
        how = running.following if role is Role.READER else running.opened
        service = stack.enter_context(how(config, around))
        book = _book(config, service.store, stack)
        # The web comes last: it says that we are ready.
        ask = directory.start(config, around, service.store, book, stack) if book else ""
        address = web.start(config, around, service, book, stack)
        timetable = None if role is Role.READER else _kept_up(config, around, service, stack)
        if address:
            output.line(f"Public exports: {address}/exports/")
        if config.carddav is not None:
            output.line(f"Address books for telephones: {address}/dav/ (how to set them up: {address}/devices)")
        if ask:
            output.line(f"Mail clients and telephones ask the directory. Try: {ask}")
        for name, moment in sorted(timetable.next_runs().items() if timetable else ()):
            output.line(f"Next run of {name}: {moment:%Y-%m-%d %H:%M %Z}")
        output.line("Serving. Stop with Ctrl-C.")
        stop.wait()
        output.line("Stopping: a run under way is finished first.")


def _kept_up(config: Config, around: Surroundings, service: Service, stack: ExitStack) -> Timetable:
    """Start what only one service does: the schedule, and the snapshot for readers."""
    if config.store.snapshot:
        publisher = Publisher(service.store, around.path(config.store.snapshot))
        publisher.start()
        stack.callback(publisher.stop)
    timetable = _timetable(config, service)
    stack.callback(timetable.stop)
    return timetable


def _book(config: Config, store: Store, stack: ExitStack) -> Book | None:
    """The book behind LDAP and CardDAV, following the store; None if neither is configured."""
    audiences: set[Audience] = set()
    if config.directory is not None:
        audiences |= {config.directory.audience, config.directory.member_audience}
    if config.carddav is not None:
        audiences |= {one for one in Audience if config.carddav.audience.sees(one)}
    if not audiences:
        return None
    suffix = {"suffix": config.directory.suffix} if config.directory is not None else {}
    book = Book(store, audiences, area_code=config.service.area_code, **suffix)
    book.start(wait=30)
    stack.callback(book.stop)
    return book


def _timetable(config: Config, service: Service) -> Timetable:
    """Start the schedule; a run that was missed while nobody served begins at once."""

    def work(name: str) -> None:
        try:
            if name == _RETENTION:
                tidy_if_due(service)
            else:
                sync(service, (name,), cause="schedule")
        except SyncError as error:
            log.warning("run.failed", source=name, reason=type(error).__name__, message=str(error))

    def missed(name: str, reason: str) -> None:
        log.warning("run.missed", source=name, reason=reason)

    def last(name: str) -> datetime | None:
        if name == _RETENTION:
            return last_tidied(service)
        with service.store.read() as unit:
            return unit.sources.get(name).tried_at

    with service.store.read() as unit:
        jobs = [
            Job(one.name, one.schedule, unit.sources.get(one.name).good_at)
            for one in config.sources
            if one.schedule is not None and one.enabled
        ]
    jobs.append(Job(_RETENTION, Schedule(every=timedelta(hours=1)), last_tidied(service)))
    timetable = Timetable(config.service.timezone, work, missed, last=last, now=service.now)
    timetable.start(jobs, service.now())
    return timetable


@app.command(hidden=True)
def health(context: typer.Context) -> None:
    """Ask the running service whether it is well; for the container's health check."""
    config, _ = load(Path(context.obj))
    if config.web is None:
        raise typer.Exit(0)
    where = listening(config.web.listen, "web.listen")
    host = "127.0.0.1" if where.host in ("0.0.0.0", "::") else where.host  # noqa: S104 — a comparison, not a bind
    try:
        with urllib.request.urlopen(f"http://{host}:{where.port}/healthz", timeout=3) as answer:
            raise typer.Exit(0 if answer.status == 200 else 1)
    except (urllib.error.URLError, OSError):
        raise typer.Exit(1) from None
