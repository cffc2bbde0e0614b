"""Decisions: the ledger of people's words on pairs of records; nothing in it is ever rewritten."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from syncsvc.model.match import Decision, Verdict
from syncsvc.model.record import RecordRef
from syncsvc.store.connection import Connection, Line, chunks
from syncsvc.store.lookup import Lookup
from syncsvc.store.prepared import Prepared
from syncsvc.store.schema import counted, metadata, moment, named, optional

_table = sa.Table(
    "decision",
    metadata,
    counted(),
    named("left_source"),
    named("left_key"),
    named("right_source"),
    named("right_key"),
    named("verdict"),
    named("author"),
    moment("at"),
    named("reason"),
    named("left_digest"),
    named("right_digest"),
    optional("undone_by"),
    moment("undone_at", required=False),
    optional("undone_reason"),
    sa.Column("applied", sa.Boolean, nullable=False),
    sa.Index(None, "left_key", "left_source"),
    sa.Index(None, "right_key", "right_source"),
    sa.Index(None, "applied"),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of the ledger."""

    number: int
    decision: Decision
    undone_by: str | None = None
    undone_at: datetime | None = None
    undone_reason: str | None = None

    @property
    def in_force(self) -> bool:
        """Whether it was not taken back; a later decision on the same pair still outranks it."""
        return self.undone_at is None


class Decisions:
    """The ledger of decisions."""

    def __init__(self, database: Connection) -> None:
        self._database = database

    def add(self, decision: Decision) -> int:
        """Write a decision down; return its number."""
        if decision.right < decision.left:
            raise ValueError("the left record of a decision sorts before the right one")
        row = {
            "left_source": decision.left.source,
            "left_key": decision.left.key,
            "right_source": decision.right.source,
            "right_key": decision.right.key,
            "verdict": decision.verdict.value,
            "author": decision.author,
            "at": decision.at,
            "reason": decision.reason,
            "left_digest": decision.left_digest,
            "right_digest": decision.right_digest,
            "applied": False,
        }
        return int(self._database.scalar(sa.insert(_table).values(row).returning(_table.c.number)))

    def undo(self, number: int, *, by: str, at: datetime, reason: str = "") -> bool:
        """Take a decision back; False if there is none in force under that number."""
        statement = sa.update(_table).where(_table.c.number == number, _table.c.undone_at.is_(None))
        values = {"undone_by": by, "undone_at": at, "undone_reason": reason, "applied": False}
        return self._database.execute(statement.values(values)).rowcount == 1

    def pending(self) -> tuple[LedgerEntry, ...]:
        """Lines taken or undone since linking last took notice, oldest first."""
        # There rarely are any, and putting a whole line into words takes longer than to find that out.
        if not _any_pending.rows(self._database, {}):
            return ()
        query = sa.select(_table).where(_unnoticed).order_by(_table.c.number)
        return tuple(_entry(row) for row in self._database.rows(query))

    def applied(self, numbers: Iterable[int]) -> None:
        """Note that linking has taken notice of these lines."""
        for chunk in chunks(numbers):
            self._database.execute(
                sa.update(_table).where(self._database.among(_table.c.number, chunk)).values(applied=True)
            )

    def of(self, refs: Sequence[RecordRef]) -> tuple[LedgerEntry, ...]:
        """Every line about one of these records, undone ones too, oldest first."""
        wanted = set(refs)
        return tuple(
            entry for entry in self._touching(refs) if entry.decision.left in wanted or entry.decision.right in wanted
        )

    def in_force(self, refs: Sequence[RecordRef] | None = None) -> tuple[Decision, ...]:
        """The last word on each pair, of these records or of all; oldest first."""
        entries = self._entries() if refs is None else self.of(refs)
        last = {(entry.decision.left, entry.decision.right): entry for entry in entries if entry.in_force}
        return tuple(entry.decision for entry in sorted(last.values(), key=lambda entry: entry.number))

    def all(self) -> tuple[LedgerEntry, ...]:
        """The whole ledger, oldest first."""
        return self._entries()

    def remove(self, refs: Sequence[RecordRef]) -> None:
        """Strike every line about these records, for an erasure only: reasons and keys may name the person."""
        numbers = [entry.number for entry in self.of(refs)]
        for chunk in chunks(numbers):
            self._database.execute(sa.delete(_table).where(self._database.among(_table.c.number, chunk)))

    def _touching(self, refs: Sequence[RecordRef]) -> tuple[LedgerEntry, ...]:
        found: dict[int, LedgerEntry] = {}
        keys = sorted({ref.key for ref in refs})
        for lookup in _naming:
            found.update((row[0], _entry(row)) for row in lookup.rows(self._database, keys))
        return tuple(found[number] for number in sorted(found))

    def _entries(self) -> tuple[LedgerEntry, ...]:
        query = sa.select(_table).order_by(_table.c.number)
        return tuple(_entry(row) for row in self._database.rows(query))


_unnoticed = _table.c.applied.is_(sa.false())
_any_pending = Prepared(sa.select(_table.c.number).where(_unnoticed).limit(1))
_naming = tuple(Lookup(sa.select(_table), column) for column in (_table.c.left_key, _table.c.right_key))


def _entry(row: Line) -> LedgerEntry:
    number, left_source, left_key, right_source, right_key, verdict, author, at, reason, *rest = row
    left_digest, right_digest, undone_by, undone_at, undone_reason, _applied = rest
    left, right = RecordRef(left_source, left_key), RecordRef(right_source, right_key)
    decision = Decision(left, right, Verdict(verdict), author, at, reason, left_digest, right_digest)
    return LedgerEntry(number, decision, undone_by, undone_at, undone_reason)
