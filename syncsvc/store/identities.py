"""Identities: which id each record belongs to and belonged to, and what became of every id there ever was."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from syncsvc.model.record import RecordRef
from syncsvc.store.connection import Connection, Line, chunks
from syncsvc.store.headcount import Census, Headcount, sizes
from syncsvc.store.headcount import membership_table as _membership
from syncsvc.store.lookup import Lookup
from syncsvc.store.numbering import by_source
from syncsvc.store.schema import counted, metadata, moment, named, optional

_identity = sa.Table(
    "identity",
    metadata,
    named("id", key=True),
    named("state"),
    optional("survivor"),
    moment("minted_at"),
    moment("closed_at", required=False),
    sa.Index(None, "survivor"),
)
_former = sa.Table(
    "former_membership",
    metadata,
    counted(),
    named("source"),
    named("key"),
    named("id"),
    moment("since"),
    moment("until"),
    sa.Index(None, "key", "source"),
    sa.Index(None, "id"),
    sqlite_autoincrement=True,
)


class State(StrEnum):
    """What became of an id."""

    ACTIVE = "active"
    MERGED = "merged"
    RETIRED = "retired"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Identity:
    """An id and what became of it."""

    id: str
    state: State
    survivor: str | None
    """Where a merged id leads."""
    minted_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Membership:
    """A record's time under an id; ``until`` is None while it lasts."""

    id: str
    ref: RecordRef
    since: datetime
    until: datetime | None = None


