"""Output: tables and colour on a terminal, plain text elsewhere, JSON when asked for."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from syncsvc.errors import SyncError

# Values of people are printed as they stand: «:id:» in a record's key is no picture.
out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def as_json(value: object) -> None:
    """Print a value as JSON, for programs."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """Print rows under headings: boxed on a terminal, aligned columns elsewhere; numbers to the right."""
    cells = [[_cell(value) for value in row] for row in rows]
    grid = Table(
        title=title or None, title_justify="left", box=SIMPLE_HEAD if out.is_terminal else None, pad_edge=False
    )
    for number, column in enumerate(columns):
        numeric = bool(cells) and all(
            row[number].replace(".", "").lstrip("+-").isdigit() or not row[number] for row in cells
        )
        grid.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in cells:
        grid.add_row(*row)
    # Elsewhere than on a terminal nothing is cut to a width nobody has.
    width = None if out.is_terminal else 10_000
    Console(highlight=False, width=width, markup=False, emoji=False).print(grid, soft_wrap=False)


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def brief(id_: str) -> str:
    """The beginning of an id on a terminal, which is enough for every command; the whole elsewhere."""
    return id_[:8] if out.is_terminal else id_


def line(text: str = "") -> None:
    """Print one line as it stands."""
    out.print(text, markup=False)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Something that moves while a person waits; on a terminal only."""
    if not err.is_terminal:
        yield lambda _: None
        return
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=err, transient=True
    ) as bar:
        task = bar.add_task("starting")
        yield lambda text: bar.update(task, description=text)


def failure(error: SyncError) -> None:
    """Say what went wrong, and what to do, on standard error."""
    err.print(f"error: {error}", markup=False, style="red")
    if error.hint:
        err.print(f"  what to do: {error.hint}", markup=False)
