"""The database engines behind a store: how connections are made and transactions begin."""

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from syncsvc.errors import ConfigError, StoreError

WAIT_S = 60
"""How long a writer waits for another one to end."""
SNAPSHOT = "snapshot"
"""The scheme of a snapshot's URL: «snapshot:///directory.snapshot»."""
_READ_KIB = 64 * 1024
"""What a reading connection may keep of the file in memory, as far as it looks at it."""
_LEAST_KIB, _MOST_KIB = 64 * 1024, 4 * 1024 * 1024
_SHARE = 8
"""A writing connection may keep an eighth of the machine's memory, within these bounds.

A large first run looks up records here and there in tables that it has just filled. What does not fit is written to the
log and sought there again, which takes the longer the longer the log is.
"""
_CHECKPOINT_WAIT_MS = 2_000
_AWAY = {
    "connect_timeout": 5,
    "tcp_user_timeout": 5_000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
}
"""A database server gone without a word is noticed within seconds, not after the kernel's quarter of an hour."""


@dataclass(frozen=True, slots=True)
class Engines:
    """One engine for writing and one that cannot write."""

    write: sa.Engine
    read: sa.Engine
    file: Path | None
    """The SQLite file; None for a server."""

    def dispose(self) -> None:
        """Close every connection."""
        self.write.dispose()
        self.read.dispose()


def engines(url: str, base: Path) -> Engines:
    """Engines for a URL; a relative SQLite path starts at ``base``. Connects to nothing."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise ConfigError("store.url is not a database URL", hint="sqlite:///data/directory.sqlite") from error
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, base)
    if parsed.drivername == SNAPSHOT:
        return _snapshot(parsed, base)
    if parsed.drivername == "postgresql+psycopg":
        return _postgresql(parsed)
    raise ConfigError("store.url: only sqlite:/// and postgresql+psycopg:// are known")


def _sqlite(url: sa.URL, base: Path) -> Engines:
    if not url.database or url.database == ":memory:":
        raise ConfigError("store.url names no file", hint="sqlite:///data/directory.sqlite")
    file = (base / Path(url.database).expanduser()).resolve()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the store's folder cannot be made: {error.strerror}", hint="check store.url") from error
    location = url.set(database=str(file))
    return Engines(_sqlite_engine(location, writes=True), _sqlite_engine(location, writes=False), file)


def _snapshot(url: sa.URL, base: Path) -> Engines:
    """A file that is replaced as a whole: every transaction opens the one that is there now, and cannot write."""
    if not url.database:
        raise ConfigError("store.url names no file", hint="snapshot:///directory.snapshot")
    file = (base / Path(url.database).expanduser()).resolve()

    def opened() -> sqlite3.Connection:
        connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, check_same_thread=False)
        connection.execute("PRAGMA query_only = ON")
        return connection

    engine = sa.create_engine("sqlite://", creator=opened, poolclass=sa.NullPool, hide_parameters=True)
    return Engines(engine, engine, file)


def _sqlite_engine(url: sa.URL, *, writes: bool) -> sa.Engine:
    engine = sa.create_engine(url, hide_parameters=True, connect_args={"timeout": WAIT_S, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in _pragmas(writes=writes):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A writer takes the lock at once: it never finds out half-way that another one was first.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _write_kib() -> int:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1024
    return max(_LEAST_KIB, min(memory // _SHARE, _MOST_KIB))


def _pragmas(*, writes: bool) -> tuple[str, ...]:
    cache = _write_kib() if writes else _READ_KIB
    shared = (f"busy_timeout = {WAIT_S * 1000}", f"cache_size = -{cache}", "temp_store = MEMORY")
    if not writes:
        return (*shared, "query_only = ON")
    # FULL: with WAL a commit is on the disk when it returns, so a power cut takes back no committed run; measured
    # at one fsync per run. secure_delete overwrites what is deleted: erased people leave no trace in free pages.
    return (*shared, "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON")


def emptied_log(connection: sa.Connection) -> bool:
    """Move SQLite's write-ahead log into the file and cut it to nothing; False if readers were in the way."""
    driver: Any = connection.connection.dbapi_connection
    driver.execute(f"PRAGMA busy_timeout = {_CHECKPOINT_WAIT_MS}")
    busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    driver.execute(f"PRAGMA busy_timeout = {WAIT_S * 1000}")
    return not busy


def _postgresql(url: sa.URL) -> Engines:
    try:
        write = sa.create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=_AWAY)
        read = sa.create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args=_AWAY,
            isolation_level="REPEATABLE READ",
            execution_options={"postgresql_readonly": True},
        )
    except ImportError as error:
        raise ConfigError("store.url: PostgreSQL needs psycopg", hint="pip install 'syncsvc[postgres]'") from error
    return Engines(write, read, None)
