"""Suppressions: who must not come back, known by keyed hashes alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from syncsvc.store.connection import Connection, columns
from syncsvc.store.schema import Text, metadata, moment, named, optional
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
    sa.Column("basis", Text, nullable=False, server_default=sa.text("''")),
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
        bases = {hashed: term.partition(" ")[0] for term in terms for hashed in self._ring.seal([term])}
        hashes = [
            {"suppression": suppression.id, "hash": one, "key": key, "basis": basis}
            for (key, one), basis in sorted(bases.items())
        ]
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

    def narrow(self, id_: str, basis: str) -> bool:
        """Know somebody no more by their name, say; False where that would leave nothing to know them by."""
        mine = _hash.c.suppression == id_
        others = self._database.rows(sa.select(_hash.c.hash).where(mine, _hash.c.basis != basis).limit(1))
        gone = sa.delete(_hash).where(mine, _hash.c.basis == basis)
        return bool(others) and self._database.execute(gone).rowcount > 0

    def bases(self) -> dict[str, tuple[str, ...]]:
        """By what each suppression in force knows whom it is about, sorted: ``mail``, ``name``, ``phone``."""
        query = sa.select(_hash.c.suppression, _hash.c.basis).distinct().order_by(_hash.c.basis)
        found: dict[str, list[str]] = {}
        for suppression, basis in self._database.rows(query):
            found.setdefault(suppression, []).append(basis)
        return {id_: tuple(bases) for id_, bases in found.items()}

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
