"""Commands that run: sync, preview, export, check."""

import os
from pathlib import Path
from typing import Annotated

import typer

from syncsvc.cli import directory, output, running
from syncsvc.cli.app import app
from syncsvc.config import load
from syncsvc.errors import SyncError
from syncsvc.formats.contact_json import issue_json, previewed_json
from syncsvc.model.contact import Contact
from syncsvc.model.issue import Issue
from syncsvc.pipeline import redeliver, sync, take_back
from syncsvc.run.previewing import preview as read_now
from syncsvc.run.report import RunReport, SourceResult
from syncsvc.serve.listening import address
from syncsvc.store import AuditLine

Json = Annotated[bool, typer.Option("--json", help="Print facts as JSON, for programs.")]


@app.command("sync")
def sync_command(
    context: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(help="Only these sources; all if none is named.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the plan and change nothing.")] = False,
    json: Json = False,
) -> None:
    """One run now: fetch, read, normalise, match, merge, keep, plan, deliver."""
    with running.service(context.obj) as service, output.progress() as progress:
        report = sync(running.watched(service, progress), tuple(sources or ()), dry_run=dry_run)
    if json:
        output.as_json(running.report_json(report))
    else:
        _print(report)
        config, _ = load(context.obj)
        if config.directory is not None:
            where = address(config.directory.listen, "directory.listen")
            output.line(f"          {directory.question(config.directory, where.host, where.port)}   (while it serves)")
    raise typer.Exit(report.exit_code)


@app.command()
def export(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(help="Only these exports; all if none is named.")] = None,
    rollback: Annotated[bool, typer.Option("--rollback", help="Put the former files back, and leave them.")] = False,
    json: Json = False,
) -> None:
    """Deliver to targets again from the store, without fetching."""
    with running.service(context.obj) as service:
        report = take_back(service, tuple(names or ())) if rollback else redeliver(service, tuple(names or ()))
        with service.store.write() as unit:
            act = "export-rollback" if rollback else "export"
            unit.audit.add(AuditLine(service.now(), running.whoami(), act, " ".join(names or ())))
    if json:
        output.as_json(running.report_json(report))
    else:
        _targets(report)
    raise typer.Exit(report.exit_code)


@app.command()
def preview(
    context: typer.Context, source: Annotated[str, typer.Argument(help="The source's name.")], json: Json = False
) -> None:
    """Fetch, read and normalise one source; print its contacts and issues; keep nothing."""
    found = read_now(running.source(context.obj, source))
    if json:
        contacts = [previewed_json(contact, issues) | {"place": contact.place} for contact, issues in found.contacts]
        output.as_json({"contacts": contacts, "issues": [issue_json(issue) for issue in found.issues]})
        return
    output.table(("kind", "name", "organisation", "role", "phones", "mail", "where"), map(_row, found.contacts))
    issues = [issue for _, own in found.contacts for issue in own] + list(found.issues)
    if issues:
        output.line()
        output.table(("issue", "where", "what", "value", "what to do"), map(_issue, issues))
    output.line(f"\n{len(found.contacts)} contacts, {len(issues)} issues. Nothing was kept.")


def _row(pair: tuple[Contact, tuple[Issue, ...]]) -> tuple[str, ...]:
    contact, _ = pair
    phones = ", ".join(f"{phone.display} ({phone.type})" for phone in contact.phones)
    mails = ", ".join(email.address for email in contact.emails)
    return (contact.kind, contact.name.display, contact.organisation, contact.role, phones, mails, contact.place)


def _issue(issue: Issue) -> tuple[str, ...]:
    return (issue.code, issue.place or issue.key, issue.message, issue.value, issue.hint)


@app.command()
def check(context: typer.Context, json: Json = False) -> None:
    """Check the configuration, and try every connection: one line each."""
    lines, code = [], 0
    for kind, name, attempt in running.connections(context.obj):
        try:
            lines.append((kind, name, "ok", attempt()))
        except SyncError as error:
            code = max(code, error.exit_code)
            lines.append((kind, name, "failed", f"{error}{'; ' if error.hint else ''}{error.hint}"))
    if json:
        keys = ("kind", "name", "result", "found")
        output.as_json([dict(zip(keys, line, strict=True)) for line in lines])
    else:
        output.table(("what", "name", "result", "found"), lines)
    raise typer.Exit(code)


def _print(report: RunReport) -> None:
    if report.dry:
        output.line("Rehearsal: nothing was changed. This is what a run would do.\n")
    output.table(
        ("source", "records", "new", "changed", "vanished", "removed", "held", "issues", "state"),
        [
            (
                one.title,
                one.records,
                one.added,
                one.changed,
                one.vanished,
                one.removed,
                one.held,
                one.issues,
                _state(one),
            )
            for one in report.sources
        ],
    )
    whole = report.directory
    output.line(
        f"\nDirectory: {whole.contacts} contacts from {whole.records} records; {whole.joined} records share a contact, "
        f"{whole.unsure} pairs wait for a decision.\n"
        f"           {whole.added} contacts new, {whole.changed} changed, {whole.removed} removed.\n"
    )
    if report.planned:
        rows = [(one.change, one.name, output.brief(one.id), ", ".join(one.fields)) for one in report.planned]
        output.table(("would" if report.dry else "did", "contact", "id", "fields"), rows)
        output.line()
    _targets(report)
    for note in report.notes:
        output.line(f"note: {note}")
    _failures(report)
    if report.quiet and not report.failed and not report.dry:
        output.line("\nNothing changed since the last run.")
    if not report.dry:
        _next(report)


def _state(one: SourceResult) -> str:
    if one.error:
        return "failed, kept its last good records"
    if one.held:
        return "removals wait for you"
    return "unchanged" if one.unchanged else "read"


def _targets(report: RunReport) -> None:
    output.table(
        ("export", "entries", "added", "updated", "removed", "held", "refused", "where"),
        [
            (
                one.name,
                one.entries,
                one.added,
                one.updated,
                one.removed,
                one.held,
                one.refused,
                _where(one.files),
            )
            for one in report.targets
        ],
    )


def _where(files: tuple[Path, ...]) -> str:
    return os.path.relpath(files[0]) if files else ""


def _failures(report: RunReport) -> None:
    failed = [(one.name, one.error, one.hint) for one in report.sources if one.error]
    failed += [(one.name, one.error, one.hint) for one in report.targets if one.error]
    for name, error, hint in failed:
        output.line(f"\n{name}: {error}" + (f"\n  what to do: {hint}" if hint else ""))


def _next(report: RunReport) -> None:
    output.line()
    if report.held:
        output.line("Removals wait for you: «syncsvc holds» shows them, «syncsvc approve» lets them go.")
    output.line("Try next: .venv/bin/syncsvc find Ehrenamt   (then: show ID, why ID)")
    output.line("          .venv/bin/syncsvc serve           (schedule, public exports, LDAP)")
