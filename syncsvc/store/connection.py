"""One database connection in one transaction, with each engine's own quick way for many rows."""

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from syncsvc.model.record import RecordRef
from syncsvc.store import bulk
from syncsvc.store.faults import fault
from syncsvc.store.schema import Text, storable

T = TypeVar("T")
Row = Mapping[str, Any]
"""What goes in: values by column name."""
Line = Any
"""What comes out: read by name or by position."""
_CHUNK = 20_000


def chunks(values: Iterable[T], size: int = _CHUNK) -> Iterator[list[T]]:
    """Lists of at most ``size`` values."""
    rest = iter(values)
    while chunk := list(itertools.islice(rest, size)):
        yield chunk


def columns(row: Line) -> dict[str, Any]:
    """A row's values by the names of its columns."""
    return dict(row._mapping)  # noqa: SLF001 — the documented way


class Connection:
    """What repositories speak through."""

    def __init__(self, connection: sa.Connection, *, writes: bool = False) -> None:
        self._connection = connection
        self.writes = writes
        """Whether this transaction may write."""
        self.dialect = connection.dialect
        self.postgres = self.dialect.name == "postgresql"
        self._driver: Any = connection.connection.dbapi_connection
        self.numbers: dict[RecordRef, int] = {}
        """Numbers of records that were looked up in this transaction; kept by ``numbering``."""

    def execute(self, statement: sa.Executable, rows: Row | Sequence[Row] | None = None) -> sa.CursorResult[Any]:
        """Run one statement."""
        return self._connection.execute(statement, rows)

    def drive(self, text: str, parameters: Any) -> Any:
        """Give the driver a statement in its own words; return its cursor. Raises StoreError."""
        try:
            return self._driver.execute(text, parameters)
        except self.dialect.loaded_dbapi.Error as error:
            raise fault(error) from error

    def rows(self, statement: sa.Executable, parameters: Row | None = None) -> Sequence[Line]:
        """All rows of a query."""
        return self._connection.execute(statement, parameters).all()

    def row(self, statement: sa.Executable, parameters: Row | None = None) -> Line | None:
        """The first row of a query, if any."""
        return self._connection.execute(statement, parameters).first()

    def scalar(self, statement: sa.Executable, parameters: Row | None = None) -> Any:
        """The first value of the first row, or None."""
        return self._connection.execute(statement, parameters).scalar()

    def stream(self, statement: sa.Executable, size: int = 2_000) -> Iterator[Line]:
        """The rows of a query, a few thousand in memory at a time."""
        return iter(self._connection.execute(statement, execution_options={"yield_per": size}))

    def among(self, column: sa.ColumnElement[Any], values: Sequence[Any]) -> sa.ColumnElement[bool]:
        """Whether a text or integer column is one of many values: one parameter, however many they are."""
        texts = isinstance(column.type, Text)
        if self.postgres:
            array = postgresql.ARRAY(sa.Text() if texts else sa.BigInteger())
            return column == sa.any_(sa.literal([storable(value) for value in values] if texts else values, array))
        document = json.dumps([storable(value) for value in values] if texts else values)
        return column.in_(sa.select(sa.func.json_each(document).table_valued("value").c.value))

    def put(
        self, table: sa.Table, rows: Sequence[Row], *, conflict: Sequence[str] = (), keep: Sequence[str] = ()
    ) -> None:
        """Insert rows, or update those already there, save the columns named in ``keep``.

        ``conflict`` names the unique columns, the primary key if left out. No two rows may share them.
        """
        if not rows:
            return
        names = [*rows[0]]
        on = bulk.on_conflict(table, names, conflict, keep)
        bulk.upsert(self._connection, table, names, bulk.plain(table, rows), on)

    def add(self, table: sa.Table, rows: Sequence[Row]) -> None:
        """Insert rows that are not there yet."""
        if rows:
            bulk.insert(self._connection, table, [*rows[0]], bulk.plain(table, rows))

    def load(self, table: sa.Table, names: Sequence[str], rows: Sequence[tuple[int | bytes, ...]]) -> None:
        """Insert rows of numbers and bytes as they are."""
        if rows:
            bulk.insert(self._connection, table, names, rows)

    def remove(self, table: sa.Table, names: Sequence[str], rows: Sequence[Sequence[int]]) -> None:
        """Delete the rows that have these numbers in these columns."""
        if rows:
            bulk.remove(self._connection, table, names, rows)
