"""Events: what happened to each canonical contact, and why; the history people read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from syncsvc.store.codec import pack, unpack
from syncsvc.store.connection import Connection, Line, chunks, columns
from syncsvc.store.schema import blob, counted, metadata, moment, named

_event = sa.Table(
    "event",
    metadata,
    counted(),
    moment("at"),
    named("run"),
    named("kind"),
    named("id"),
    blob("others"),
    named("cause"),
    sa.Index(None, "id"),
    sa.Index(None, "at"),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a canonical contact; holds ids, field names and codes, never values."""

    kind: str
    """create, change, merge, split, restore, retire, erase."""
    id: str
    at: datetime
    run: str = ""
    others: tuple[str, ...] = ()
    """The other ids of a merge or split; the fields of a change."""
    cause: str = ""
    """What brought it about: ``source stadt``, ``decision 12``, ``correction 3``."""


class Events:
    """The history of every canonical contact."""

    def __init__(self, database: Connection) -> None:
        self._database = database

    def add(self, events: Iterable[Event]) -> None:
        """Write events down, in this order."""
        names = ("at", "run", "kind", "id", "cause")
        for chunk in chunks(events):
            rows = [{name: getattr(event, name) for name in names} | {"others": pack(event.others)} for event in chunk]
            self._database.add(_event, rows)

    def of(self, ids: Sequence[str]) -> tuple[Event, ...]:
        """The history of these ids, oldest first."""
        query = sa.select(_event).where(self._database.among(_event.c.id, ids)).order_by(_event.c.number)
        return tuple(_whole(row) for row in self._database.rows(query))

    def latest(self, limit: int = 100) -> tuple[Event, ...]:
        """The last events of all, newest first."""
        query = sa.select(_event).order_by(_event.c.number.desc()).limit(limit)
        return tuple(_whole(row) for row in self._database.rows(query))

    def remove(self, ids: Iterable[str]) -> None:
        """Strike the history of these ids, for an erasure."""
        for chunk in chunks(ids):
            self._database.execute(sa.delete(_event).where(self._database.among(_event.c.id, chunk)))


def _whole(row: Line) -> Event:
    line = columns(row)
    del line["number"]
    return Event(**line | {"others": tuple(unpack(line["others"]))})
