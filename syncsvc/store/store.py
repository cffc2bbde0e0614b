"""The store: opens the database and hands out units of work."""

import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from syncsvc.errors import StoreError
from syncsvc.store.backup import backup, noted_keys
from syncsvc.store.connection import Connection
from syncsvc.store.engine import WAIT_S, Engines, emptied_log, engines
from syncsvc.store.erasure import Erased, Erasure, erase
from syncsvc.store.facts import IDENTITY
from syncsvc.store.faults import translated
from syncsvc.store.following import wait_for_change
from syncsvc.store.locks import Claim, become_writer, claimed_in_database, claimed_in_files
from syncsvc.store.migrate import copies, current, migrate
from syncsvc.store.restoring import Terms, opened_backup, restore
from syncsvc.store.retention import Periods, enforce
from syncsvc.store.secret import KeyRing, adopt, file_keys, key_ring
from syncsvc.store.snapshot import publish
from syncsvc.store.unit import Unit

KEY_FILE = "suppression.key"


class Store:
    """Everything the service remembers. Safe to share between threads; several processes may open the same one."""

    def __init__(self, engines: Engines, folder: Path, ring: KeyRing) -> None:
        self.engines = engines
        self.folder = folder
        self.ring = ring
        self._writing = threading.Lock()
        self._traces = False
        """Whether the write-ahead log may still hold what was erased, because a reader was in the way."""

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """A unit of work that may write. Units of this kind follow one another, whatever process they are in.

        It is on the disk when the block ends, and undone if the block raises. Where somebody was erased, free pages,
        the write-ahead log and automatic copies are cleaned of them too. Raises StoreError.
        """
        with self._turn(), translated(), self.engines.write.begin() as connection:
            become_writer(connection)
            unit = Unit(Connection(connection, writes=True), self.ring)
            yield unit
        if unit.erased or self._traces:
            self._scrub()

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """A unit of work that sees the store as it was at one moment and cannot write. Raises StoreError."""
        with translated(), self.engines.read.begin() as connection:
            yield Unit(Connection(connection), self.ring)

    @contextmanager
    def claim(self, source: str, *, wait: float = 0) -> Iterator[Claim | None]:
        """The right to work on a source while the block lasts; None if somebody else has it, and keeps it so long.

        ``wait`` is in seconds.
        """
        with self.claims([source], wait=wait) as got:
            yield got.get(source)

    def claims(self, sources: Iterable[str], *, wait: float = 0) -> AbstractContextManager[dict[str, Claim]]:
        """The right to work on these sources while the block lasts, as far as nobody else has it."""
        if self.engines.file is not None:
            return claimed_in_files(self.folder / "claims", sources, wait)
        return claimed_in_database(self.engines.write, sources, wait)

    def wait_for_change(self, after: int, seconds: float) -> int:
        """Wait until the feed goes beyond a number, or the time is over; return the number it has reached."""
        with translated():
            return wait_for_change(self.engines, after, seconds)

    def erase(self, erasure: Erasure) -> Erased:
        """Erase people for good, in a unit of work of its own. Exports are delivered to afterwards."""
        with self.write() as unit:
            return erase(unit, erasure)

    def backup(self, file: Path) -> None:
        """Write the whole state into one file, while others go on working. Raises StoreError."""
        backup(self.engines, file_keys(self.folder / KEY_FILE), file)

    def restore(self, file: Path, *, by: str, now: datetime, terms: Terms) -> tuple[str, ...]:
        """Put a backup of either engine in the place of the present state, in one transaction.

        Suppressions survive: whoever they know by ``terms`` is erased from the restored state too; the ids of those are
        returned. Raises StoreError and changes nothing if the file is no sound backup.
        """
        keys = noted_keys(file)
        with translated(), opened_backup(file, self.folder) as source:
            adopt(self.folder / KEY_FILE, keys)
            self.ring = self.ring.with_keys(keys)
            with self.write() as unit:
                return restore(unit, source, by=by, now=now, terms=terms)

    def publish(self, file: Path) -> int:
        """Bring the snapshot for readers to the present state; return how far in the feed it is. Raises StoreError."""
        return publish(self.engines, file)

    def tidy(self, periods: Periods, now: datetime) -> dict[str, int]:
        """Remove what is kept long enough, and give its room on the disk back to the store."""
        with self.write() as unit:
            gone = enforce(unit, periods, now)
        for copy in self._copies():
            if datetime.fromtimestamp(copy.stat().st_mtime, tz=UTC) < now - periods.snapshots:
                copy.unlink(missing_ok=True)
        return gone

    def close(self) -> None:
        """Close every connection."""
        self.engines.dispose()

    def _copies(self) -> list[Path]:
        return [] if self.engines.file is None else copies(self.engines.file)

    def _scrub(self) -> None:
        """Leave no trace of what was deleted outside of the tables."""
        for copy in self._copies():
            copy.unlink(missing_ok=True)
        with translated(), self.engines.write.connect() as connection:
            if self.engines.file is None:
                connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM")
            else:
                self._traces = not emptied_log(connection)

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
        _identify(store)
    except StoreError:
        opened.dispose()
        raise
    return store


def follow_store(url: str, base: Path) -> Store:
    """Open a store, or a snapshot of one (``snapshot:///…``), to read what is served; changes nothing.

    Raises ConfigError for a URL that cannot be used and StoreError for a store that cannot.
    """
    opened = engines(url, base)
    try:
        with translated(), opened.read.connect() as connection:
            current(connection)
    except StoreError:
        opened.dispose()
        raise
    return Store(opened, base, KeyRing(()))


def _identify(store: Store) -> None:
    """Give a store what tells it from all others."""
    with store.read() as unit:
        if unit.facts.get(IDENTITY):
            return
    with store.write() as unit:
        if not unit.facts.get(IDENTITY):
            unit.facts.put(IDENTITY, secrets.token_hex(8))


def _check_keys(store: Store) -> None:
    with store.read() as unit:
        missing = unit.suppressions.keys() - set(store.ring.names)
    if missing:
        raise StoreError(
            "the key of the suppression list is missing: erased people would come back",
            hint=f"copy {KEY_FILE} from where the store was, or restore a backup",
        )
