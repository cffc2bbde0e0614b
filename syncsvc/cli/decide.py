"""Commands that decide: review, decide, set, unset, holds, approve."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from syncsvc.cli import output, running
from syncsvc.cli.app import app
from syncsvc.cli.ask import found
from syncsvc.cli.explain import Language
from syncsvc.cli.run import Json
from syncsvc.config import load
from syncsvc.correction import GIVEN, WITHDRAWN
from syncsvc.formats.contact_json import contact_json, ref_json
from syncsvc.model.match import Verdict
from syncsvc.model.profile import SourceProfile
from syncsvc.pipeline import amend, approved
from syncsvc.run import deciding, judging, reviewing
from syncsvc.run.checking import Refused
from syncsvc.run.report import RunReport
from syncsvc.run.reviewing import Unsure
from syncsvc.run.service import Run
from syncsvc.store import HoldState, Unit

Reason = Annotated[str, typer.Option("--reason", help="Why, for whoever looks at it later.")]
Author = Annotated[str, typer.Option("--as", help="In whose name; yours if left out.")]
Act = Callable[[Unit, Run], Iterable[str]]


@app.command()
def review(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="At most so many pairs.")] = 20,
    language: Annotated[Language, typer.Option(help="The language of the sentences.")] = Language.EN,
    json: Json = False,
) -> None:
    """Pairs that may be one person, the most valuable first; «decide» settles them."""
    with running.service(context.obj) as service, service.store.read() as unit:
        pairs = reviewing.unsure(unit, limit)
    if json:
        output.as_json([_unsure(one) for one in pairs])
        return
    for one in pairs:
        _print_unsure(one, language)
    if pairs:
        output.line(
            "«syncsvc why LEFT RIGHT» shows all evidence, «syncsvc decide LEFT RIGHT same|different» settles it."
        )
    else:
        output.line("Nothing to decide.")


_CAUSES = {
    "unsure": "unsure",
    "stale-decision": "decided before, but the records changed since",
    "refused": "alike enough, but other records of the two contradict each other",
}


def _print_unsure(one: Unsure, language: Language) -> None:
    """What would be joined, what speaks for it and what against."""
    records = len(one.left.members) + len(one.right.members)
    output.line(f"{one.match.score:+.1f} bits, {_CAUSES[one.cause]}; would join {records} records")
    output.table(("id", "name", "role", "organisation", "phones", "mail"), map(found, (one.left, one.right)))
    output.line(f"  for: {judging.worded(judging.in_favour(one.match)[:4], language) or 'nothing'}")
    output.line(f"  against: {judging.worded(judging.against(one.match)[:4], language) or 'nothing'}")
    if one.said:
        said = one.said
        output.line(f"  then: {said.verdict.value}, by {said.author} on {said.at:%Y-%m-%d}: {said.reason}")
    output.line()


def _unsure(one: Unsure) -> dict[str, object]:
    words = {
        language: {"for": judging.worded(judging.in_favour(one.match), language),
                   "against": judging.worded(judging.against(one.match), language)}
        for language in ("de", "en")
    }  # fmt: skip
    return {
        "score": one.match.score,
        "cause": one.cause,
        "left": contact_json(one.left),
        "right": contact_json(one.right),
        "records": [ref_json(ref) for ref in (*one.left.members, *one.right.members)],
        **words,
    }


@app.command()
def decide(  # noqa: PLR0917 — typer calls it by name
    context: typer.Context,
    left: Annotated[str, typer.Argument(help="A contact's id, or source:key of a record.")],
    right: Annotated[str, typer.Argument(help="The other one.")],
    verdict: Annotated[Verdict | None, typer.Argument(help="same or different; left out with --undo.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the decision back.")] = False,
    reason: Reason = "",
    author: Author = "",
    json: Json = False,
) -> None:
    """Say that two are the same, or different; lasting, until undone."""
    if undo == (verdict is not None):
        raise typer.BadParameter("say same or different, or --undo")
    act: Act
    if verdict is None:
        act = partial(deciding.undo, pair=(left, right), author=author or running.whoami(), reason=reason)
    else:
        act = partial(
            deciding.decide, pair=(left, right), verdict=verdict, author=author or running.whoami(), reason=reason
        )
    _amended(context, act, json=json)


@app.command("set")
def set_command(  # noqa: PLR0917 — typer calls it by name
    context: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID")],  # noqa: A002 — the word people type
    field: Annotated[
        str, typer.Argument(help="phone, cell, email, address, role, units, urls, name, family, audience …")
    ],
    value: Annotated[str, typer.Argument(help="What outranks the sources; several units, groups or URLs with «;».")],
    reason: Reason = "",
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day it holds.")] = None,
    author: Author = "",
    json: Json = False,
) -> None:
    """A correction that outranks the sources."""
    if not reason.strip():
        raise Refused("a correction needs a reason", hint="--reason «her office told us»")
    config, around = load(context.obj)
    zone = ZoneInfo(config.service.timezone)
    end = until and (until + timedelta(days=1)).replace(tzinfo=zone).astimezone(UTC)
    act = partial(
        deciding.set_value,
        asked=id,
        field=field,
        value=value,
        author=author or running.whoami(),
        reason=reason,
        until=end,
        profile=SourceProfile("set", region=around.region, area_code=around.area_code),
    )
    _amended(context, act, json=json)


@app.command()
def consent(
    context: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID")],  # noqa: A002 — the word people type
    given: Annotated[bool, typer.Option("--given/--withdrawn", help="Whether it was given or withdrawn.")],
    reason: Reason = "",
    author: Author = "",
    json: Json = False,
) -> None:
    """Record that a volunteer consents to be public, or no longer does; works at once, in every export."""
    word = GIVEN if given else WITHDRAWN
    act = partial(deciding.record_consent, asked=id, word=word, author=author or running.whoami(), reason=reason)
    _amended(context, act, json=json)


@app.command()
def unset(
    context: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID")],  # noqa: A002 — the word people type
    field: Annotated[str, typer.Argument(help="The field that was set.")],
    reason: Reason = "",
    author: Author = "",
    json: Json = False,
) -> None:
    """Take a correction back."""
    act = partial(deciding.unset_value, asked=id, field=field, author=author or running.whoami(), reason=reason)
    _amended(context, act, json=json)


@app.command()
def holds(context: typer.Context, json: Json = False) -> None:
    """Removals that wait for a person."""
    with running.service(context.obj) as service, service.store.read() as unit:
        held = [(hold, deciding.names(unit, hold)) for hold in unit.holds.all(state=HoldState.OPEN)]
    if json:
        output.as_json(
            [
                {"id": hold.id, "scope": hold.scope.value, "name": hold.name, "reason": hold.reason, "keys": hold.keys,
                 "names": names, "created": hold.created.isoformat(), "expires": hold.expires.isoformat()}
                for hold, names in held
            ]
        )  # fmt: skip
        return
    for hold, names in held:
        why = "too many at once" if hold.reason == "limit" else "the source is read in another way now"
        output.line(f"{hold.id[:8]}  {hold.scope.value} {hold.name}: {len(hold.keys)} removals wait ({why}), "
                    f"until {hold.expires:%Y-%m-%d}")  # fmt: skip
        for name in names:
            output.line(f"    {name}")
    output.line("\n«syncsvc approve HOLD» lets exactly these go; --refuse keeps them." if held else "Nothing waits.")


@app.command()
def approve(
    context: typer.Context,
    hold: Annotated[str, typer.Argument(help="The hold's id, or its beginning.")],
    refuse: Annotated[bool, typer.Option("--refuse", help="Keep them instead.")] = False,
    author: Author = "",
    json: Json = False,
) -> None:
    """Let exactly the removals of a hold go, or refuse them."""
    with running.service(context.obj) as service:
        with service.store.write() as unit:
            settled = deciding.settle(unit, hold, service.now(), author=author or running.whoami(), approve=not refuse)
        if refuse:
            output.line(f"Kept: {len(settled.keys)} removals of {settled.name} were refused.")
            return
        report = approved(service, settled)
    told(report, json=json)


def _amended(context: typer.Context, act: Act, *, json: bool) -> None:
    with running.service(context.obj) as service:
        report = amend(service, act)
    told(report, json=json)


def told(report: RunReport, *, json: bool) -> None:
    """Say what an act led to, and end with its exit code."""
    if json:
        output.as_json(running.report_json(report))
    else:
        done = report.directory
        output.line(f"Done: {done.added} contacts new, {done.changed} changed, {done.removed} removed.")
        for target in report.targets:
            output.line(f"  {target.name}: {target.added} added, {target.updated} updated, {target.removed} removed"
                        + (f"; {target.error}" if target.error else ""))  # fmt: skip
        for note in report.notes:
            output.line(f"note: {note}")
    raise typer.Exit(report.exit_code)