class Identities:
    """The ids and their records."""

    def __init__(self, database: Connection) -> None:
        self._database = database
        self._headcount = Headcount(database)

    def mint(self, ids: Iterable[str], now: datetime) -> None:
        """Enter new ids; ids known already become active again, with their first date."""
        for chunk in chunks(sorted(set(ids))):
            rows = [
                {"id": one, "state": State.ACTIVE.value, "survivor": None, "minted_at": now, "closed_at": None}
                for one in chunk
            ]
            self._database.put(_identity, rows, keep=("minted_at",))

    def merge(self, survivors: Mapping[str, str], now: datetime) -> None:
        """Close ids and leave a redirect from each to its survivor."""
        for old, new in sorted(survivors.items()):
            self._close([old], State.MERGED, new, now)

    def retire(self, ids: Iterable[str], now: datetime) -> None:
        """Close ids that have no records left; they may be revived."""
        self._close([*ids], State.RETIRED, None, now)

    def erase(self, ids: Iterable[str], now: datetime) -> None:
        """Close ids for good and forget which records they ever had."""
        ids = [*ids]
        self._close(ids, State.ERASED, None, now)
        with self._headcount.kept_right(ids):
            for chunk in chunks(ids):
                for table in (_membership, _former):
                    self._database.execute(sa.delete(table).where(self._database.among(table.c.id, chunk)))

    def resolve(self, id_: str) -> str | None:
        """The active id that an id leads to, however many redirects lie between; None if there is none."""
        seen: set[str] = set()
        current: str | None = id_
        while current is not None and current not in seen:
            seen.add(current)
            identity = self.get(current)
            if identity is None:
                return None
            if identity.state is State.ACTIVE:
                return identity.id
            current = identity.survivor
        return None

    def get(self, id_: str) -> Identity | None:
        """What became of one id; None if it was never minted."""
        row = self._database.row(sa.select(_identity).where(_identity.c.id == id_))
        return None if row is None else _known(row)

    def known(self, ids: Iterable[str]) -> dict[str, Identity]:
        """What became of many ids, as far as they were ever minted."""
        return {row[0]: _known(row) for row in _by_id.rows(self._database, ids)}

    def leading_to(self, id_: str) -> tuple[str, ...]:
        """The ids that were merged into this one directly, sorted."""
        query = sa.select(_identity.c.id).where(_identity.c.survivor == id_).order_by(_identity.c.id)
        return tuple(row.id for row in self._database.rows(query))

    def merged_into(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Every id that leads to one of these, however many redirects lie between; sorted, without these."""
        found: set[str] = set()
        fresh = [*ids]
        while fresh:
            fresh = [old for id_ in fresh for old in self.leading_to(id_) if old not in found]
            found.update(fresh)
        return tuple(sorted(found))

    def all(self, state: State | None = None) -> tuple[Identity, ...]:
        """Every id, or those in one state, sorted."""
        query = sa.select(_identity).order_by(_identity.c.id)
        if state is not None:
            query = query.where(_identity.c.state == state.value)
        return tuple(_known(row) for row in self._database.rows(query))

    def assign(self, ids: Mapping[RecordRef, str], now: datetime) -> None:
        """Put records under ids; what they leave is remembered."""
        here = self.of(ids)
        moved = {ref: id_ for ref, id_ in ids.items() if here.get(ref) != id_}
        if not moved:
            return
        with self._headcount.kept_right({*moved.values(), *(here[ref] for ref in moved if ref in here)}):
            self._end([ref for ref in moved if ref in here], now)
            for chunk in chunks(moved.items()):
                rows = [{"source": ref.source, "key": ref.key, "id": id_, "since": now} for ref, id_ in chunk]
                self._database.add(_membership, rows)

    def leave(self, refs: Iterable[RecordRef], now: datetime) -> None:
        """End the membership of records that are gone."""
        here = self.of(refs)
        with self._headcount.kept_right({*here.values()}):
            self._end(here, now)

    def _end(self, refs: Iterable[RecordRef], now: datetime) -> None:
        for source, keys in by_source(refs).items():
            for chunk in chunks(keys):
                here = (_membership.c.source == source, self._database.among(_membership.c.key, chunk))
                names = ("source", "key", "id", "since", "until")
                ended = sa.select(*(_membership.c[name] for name in names[:-1]), _moment(now)).where(*here)
                self._database.execute(sa.insert(_former).from_select(names, ended))
                self._database.execute(sa.delete(_membership).where(*here))

    def of(self, refs: Iterable[RecordRef]) -> dict[RecordRef, str]:
        """The id of each record that has one."""
        return {
            RecordRef(name, key): id_
            for source, keys in by_source(refs).items()
            for name, key, id_ in _by_record.rows(self._database, keys, source=source)
        }

    def members(self, ids: Iterable[str]) -> dict[str, tuple[RecordRef, ...]]:
        """The records of each id that has any, sorted."""
        found: dict[str, list[RecordRef]] = {}
        for source, key, id_ in _of_ids.rows(self._database, ids):
            found.setdefault(id_, []).append(RecordRef(source, key))
        return {id_: tuple(sorted(refs)) for id_, refs in found.items()}

    def crowded(self, ids: Iterable[str], above: int) -> list[str]:
        """Those of these ids that have more than so many records."""
        return [id_ for id_, records in sizes.rows(self._database, ids) if records > above]

    def census(self) -> Census:
        """How many ids have records, and how many records have an id."""
        return self._headcount.census()

    def extremes(self) -> tuple[int, int]:
        """How many records the largest id has, and how many ids have several records of one source."""
        return self._headcount.extremes()

    def memberships(self) -> Iterable[Membership]:
        """The whole linkage, one record at a time, sorted by id."""
        query = sa.select(_membership).order_by(_membership.c.id, _membership.c.source, _membership.c.key)
        return (Membership(row.id, RecordRef(row.source, row.key), row.since) for row in self._database.stream(query))

    def former(self, *, refs: Iterable[RecordRef] = (), ids: Iterable[str] = ()) -> tuple[Membership, ...]:
        """Ended memberships of these records and of these ids, the latest first."""
        rows = {
            row.number: row
            for condition in (*self._of_refs(refs), *self._of_ids(ids))
            for row in self._database.rows(sa.select(_former).where(*condition))
        }
        ordered = sorted(rows.values(), key=lambda row: row.number, reverse=True)
        return tuple(Membership(row.id, RecordRef(row.source, row.key), row.since, row.until) for row in ordered)

    def _of_refs(self, refs: Iterable[RecordRef]) -> list[tuple[sa.ColumnElement[bool], ...]]:
        return [
            (_former.c.source == source, self._database.among(_former.c.key, chunk))
            for source, keys in by_source(refs).items()
            for chunk in chunks(keys)
        ]

    def _of_ids(self, ids: Iterable[str]) -> list[tuple[sa.ColumnElement[bool], ...]]:
        return [(self._database.among(_former.c.id, chunk),) for chunk in chunks(ids)]

    def _close(self, ids: list[str], state: State, survivor: str | None, now: datetime) -> None:
        for chunk in chunks(ids):
            statement = sa.update(_identity).where(self._database.among(_identity.c.id, chunk))
            self._database.execute(statement.values(state=state.value, survivor=survivor, closed_at=now))


_by_id = Lookup(sa.select(_identity), _identity.c.id)
_placed = sa.select(_membership.c.source, _membership.c.key, _membership.c.id)
_by_record = Lookup(_placed.where(_membership.c.source == sa.bindparam("source")), _membership.c.key)
_of_ids = Lookup(_placed, _membership.c.id)


def _known(row: Line) -> Identity:
    id_, state, survivor, minted_at, closed_at = row
    return Identity(id_, State(state), survivor, minted_at, closed_at)


def _moment(now: datetime) -> sa.BindParameter[datetime]:
    return sa.bindparam("now", now, type_=_membership.c.since.type)
