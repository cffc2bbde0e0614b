"""What the steps of reading a table hand to each other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from syncsvc.formats.passages import Course
from syncsvc.formats.table.headings import Column
from syncsvc.formats.table.records import fields_of
from syncsvc.model.digest import digest
from syncsvc.model.issue import Issue
from syncsvc.model.record import Field

_BETWEEN = "\x1f"
VERSION = 1
"""Raised whenever the same bytes may become other rows."""


class TableError(ValueError):
    """A table that cannot be read at all; ``hint`` says what to do."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Options:
    """How a source wants its tables read; everything has a default."""

    columns: tuple[tuple[str, str], ...] = ()
    """(heading, field or ``field:label``) where the headings do not speak for themselves; an empty field: not read."""
    key: tuple[str, ...] = ()
    """The headings whose values name a row for ever."""


class Line(NamedTuple):
    """One row of cells with its place in the source."""

    number: int
    """Counted from 1, as an editor or Excel shows it."""
    cells: tuple[str, ...]
    broken: str = ""
    """What is wrong with it, in words; empty for a sound row."""


@dataclass(frozen=True)
class Row:
    """One contact of a table, and the place where a person finds it."""

    cells: tuple[str, ...]
    columns: tuple[Column, ...]
    """What each cell holds."""
    place: str
    named: str = ""
    """The value of the configured key columns."""

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Its raw fields; most rows of most runs are as they were before, and nobody asks."""
        return fields_of(self.cells, self.columns)


@dataclass(frozen=True, slots=True)
class Table:
    """All rows, and what a person should look at."""

    rows: tuple[Row, ...] = ()
    """Those that were read."""
    issues: tuple[Issue, ...] = ()
    course: Course | None = field(default=None, compare=False)
    """How a text was read; None of a workbook."""

    def marks(self) -> list[str]:
        """For each row what stands for its fields: its cells, what they hold, and the version of the code."""
        how = digest(repr((VERSION, [row.columns for row in self.rows[:1]])).encode())
        return [digest(f"{how}{_written(row.cells)}".encode(errors="surrogatepass")) for row in self.rows]


def _written(cells: Sequence[str]) -> str:
    """Cells in one text that no other cells have."""
    text = _BETWEEN.join(cells)
    return text if text.count(_BETWEEN) < len(cells) else repr(cells) + _BETWEEN * len(cells)
