"""Restore: a backup takes the place of the present state, except for what must never be undone."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from syncsvc.model.contact import Contact
from syncsvc.store.audit import AuditLine
from syncsvc.store.backup import copy_rows
from syncsvc.store.connection import Connection, columns
from syncsvc.store.engine import engines
from syncsvc.store.erasure import Erasure, erase
from syncsvc.store.facts import IDENTITY, LINKED_WITH
from syncsvc.store.migrate import migrate
from syncsvc.store.schema import metadata
from syncsvc.store.unit import Unit

Terms = Callable[[Contact], Iterable[str]]
"""What a suppression recognises a contact by."""
_JUMP = 1_000_000
"""How far the feed moves on: beyond every number a reader may have seen after the backup was made."""
_suppression, _hash = metadata.tables["suppression"], metadata.tables["suppression_hash"]
_feed, _audit, _app_password = metadata.tables["feed"], metadata.tables["audit"], metadata.tables["app_password"]


@contextmanager
def opened_backup(file: Path, folder: Path) -> Iterator[Connection]:
    """A backup, read from a copy that is first brought to the present form of the tables."""
    with tempfile.TemporaryDirectory(prefix="restore-", dir=folder) as place:
        copy = Path(place) / "backup.sqlite"
        shutil.copyfile(file, copy)
        copy.chmod(0o600)
        opened = engines(f"sqlite:///{copy}", Path(place))
        try:
            migrate(opened)
            with opened.read.begin() as connection:
                yield Connection(connection)
        finally:
            opened.dispose()


def restore(unit: Unit, source: Connection, *, by: str, now: datetime, terms: Terms) -> tuple[str, ...]:
    """Put the backup in place; return the ids that were erased again, sorted.

    Stays as it is now: the store's identity, suppressions and their lifting, revoked app passwords, the audit log
    unless it is empty. Every reader of the feed will find all contacts changed, and those the backup does not know
    removed.
    """
    present = _Present(unit)
    present.wipe()
    kept = {_audit.name} if present.audit else set()
    copy_rows(source, unit.database, [table for table in metadata.sorted_tables if table.name not in kept])
    present.reinstate(now)
    unit.erased = True
    again = _purge(unit, by, now, terms)
    if again:
        # What was shared with the purged weighs differently now.
        unit.facts.put(LINKED_WITH, "before a restore")
    unit.audit.add(AuditLine(now, by, "restore", detail=f"erased again: {len(again)}"))
    return again


class _Present:
    """What of the present state outlives a restore."""

    def __init__(self, unit: Unit) -> None:
        self._database = unit.database
        self.audit = next(unit.audit.lines(limit=1), None) is not None
        self._facts = unit.facts
        self._identity = unit.facts.get(IDENTITY)
        self._suppressions = self._rows(_suppression)
        self._hashes = self._rows(_hash)
        self._feed = {row["id"]: row for row in self._rows(_feed)}
        self._revoked = [row for row in self._rows(_app_password) if row["revoked_at"] is not None]

    def wipe(self) -> None:
        """Empty every table that the backup fills."""
        self._database.numbers.clear()
        for table in reversed(metadata.sorted_tables):
            if table is not _audit or not self.audit:
                self._database.execute(sa.delete(table))

    def reinstate(self, now: datetime) -> None:
        """Put back what a restore must not undo.

        With the identity: where nothing was before, the backup's readers know contacts that it does not, and must
        read everything anew; else ``_move_feed`` tells them all.
        """
        self._facts.put(IDENTITY, self._identity)
        ids = [row["id"] for row in self._suppressions]
        self._database.put(_suppression, self._suppressions)
        self._database.execute(sa.delete(_hash).where(self._database.among(_hash.c.suppression, ids)))
        self._database.add(_hash, self._hashes)
        for row in self._revoked:
            statement = sa.update(_app_password).where(_app_password.c.id == row["id"])
            self._database.execute(statement.values(revoked_at=row["revoked_at"]))
        self._move_feed(now)

    def _move_feed(self, now: datetime) -> None:
        restored = {row["id"]: row for row in self._rows(_feed)}
        beyond = max((row["seq"] for row in (*self._feed.values(), *restored.values())), default=0) + _JUMP
        gone = [row | {"removed": True} for id_, row in self._feed.items() if id_ not in restored]
        for id_ in restored.keys() & self._feed.keys():
            restored[id_]["widest"] = min(restored[id_]["widest"], self._feed[id_]["widest"])
        rows = [*sorted(restored.values(), key=lambda row: row["seq"]), *gone]
        self._database.execute(sa.delete(_feed))
        self._database.add(_feed, [row | {"seq": beyond + place, "at": now} for place, row in enumerate(rows, 1)])

    def _rows(self, table: sa.Table) -> list[dict[str, Any]]:
        return [columns(row) for row in self._database.rows(sa.select(table))]


def _purge(unit: Unit, by: str, now: datetime, terms: Terms) -> tuple[str, ...]:
    """Erase again whoever the suppressions know."""
    contacts = {contact.ref: tuple(terms(contact)) for contact in unit.contacts.iterate()}
    hits = unit.suppressions.hits({term for found in contacts.values() for term in found}, now)
    hit = [ref for ref, found in contacts.items() if any(term in hits and hits[term].scope == "all" for term in found)]
    if not hit:
        return ()
    ids = tuple(sorted(set(unit.identities.of(hit).values())))
    erase(unit, Erasure(ids, by, now, reason="suppressed"))
    unit.records.remove(hit)
    return ids
