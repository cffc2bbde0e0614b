"""Commands that explain: show, why, model."""

import tomllib
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from syncsvc.cli import output, running
from syncsvc.cli.app import app
from syncsvc.cli.run import Json
from syncsvc.errors import ConfigError
from syncsvc.formats.contact_json import ref_json, shown_json
from syncsvc.matching import DEFAULT, Model, sentence
from syncsvc.matching.altering import altered
from syncsvc.model.canonical import CanonicalContact, Origin
from syncsvc.model.contact import VALUE_FIELDS, text_of
from syncsvc.run import asking, judging, modelling
from syncsvc.run.judging import Judgement, Reason
from syncsvc.run.modelling import Moved
from syncsvc.store import SetValue

Id = Annotated[str, typer.Argument(metavar="ID", help="An id, or the beginning of one.")]
_NEAR = 3
"""Pairs between two contacts that are told without being asked for all."""


class Language(StrEnum):
    """The languages people read."""

    DE = "de"
    EN = "en"


@app.command()
def show(context: typer.Context, id: Id, json: Json = False) -> None:  # noqa: A002 — the word people type
    """One canonical contact: every value with its origin, what it has to do with others, history."""
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
    if found.asked != contact.id and not contact.id.startswith(found.asked.lower()):
        output.line(f"{found.asked} was merged into it.\n")
    output.table(("field", "value", "from", "since", "audience"), [_origin(contact, one) for one in contact.origins])
    if found.set_values:
        output.line()
        output.table(
            ("set", "value", "by", "on", "until", "why"), [(*set_json(one).values(),) for one in found.set_values]
        )
    if found.related:
        output.line()
        rows = [(relation, other.name.display, other.kind.value, other.id) for relation, other in found.related]
        output.table(("is", "of whom", "kind", "id"), rows)
    if history:
        output.line()
        told = [(event["at"], event["event"], event["id"], ", ".join(event["others"])) for event in history]
        output.table(("when", "what", "id", "with"), told)


def set_json(one: SetValue) -> dict[str, str | None]:
    """A value that a person set, as plain data."""
    until = one.until.isoformat(timespec="seconds") if one.until else None
    at = one.at.isoformat(timespec="seconds")
    return {"field": one.field, "value": one.value, "by": one.author, "at": at, "until": until, "reason": one.reason}


def _origin(contact: CanonicalContact, origin: Origin) -> tuple[str, ...]:
    sources = ", ".join(f"{ref.source}:{ref.key}" for ref in origin.refs) or "a correction"
    mark, text = contact.audience_of(origin.field), origin.value
    for value in getattr(contact, origin.field) if origin.field in VALUE_FIELDS else ():
        if origin.value == text_of(value):
            mark = max(mark, value.audience)
            text = getattr(value, "display", text) + f" ({value.type})"
    text = text if origin.chosen else f"({text}: another source's word, not chosen)"
    return (origin.field, text.replace("\n", ", "), sources, origin.since, mark.word)


@app.command()
def why(
    context: typer.Context,
    id: Id,  # noqa: A002 — the word people type
    other: Annotated[str | None, typer.Argument(metavar="[ID]", help="Another contact: why are the two apart?")] = None,
    language: Annotated[Language, typer.Option(help="The language of the sentences.")] = Language.EN,
    every: Annotated[bool, typer.Option("--all", help="Every pair, and what could not be compared too.")] = False,
    json: Json = False,
) -> None:
    """The evidence that joined a contact's records, or that keeps two contacts apart."""
    with running.service(context.obj) as service, service.store.read() as unit:
        reasons = asking.why(unit, id) if other is None else asking.why_not(unit, id, other)
    verdict = judging.joined(reasons) if other is None else judging.apart(reasons)
    if json:
        output.as_json(_told(verdict, reasons))
        return
    output.line(f"{verdict.de if language is Language.DE else verdict.en}\n")
    near = reasons if every or other is None else reasons[:_NEAR]
    for reason in near:
        _print(reason, language, every=every)
    if len(near) < len(reasons):
        output.line(f"{len(reasons) - len(near)} more pairs of records are less alike; --all shows them.")


