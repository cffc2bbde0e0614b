"""Backup: the whole state in one file, whichever engine it comes from."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from syncsvc.errors import StoreError
from syncsvc.store.connection import Connection, chunks, columns
from syncsvc.store.engine import Engines, engines
from syncsvc.store.faults import translated
from syncsvc.store.migrate import migrate, snapshot
from syncsvc.store.schema import counting, metadata

_NOTE = "syncsvc_backup"


def backup(opened: Engines, keys: Sequence[str], file: Path) -> None:
    """Write everything into one SQLite file, readable by its owner alone; others go on working meanwhile.

    ``keys`` are the keys of the suppression list that were made for this store; they go into the file, so it must be
    guarded like the store itself. Raises StoreError.
    """
    fresh = file.with_name(file.name + ".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        with translated():
            _copy_out(opened, fresh)
            _note(fresh, keys)
        fresh.replace(file)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}", hint="check the path and its rights") from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def noted_keys(file: Path) -> tuple[str, ...]:
    """The keys in a backup. Raises StoreError if the file is no backup, or a damaged one."""
    if not file.is_file():
        raise StoreError(f"{file} does not exist", hint="name a file that syncsvc backup has written")
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            sound = connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            keys = tuple(row[0] for row in connection.execute(f"SELECT key FROM {_NOTE} ORDER BY place"))  # noqa: S608
    except sqlite3.Error as error:
        raise StoreError(f"{file} is not a backup, or damaged", hint="try an older one") from error
    if not sound:
        raise StoreError(f"{file} is damaged", hint="try an older one")
    return keys


def copy_rows(source: Connection, target: Connection, tables: Sequence[sa.Table]) -> None:
    """Copy tables row by row between any two engines; the tables there are empty."""
    for table in tables:
        for chunk in chunks(source.stream(sa.select(table)), 5_000):
            target.add(table, [columns(row) for row in chunk])
        if target.postgres and counting(table):
            last = target.scalar(sa.select(sa.func.max(table.c.number)))
            sequence = sa.func.pg_get_serial_sequence(table.name, "number")
            target.scalar(sa.select(sa.func.setval(sequence, last or 1, last is not None)))


def _copy_out(opened: Engines, fresh: Path) -> None:
    if opened.file is not None:
        snapshot(opened.file, fresh)
        return
    copy = engines(f"sqlite:///{fresh}", fresh.parent)
    try:
        migrate(copy)
        with opened.read.begin() as source, copy.write.begin() as target:
            copy_rows(Connection(source), Connection(target), metadata.sorted_tables)
        with copy.write.connect() as connection:
            driver: Any = connection.connection.dbapi_connection
            driver.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.dispose()


def _note(file: Path, keys: Sequence[str]) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(f"CREATE TABLE {_NOTE} (place INTEGER PRIMARY KEY, key TEXT NOT NULL)")
        connection.executemany(f"INSERT INTO {_NOTE} (key) VALUES (?)", [(key,) for key in keys])  # noqa: S608
