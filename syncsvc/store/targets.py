"""What each target was given: its receipt, every entry delivered, and what was taken away."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from syncsvc.model.digest import digest
from syncsvc.model.plan import Entry, Place
from syncsvc.store.connection import Connection, chunks
from syncsvc.store.prepared import Found, Prepared
from syncsvc.store.schema import bare, blob, metadata, moment, named, stored

_target = sa.Table(
    "target",
    metadata,
    named("name", key=True),
    named("receipt"),
    named("rendering"),
    sa.Column("seq", sa.BigInteger, nullable=False),
    moment("good_at", required=False),
    moment("tried_at", required=False),
    named("error_code"),
    named("error_text"),
    sa.Column("entries", sa.Integer, nullable=False),
)
_entry = sa.Table(
    "entry",
    metadata,
    named("target", key=True),
    named("key", key=True),
    named("order"),
    named("digest"),
    blob(),
    sa.Index(None, "target", "order", "key"),
)
_from_here = (
    sa.select(*map(bare, (_entry.c.key, _entry.c.content, _entry.c.order)))
    .where(_entry.c.target == sa.bindparam("wanted"), _entry.c.digest != "")
    .where(sa.tuple_(_entry.c.order, _entry.c.key) >= sa.tuple_(sa.bindparam("order"), sa.bindparam("key")))
    .order_by(_entry.c.order, _entry.c.key)
)
_rest = Prepared(_from_here)
_between = Prepared(
    _from_here.where(
        sa.tuple_(_entry.c.order, _entry.c.key) < sa.tuple_(sa.bindparam("last_order"), sa.bindparam("last_key"))
    )
)
_refused = sa.Table("refused_entry", metadata, named("target", key=True), named("key", key=True), moment("since"))
_removed = sa.Table("removed_entry", metadata, named("target", key=True), named("key", key=True), moment("at"))
_by_name = Found(_target, "name")
_not_taken = Prepared(
    sa.select(_refused.c.key).where(_refused.c.target == sa.bindparam("wanted")).order_by(_refused.c.key)
)


@dataclass(frozen=True, slots=True)
class TargetState:
    """How a target stands."""

    name: str
    receipt: str = ""
    rendering: str = ""
    """The fingerprint of what rendered the entries last delivered."""
    seq: int = 0
    """The feed up to here is delivered."""
    good_at: datetime | None = None
    tried_at: datetime | None = None
    error_code: str = ""
    error_text: str = ""
    entries: int = 0


@dataclass(frozen=True, slots=True)
class Removal:
    """An entry that was taken from a target: its key and the time, nothing else."""

    key: str
    at: datetime


class Targets:
    """The state of every target and the entries it holds."""

    def __init__(self, database: Connection) -> None:
        self._database = database
        self._came: dict[str, int] = {}
        """By target how many entries more there are than its state says."""

    def get(self, name: str) -> TargetState:
        """The state of one target; of one never tried, a blank one."""
        return next((TargetState(*row) for row in _by_name.rows(self._database, {"name": name})), TargetState(name))

    def all(self) -> tuple[TargetState, ...]:
        """Every target ever tried, by name."""
        rows = self._database.rows(sa.select(_target).order_by(_target.c.name))
        return tuple(TargetState(*row) for row in rows)

    def keep(self, state: TargetState) -> None:
        """Keep the state as it now is, with the number of entries as it is after what was put and removed here."""
        former = next((TargetState(*row) for row in _by_name.rows(self._database, {"name": state.name})), None)
        came = self._came.pop(state.name, 0)
        state = replace(state, entries=self.count(state.name) if former is None else former.entries + came)
        self._database.put(_target, [{column.name: getattr(state, column.name) for column in _target.columns}])

    def put(self, target: str, entries: Iterable[Entry]) -> None:
        """Note entries as delivered; whoever does keeps the target's state in the same unit of work."""
        first = not self.get(target).entries and target not in self._came
        for chunk in chunks(entries, 5_000):
            rows = {
                entry.key: {
                    "target": target,
                    "key": entry.key,
                    "order": entry.order,
                    "digest": digest(entry.content),
                    "content": entry.content,
                }
                for entry in chunk
            }
            self._came[target] = (
                self._came.get(target, 0) + len(rows) - (0 if first else len(self._held(target, [*rows])))
            )
            self._database.put(_entry, [*rows.values()])
            self._strike(_removed, target, [*rows])
            self._strike(_refused, target, [*rows])

    def remove(self, target: str, keys: Iterable[str], now: datetime) -> None:
        """Note entries as taken away; their keys go into the removal feed."""
        for chunk in chunks(sorted(set(keys))):
            held = self._held(target, chunk)
            self._came[target] = self._came.get(target, 0) - len(held)
            self._database.put(_removed, [{"target": target, "key": key, "at": now} for key in held])
            self._strike(_entry, target, chunk)
            self._strike(_refused, target, chunk)

    def entries(self, target: str) -> Iterator[Entry]:
        """Every delivered entry one by one, sorted by (order, key); without those erased since."""
        query = sa.select(*map(bare, (_entry.c.key, _entry.c.content, _entry.c.order)))
        query = query.where(_entry.c.target == target, _entry.c.digest != "")
        rows = self._database.stream(query.order_by(_entry.c.order, _entry.c.key))
        return (Entry(stored(key), content, stored(order)) for key, content, order in rows)

    def stretch(self, target: str, first: Place | None, end: Place | None) -> Iterator[Entry]:
        """The delivered entries from a place on that stand before another one, as ``entries`` gives them."""
        low, high = first or ("", ""), end or ("", "")
        asked = {"wanted": target, "order": low[0], "key": low[1], "last_order": high[0], "last_key": high[1]}
        rows = (_rest if end is None else _between).rows(self._database, asked)
        return (Entry(stored(key), content, stored(order)) for key, content, order in rows)

    def get_entries(self, target: str, keys: Iterable[str]) -> dict[str, Entry]:
        """These delivered entries, as far as there are any."""
        query = sa.select(_entry.c.key, _entry.c.content, _entry.c.order).where(_entry.c.target == target)
        return {
            entry.key: entry
            for chunk in chunks(keys)
            for entry in (
                Entry(*row) for row in self._database.rows(query.where(self._database.among(_entry.c.key, chunk)))
            )
        }

    def digests(self, target: str, keys: Iterable[str] | None = None) -> dict[str, str]:
        """Key and digest of delivered entries, of all or of these; empty for one erased since."""
        query = sa.select(_entry.c.key, _entry.c.digest).where(_entry.c.target == target)
        if keys is None:
            return {key: mark for key, mark in self._database.rows(query)}  # noqa: C416 — rows, not tuples
        return {
            key: mark
            for chunk in chunks(keys)
            for key, mark in self._database.rows(query.where(self._database.among(_entry.c.key, chunk)))
        }

    def count(self, target: str) -> int:
        """How many entries the target holds."""
        query = sa.select(sa.func.count()).select_from(_entry).where(_entry.c.target == target)
        return int(self._database.scalar(query))

    def _held(self, target: str, keys: list[str]) -> list[str]:
        """Which of these keys the target holds."""
        among = self._database.among(_entry.c.key, keys)
        return [row.key for row in self._database.rows(sa.select(_entry.c.key).where(_entry.c.target == target, among))]

    def holding(self, key: str) -> tuple[str, ...]:
        """The targets that hold an entry under this key, sorted: where a person's data went."""
        query = sa.select(_entry.c.target).where(_entry.c.key == key).order_by(_entry.c.target)
        return tuple(row.target for row in self._database.rows(query))

    def refuse(self, target: str, keys: Iterable[str], now: datetime) -> None:
        """Note entries the target would not take."""
        rows = [{"target": target, "key": key, "since": now} for key in sorted(set(keys))]
        self._database.put(_refused, rows, keep=("since",))

    def accept(self, target: str, keys: Iterable[str]) -> None:
        """Forget that these were refused."""
        for chunk in chunks(keys):
            self._strike(_refused, target, chunk)

    def refused(self, target: str) -> tuple[str, ...]:
        """Keys the target would not take, sorted."""
        return tuple(key for (key,) in _not_taken.rows(self._database, {"wanted": target}))

    def removals(self, target: str, since: datetime | None = None) -> tuple[Removal, ...]:
        """What was taken from a target and not put back, oldest first."""
        query = sa.select(_removed.c.key, _removed.c.at).where(_removed.c.target == target)
        if since is not None:
            query = query.where(_removed.c.at >= since)
        return tuple(Removal(*row) for row in self._database.rows(query.order_by(_removed.c.at, _removed.c.key)))

    def forget(self, target: str) -> None:
        """Remove all that is known of a target that is configured no more, or must be given everything again."""
        self._database.execute(sa.delete(_target).where(_target.c.name == target))
        for table in (_entry, _refused, _removed):
            self._database.execute(sa.delete(table).where(table.c.target == target))

    def erase(self, keys: Iterable[str]) -> None:
        """Forget what was delivered under these keys; the keys stay until each target has confirmed the removal."""
        for chunk in chunks(keys):
            blank = {"content": b"", "digest": "", "order": ""}
            self._database.execute(sa.update(_entry).where(self._database.among(_entry.c.key, chunk)).values(blank))

    def _strike(self, table: sa.Table, target: str, keys: list[str]) -> None:
        self._database.execute(
            sa.delete(table).where(table.c.target == target, self._database.among(table.c.key, keys))
        )
