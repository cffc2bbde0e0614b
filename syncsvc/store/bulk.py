"""Rows go in past SQLAlchemy's types and statements: twice as quick on SQLite, ten times on PostgreSQL if many."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from syncsvc.store.schema import Moment, Text, storable, ticks

MANY = 100
"""From so many rows on PostgreSQL's COPY pays."""
_TOGETHER = 3_000
"""Values SQLite is given in one statement: rows of three numbers take a third of the time they take one by one."""


def insert(connection: sa.Connection, table: sa.Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows whose values are as the driver takes them."""
    rows = [*rows]
    if connection.dialect.name == "postgresql" and len(rows) >= MANY:
        _copy(connection, table.name, names, rows)
        return
    _put_in(connection, table, names, rows)


def upsert(
    connection: sa.Connection, table: sa.Table, names: Sequence[str], rows: Iterable[Sequence[Any]], on: str
) -> None:
    """Insert rows or, where ``on`` (see ``on_conflict``) finds them there, change them."""
    rows = [*rows]
    if connection.dialect.name == "postgresql" and len(rows) >= MANY:
        staged, listed = f"staged_{table.name}", _listed(names)
        connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{staged}"')
        connection.exec_driver_sql(
            f'CREATE TEMP TABLE "{staged}" ON COMMIT DROP AS SELECT {listed} FROM "{table.name}" WITH NO DATA'  # noqa: S608 — names of ours
        )
        _copy(connection, staged, names, rows)
        connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({listed}) SELECT {listed} FROM "{staged}" {on}')  # noqa: S608
        return
    _put_in(connection, table, names, rows, on)


def remove(connection: sa.Connection, table: sa.Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Delete the rows that have these values in these columns."""
    place = "%s" if connection.dialect.name == "postgresql" else "?"
    where = " AND ".join(f'"{name}" = {place}' for name in names)
    connection.exec_driver_sql(f'DELETE FROM "{table.name}" WHERE {where}', [tuple(row) for row in rows])  # noqa: S608


def on_conflict(table: sa.Table, names: Sequence[str], conflict: Sequence[str], keep: Sequence[str]) -> str:
    """What to do with rows already there: change all but the columns to keep. Both engines speak it alike."""
    keys = list(conflict) or [column.name for column in table.primary_key]
    changed = [f'"{name}" = excluded."{name}"' for name in names if name not in keys and name not in keep]
    return f"ON CONFLICT ({_listed(keys)}) DO " + (f"UPDATE SET {', '.join(changed)}" if changed else "NOTHING")


def plain(table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> Iterator[list[Any]]:
    """The values of rows as the driver takes them."""
    converters = [(name, _converter(table.c[name].type)) for name in rows[0]]
    return ([row[name] if convert is None else convert(row[name]) for name, convert in converters] for row in rows)


def _converter(type_: Any) -> Callable[[Any], Any] | None:
    if isinstance(type_, Text):
        return lambda value: None if value is None else storable(str(value))
    if isinstance(type_, Moment):
        return lambda value: None if value is None else ticks(value)
    return None


def _put_in(
    connection: sa.Connection, table: sa.Table, names: Sequence[str], rows: Sequence[Sequence[Any]], on: str = ""
) -> None:
    size = 1 if connection.dialect.name == "postgresql" else max(1, _TOGETHER // len(names))
    whole = len(rows) - len(rows) % size if size > 1 else 0
    for start in range(0, whole, size):
        values = tuple(value for row in rows[start : start + size] for value in row)
        connection.exec_driver_sql(f"{_values(connection, table, names, size)} {on}", values)
    if len(rows) > whole:
        connection.exec_driver_sql(f"{_values(connection, table, names)} {on}", [tuple(row) for row in rows[whole:]])


def _values(connection: sa.Connection, table: sa.Table, names: Sequence[str], count: int = 1) -> str:
    place = "%s" if connection.dialect.name == "postgresql" else "?"
    row = f"({', '.join([place] * len(names))})"
    return f'INSERT INTO "{table.name}" ({_listed(names)}) VALUES {", ".join([row] * count)}'  # noqa: S608


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _copy(connection: sa.Connection, into: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    driver: Any = connection.connection.dbapi_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{into}" ({_listed(names)}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)