def _print(reason: Reason, language: Language, *, every: bool) -> None:
    match = reason.match
    ours, theirs = (
        f"{name} ({ref.source}:{ref.key})" for name, ref in zip(reason.names, (match.left, match.right), strict=True)
    )
    output.line(f"{ours}  –  {theirs}")
    rows = [
        (one.comparison, one.left, one.right, sentence(one, language), f"{one.weight:+.1f}")
        for one in match.evidence
        if every or one.weight
    ]
    output.table(
        ("comparison", "left", "right", "what was found", "bits"), [*rows, ("sum", "", "", "", f"{match.score:+.1f}")]
    )
    lanes = DEFAULT.lanes
    basis = {"decision": "by decision", "stale-decision": "decided before the records changed", "kinds": "other kinds"}
    words = match.relation or basis.get(match.basis) or f"one from {lanes.same:+g}, asked from {lanes.unsure:+g}"
    output.line(f"verdict: {match.verdict.value} ({words})")
    if reason.decision:
        said = reason.decision
        output.line(f"decided: {said.verdict.value}, by {said.author} on {said.at:%Y-%m-%d}: {said.reason}")
    output.line()


def _told(verdict: Judgement, reasons: Sequence[Reason]) -> dict[str, object]:
    lanes = {"same": DEFAULT.lanes.same, "unsure": DEFAULT.lanes.unsure, "veto": DEFAULT.lanes.veto}
    told = {"code": verdict.code, "de": verdict.de, "en": verdict.en}
    return {"verdict": told, "lanes": lanes, "pairs": [_reason(reason) for reason in reasons]}


def _reason(reason: Reason) -> dict[str, object]:
    match, said = reason.match, reason.decision
    left, right = (
        {"source": ref.source, "key": ref.key, "name": name}
        for ref, name in zip((match.left, match.right), reason.names, strict=True)
    )
    return {
        "left": left,
        "right": right,
        "score": match.score,
        "verdict": match.verdict.value,
        "basis": match.basis or None,
        "relation": match.relation or None,
        "evidence": [
            {"comparison": one.comparison, "level": one.level, "weight": one.weight, "left": one.left,
             "right": one.right, "de": sentence(one, "de"), "en": sentence(one, "en")}
            for one in match.evidence
        ],
        "decision": said
        and {"verdict": said.verdict.value, "author": said.author, "at": said.at.isoformat(), "reason": said.reason},
    }  # fmt: skip


@app.command()
def model(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="TOML with changed lanes, priors and weights.")] = None,
    json: Json = False,
) -> None:
    """What the model of this program, or one changed by FILE, would join and part in the directory; changes nothing."""
    wanted = DEFAULT if file is None else _model(file)
    with running.service(context.obj) as service, service.store.read() as unit:
        seen = modelling.prospect(unit, wanted)
    if json:
        told = {"joined": [_moved(one) for one in seen.joined], "parted": [_moved(one) for one in seen.parted]}
        output.as_json(told | {"asked": seen.asked})
        return
    for title, moved in (("would be one", seen.joined), ("would be one no more", seen.parted)):
        for one in moved:
            output.line(f"{title}: contacts {', '.join(map(output.brief, one.ids))}")
            output.table(("record", "name"), [(f"  {ref.source}:{ref.key}", name) for ref, name in one.records])
            output.line()
    output.line(
        f"{len(seen.joined)} contacts would be joined of several, {len(seen.parted)} would be parted; "
        f"{seen.asked:+d} pairs would be asked about. Nothing was changed."
    )


def _model(file: Path) -> Model:
    """The model with the changes of a file. Raises ConfigError."""
    try:
        return altered(DEFAULT, tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}", hint="name a file") from error
    except ValueError as error:
        raise ConfigError(f"{file}: {error}", hint="docs/matching.md lists what the model has") from error


def _moved(one: Moved) -> dict[str, object]:
    return {"ids": one.ids, "records": [ref_json(ref) | {"name": name} for ref, name in one.records]}
