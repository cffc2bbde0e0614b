"""What the steps of reading a table hand to each other."""

from dataclasses import dataclass

from syncsvc.model.issue import Issue
from syncsvc.model.record import Field


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


@dataclass(frozen=True, slots=True)
class Line:
    """One row of cells with its place in the source."""

    number: int
    """Counted from 1, as an editor or Excel shows it."""
    cells: tuple[str, ...]
    broken: str = ""
    """What is wrong with it, in words; empty for a sound row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One contact of a table: raw fields, and the place where a person finds them."""

    fields: tuple[Field, ...]
    place: str
    named: str = ""
    """The value of the configured key columns."""


@dataclass(frozen=True, slots=True)
class Table:
    """All rows, and what a person should look at."""

    rows: tuple[Row, ...] = ()
    issues: tuple[Issue, ...] = ()
