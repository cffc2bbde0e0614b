"""The change feed: one growing sequence that every reader of the directory follows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from syncsvc.store.connection import Connection, chunks
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
)


@dataclass(frozen=True, slots=True)
class FeedChange:
    """The last change of one canonical contact."""

    seq: int
    id: str
    removed: bool
    at: datetime


class Feed:
    """One line per canonical id that ever was, moved to the end whenever the contact changes.

    A reader that knows everything up to a number is right again after the lines behind it, whatever lies between:
    tombstones stay, so a token never expires, and the feed never grows beyond the number of ids. Writers come one
    after another (see ``Store.write``), so no line ever turns up behind a reader's back.
    """

    def __init__(self, database: Connection) -> None:
        self._database = database

    def changed(self, ids: Iterable[str], now: datetime) -> None:
        """Tell readers that these contacts are new or different."""
        self._append(ids, now, removed=False)

    def removed(self, ids: Iterable[str], now: datetime) -> None:
        """Tell readers that these contacts are gone."""
        self._append(ids, now, removed=True)

    def changes(self, after: int = 0, limit: int | None = None) -> tuple[FeedChange, ...]:
        """The changes behind a number, in order."""
        query = sa.select(_table.c.seq, _table.c.id, _table.c.removed, _table.c.at).where(_table.c.seq > after)
        return tuple(FeedChange(*row) for row in self._database.rows(query.order_by(_table.c.seq).limit(limit)))

    def latest(self) -> int:
        """The number of the last change; 0 before the first."""
        return int(self._database.scalar(sa.select(sa.func.max(_table.c.seq))) or 0)

    def _append(self, ids: Iterable[str], now: datetime, *, removed: bool) -> None:
        unique = sorted(set(ids))
        if not unique:
            return
        seq = self.latest()
        for chunk in chunks(unique):
            rows = [
                {"id": one, "seq": seq + place, "removed": removed, "at": now} for place, one in enumerate(chunk, 1)
            ]
            self._database.put(_table, rows)
            seq += len(rows)
        if self._database.postgres:
            self._database.execute(sa.select(sa.func.pg_notify(CHANNEL, str(seq))))
