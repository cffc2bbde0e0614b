"""Advisory locks: who writes, and who works on a source; both end with the process that holds them."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import sqlalchemy as sa

from syncsvc.errors import StoreError
from syncsvc.store.engine import WAIT_S


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
def claimed_in_file(folder: Path, source: str) -> Iterator[Claim | None]:
    """A claim among the processes of one machine: a lock the kernel lets go of when its holder dies."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{source}.claim").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield Claim(source)


@contextmanager
def claimed_in_database(engine: sa.Engine, source: str) -> Iterator[Claim | None]:
    """A claim among all machines on one database: PostgreSQL lets go of it when the session ends."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        number = _number(connection, f"source {source}")
        if not connection.execute(sa.select(sa.func.pg_try_advisory_lock(number))).scalar():
            yield None
            return
        try:
            yield Claim(source, connection)
        finally:
            # A broken session has let go already.
            with suppress(sa.exc.SQLAlchemyError):
                connection.execute(sa.select(sa.func.pg_advisory_unlock(number)))


def _number(connection: sa.Connection, what: str) -> int:
    """The 64 bits by which PostgreSQL knows a lock; stores in different schemas do not wait for each other."""
    schema = connection.execute(sa.select(sa.func.current_schema())).scalar()
    return int.from_bytes(blake2b(f"syncsvc {schema} {what}".encode(), digest_size=8).digest(), "big", signed=True)
