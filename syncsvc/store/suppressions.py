"""Suppressions: who must not come back, known by keyed hashes alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from syncsvc.store.connection import Connection, columns
from syncsvc.store.schema import metadata, moment, named, optional
from syncsvc.store.secret import KeyRing

_suppression = sa.Table(
    "suppression",
    metadata,
    named("id", key=True),
    named("reason"),
    named("scope"),
    named("author"),
    moment("at"),
    moment("until", required=False),
    optional("lifted_by"),
    moment("lifted_at", required=False),
    optional("lift_reason"),
)
_hash = sa.Table(
    "suppression_hash",
    metadata,
    sa.Column(
        "suppression", _suppression.c.id.type, sa.ForeignKey("suppression.id", ondelete="CASCADE"), primary_key=True
    ),
    named("hash", key=True),
    named("key"),
    sa.Index(None, "hash"),
)


@dataclass(frozen=True, slots=True)
class Suppression:
    """Somebody who must not come back; nothing here tells who."""

    id: str
    reason: str
    """A code: ``request``, ``objection``, ``court``; no free text, which might name the person."""
    at: datetime
    author: str = ""
    scope: str = "all"
    """``all``, or ``public``: only from what everybody sees."""
    until: datetime | None = None
    lifted_by: str | None = None
    lifted_at: datetime | None = None
    lift_reason: str | None = None


class Suppressions:
    """The suppression list: HMAC-SHA256 over terms such as «mail a.muster@musterstadt.example».

    Plain hashes would not do: telephone numbers can be tried out.
    """

    def __init__(self, database: Connection, ring: KeyRing) -> None:
        self._database = database
        self._ring = ring

    def add(self, suppression: Suppression, terms: Iterable[str]) -> None:
        """Suppress whoever any of the terms fits."""
        row = {column.name: getattr(suppression, column.name) for column in _suppression.columns}
        self._database.add(_suppression, [row])
        hashes = [{"suppression": suppression.id, "hash": one, "key": key} for key, one in self._ring.seal(terms)]
        self._database.add(_hash, hashes)

    def hits(self, terms: Iterable[str], now: datetime) -> dict[str, Suppression]:
        """Those of the terms that are suppressed now, each with one suppression that says so."""
        active = self._by_hash(now)
        if not active:
            return {}
        found = {term: next((active[one] for one in self._ring.every(term) if one in active), None) for term in terms}
        return {term: suppression for term, suppression in found.items() if suppression is not None}

    def all(self) -> tuple[Suppression, ...]:
        """Every suppression, lifted ones too, oldest first."""
        query = sa.select(_suppression).order_by(_suppression.c.at, _suppression.c.id)
        return tuple(Suppression(**columns(row)) for row in self._database.rows(query))

    def lift(self, id_: str, *, by: str, reason: str, now: datetime) -> bool:
        """End a suppression; False if there is none in force under that id."""
        statement = sa.update(_suppression).where(_suppression.c.id == id_, _suppression.c.lifted_at.is_(None))
        values = {"lifted_by": by, "lifted_at": now, "lift_reason": reason}
        lifted = self._database.execute(statement.values(values)).rowcount == 1
        if lifted:
            self._database.execute(sa.delete(_hash).where(_hash.c.suppression == id_))
        return lifted

    def keys(self) -> frozenset[str]:
        """The names of the keys that hashes in force were made with."""
        return frozenset(row.key for row in self._database.rows(sa.select(_hash.c.key).distinct()))

    def _by_hash(self, now: datetime) -> Mapping[str, Suppression]:
        rows = self._database.rows(sa.select(_hash.c.hash, _hash.c.suppression))
        if not rows:
            return {}
        alive = {one.id: one for one in self.all() if one.lifted_at is None and (one.until is None or one.until > now)}
        return {row.hash: alive[row.suppression] for row in rows if row.suppression in alive}
