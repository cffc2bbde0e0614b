"""Following the feed from outside: waits until it grows."""

import time
from typing import Any

import sqlalchemy as sa

from syncsvc.store.connection import Connection
from syncsvc.store.engine import Engines
from syncsvc.store.feed import CHANNEL, Feed

_POLL_S = 0.2


def wait_for_change(engines: Engines, after: int, seconds: float) -> int:
    """Wait until the feed goes beyond a number or the time is over; return the number it has reached.

    PostgreSQL tells its listeners at once; an SQLite file is looked at five times a second, one index look-up each.
    """
    deadline = time.monotonic() + seconds
    if engines.file is None:
        return _listen(engines.read, after, deadline)
    while (latest := _latest(engines.read)) <= after and (left := deadline - time.monotonic()) > 0:
        time.sleep(min(_POLL_S, left))
    return latest


def _listen(engine: sa.Engine, after: int, deadline: float) -> int:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT", postgresql_readonly=False) as connection:
        connection.exec_driver_sql(f"LISTEN {CHANNEL}")
        driver: Any = connection.connection.dbapi_connection
        try:
            while (latest := _latest(engine)) <= after and (left := deadline - time.monotonic()) > 0:
                next(driver.notifies(timeout=left, stop_after=1), None)
        finally:
            connection.exec_driver_sql(f"UNLISTEN {CHANNEL}")
    return latest


def _latest(engine: sa.Engine) -> int:
    with engine.begin() as connection:
        return Feed(Connection(connection)).latest()
