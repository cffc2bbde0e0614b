"""Advisory locks: who writes, and who works on a source; both end with the process that holds them."""

import fcntl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TextIO

import sqlalchemy as sa

from syncsvc.errors import StoreError
from syncsvc.store.engine import WAIT_S

_PAUSE_S = 0.05
"""Between two tries of a claim somebody else has."""


def become_writer(connection: sa.Connection) -> None:
    """On PostgreSQL wait until no other transaction writes; on SQLite BEGIN IMMEDIATE has done so.

    One writer at a time makes both engines behave alike: what a unit has read is still so when it writes, and
    the feed's numbers become visible in their order, so no reader skips a line that commits later.
    """
    if connection.dialect.name != "postgresql":
        return
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_S}s'")
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_number(connection, "write"))))


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on a source, ours until the process ends or gives it back."""

    source: str
    _connection: sa.Connection | None = None

    def confirm(self) -> None:
        """Raise StoreError if the right was lost because the connection to the database broke."""
        if self._connection is None:
            return
        try:
            self._connection.execute(sa.select(1))
        except sa.exc.SQLAlchemyError as error:
            raise StoreError(f"the claim on {self.source} was lost", hint="another worker will take over") from error


@contextmanager
def claimed_in_files(folder: Path, sources: Iterable[str], wait: float) -> Iterator[dict[str, Claim]]:
    """Claims among the processes of one machine: locks the kernel lets go of when their holder dies."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        files = {source: stack.enter_context((folder / f"{source}.claim").open("w")) for source in sources}
        got = _patiently(files, lambda source: _flocked(files[source]), wait)
        yield {source: Claim(source) for source in got}


@contextmanager
def claimed_in_database(engine: sa.Engine, sources: Iterable[str], wait: float) -> Iterator[dict[str, Claim]]:
    """Claims among all machines on one database: PostgreSQL lets go of them when the session ends.

    One session holds them all, so that many sources do not use up the connections of the server.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        numbers = {source: _number(connection, f"source {source}") for source in sources}
        lock, unlock = sa.func.pg_try_advisory_lock, sa.func.pg_advisory_unlock
        got = _patiently(numbers, lambda source: bool(connection.scalar(sa.select(lock(numbers[source])))), wait)
        try:
            yield {source: Claim(source, connection) for source in got}
        finally:
            # A broken session has let go already.
            with suppress(sa.exc.SQLAlchemyError):
                for source in got:
                    connection.execute(sa.select(unlock(numbers[source])))


def _patiently(sources: Iterable[str], claimed: Callable[[str], bool], wait: float) -> list[str]:
    """Those sources that could be claimed, at once or before so many seconds are over."""
    deadline = time.monotonic() + wait
    waiting, got = [*sources], list[str]()
    while waiting:
        got += (fresh := [source for source in waiting if claimed(source)])
        waiting = [source for source in waiting if source not in fresh]
        if not waiting or time.monotonic() >= deadline:
            break
        time.sleep(_PAUSE_S)
    return got


def _flocked(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _number(connection: sa.Connection, what: str) -> int:
    """The 64 bits by which PostgreSQL knows a lock; stores in different schemas do not wait for each other."""
    schema = connection.execute(sa.select(sa.func.current_schema())).scalar()
    return int.from_bytes(blake2b(f"syncsvc {schema} {what}".encode(), digest_size=8).digest(), "big", signed=True)
