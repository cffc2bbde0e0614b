"""Raw records: what each source said last, and since when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from syncsvc.model.digest import digest
from syncsvc.model.record import RecordRef, SourceRecord
from syncsvc.store.codec import Codec, joined
from syncsvc.store.connection import Connection, Line, chunks
from syncsvc.store.entries import KeptEntries
from syncsvc.store.lookup import Lookup
from syncsvc.store.numbering import Numbers, by_source, record_table
from syncsvc.store.prepared import Prepared
from syncsvc.store.schema import bare, stored

_table = record_table
_said = Codec(SourceRecord, without=("ref", "place"))
_place = Codec(SourceRecord, only=("place",))


class SealedRecord(NamedTuple):
    """A record as the store keeps it."""

    ref: RecordRef
    digest: str
    """Stands for what the source said of it; where in the source it stood does not count."""
    content: bytes
    mark: str = ""
    """Stands for what it was read from and how; empty where its source does not tell."""


def seal(record: SourceRecord) -> SealedRecord:
    """Encode a record and take its digest."""
    said = _said.encode(record)
    return SealedRecord(record.ref, digest(said), joined(said, _place.encode(record)))


def sealed_anew(record: SourceRecord, known: str, mark: str) -> SealedRecord | None:
    """The record sealed, None if its digest is the known one: the source says the same in other words."""
    said = _said.encode(record)
    found = digest(said)
    return None if found == known else SealedRecord(record.ref, found, joined(said, _place.encode(record)), mark)


def unseal(sealed: SealedRecord) -> SourceRecord:
    """The record that was sealed."""
    return _said.decode(sealed.content, ref=sealed.ref)


@dataclass(frozen=True, slots=True)
class Sighting:
    """When a record was seen."""

    first_seen: datetime
    changed_at: datetime
    last_seen: datetime | None
    """None while the source still has it."""
    vanished_at: datetime | None


class Records:
    """The records of every source, vanished ones included until they are removed."""

    def __init__(self, database: Connection) -> None:
        self._database = database
        self._entries = KeptEntries(database)

    def known(self, source: str) -> dict[str, tuple[str, str]]:
        """By key the digest and the mark of every record the source had at its last good run."""
        return {stored(key): (found, mark) for key, found, mark in _known.rows(self._database, {"wanted": source})}

    def known_of(self, source: str, keys: Iterable[str]) -> dict[str, tuple[str, str]]:
        """The same of those of these records that the source had."""
        return {
            stored(key): (found, mark) for key, found, mark in _known_of.rows(self._database, keys, wanted_of=source)
        }

    def present(self, source: str) -> set[str]:
        """The keys of all records the source had at its last good run."""
        keys = {stored(key) for (key,) in _keys.rows(self._database, {"wanted": source})}
        return keys - self.vanished(source).keys()

    def number_present(self, source: str) -> int:
        """How many records the source had at its last good run."""
        return self.count(source) - len(self.vanished(source))

    def mark(self, source: str, marks: Mapping[str, str]) -> None:
        """Note what records that stay as they are were read from this time."""
        for chunk in chunks(marks.items()):
            self._database.execute(_marked, [{"whose": source, "which": key, "now": mark} for key, mark in chunk])

    def vanished(self, source: str) -> dict[str, datetime]:
        """Key and moment of every record that vanished and still waits."""
        return dict(_vanished.rows(self._database, {"wanted": source}))

    def put(self, sealed: Iterable[SealedRecord], now: datetime) -> None:
        """Keep new, changed and returned records."""
        for chunk in chunks(sealed):
            rows = {
                (one.ref.source, one.ref.key): {
                    "source": one.ref.source,
                    "key": one.ref.key,
                    "digest": one.digest,
                    "content": one.content,
                    "mark": one.mark,
                    "first_seen": now,
                    "changed_at": now,
                    "last_seen": None,
                    "vanished_at": None,
                }
                for one in chunk
            }
            self._database.put(_table, [*rows.values()], conflict=("source", "key"), keep=("first_seen",))

    def vanish(self, source: str, keys: Sequence[str], *, now: datetime, last_seen: datetime | None) -> None:
        """Note that the source has these records no more; they wait out their grace."""
        for chunk in chunks(keys):
            self._database.execute(
                sa.update(_table)
                .where(
                    _table.c.source == source,
                    self._database.among(_table.c.key, chunk),
                    _table.c.vanished_at.is_(None),
                )
                .values(vanished_at=now, last_seen=last_seen or now)
            )

    def returned(self, source: str, keys: Sequence[str]) -> None:
        """Note that vanished records are back, unchanged."""
        for chunk in chunks(keys):
            self._database.execute(
                sa.update(_table)
                .where(_table.c.source == source, self._database.among(_table.c.key, chunk))
                .values(vanished_at=None, last_seen=None)
            )

    def overdue(self, source: str, before: datetime) -> tuple[str, ...]:
        """Keys of records that vanished at or before a moment, sorted."""
        query = sa.select(_table.c.key).where(_table.c.source == source, _table.c.vanished_at <= before)
        return tuple(row.key for row in self._database.rows(query.order_by(_table.c.key)))

    def remove(self, refs: Iterable[RecordRef]) -> None:
        """Remove records with their contacts, matches and places in clusters.

        Whoever relinks does so first: it asks for the matches and clusters of records that are gone.
        """
        for chunk in chunks(refs):
            numbers = Numbers(self._database).of(chunk)
            self._entries.forget(numbers.values())
            self._database.execute(sa.delete(_table).where(self._database.among(_table.c.number, [*numbers.values()])))
            for ref in numbers:
                self._database.numbers.pop(ref, None)

    def get(self, refs: Iterable[RecordRef]) -> tuple[SourceRecord, ...]:
        """These records, as far as they are kept, sorted."""
        return tuple(map(unseal, self.sealed(refs)))

    def sealed(self, refs: Iterable[RecordRef]) -> tuple[SealedRecord, ...]:
        """These records as they are kept, as far as they are, sorted."""
        found = [
            SealedRecord(RecordRef(source, key), mark, content)
            for source, keys in by_source(refs).items()
            for chunk in chunks(keys)
            for key, mark, content in self._database.rows(
                _sealed.where(_table.c.source == source, self._database.among(_table.c.key, chunk))
            )
        ]
        return tuple(sorted(found, key=lambda sealed: sealed.ref))

    def iterate(self, source: str | None = None, *, vanished: bool = True) -> Iterator[SourceRecord]:
        """Records one by one, sorted; without the vanished ones if asked."""
        query = _content.order_by(_table.c.source, _table.c.key)
        if source is not None:
            query = query.where(_table.c.source == source)
        if not vanished:
            query = query.where(_table.c.vanished_at.is_(None))
        return (_record(row) for row in self._database.stream(query))

    def sighting(self, ref: RecordRef) -> Sighting | None:
        """When a record was seen; None if it is not kept."""
        columns = (_table.c.first_seen, _table.c.changed_at, _table.c.last_seen, _table.c.vanished_at)
        row = self._database.row(sa.select(*columns).where(_table.c.source == ref.source, _table.c.key == ref.key))
        return None if row is None else Sighting(*row)

    def count(self, source: str | None = None) -> int:
        """How many records are kept, vanished ones included."""
        query = sa.select(sa.func.count()).select_from(_table)
        return int(self._database.scalar(query if source is None else query.where(_table.c.source == source)))


_known = Prepared(
    sa.select(*map(bare, (_table.c.key, _table.c.digest, _table.c.mark))).where(
        _table.c.source == sa.bindparam("wanted"), _table.c.vanished_at.is_(None)
    )
)
_known_of = Lookup(
    sa.select(*map(bare, (_table.c.key, _table.c.digest, _table.c.mark))).where(
        _table.c.source == sa.bindparam("wanted_of"), _table.c.vanished_at.is_(None)
    ),
    _table.c.key,
)
_keys = Prepared(sa.select(bare(_table.c.key)).where(_table.c.source == sa.bindparam("wanted")))
"""An index answers this by itself."""
_marked = (
    sa.update(_table)
    .where(_table.c.source == sa.bindparam("whose"), _table.c.key == sa.bindparam("which"))
    .values(mark=sa.bindparam("now"))
)
_vanished = Prepared(
    sa.select(_table.c.key, _table.c.vanished_at).where(
        _table.c.source == sa.bindparam("wanted"), _table.c.vanished_at.is_not(None)
    )
)
_sealed = sa.select(_table.c.key, _table.c.digest, _table.c.content)
_content = sa.select(_table.c.source, _table.c.key, _table.c.content)


def _record(row: Line) -> SourceRecord:
    source, key, content = row
    return _said.decode(content, ref=RecordRef(source, key))
