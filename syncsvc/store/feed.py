"""The change feed: one growing sequence that every reader of the directory follows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from syncsvc.model.audience import Audience
from syncsvc.store.connection import Connection, chunks
from syncsvc.store.prepared import Prepared
from syncsvc.store.schema import metadata, moment, named

CHANNEL = "syncsvc_feed"
"""Where PostgreSQL tells listeners that the feed grew."""
_table = sa.Table(
    "feed",
    metadata,
    named("id", key=True),
    sa.Column("seq", sa.BigInteger, nullable=False, unique=True),
    sa.Column("removed", sa.Boolean, nullable=False),
    moment("at"),
    sa.Column("widest", sa.Integer, nullable=False, server_default="0"),
)
_last = Prepared(sa.select(sa.func.max(_table.c.seq)))
_behind = (
    sa.select(_table.c.seq, _table.c.id, _table.c.removed, _table.c.at, _table.c.widest)
    .where(_table.c.seq > sa.bindparam("after"))
    .order_by(_table.c.seq)
)
_all_behind = Prepared(_behind)


@dataclass(frozen=True, slots=True)
class FeedChange:
    """The last change of one canonical contact."""

    seq: int
    id: str
    removed: bool
    at: datetime
    widest: Audience = Audience.PUBLIC
    """The widest circle that ever saw the contact: nobody beyond it learns that it changed, or is gone."""


class Feed:
    """One line per canonical id that ever was, moved to the end whenever the contact changes.

    A reader that knows everything up to a number is right again after the lines behind it, whatever lies between:
    tombstones stay, so a token never expires, and the feed never grows beyond the number of ids. Writers come one
    after another (see ``Store.write``), so no line ever turns up behind a reader's back.
    """

    def __init__(self, database: Connection) -> None:
        self._database = database

    def changed(self, circles: Mapping[str, Audience], now: datetime) -> None:
        """Tell readers that these contacts, each seen by its circle, are new or different."""
        self._append(circles, circles, now, removed=False)

    def removed(self, ids: Iterable[str], now: datetime) -> None:
        """Tell readers that these contacts are gone."""
        self._append(ids, {}, now, removed=True)

    def changes(self, after: int = 0, limit: int | None = None) -> tuple[FeedChange, ...]:
        """The changes behind a number, in order."""
        asked = {"after": after}
        few = limit is not None
        rows = self._database.rows(_behind.limit(limit), asked) if few else _all_behind.rows(self._database, asked)
        return tuple(FeedChange(seq, one, removed, at, Audience(widest)) for seq, one, removed, at, widest in rows)

    def latest(self) -> int:
        """The number of the last change; 0 before the first."""
        ((seq,),) = _last.rows(self._database, {})
        return int(seq or 0)

    def _append(self, ids: Iterable[str], circles: Mapping[str, Audience], now: datetime, *, removed: bool) -> None:
        unique = sorted(set(ids))
        if not unique:
            return
        seq = self.latest()
        for chunk in chunks(unique):
            known = self._widest(chunk)
            rows = [
                {
                    "id": one,
                    "seq": seq + place,
                    "removed": removed,
                    "at": now,
                    "widest": min(circles.get(one, Audience.INTERNAL), known.get(one, Audience.INTERNAL)),
                }
                for place, one in enumerate(chunk, 1)
            ]
            self._database.put(_table, rows)
            seq += len(rows)
        if self._database.postgres:
            self._database.execute(sa.select(sa.func.pg_notify(CHANNEL, str(seq))))

    def _widest(self, ids: Sequence[str]) -> dict[str, int]:
        query = sa.select(_table.c.id, _table.c.widest).where(self._database.among(_table.c.id, ids))
        return {one: int(widest) for one, widest in self._database.rows(query)}
