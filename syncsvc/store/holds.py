"""Holds: named sets of removals that wait for a person, who approves exactly that set."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from syncsvc.model.digest import digest
from syncsvc.model.record import RecordRef
from syncsvc.store.codec import pack
from syncsvc.store.connection import Connection, Line
from syncsvc.store.prepared import Prepared
from syncsvc.store.schema import metadata, moment, named, optional

_hold = sa.Table(
    "hold",
    metadata,
    named("id", key=True),
    named("scope"),
    named("name"),
    named("digest"),
    named("reason"),
    moment("created"),
    moment("expires"),
    named("state"),
    optional("decided_by"),
    moment("decided_at", required=False),
    sa.Index(None, "scope", "name"),
)
_member = sa.Table(
    "hold_member",
    metadata,
    sa.Column("hold", _hold.c.id.type, sa.ForeignKey("hold.id", ondelete="CASCADE"), primary_key=True),
    named("key", key=True),
    sa.Index(None, "key"),
)


class Scope(StrEnum):
    """What the removals would be taken from."""

    SOURCE = "source"
    TARGET = "target"


class HoldState(StrEnum):
    """What became of a hold."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"
    DONE = "done"
    """Approved and carried out, or no longer called for."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Removals that wait."""

    id: str
    scope: Scope
    name: str
    """The source or the target."""
    keys: tuple[str, ...]
    created: datetime
    expires: datetime
    reason: str = ""
    """A word for programs: ``limit``, ``configuration``."""
    state: HoldState = HoldState.OPEN
    decided_by: str | None = None
    decided_at: datetime | None = None

    @property
    def digest(self) -> str:
        """Stands for exactly this set."""
        return hold_digest(self.keys)


def hold_digest(keys: Iterable[str]) -> str:
    """Stands for a set of keys, whatever their order."""
    return digest(pack(sorted(set(keys))))


class Holds:
    """The holds, open and decided."""

    def __init__(self, database: Connection) -> None:
        self._database = database

    def open(self, hold: Hold) -> Hold:
        """Hold a set of removals; if exactly this set is held already, that hold is returned instead.

        Open holds of other sets of the same source or target end: what is approved must be what would be done.
        """
        others = self.waiting(hold.scope, hold.name)
        known = next((one for one in others if one.digest == hold.digest and one.expires > hold.created), None)
        for other in others:
            if other is not known:
                self._close(other.id, HoldState.EXPIRED, None, hold.created)
        if known is not None:
            return known
        columns = ("id", "scope", "name", "digest", "reason", "created", "expires", "state", "decided_by", "decided_at")
        self._database.add(_hold, [{column: getattr(hold, column) for column in columns}])
        self._database.add(_member, [{"hold": hold.id, "key": key} for key in sorted(set(hold.keys))])
        return hold

    def get(self, id_: str) -> Hold | None:
        """One hold."""
        return next(iter(self._holds(_hold.c.id == id_)), None)

    def all(
        self, *, scope: Scope | None = None, name: str | None = None, state: HoldState | None = None
    ) -> tuple[Hold, ...]:
        """Holds, oldest first."""
        wanted = {"scope": scope, "name": name, "state": state}
        return self._holds(*(_hold.c[column] == str(word) for column, word in wanted.items() if word is not None))

    def waiting(self, scope: Scope, name: str) -> tuple[Hold, ...]:
        """What is held of one source or target: open, or approved and not carried out yet."""
        ids = [id_ for (id_,) in _held_up.rows(self._database, {"which": scope.value, "whose": name})]
        return self._holds(self._database.among(_hold.c.id, ids)) if ids else ()

    def approve(self, id_: str, *, keys_digest: str, by: str, now: datetime) -> bool:
        """Approve the set a person saw; False if the hold is not open, has expired, or holds another set."""
        hold = self.get(id_)
        if hold is None or hold.state is not HoldState.OPEN or hold.expires <= now or hold.digest != keys_digest:
            return False
        self._close(id_, HoldState.APPROVED, by, now)
        return True

    def refuse(self, id_: str, *, by: str, now: datetime) -> bool:
        """Refuse the removals: what is held stays; False if the hold is not open."""
        hold = self.get(id_)
        if hold is None or hold.state is not HoldState.OPEN:
            return False
        self._close(id_, HoldState.REFUSED, by, now)
        return True

    def approved(self, scope: Scope, name: str, keys: Iterable[str], now: datetime) -> Hold | None:
        """The approval that covers exactly this set, if a person gave one and it has not expired."""
        mark = hold_digest(keys)
        holds = self.all(scope=scope, name=name, state=HoldState.APPROVED)
        return next((hold for hold in holds if hold.digest == mark and hold.expires > now), None)

    def done(self, id_: str, now: datetime) -> None:
        """Note that a hold was carried out or is called for no longer; its approval cannot be used again."""
        hold = self.get(id_)
        if hold is not None:
            self._close(id_, HoldState.DONE, hold.decided_by, hold.decided_at or now)

    def expire(self, now: datetime) -> tuple[str, ...]:
        """End every hold whose time is over; return their ids."""
        over = [hold.id for hold in self._holds(_hold.c.expires <= now) if hold.state in _WAITING]
        for id_ in over:
            self._close(id_, HoldState.EXPIRED, None, now)
        return tuple(over)

    def remove(self, records: Iterable[RecordRef], ids: Iterable[str]) -> None:
        """Strike records from what sources hold, and ids from what targets hold, for an erasure."""
        for ref in records:
            self._strike(ref.key, _hold.c.scope == Scope.SOURCE.value, _hold.c.name == ref.source)
        for id_ in ids:
            self._strike(id_, _hold.c.scope == Scope.TARGET.value)

    def _strike(self, key: str, *where: sa.ColumnElement[bool]) -> None:
        holds = sa.select(_hold.c.id).where(*where)
        self._database.execute(sa.delete(_member).where(_member.c.key == key, _member.c.hold.in_(holds)))

    def _close(self, id_: str, state: HoldState, by: str | None, now: datetime) -> None:
        statement = sa.update(_hold).where(_hold.c.id == id_)
        self._database.execute(statement.values(state=state.value, decided_by=by, decided_at=now))

    def _holds(self, *conditions: sa.ColumnElement[bool]) -> tuple[Hold, ...]:
        return tuple(self._whole(row) for row in self._database.rows(_oldest_first.where(*conditions)))

    def _whole(self, row: Line) -> Hold:
        id_, scope, name, _digest, reason, created, expires, state, *decided = row
        keys = self._database.rows(sa.select(_member.c.key).where(_member.c.hold == id_).order_by(_member.c.key))
        members = tuple(one.key for one in keys)
        return Hold(id_, Scope(scope), name, members, created, expires, reason, HoldState(state), *decided)


_WAITING = (HoldState.OPEN, HoldState.APPROVED)
_oldest_first = sa.select(_hold).order_by(_hold.c.created, _hold.c.id)
_held_up = Prepared(
    sa.select(_hold.c.id).where(
        _hold.c.scope == sa.bindparam("which"),
        _hold.c.name == sa.bindparam("whose"),
        sa.or_(*(_hold.c.state == state.value for state in _WAITING)),
    )
)
