"""Commands that ask: status, find, show, why, members."""

import csv
import sys
from typing import Annotated, Any

import typer

from syncsvc.cli import output, running
from syncsvc.cli.app import app
from syncsvc.cli.run import Json
from syncsvc.formats.contact_json import contact_json, issue_json, shown_json
from syncsvc.matching import sentence
from syncsvc.model.canonical import CanonicalContact, Origin
from syncsvc.model.match import Verdict
from syncsvc.run import asking
from syncsvc.run.asking import Reason
from syncsvc.run.service import Service
from syncsvc.store import HoldState, SetValue, Unit

Id = Annotated[str, typer.Argument(metavar="ID", help="An id, or the beginning of one.")]


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
    output.line(f"\nDirectory: {directory['contacts']} contacts ({kinds}), {directory['unsure']} pairs to decide\n")
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
    unsure = unit.linkage.count(Verdict.UNSURE)
    directory = {"contacts": sum(kinds.values()), "kinds": kinds, "unsure": unsure}
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
        found = unit.directory.find(" ".join(text), limit)
    if json:
        output.as_json([contact_json(contact) for contact in found])
        return
    output.table(("id", "name", "role", "organisation", "phones", "mail"), map(_found, found))
    output.line(f"\n{len(found)} found." if found else "\nNothing found.")


def _found(contact: CanonicalContact) -> tuple[str, ...]:
    phones = ", ".join(phone.display for phone in contact.phones)
    mails = ", ".join(email.address for email in contact.emails)
    return (output.brief(contact.id), contact.name.display, contact.role, contact.organisation, phones, mails)


@app.command()
def show(context: typer.Context, id: Id, json: Json = False) -> None:  # noqa: A002 — the word people type
    """One canonical contact: every value with its origin, members, history."""
    with running.service(context.obj) as service, service.store.read() as unit:
        found = asking.dossier(unit, id)
    contact = found.contact
    history = [
        {"at": event.at.isoformat(timespec="seconds"), "event": event.kind, "id": event.id,
         "others": list(event.others), "cause": event.cause}
        for event in found.history
    ]  # fmt: skip
    if json:
        output.as_json(shown_json(contact, history) | {"set": [set_json(one) for one in found.set_values]})
        return
    output.line(f"{contact.name.display}  ({contact.kind.value}, {contact.id})\n")
    output.table(("field", "value", "from", "since", "audience"), [_origin(contact, one) for one in contact.origins])
    if found.set_values:
        output.line()
        output.table(
            ("set", "value", "by", "on", "until", "why"), [(*set_json(one).values(),) for one in found.set_values]
        )
    if history:
        output.line()
        output.table(("when", "what", "id", "with", "why"), [tuple(map(str, event.values())) for event in history])


def set_json(one: SetValue) -> dict[str, str | None]:
    """A value that a person set, as plain data."""
    until = one.until.isoformat(timespec="seconds") if one.until else None
    at = one.at.isoformat(timespec="seconds")
    return {"field": one.field, "value": one.value, "by": one.author, "at": at, "until": until, "reason": one.reason}


def _origin(contact: CanonicalContact, origin: Origin) -> tuple[str, ...]:
    sources = ", ".join(f"{ref.source}:{ref.key}" for ref in origin.refs) or "a correction"
    mark = contact.audience_of(origin.field)
    for value in getattr(contact, origin.field, ()) if origin.field in ("phones", "emails", "addresses") else ():
        if origin.value in (getattr(value, "number", None), getattr(value, "address", None)):
            mark = max(mark, value.audience)
    text = origin.value if origin.chosen else f"({origin.value}: another source's word, not chosen)"
    return (origin.field, text.replace("\n", ", "), sources, origin.since, mark.word)


@app.command()
def why(
    context: typer.Context,
    id: Id,  # noqa: A002 — the word people type
    other: Annotated[str | None, typer.Argument(metavar="[ID]", help="Another contact: why are the two apart?")] = None,
    json: Json = False,
) -> None:
    """The evidence that joined a contact's records, or that keeps two contacts apart."""
    with running.service(context.obj) as service, service.store.read() as unit:
        reasons = asking.why(unit, id) if other is None else asking.why_not(unit, id, other)
    if json:
        output.as_json([_reason_json(reason) for reason in reasons])
        return
    if not reasons:
        output.line("One record alone: nothing was joined.")
    for reason in reasons:
        _print_reason(reason)


def _print_reason(reason: Reason) -> None:
    match = reason.match
    output.line(f"{match.left.source}:{match.left.key}  –  {match.right.source}:{match.right.key}")
    rows = [(one.comparison, one.left, one.right, sentence(one, "en"), f"{one.weight:+.1f}") for one in match.evidence]
    output.table(
        ("comparison", "left", "right", "what was found", "bits"), [*rows, ("sum", "", "", "", f"{match.score:+.1f}")]
    )
    output.line(f"verdict: {match.verdict.value}" + (f" ({match.relation})" if match.relation else ""))
    if reason.decision:
        said = reason.decision
        output.line(f"decided: {said.verdict.value}, by {said.author} on {said.at:%Y-%m-%d}: {said.reason}")
    output.line()


def _reason_json(reason: Reason) -> dict[str, object]:
    match, said = reason.match, reason.decision
    return {
        "left": {"source": match.left.source, "key": match.left.key},
        "right": {"source": match.right.source, "key": match.right.key},
        "score": match.score,
        "verdict": match.verdict.value,
        "relation": match.relation or None,
        "evidence": [
            {
                "comparison": one.comparison,
                "level": one.level,
                "weight": one.weight,
                "left": one.left,
                "right": one.right,
            }
            for one in match.evidence
        ],
        "decision": said and {"verdict": said.verdict.value, "author": said.author, "reason": said.reason},
    }


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
