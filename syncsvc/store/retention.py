"""Retention: what is older than its period goes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from syncsvc.store.schema import metadata
from syncsvc.store.unit import Unit

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Periods:
    """How long each kind of memory is kept."""

    runs: timedelta = 90 * DAY
    history: timedelta = 365 * DAY
    """Events of contacts, ended memberships of ids that are retired, corrections taken back, decisions undone."""
    removals: timedelta = 90 * DAY
    """How long the feeds tell recipients what to remove."""
    audit: timedelta = 730 * DAY
    snapshots: timedelta = 14 * DAY
    """Automatic copies of the store."""


_RULES = (
    ("run", "started", "runs", None),
    ("event", "at", "history", None),
    ("former_membership", "until", "history", None),
    ("correction", "closed_at", "history", None),
    ("decision", "undone_at", "history", "applied"),
    ("hold", "decided_at", "history", None),
    ("removed_entry", "at", "removals", None),
    ("audit", "at", "audit", None),
)
"""Table, column that dates a row, period, column that must be true."""


def enforce(unit: Unit, periods: Periods, now: datetime) -> dict[str, int]:
    """Remove what is over; return how many rows of each table went. The newest audit line always stays."""
    gone: dict[str, int] = {}
    for name, dated, period, only in _RULES:
        table = metadata.tables[name]
        conditions = [table.c[dated] < now - getattr(periods, period)]
        if only is not None:
            conditions.append(table.c[only].is_(sa.true()))
        if name == "audit":
            # The chain goes on from the last line, whatever its age.
            conditions.append(table.c.number < sa.select(sa.func.max(table.c.number)).scalar_subquery())
        gone[name] = unit.database.execute(sa.delete(table).where(*conditions)).rowcount
    return gone
