"""Queries for the rows in which a column has one of many values: put together once, asked again and again."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from syncsvc.store.schema import Text, storable

if TYPE_CHECKING:
    from syncsvc.store.connection import Connection, Line

_WANTED = "wanted"
_CHUNK = 20_000


class Lookup:
    """Rows of a query whose column, a text or an integer, is one of the values asked for.

    Further parameters of the query are given when it is asked.
    """

    def __init__(self, query: sa.Select[Any], column: sa.ColumnElement[Any]) -> None:
        self._texts = isinstance(column.type, Text)
        document = sa.func.json_each(sa.bindparam(_WANTED, type_=sa.String())).table_valued("value")
        self._in_document = query.where(column.in_(sa.select(document.c.value)))
        array = postgresql.ARRAY(sa.Text() if self._texts else sa.BigInteger())
        self._in_array = query.where(column == sa.any_(sa.bindparam(_WANTED, type_=array)))

    def rows(self, database: "Connection", values: Iterable[Any], **more: Any) -> Iterator["Line"]:
        """All rows, a chunk of the values at a time."""
        rest = iter(values)
        while chunk := list(islice(rest, _CHUNK)):
            wanted = [storable(value) for value in chunk] if self._texts else chunk
            if database.postgres:
                yield from database.rows(self._in_array, {_WANTED: wanted, **more})
            else:
                yield from database.rows(self._in_document, {_WANTED: json.dumps(wanted), **more})
