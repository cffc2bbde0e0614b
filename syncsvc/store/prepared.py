"""Statements that are put into words once for each engine and then go to the driver as they are.

SQLAlchemy looks up, binds and wraps anew at every execution, which costs several times what SQLite takes to answer.
What types mean stays in one place: the conversions are those of the statement's own columns and parameters.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from syncsvc.store.connection import Connection

Convert = Callable[[Any], Any]
Columns = tuple[Any, ...]
"""A row as a plain tuple, its values converted."""
_Reading = tuple[tuple[int, Convert], ...]
"""The columns of an outcome that are not given as they are."""


@dataclass(frozen=True, slots=True)
class _Wording:
    """A statement in the words of one engine."""

    text: str
    order: tuple[str, ...] | None
    """The names of parameters that are given by place; None where they are given by name."""
    fixed: Mapping[str, Any]
    """Parameters whose value the statement itself knows, as the driver takes them."""
    convert: Mapping[str, Convert]
    """For the other parameters that are not taken as they are."""

    def bound(self, given: Mapping[str, Any]) -> Any:
        """Parameters as the driver takes them."""
        values = {**self.fixed, **given}
        for name, convert in self.convert.items():
            values[name] = convert(values[name])
        return values if self.order is None else tuple([values[name] for name in self.order])


class Prepared:
    """A statement whose words never change: parameters stand for every value, never for a list of them."""

    def __init__(self, statement: sa.Select[Any] | sa.Delete) -> None:
        self._statement = statement
        self._wordings: dict[str, _Wording] = {}
        self._readings: dict[str, _Reading] = {}

    def rows(self, database: "Connection", parameters: Mapping[str, Any]) -> list[Columns]:
        """All rows of a query."""
        words = self._words(database.dialect)
        cursor = database.drive(words.text, words.bound(parameters))
        reading = self._readings.get(database.dialect.name)
        if reading is None:
            reading = self._readings[database.dialect.name] = _read(self._statement, cursor, database.dialect)
        return _converted(cursor.fetchall(), reading)

    def run(self, database: "Connection", parameters: Mapping[str, Any]) -> None:
        """Run a statement that brings no rows."""
        words = self._words(database.dialect)
        database.drive(words.text, words.bound(parameters))

    def _words(self, dialect: sa.Dialect) -> _Wording:
        found = self._wordings.get(dialect.name)
        if found is None:
            found = self._wordings[dialect.name] = _worded(self._statement, dialect)
        return found


class Found(Prepared):
    """Whole rows of a table by the values of some columns, in words of our own that both engines understand.

    For a table of ten columns SQLAlchemy takes fifty times as long to find them as SQLite to answer.
    """

    def __init__(self, table: sa.Table, *names: str) -> None:
        super().__init__(sa.select(table))
        self._table = table
        self._names = names

    def _words(self, dialect: sa.Dialect) -> _Wording:
        found = self._wordings.get(dialect.name)
        if found is None:
            listed = ", ".join(f'"{column.name}"' for column in self._table.columns)
            place = "%s" if dialect.name == "postgresql" else "?"
            asked = " AND ".join(f'"{name}" = {place}' for name in self._names)
            text = f'SELECT {listed} FROM "{self._table.name}" WHERE {asked}'  # noqa: S608 — names of ours
            types = {name: self._table.c[name].type.dialect_impl(dialect) for name in self._names}
            binding = {name: convert for name, type_ in types.items() if (convert := type_.bind_processor(dialect))}
            found = self._wordings[dialect.name] = _Wording(text, self._names, {}, binding)
        return found


def _worded(statement: sa.Select[Any] | sa.Delete, dialect: sa.Dialect) -> _Wording:
    compiled: Any = statement.compile(dialect=dialect)
    binding = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
    binding = {name: convert for name, convert in binding.items() if convert is not None}
    known = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    fixed = {name: binding[name](value) if name in binding else value for name, value in known.items()}
    return _Wording(
        str(compiled),
        tuple(compiled.positiontup) if compiled.positional else None,
        fixed,
        {name: convert for name, convert in binding.items() if name not in known},
    )


def _read(statement: sa.Select[Any] | sa.Delete, cursor: Any, dialect: sa.Dialect) -> _Reading:
    """How to read an outcome; only the engine's answer says which of its own types a column has."""
    columns = statement.selected_columns if isinstance(statement, sa.Select) else ()
    found = (
        column.type.dialect_impl(dialect).result_processor(dialect, described[1])
        for column, described in zip(columns, cursor.description, strict=True)
    )
    return tuple((place, convert) for place, convert in enumerate(found) if convert is not None)


def _converted(rows: list[Columns], reading: _Reading) -> list[Columns]:
    if not reading:
        return rows
    found = []
    for row in map(list, rows):
        for column, convert in reading:
            row[column] = convert(row[column])
        found.append(tuple(row))
    return found
