"""Statements on the rows in which a column has one of many values: put together once, asked again and again."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from syncsvc.store.prepared import Columns, Prepared
from syncsvc.store.schema import Text, storable

if TYPE_CHECKING:
    from syncsvc.store.connection import Connection

_WANTED = "wanted"
_CHUNK = 20_000


class _Among:
    """A statement on the rows whose column, a text or an integer, is one of the values asked for."""

    def __init__(self, statement: sa.Select[Any] | sa.Delete, column: sa.ColumnElement[Any]) -> None:
        self._texts = isinstance(column.type, Text)
        document = sa.func.json_each(sa.bindparam(_WANTED, type_=sa.String())).table_valued("value")
        self._in_document = Prepared(statement.where(column.in_(sa.select(document.c.value))))
        array = postgresql.ARRAY(sa.Text() if self._texts else sa.BigInteger())
        self._in_array = Prepared(statement.where(column == sa.any_(sa.bindparam(_WANTED, type_=array))))

    def _asked(self, database: "Connection", values: Iterable[Any]) -> Iterator[tuple[Prepared, Any]]:
        """What to run and what to ask it for, a chunk of the values at a time."""
        rest = iter(values)
        while chunk := list(islice(rest, _CHUNK)):
            wanted = [storable(value) for value in chunk] if self._texts else chunk
            yield (self._in_array, wanted) if database.postgres else (self._in_document, json.dumps(wanted))


class Lookup(_Among):
    """Rows of a query; further parameters of the query are given when it is asked."""

    def rows(self, database: "Connection", values: Iterable[Any], **more: Any) -> Iterator[Columns]:
        """All rows."""
        for query, wanted in self._asked(database, values):
            yield from query.rows(database, {_WANTED: wanted, **more})


class Removal(_Among):
    """Rows that are deleted."""

    def __init__(self, column: sa.Column[Any]) -> None:
        super().__init__(sa.delete(column.table), column)

    def run(self, database: "Connection", values: Iterable[Any]) -> None:
        """Delete them."""
        for statement, wanted in self._asked(database, values):
            statement.run(database, {_WANTED: wanted})
