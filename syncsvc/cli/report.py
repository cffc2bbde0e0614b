"""Commands that account for the data: report access, report processing."""

import typer

from syncsvc.cli import output, running
from syncsvc.cli.app import app
from syncsvc.cli.explain import Id
from syncsvc.cli.processing import processing
from syncsvc.cli.report_text import access_text, processing_text
from syncsvc.cli.run import Json
from syncsvc.config import load
from syncsvc.run.reporting import access as held
from syncsvc.store import AuditLine

reports = typer.Typer(no_args_is_help=True, help="What is held about a person, and the record of processing.")
app.add_typer(reports, name="report")


@reports.command("access")
def access(context: typer.Context, id: Id, json: Json = False) -> None:  # noqa: A002 — the word people type
    """All that is held about a person, where from, where it went (Art. 15 GDPR), as a German letter or JSON."""
    config, around = load(context.obj)
    with running.opened(config, around) as service:
        created = service.now()
        with service.store.read() as unit:
            found = held(service, unit, id)
        with service.store.write() as unit:
            unit.audit.add(AuditLine(created, running.whoami(), "report-access", str(found["id"])))
    told = found | {"created": created.isoformat(timespec="seconds"), "processing": processing(config)}
    if json:
        output.as_json(told)
    else:
        output.line(access_text(told))


@reports.command("processing")
def processing_command(context: typer.Context, json: Json = False) -> None:
    """The record of processing activities (Art. 30 GDPR), from the configuration as it is now, in German or JSON."""
    config, _ = load(context.obj)
    told = processing(config) | {"created": running.now().isoformat(timespec="seconds")}
    if json:
        output.as_json(told)
    else:
        output.line(processing_text(told))
