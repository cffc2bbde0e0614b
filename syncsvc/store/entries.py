"""The keys under which linking finds records again: which record holds which, under how many names."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from syncsvc.columns.hashing import Integers, among, mixed
from syncsvc.columns.ordering import ordered, rising
from syncsvc.matching.neighbourhood import Census, Couple, Entries
from syncsvc.model.record import RecordRef
from syncsvc.store.connection import Connection, chunks
from syncsvc.store.lookup import Lookup, Removal
from syncsvc.store.numbering import Numbers
from syncsvc.store.prepared import Prepared
from syncsvc.store.schema import Number, blob, metadata, record_number

Columns = npt.NDArray[np.int64]
"""A row for each entry."""
_Key = TypeVar("_Key")
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

_anybody = sa.select(_keyed.c.record).limit(1)
_census = Lookup(
    sa.select(
        _holder.c.key, sa.func.count(_holder.c.record.distinct()), sa.func.count(_holder.c.name.distinct())
    ).group_by(_holder.c.key),
    _holder.c.key,
)
_holders = Lookup(sa.select(_holder.c.key, _holder.c.record).distinct(), _holder.c.key)
_shared = Prepared(
    sa.select(_holder.c.key).group_by(_holder.c.key).having(sa.func.min(_holder.c.name) < sa.func.max(_holder.c.name))
)
_packed = Lookup(sa.select(_keyed.c.record, _keyed.c.entries), _keyed.c.record)
_unpacked = Removal(_keyed.c.record)


_COUPLES = (
    " FROM (SELECT json_extract(value, '$[0]') AS one, json_extract(value, '$[1]') AS other"
    " FROM json_each(:couples)) AS couple"
    " CROSS JOIN holder AS one ON one.key = couple.one"
    " CROSS JOIN holder AS other ON other.key = couple.other AND other.name = 0 AND other.record = one.record"
)
_COUPLES_IN_ARRAYS = (
    " FROM unnest(CAST(:ones AS bigint[]), CAST(:others AS bigint[])) AS couple(one, other)"
    " JOIN holder AS one ON one.key = couple.one"
    " JOIN holder AS other ON other.key = couple.other AND other.name = 0 AND other.record = one.record"
)
_WHO = "SELECT DISTINCT couple.one, couple.other, one.record"
_HOW_MANY = "SELECT couple.one, couple.other, COUNT(DISTINCT one.record)"
_EACH = " GROUP BY couple.one, couple.other"
_both, _both_in_arrays = sa.text(_WHO + _COUPLES), sa.text(_WHO + _COUPLES_IN_ARRAYS)
_common, _common_in_arrays = sa.text(_HOW_MANY + _COUPLES + _EACH), sa.text(_HOW_MANY + _COUPLES_IN_ARRAYS + _EACH)


class KeptEntries:
    """The entries of every linked record."""

    def __init__(self, database: Connection) -> None:
        self._database = database
        self._numbers = Numbers(database)
        self._some = False

    def census(self, keys: Sequence[int]) -> Mapping[int, Census]:
        """Count who holds each key."""
        if self._empty():
            return {}
        return {key: Census(records, names) for key, records, names in _census.rows(self._database, keys)}

    def holders(self, keys: Sequence[int]) -> Mapping[int, Sequence[RecordRef]]:
        """The records that hold each key."""
        return self._held([] if self._empty() else [*_holders.rows(self._database, keys)])

    def shared(self) -> Integers:
        """The keys of all values that several names hold; the key of a combination has but one."""
        return np.array([key for (key,) in _shared.rows(self._database, {})], dtype=np.int64)

    def both(self, couples: Sequence[Couple]) -> Mapping[Couple, Sequence[RecordRef]]:
        """The records that hold both keys of each couple."""
        return self._held([*self._couples(couples, _both, _both_in_arrays)])

    def common(self, couples: Sequence[Couple]) -> Mapping[Couple, int]:
        """How many records hold both keys of each couple."""
        return dict(self._couples(couples, _common, _common_in_arrays))

    def _held(self, pairs: Sequence[tuple[_Key, int]]) -> dict[_Key, list[RecordRef]]:
        refs = self._numbers.refs([*{number for _, number in pairs}])
        found: dict[_Key, list[RecordRef]] = {}
        for key, number in pairs:
            found.setdefault(key, []).append(refs[number])
        return found

    def _couples(
        self, couples: Sequence[Couple], on_sqlite: sa.TextClause, on_postgres: sa.TextClause
    ) -> Iterator[tuple[Couple, int]]:
        """Rows (one key, other key, number) as couples and numbers."""
        if not couples or self._empty():
            return
        # The even key comes last: its name is 0, so that its row is found at once.
        ordered = {(low, high) if high % 2 == 0 else (high, low): (low, high) for low, high in couples}
        if self._database.postgres:
            ones, others = (list(keys) for keys in zip(*ordered, strict=True))
            rows = self._database.rows(on_postgres, {"ones": ones, "others": others})
        else:
            rows = self._database.rows(on_sqlite, {"couples": json.dumps([*ordered])})
        for one, other, number in rows:
            yield ordered[one, other], number

    def entries(self, refs: Sequence[RecordRef]) -> Entries:
        """The entries of these records."""
        numbers = self._numbers.of(refs)
        pairs = {} if self._empty() else self._pairs(numbers.values())
        held = [(row, pairs[numbers[ref]]) for row, ref in enumerate(refs) if numbers.get(ref) in pairs]
        rows = np.repeat([row for row, _ in held], [len(one) for _, one in held]).astype(np.int64)
        columns = np.concatenate([one for _, one in held]) if held else np.zeros((0, 2), dtype=np.int64)
        return Entries(tuple(refs), rows, columns[:, 0], columns[:, 1])

    def replace(self, gone: Sequence[RecordRef], entries: Entries) -> None:
        """Forget the entries of ``gone`` and of every record in ``entries.refs``, then keep ``entries``."""
        numbers = self._numbers.of([*gone, *entries.refs])
        record = np.array([numbers[ref] for ref in entries.refs], dtype=np.int64)[entries.row]
        kept = np.column_stack((entries.key, entries.name, record))
        former = _triples({} if self._empty() else self._pairs(numbers.values()))
        fresh = kept
        if len(former):
            self._unpack(numbers.values())
            then, now = (mixed(0, *triples.T) for triples in (former, kept))
            self._let_go(former[~among(then, now)])
            fresh = kept[~among(now, then)]
        self._hold(fresh)
        self._pack(entries.key, entries.name, record)

    def forget(self, numbers: Iterable[int]) -> None:
        """Forget the entries of the records with these numbers."""
        numbers = [*numbers]
        if numbers and not self._empty():
            self._let_go(_triples(self._pairs(numbers)))
            self._unpack(numbers)

    def _let_go(self, triples: Columns) -> None:
        for chunk in chunks(triples.tolist()):
            self._database.remove(_holder, ("key", "name", "record"), chunk)

    def _unpack(self, numbers: Iterable[int]) -> None:
        _unpacked.run(self._database, numbers)

    def clear(self) -> None:
        """Forget all entries."""
        self._some = False
        self._database.execute(sa.delete(_holder))
        self._database.execute(sa.delete(_keyed))

    def _empty(self) -> bool:
        """Whether no record is linked yet; entries that were seen once are not looked for again."""
        self._some = self._some or self._database.scalar(_anybody) is not None
        return not self._some

    def _pairs(self, numbers: Iterable[int]) -> dict[int, Columns]:
        rows = _packed.rows(self._database, numbers)
        return {number: np.frombuffer(packed, dtype="<i8").reshape(-1, 2) for number, packed in rows}

    def _hold(self, triples: Columns) -> None:
        # Sorted by key the rows arrive nearly in the order of the table: a million fill it from left to right.
        columns = triples[ordered(triples[:, 0])]
        for start in range(0, len(columns), 100_000):
            self._database.load(_holder, ("key", "name", "record"), columns[start : start + 100_000].tolist())

    def _pack(self, key: Integers, name: Integers, record: Integers) -> None:
        if not len(record):
            return
        order, record = rising(record)
        pairs = np.column_stack((key[order], name[order])).astype("<i8")
        starts = np.flatnonzero(np.concatenate(([True], record[1:] != record[:-1])))
        ends = np.append(starts[1:], len(record))
        for chunk in chunks(zip(record[starts].tolist(), starts.tolist(), ends.tolist(), strict=True)):
            rows = [(number, pairs[start:end].tobytes()) for number, start, end in chunk]
            self._database.load(_keyed, ("record", "entries"), rows)


def _triples(pairs: Mapping[int, Columns]) -> Columns:
    """Rows (key, name, record)."""
    if not pairs:
        return np.zeros((0, 3), dtype=np.int64)
    record = np.repeat([*pairs], [len(held) for held in pairs.values()]).astype(np.int64)
    return np.column_stack((np.concatenate([*pairs.values()]), record))
