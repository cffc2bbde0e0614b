"""The audit log: who did what."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from syncsvc.cli import output, running
from syncsvc.cli.app import app
from syncsvc.cli.run import Json
from syncsvc.store import AuditFilter

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


@app.command()
def audit(  # noqa: PLR0917 — typer calls it by name
    context: typer.Context,
    who: Annotated[str, typer.Option(help="Only of this account.")] = "",
    action: Annotated[str, typer.Option(help="Only this: erase, set, decide-same, approve, backup …")] = "",
    about: Annotated[str, typer.Option(help="Only about this id or name, or its beginning.")] = "",
    since: Day = None,
    until: Day = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest.")] = 100,
    verify: Annotated[bool, typer.Option("--verify", help="Only check that no line was altered or taken out.")] = False,
    json: Json = False,
) -> None:
    """Who did what, and when: acts of people and what the program removed by itself; no personal data."""
    end = until and until.replace(tzinfo=UTC) + timedelta(days=1)
    wanted = AuditFilter(who, action, about, since and since.replace(tzinfo=UTC), end)
    with running.service(context.obj) as service, service.store.read() as unit:
        broken = unit.audit.broken() if verify else None
        lines = [] if verify else [*unit.audit.lines(wanted, newest_first=True, limit=limit)][::-1]
    if verify:
        told = "The log is whole." if broken is None else f"Line {broken} was altered, or one before it was taken out."
        output.as_json({"whole": broken is None, "line": broken}) if json else output.line(told)
        raise typer.Exit(0 if broken is None else 4)
    columns = ("number", "at", "who", "action", "about", "detail")
    rows = [
        (one.number, one.at.isoformat(timespec="seconds"), one.who, one.action, one.subject, one.detail)
        for one in lines
    ]
    if json:
        output.as_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        output.table(columns, rows)
