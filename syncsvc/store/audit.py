"""The audit log: who did what, each line sealed with the one before; no personal data."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from syncsvc.model.digest import digest
from syncsvc.store.codec import pack
from syncsvc.store.connection import Connection, Line, columns
from syncsvc.store.schema import counted, metadata, moment, named, ticks

_table = sa.Table(
    "audit",
    metadata,
    counted(),
    moment("at"),
    named("who"),
    named("action"),
    named("subject"),
    named("detail"),
    named("previous"),
    named("seal"),
    sa.Index(None, "at"),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line: somebody did something to something."""

    at: datetime
    who: str
    """An account, or the program itself: ``schedule``, ``command``."""
    action: str
    """A stable word: ``erase``, ``approve``, ``decide``."""
    subject: str = ""
    """An id or a name from the configuration; never a person's name, number or address."""
    detail: str = ""
    number: int = 0
    previous: str = ""
    seal: str = ""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which lines are wanted; what is left out does not matter."""

    who: str = ""
    action: str = ""
    subject: str = ""
    """An id or name, or its beginning; of several ids in a line any one."""
    since: datetime | None = None
    until: datetime | None = None
    """Lines before this moment."""


def _conditions(wanted: AuditFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.who:
        found.append(_table.c.who == wanted.who)
    if wanted.action:
        found.append(_table.c.action == wanted.action)
    if wanted.subject:
        begins = _table.c.subject.startswith(wanted.subject, autoescape=True)
        found.append(sa.or_(begins, _table.c.subject.contains(f" {wanted.subject}", autoescape=True)))
    if wanted.since is not None:
        found.append(_table.c.at >= wanted.since)
    if wanted.until is not None:
        found.append(_table.c.at < wanted.until)
    return found


class Audit:
    """The audit log."""

    def __init__(self, database: Connection) -> None:
        self._database = database

    def add(self, line: AuditLine) -> None:
        """Append a line and seal it."""
        last = self._database.row(sa.select(_table.c.seal).order_by(_table.c.number.desc()).limit(1))
        previous = "" if last is None else last.seal
        words = ("at", "who", "action", "subject", "detail")
        row = {name: getattr(line, name) for name in words}
        self._database.add(_table, [row | {"previous": previous, "seal": _seal(line, previous)}])

    def lines(
        self, wanted: AuditFilter | None = None, *, newest_first: bool = False, limit: int | None = None
    ) -> Iterator[AuditLine]:
        """The lines that are kept, or those wanted."""
        order = _table.c.number.desc() if newest_first else _table.c.number
        query = sa.select(_table).where(*(() if wanted is None else _conditions(wanted)))
        return (_line(row) for row in self._database.rows(query.order_by(order).limit(limit)))

    def broken(self) -> int | None:
        """The number of the first line that was altered or whose predecessor is missing; None if all is sound.

        The first kept line may follow one whose retention is over.
        """
        previous = None
        for line in self.lines():
            if line.seal != _seal(line, line.previous) or previous not in (None, line.previous):
                return line.number
            previous = line.seal
        return None


def _seal(line: AuditLine, previous: str) -> str:
    return digest(pack((previous, ticks(line.at), line.who, line.action, line.subject, line.detail)))


def _line(row: Line) -> AuditLine:
    return AuditLine(**columns(row))
