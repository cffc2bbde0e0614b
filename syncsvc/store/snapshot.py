"""The snapshot: what readers elsewhere serve, in one file that always is a whole state and holds nothing else."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from operator import itemgetter
from pathlib import Path

import sqlalchemy as sa

from syncsvc.errors import StoreError
from syncsvc.store.connection import Connection, columns
from syncsvc.store.engine import Engines, emptied_log, engines
from syncsvc.store.faults import translated
from syncsvc.store.migrate import migrate
from syncsvc.store.schema import metadata

_TABLES = ("canonical", "feed", "fact", "account", "app_password")
"""Served contacts, their changes, and who may see them: no records, decisions, holds, history or keys."""
_SMALL = ("fact", "account", "app_password")
_CHUNK = 2_000


def publish(opened: Engines, file: Path) -> int:
    """Bring a snapshot to the present state of a store; return how far in the feed that is. Raises StoreError.

    What is written on is a working copy beside it, so a change costs what changed and a copy of the file; readers find
    the former state or the new one, never half. Where nothing changed the file is left alone.
    """
    work = file.with_name(file.name + ".work")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not work.exists():
            work.touch(mode=0o600)
        with _alone(file), translated():
            reached, changed = _taken_over(opened, work)
            if changed or not file.exists():
                _published(work, file)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}", hint="check store.snapshot") from error
    return reached


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """One publisher at a time: a run at its end and the service may find the same news."""
    with file.with_name(file.name + ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _taken_over(opened: Engines, work: Path) -> tuple[int, bool]:
    copy = engines(f"sqlite:///{work}", work.parent)
    try:
        migrate(copy)
        with opened.read.begin() as reading, copy.write.begin() as writing:
            source, target = Connection(reading), Connection(writing)
            taken = _follow(source, target)
        with copy.write.connect() as connection:
            emptied_log(connection)
        return taken
    finally:
        copy.dispose()


def _follow(source: Connection, target: Connection) -> tuple[int, bool]:
    """Take over what changed; tell how far that is in the feed, and whether anything did."""
    feed = metadata.tables["feed"]
    latest = sa.select(sa.func.max(feed.c.seq))
    reached, here = int(source.scalar(latest) or 0), int(target.scalar(latest) or 0)
    if reached < here or _identity(source) != _identity(target):
        for name in _TABLES:
            target.execute(sa.delete(metadata.tables[name]))
        here = 0
    changed = [columns(row) for row in source.rows(sa.select(feed).where(feed.c.seq > here))]
    for at in range(0, len(changed), _CHUNK):
        _replace(source, target, [row["id"] for row in changed[at : at + _CHUNK]])
    target.put(feed, changed)
    small = [_renewed(source, target, metadata.tables[name]) for name in _SMALL]
    return reached, bool(changed) or any(small) or here != reached


def _renewed(source: Connection, target: Connection, table: sa.Table) -> bool:
    """Take over a small table as a whole; whether it differed."""
    rows, former = ([columns(row) for row in one.rows(sa.select(table))] for one in (source, target))
    key = next(iter(table.primary_key)).name
    if sorted(rows, key=itemgetter(key)) == sorted(former, key=itemgetter(key)):
        return False
    target.execute(sa.delete(table))
    target.add(table, rows)
    return True


def _identity(database: Connection) -> str | None:
    fact = metadata.tables["fact"]
    value: str | None = database.scalar(sa.select(fact.c.value).where(fact.c.name == "identity"))
    return value


def _replace(source: Connection, target: Connection, ids: Sequence[str]) -> None:
    table = metadata.tables["canonical"]
    target.execute(sa.delete(table).where(target.among(table.c.id, ids)))
    target.add(table, [columns(row) for row in source.rows(sa.select(table).where(source.among(table.c.id, ids)))])


def _published(work: Path, file: Path) -> None:
    """Put a copy of the working file in place, whole and on the disk."""
    fresh = file.with_name(file.name + ".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(work)) as source, closing(sqlite3.connect(fresh)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
        with fresh.open("rb") as written:
            os.fsync(written.fileno())
        fresh.replace(file)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
