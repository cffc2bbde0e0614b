"""The numbers under which the store keeps records: small, never given twice, unknown outside."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from syncsvc.model.record import RecordRef
from syncsvc.store.connection import Connection, Line
from syncsvc.store.lookup import Lookup
from syncsvc.store.schema import Text, blob, counted, metadata, moment, named

record_table = sa.Table(
    "record",
    metadata,
    counted(),
    named("source"),
    named("key"),
    named("digest"),
    moment("first_seen"),
    moment("changed_at"),
    moment("last_seen", required=False),
    moment("vanished_at", required=False),
    blob(),
    sa.Column("mark", Text, nullable=False, server_default=sa.text("''")),
    sa.UniqueConstraint("source", "key"),
    sqlite_autoincrement=True,
)
sa.Index(
    "ix_record_vanished",
    record_table.c.source,
    record_table.c.vanished_at,
    sqlite_where=record_table.c.vanished_at.is_not(None),
    postgresql_where=record_table.c.vanished_at.is_not(None),
)
"""Few records are gone and still kept: whoever asks for them should not have to look at all the others."""
_WHOLE_FROM = 20_000
"""From so many keys on a source's whole list is read instead of looking each up."""


def by_source(refs: Iterable[RecordRef]) -> dict[str, list[str]]:
    """The keys of records, by source."""
    found: dict[str, list[str]] = {}
    for ref in refs:
        found.setdefault(ref.source, []).append(ref.key)
    return found


class Numbers:
    """Looks numbers up by reference and references by number."""

    def __init__(self, database: Connection) -> None:
        self._database = database

    def of(self, refs: Iterable[RecordRef]) -> dict[RecordRef, int]:
        """The numbers of those records that are kept; a unit of work looks each up but once."""
        known, wanted = self._database.numbers, [*refs]
        missing = [ref for ref in wanted if ref not in known]
        if missing:
            for source, keys in by_source(dict.fromkeys(missing)).items():
                known.update((RecordRef(source, key), number) for key, number in self._rows(source, keys))
            wanted = [ref for ref in wanted if ref in known]
        return dict(zip(wanted, map(known.__getitem__, wanted), strict=True))

    def refs(self, numbers: Sequence[int]) -> dict[int, RecordRef]:
        """The records with these numbers."""
        found = {number: RecordRef(source, key) for number, source, key in _refs.rows(self._database, numbers)}
        self._database.numbers.update((ref, number) for number, ref in found.items())
        return found

    def _rows(self, source: str, keys: list[str]) -> Iterable[Line]:
        if len(keys) < _WHOLE_FROM:
            return _numbers.rows(self._database, keys, source=source)
        return self._database.rows(_of_source, {"source": source})


_refs = Lookup(sa.select(record_table.c.number, record_table.c.source, record_table.c.key), record_table.c.number)
_of_source = sa.select(record_table.c.key, record_table.c.number).where(record_table.c.source == sa.bindparam("source"))
_numbers = Lookup(_of_source, record_table.c.key)
