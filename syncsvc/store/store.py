"""The store: opens the database and hands out units of work."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from syncsvc.errors import StoreError
from syncsvc.store.connection import Connection
from syncsvc.store.engine import WAIT_S, Engines, engines
from syncsvc.store.faults import translated
from syncsvc.store.following import wait_for_change
from syncsvc.store.locks import Claim, become_writer, claimed_in_database, claimed_in_file
from syncsvc.store.migrate import migrate
from syncsvc.store.secret import KeyRing, key_ring
from syncsvc.store.unit import Unit

KEY_FILE = "suppression.key"


class Store:
    """Everything the service remembers. Safe to share between threads; several processes may open the same one."""

    def __init__(self, engines: Engines, folder: Path, ring: KeyRing) -> None:
        self.engines = engines
        self.folder = folder
        self.ring = ring
        self._writing = threading.Lock()

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """A unit of work that may write. Units of this kind follow one another, whatever process they are in.

        It is on the disk when the block ends, and undone if the block raises. Raises StoreError.
        """
        with self._turn(), translated(), self.engines.write.begin() as connection:
            become_writer(connection)
            yield Unit(Connection(connection), self.ring)

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """A unit of work that sees the store as it was at one moment and cannot write. Raises StoreError."""
        with translated(), self.engines.read.begin() as connection:
            yield Unit(Connection(connection), self.ring)

    def claim(self, source: str) -> AbstractContextManager[Claim | None]:
        """The right to work on a source while the block lasts; None if somebody else has it."""
        if self.engines.file is not None:
            return claimed_in_file(self.folder / "claims", source)
        return claimed_in_database(self.engines.write, source)

    def wait_for_change(self, after: int, seconds: float) -> int:
        """Wait until the feed goes beyond a number, or the time is over; return the number it has reached."""
        with translated():
            return wait_for_change(self.engines, after, seconds)

    def close(self) -> None:
        """Close every connection."""
        self.engines.dispose()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Threads of one process queue here: SQLite's own waiting polls, and is not fair."""
        if not self._writing.acquire(timeout=WAIT_S):
            raise StoreError("the store is in use by another thread", hint="wait for its run to end, then try again")
        try:
            yield
        finally:
            self._writing.release()


def open_store(url: str, base: Path, *, secret: str = "") -> Store:
    """Open a store, creating or migrating it as needed.

    ``base`` is where relative paths start. ``secret`` is the key of the suppression list where the configuration names
    one (needed when several machines share a database); otherwise it is kept in a file beside the store.
    Raises ConfigError for a URL that cannot be used and StoreError for a store that cannot.
    """
    opened = engines(url, base)
    if opened.file is not None and not opened.file.exists():
        opened.file.touch(mode=0o600)
    folder = base / "data" if opened.file is None else opened.file.parent
    try:
        with translated():
            migrate(opened)
        store = Store(opened, folder, key_ring(folder / KEY_FILE, secret))
        _check_keys(store)
    except StoreError:
        opened.dispose()
        raise
    return store


def _check_keys(store: Store) -> None:
    with store.read() as unit:
        missing = unit.suppressions.keys() - set(store.ring.names)
    if missing:
        raise StoreError(
            "the key of the suppression list is missing: erased people would come back",
            hint=f"copy {KEY_FILE} from where the store was, or restore a backup",
        )
