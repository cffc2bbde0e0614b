"""The keys under which linking finds records again: which record holds which, under how many names."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import sqlalchemy as sa

from syncsvc.matching.neighbourhood import Census, Entries
from syncsvc.model.record import RecordRef
from syncsvc.store.connection import Connection, chunks
from syncsvc.store.numbering import Numbers, record_table
from syncsvc.store.schema import Number, blob, metadata, record_number

_record = record_table.c
_holder = sa.Table(
    "holder",
    metadata,
    sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("name", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("record", Number, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
_keyed = sa.Table("keyed", metadata, record_number(key=True), blob("entries"))
"""The (key, name) pairs of each record as packed integers: what an index on
``holder.record`` would tell, in a fifth of the space."""


class KeptEntries:
    """The entries of every linked record."""

    def __init__(self, database: Connection) -> None:
        self._database = database
        self._numbers = Numbers(database)

    def census(self, keys: Sequence[int]) -> Mapping[int, Census]:
        """Count who holds each key."""
        if self._empty():
            return {}
        counts = (sa.func.count(_holder.c.record.distinct()), sa.func.count(_holder.c.name.distinct()))
        query = sa.select(_holder.c.key, *counts).group_by(_holder.c.key)
        return {
            key: Census(records, names)
            for chunk in chunks(keys)
            for key, records, names in self._database.rows(query.where(self._database.among(_holder.c.key, chunk)))
        }

    def holders(self, keys: Sequence[int]) -> Mapping[int, Sequence[RecordRef]]:
        """The records that hold each key."""
        if self._empty():
            return {}
        query = sa.select(_holder.c.key, _holder.c.record).distinct()
        pairs = [
            (key, number)
            for chunk in chunks(keys)
            for key, number in self._database.rows(query.where(self._database.among(_holder.c.key, chunk)))
        ]
        refs = self._numbers.refs([*{number for _, number in pairs}])
        found: dict[int, list[RecordRef]] = {}
        for key, number in pairs:
            found.setdefault(key, []).append(refs[number])
        return found

    def keys(self, refs: Iterable[RecordRef]) -> Sequence[int]:
        """All keys these records hold."""
        return [key for pairs in self._pairs(self._numbers.of(refs).values()).values() for key in pairs[:, 0].tolist()]

    def replace(self, gone: Sequence[RecordRef], entries: Entries) -> None:
        """Forget the entries of ``gone`` and of every record in ``entries.refs``, then keep ``entries``."""
        numbers = self._numbers.of([*gone, *entries.refs])
        self.forget(numbers.values())
        if not len(entries.row):
            return
        record = np.array([numbers[ref] for ref in entries.refs], dtype=np.int64)[entries.row]
        self._hold(entries.key, entries.name, record)
        self._pack(entries.key, entries.name, record)

    def forget(self, numbers: Iterable[int]) -> None:
        """Forget the entries of the records with these numbers."""
        numbers = [*numbers]
        if not numbers or self._empty():
            return
        pairs = self._pairs(numbers)
        rows = [{"k": key, "n": name, "r": number} for number, held in pairs.items() for key, name in held.tolist()]
        statement = sa.delete(_holder).where(
            _holder.c.key == sa.bindparam("k"),
            _holder.c.name == sa.bindparam("n"),
            _holder.c.record == sa.bindparam("r"),
        )
        for chunk in chunks(rows):
            self._database.execute(statement, chunk)
        for chunk_ in chunks(numbers):
            self._database.execute(sa.delete(_keyed).where(self._database.among(_keyed.c.record, chunk_)))

    def clear(self) -> None:
        """Forget all entries."""
        self._database.execute(sa.delete(_holder))
        self._database.execute(sa.delete(_keyed))

    def _empty(self) -> bool:
        return self._database.scalar(sa.select(_keyed.c.record).limit(1)) is None

    def _pairs(self, numbers: Iterable[int]) -> dict[int, np.ndarray[tuple[int, int], np.dtype[np.int64]]]:
        query = sa.select(_keyed.c.record, _keyed.c.entries)
        return {
            number: np.frombuffer(packed, dtype="<i8").reshape(-1, 2)
            for chunk in chunks(numbers)
            for number, packed in self._database.rows(query.where(self._database.among(_keyed.c.record, chunk)))
        }

    def _hold(self, key: np.ndarray, name: np.ndarray, record: np.ndarray) -> None:
        # Sorted by key the rows arrive in the order of the table: a million fill it from left to right.
        order = np.lexsort((record, name, key))
        columns = zip(key[order].tolist(), name[order].tolist(), record[order].tolist(), strict=True)
        for chunk in chunks(columns, 100_000):
            self._database.load(_holder, ("key", "name", "record"), chunk)

    def _pack(self, key: np.ndarray, name: np.ndarray, record: np.ndarray) -> None:
        order = np.argsort(record, kind="stable")
        record, pairs = record[order], np.column_stack((key[order], name[order])).astype("<i8")
        starts = np.flatnonzero(np.concatenate(([True], record[1:] != record[:-1])))
        ends = np.append(starts[1:], len(record))
        for chunk in chunks(zip(record[starts].tolist(), starts.tolist(), ends.tolist(), strict=True)):
            rows = [(number, pairs[start:end].tobytes()) for number, start, end in chunk]
            self._database.load(_keyed, ("record", "entries"), rows)
