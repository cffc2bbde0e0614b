"""The command line: one program, its commands, its exit codes."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from syncsvc import logs
from syncsvc.cli import output
from syncsvc.config import DEFAULT
from syncsvc.errors import SyncError

app = typer.Typer(
    name="syncsvc",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="One contact directory out of many sources, delivered where people already look.",
    epilog="Exit codes: 0 all well, 1 a bug, 2 configuration, 3 a source or target failed and the rest is done, "
    "4 something is held for a person, 5 the store failed.",
)


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path, typer.Option(envvar="SYNCSVC_CONFIG", help="The configuration file.", show_default=True)
    ] = DEFAULT,
    log: Annotated[str, typer.Option(help="How much to log: debug, info, warning, error.")] = "warning",
) -> None:
    """Take the options that every command shares."""
    logs.configure(json=not sys.stderr.isatty(), level=log)
    context.obj = config


def main() -> None:
    """Run the command that was typed; errors of ours end in one clear line and their exit code."""
    from syncsvc.cli import admin, ask, audit, decide, explain, report, run, serve  # noqa: F401, PLC0415 — each adds its own

    try:
        app()
    except SyncError as error:
        output.failure(error)
        sys.exit(error.exit_code)
