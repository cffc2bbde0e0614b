"""Commands that ask: status, find, members, issues."""

import csv
import sys
from typing import Annotated, Any

import typer

from syncsvc.cli import output, running
from syncsvc.cli.app import app
from syncsvc.cli.run import Json
from syncsvc.formats.contact_json import contact_json, issue_json, ref_json
from syncsvc.model.canonical import CanonicalContact
from syncsvc.run import modelling, reviewing
from syncsvc.run.service import Service
from syncsvc.store import HoldState, Unit


@app.command()
def status(context: typer.Context, json: Json = False) -> None:
    """Sources, directory, targets: how everything stands."""
    with running.service(context.obj) as service, service.store.read() as unit:
        told = _status(service, unit)
    if json:
        output.as_json(told)
        return
    rows = [tuple(one.values()) for one in told["sources"]]
    output.table(("source", "title", "last good run", "records", "issues", "held", "error"), rows)
    directory = told["directory"]
    kinds = ", ".join(f"{number} {kind}" for kind, number in directory["kinds"].items()) or "empty"
    output.line(
        f"\nDirectory: {directory['contacts']} contacts ({kinds}), {directory['unsure']} pairs to decide, "
        f"{directory['issues']} issues on contacts"
    )
    weakest = directory["weakest"]
    bridge = f"; the weakest pair that holds one together has {weakest['score']:+.1f} bits" if weakest else ""
    output.line(
        f"           The largest is made of {directory['largest']} records; {directory['doubles']} have several of one "
        f"source{bridge}.\n"
    )
    output.table(
        ("export", "last delivery", "entries", "refused", "held", "error"), [tuple(t.values()) for t in told["targets"]]
    )


def _status(service: Service, unit: Unit) -> dict[str, Any]:
    holds = unit.holds.all(state=HoldState.OPEN)
    sources = []
    for active in service.sources:
        state = unit.sources.get(active.name)
        held = sum(len(hold.keys) for hold in holds if (hold.scope, hold.name) == ("source", active.name))
        good = state.good_at.isoformat(timespec="seconds") if state.good_at else None
        sources.append(
            {"name": active.name, "title": active.profile.title, "last_good_run": good, "records": state.records,
             "issues": unit.issues.count(active.name), "held": held, "error": state.error_text or None}
        )  # fmt: skip
    targets = []
    for target in service.targets:
        kept = unit.targets.get(target.name)
        good = kept.good_at.isoformat(timespec="seconds") if kept.good_at else None
        refused = len(unit.targets.refused(target.name))
        held = sum(len(hold.keys) for hold in holds if (hold.scope, hold.name) == ("target", target.name))
        targets.append(
            {"name": target.name, "last_delivery": good, "entries": kept.entries, "refused": refused, "held": held,
             "error": kept.error_text or None}
        )  # fmt: skip
    kinds = unit.directory.count()
    unsure = reviewing.waiting(unit)
    held_by = modelling.standing(unit)
    weakest = held_by.weakest
    directory = {
        "contacts": sum(kinds.values()), "kinds": kinds, "unsure": unsure, "issues": unit.issues.count(""),
        "largest": held_by.largest, "doubles": held_by.doubles,
        "weakest": weakest
        and {"score": weakest.score, "left": ref_json(weakest.left), "right": ref_json(weakest.right)},
    }  # fmt: skip
    return {"sources": sources, "directory": directory, "targets": targets}


@app.command()
def find(
    context: typer.Context,
    text: Annotated[list[str], typer.Argument(help="Words, or a telephone number in any notation.")],
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    json: Json = False,
) -> None:
    """Search names, roles, organisations, mail, and phone numbers typed in any notation."""
    with running.service(context.obj) as service, service.store.read() as unit:
        contacts = unit.directory.find(" ".join(text), limit)
    if json:
        output.as_json([contact_json(contact) for contact in contacts])
        return
    output.table(("id", "name", "role", "organisation", "phones", "mail"), map(found, contacts))
    output.line(f"\n{len(contacts)} found." if contacts else "\nNothing found.")


def found(contact: CanonicalContact) -> tuple[str, ...]:
    """A contact as a line of a list."""
    phones = ", ".join(phone.display for phone in contact.phones)
    mails = ", ".join(email.address for email in contact.emails)
    return (output.brief(contact.id), contact.name.display, contact.role, contact.organisation, phones, mails)


@app.command()
def members(
    context: typer.Context,
    as_csv: Annotated[bool, typer.Option("--csv", help="As CSV: id,source,key.")] = False,
    json: Json = False,
) -> None:
    """The whole linkage: id, source, key per record."""
    with running.service(context.obj) as service, service.store.read() as unit:
        rows = [(one.id, one.ref.source, one.ref.key) for one in unit.identities.memberships()]
    if json:
        output.as_json([{"id": id_, "source": source, "key": key} for id_, source, key in rows])
    elif as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([("id", "source", "key"), *rows])
    else:
        output.table(("id", "source", "key"), rows)


@app.command()
def issues(
    context: typer.Context,
    source: Annotated[str | None, typer.Argument(help="Only of this source or export.")] = None,
    json: Json = False,
) -> None:
    """What a person should look at: where, what, and what to do about it."""
    with running.service(context.obj) as service, service.store.read() as unit:
        found = unit.issues.all(source=source)
    if json:
        output.as_json(
            [
                issue_json(one.issue)
                | {"source": one.issue.source, "key": one.issue.key, "since": one.since.isoformat()}
                for one in found
            ]
        )
        return
    if not found:
        output.line("Nothing to look at.")
        return
    output.table(
        ("since", "source", "where", "what", "value", "what to do"),
        [
            (one.since.date().isoformat(), one.issue.source, one.issue.place or one.issue.key, one.issue.message,
             one.issue.value, one.issue.hint)
            for one in found
        ],
    )  # fmt: skip
    output.line(f"\n{len(found)} to look at.")
