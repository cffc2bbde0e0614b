"""Commands of the service: serve, and the health check its container uses."""

import signal
import threading
import urllib.error
import urllib.request
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType

import typer

from syncsvc import logs
from syncsvc.cli import directory, output, running
from syncsvc.cli.app import app
from syncsvc.config import Config, load
from syncsvc.errors import StoreError, SyncError
from syncsvc.exports.files import FileExport
from syncsvc.model.audience import Audience
from syncsvc.pipeline import sync
from syncsvc.run.service import Service
from syncsvc.run.tidying import last_tidied, tidy_if_due
from syncsvc.schedule import Job, Timetable
from syncsvc.serve.listening import HttpServer, address, bound, protected
from syncsvc.serve.web.app import build
from syncsvc.settings import Schedule

log = logs.logger("serve")
_RETENTION = "retention periods"
"""The job that enforces them; no source can be called that."""


@app.command()
def serve(context: typer.Context) -> None:
    """The service: schedule, public exports over HTTP, and the LDAP server if one is configured."""
    stop = threading.Event()

    def asked(number: int, _frame: FrameType | None) -> None:
        log.info("service.stopping", signal=signal.Signals(number).name)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)
    config, around = load(context.obj)
    with ExitStack() as stack:
        service = stack.enter_context(running.opened(config, around))
        web = _web(config, service, stack)
        ask = directory.start(config, around, service, stack)
        timetable = _timetable(config, service)
        stack.callback(timetable.stop)
        if web:
            output.line(f"Public exports: {web}/exports/")
        if ask:
            output.line(f"Mail clients and telephones ask the directory. Try: {ask}")
        for name, moment in sorted(timetable.next_runs().items()):
            output.line(f"Next run of {name}: {moment:%Y-%m-%d %H:%M %Z}")
        output.line("Serving. Stop with Ctrl-C.")
        stop.wait()
        output.line("Stopping: a run under way is finished first.")


def _web(config: Config, service: Service, stack: ExitStack) -> str:
    """Start the web server; return its address, or nothing if none is configured."""
    if config.web is None:
        return ""
    settings, tls = config.web, bool(config.web.tls_cert)
    where = protected(address(settings.listen, "web.listen"), "web.listen", tls=tls, insecure=settings.insecure)
    locations = {
        active.name: active.export.location
        for active in service.targets
        if isinstance(active.export, FileExport) and active.export.audience is Audience.PUBLIC
    }
    listener = bound(where, "web.listen")
    server = HttpServer(
        build(locations, lambda: _ready(service)), listener, cert=settings.tls_cert, key=settings.tls_key
    )
    server.start()
    stack.callback(server.stop)
    host, port = listener.getsockname()[:2]
    return f"{'https' if tls else 'http'}://{host}:{port}"


def _ready(service: Service) -> dict[str, object]:
    try:
        with service.store.read() as unit:
            failing = sorted(state.name for state in unit.sources.all() if state.error_code)
            return {"ready": True, "contacts": sum(unit.directory.count().values()), "failing_sources": failing}
    except StoreError as error:
        return {"ready": False, "store": str(error)}


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
    where = address(config.web.listen, "web.listen")
    host = "127.0.0.1" if where.host in ("0.0.0.0", "::") else where.host  # noqa: S104 — a comparison, not a bind
    try:
        with urllib.request.urlopen(f"http://{host}:{where.port}/healthz", timeout=3) as answer:
            raise typer.Exit(0 if answer.status == 200 else 1)
    except (urllib.error.URLError, OSError):
        raise typer.Exit(1) from None
