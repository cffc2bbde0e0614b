"""Commands for the administrator: erase, suppressions, backup, restore, user."""

import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from argon2 import PasswordHasher

from syncsvc.cli import output, running
from syncsvc.cli.app import app
from syncsvc.cli.decide import Author, Reason, told
from syncsvc.cli.run import Json
from syncsvc.model.audience import Audience
from syncsvc.pipeline import amend, redeliver
from syncsvc.pipeline import erase as erase_for_good
from syncsvc.run import erasing
from syncsvc.run.checking import Refused
from syncsvc.run.suppressing import terms
from syncsvc.store import Account, AppPassword, AuditLine, Role, Unit

users = typer.Typer(no_args_is_help=True, help="People who may sign in, and app passwords for CardDAV and LDAP.")
app.add_typer(users, name="user")
_WORDS = 20
"""Length of an app password: 20 letters and digits, about 100 bits."""


@app.command()
def erase(
    context: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID")],  # noqa: A002 — the word people type
    reason: Annotated[str, typer.Option(help=f"One of: {', '.join(erasing.REASONS)}.")],
    author: Author = "",
    json: Json = False,
) -> None:
    """Erase a contact for good, everywhere, without keeping what was erased."""
    act = partial(erasing.erase_contact, asked=id, author=author or running.whoami(), reason=reason)
    with running.service(context.obj) as service:
        report = erase_for_good(service, act)
    told(report, json=json)


@app.command()
def suppressions(
    context: typer.Context,
    lift: Annotated[str, typer.Option(help="End this suppression.")] = "",
    only: Annotated[str, typer.Option(help="Only one way it knows somebody: mail, phone or name.")] = "",
    reason: Reason = "",
    author: Author = "",
    json: Json = False,
) -> None:
    """Who must not come back: dates and reasons, never who."""
    with running.service(context.obj) as service:
        if lift:
            who = author or running.whoami()
            amend(service, partial(erasing.lift, id_=lift, author=who, reason=reason, only=only))
        with service.store.read() as unit:
            found, bases = erasing.suppressions(unit), unit.suppressions.bases()
    rows = [
        (one.id, one.at.date().isoformat(), one.reason, one.author, ", ".join(bases.get(one.id, ())),
         "lifted" if one.lifted_at else "in force")
        for one in found
    ]  # fmt: skip
    columns = ("id", "since", "reason", "by", "known by", "state")
    if json:
        output.as_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        output.table(columns, rows)


@app.command()
def backup(context: typer.Context, file: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Write the whole state into one file, while the service goes on."""
    with running.service(context.obj) as service:
        service.store.backup(file)
        with service.store.write() as unit:
            unit.audit.add(AuditLine(service.now(), running.whoami(), "backup"))
    output.line(f"Wrote {file}. It holds personal data and the key of the suppression list: keep it safe.")


@app.command()
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that «backup» wrote.")],
    author: Author = "",
) -> None:
    """Put a backup in the place of the present state; who was erased since stays erased."""
    with running.service(context.obj) as service:
        erased = service.store.restore(file, by=author or running.whoami(), now=service.now(), terms=terms)
        report = redeliver(service)
    output.line(f"Restored; {len(erased)} contacts that were erased since were erased again.")
    told(report, json=False)


@users.command("add")
def user_add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.VIEWER,
    audience: Annotated[str, typer.Option(help="What they may see: public, partner, internal.")] = "internal",
    device: Annotated[str, typer.Option(help="Make an app password for this device of theirs.")] = "",
    author: Author = "",
) -> None:
    """Add somebody who may sign in, or an app password for one of their devices; shown once."""
    try:
        circle = Audience.of(audience)
    except ValueError as error:
        raise Refused(str(error)) from None
    with running.service(context.obj) as service, service.store.write() as unit:
        now, who = service.now(), author or running.whoami()
        known = unit.accounts.get(name)
        if known is None:
            word = typer.prompt("Password", hide_input=True, confirmation_prompt=True) if sys.stdin.isatty() else (
                sys.stdin.readline().rstrip("\n")
            )  # fmt: skip
            if len(word) < 8:
                raise Refused("a password has at least 8 characters", hint="type it, or give it on standard input")
            unit.accounts.put(Account(name, PasswordHasher().hash(word), role, circle, now))
            unit.audit.add(AuditLine(now, who, "user-add", name, role.value))
        secret = ""
        if device:
            secret = _app_password(unit, ident := service.mint(), name, device, now)
            unit.audit.add(AuditLine(now, who, "app-password-add", ident))
    output.line(f"{name} may sign in as {role.value}." if known is None else f"{name} was there already.")
    if secret:
        output.line(f"App password for {device}, shown only now: {secret}")


def _app_password(unit: Unit, id_: str, name: str, device: str, now: datetime) -> str:
    """Make an app password; only its hash is kept."""
    secret = running.secret(_WORDS)
    unit.accounts.add_app_password(AppPassword(id_, name, device, PasswordHasher().hash(secret), now))
    return secret


@users.command("list")
def user_list(context: typer.Context, json: Json = False) -> None:
    """Who may sign in, and with which devices."""
    with running.service(context.obj) as service, service.store.read() as unit:
        rows = [
            (one.name, one.role.value, one.audience.word, ", ".join(f"{two.label} ({two.id[:8]})" for two in
             unit.accounts.app_passwords(one.name)), one.signed_in and one.signed_in.date().isoformat())
            for one in unit.accounts.all()
        ]  # fmt: skip
    columns = ("name", "role", "sees", "devices", "last seen")
    if json:
        output.as_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        output.table(columns, rows)


@users.command("remove")
def user_remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Who may sign in no more.")],
    device: Annotated[str, typer.Option(help="Only this device: its label, or the beginning of its id.")] = "",
    author: Author = "",
) -> None:
    """Remove somebody, or revoke the app password of one device."""
    with running.service(context.obj) as service, service.store.write() as unit:
        now, who = service.now(), author or running.whoami()
        if not device:
            if not unit.accounts.remove(name):
                raise Refused(f"there is nobody called {name}", hint="«syncsvc user list»")
            unit.audit.add(AuditLine(now, who, "user-remove", name))
        else:
            found = [
                one for one in unit.accounts.app_passwords(name) if device == one.label or one.id.startswith(device)
            ]
            if len(found) != 1:
                raise Refused(f"{name} has no one device {device}", hint="«syncsvc user list»")
            unit.accounts.revoke(found[0].id, now)
            unit.audit.add(AuditLine(now, who, "app-password-revoke", found[0].id))
    output.line(f"{name}: {'device ' + device if device else 'removed'}.")
