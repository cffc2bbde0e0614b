"""The book: one view of the directory per audience, kept up to date from the store's change feed by a thread."""

import gc
import math
import threading
import time
from collections.abc import Iterable

from syncsvc import logs
from syncsvc.errors import StoreError
from syncsvc.formats.cycles import uncollected
from syncsvc.model.audience import Audience
from syncsvc.serve.book.postings import Beside
from syncsvc.serve.book.rows import Row, RowMaker
from syncsvc.serve.book.shelf import Shelf
from syncsvc.serve.book.view import View
from syncsvc.store import IDENTITY, Store

log = logs.logger("book")
_WAIT_S = 1.0
"""How long a call that was missed can leave the book behind."""
_SILENT_S = 3.0
"""After so long without an answer the store counts as away, even if nothing has failed yet."""


class Book:
    """Follows a store. While the store cannot be reached it keeps serving what it has, and ``ready`` is false."""

    def __init__(
        self, store: Store, audiences: Iterable[Audience], *, suffix: str = "o=directory", area_code: str = ""
    ) -> None:
        self.identity = ""
        """The store's own name, known after the first load."""
        self._store = store
        self._maker = RowMaker(suffix, area_code)
        # The most trusted first: what shows no more to it than to the next is kept once for both.
        self._shelves = {one: Shelf(one, self._maker) for one in sorted(set(audiences), reverse=True)}
        self._following = False
        self._heard = -math.inf
        self._stopped = threading.Event()
        self._loaded = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="book", daemon=True)

    @property
    def ready(self) -> bool:
        """Whether the store answers, so that what is served is what it holds."""
        return self._following and self.silent < _SILENT_S

    @property
    def silent(self) -> float:
        """For how many seconds the store has not answered; infinite before it first did."""
        return time.monotonic() - self._heard

    def __len__(self) -> int:
        """How many contacts the most trusted audience sees."""
        return max((len(shelf.view) for shelf in self._shelves.values()), default=0)

    def __bool__(self) -> bool:
        return True

    @property
    def audiences(self) -> tuple[Audience, ...]:
        """For whom a view is kept."""
        return tuple(self._shelves)

    def of(self, audience: Audience) -> View:
        """The present view of an audience, or of the widest circle below it that the book is kept for.

        Raises LookupError if nothing is kept that this audience may see.
        """
        for one, shelf in self._shelves.items():
            if audience.sees(one):
                return shelf.view
        raise LookupError("nothing is kept for this audience")

    @property
    def loaded(self) -> bool:
        """Whether the directory has been read once; until then every view is empty, and that says nothing."""
        return self._loaded.is_set()

    def start(self, wait: float | None = None) -> None:
        """Begin to follow; wait so many seconds for the first load, or do not."""
        self._thread.start()
        if wait is not None:
            self._loaded.wait(wait)

    def stop(self) -> None:
        """Follow no longer; the views stay as they are."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def load(self) -> None:
        """Read everything anew. Raises StoreError."""
        with uncollected():
            self._load()
            # What has just been read stays for long and forms no cycles: no collection should walk through it.
            gc.freeze()

    def _load(self) -> None:
        tables: dict[Audience, list[Row | None]] = {one: [] for one in self._shelves}
        with self._store.read() as unit:
            changes = unit.feed.changes()
            self.identity = unit.facts.get(IDENTITY)
            sequence = unit.feed.latest()
            for contact in unit.directory.served():
                beside: Row | None = None
                for audience, shelf in self._shelves.items():
                    beside = shelf.row(contact, beside)
                    tables[audience].append(beside)
        former: tuple[Shelf, list[Row | None]] | None = None
        for audience, shelf in self._shelves.items():
            table = tables[audience]
            shelf.load(table, sequence, shelf.known(changes), former and _beside(*former, table))
            former = shelf, table
        self._now_ready()

    def catch_up(self) -> None:
        """Take in what changed since the last time. Raises StoreError."""
        with self._store.read() as unit:
            sequence = unit.feed.latest()
            here = min(shelf.view.sequence for shelf in self._shelves.values())
            changes = unit.feed.changes(here)
            present = [*unit.directory.served([change.id for change in changes if not change.removed])]
        if sequence < here:
            # The store was put back to an earlier state.
            self.load()
            return
        rows: dict[Audience, dict[str, Row | None]] = {one: {} for one in self._shelves}
        for contact in present:
            beside: Row | None = None
            for audience, shelf in self._shelves.items():
                beside = rows[audience][contact.id] = shelf.row(contact, beside)
        if changes:
            for audience, shelf in self._shelves.items():
                shelf.change(rows[audience], sequence, shelf.known(changes))
        self._now_ready()

    def _now_ready(self) -> None:
        if not self._following:
            log.info("book.ready", contacts=len(self))
        self._following = True
        self._heard = time.monotonic()
        self._loaded.set()

    def _follow(self) -> None:
        work = self.load
        while not self._stopped.is_set():
            try:
                if work == self.load:
                    # What is garbage by now must not be frozen with what is read.
                    gc.collect()
                work()
                work = self.catch_up
                here = min(shelf.view.sequence for shelf in self._shelves.values())
                while not self._stopped.is_set() and self._store.wait_for_change(here, _WAIT_S) == here:
                    self._now_ready()
            except StoreError as error:
                self._lost(error)

    def _lost(self, error: StoreError) -> None:
        if self._following:
            log.warning("book.store_lost", reason=str(error))
        self._following = False
        self._stopped.wait(0.5)


def _beside(shelf: Shelf, rows: list[Row | None], ours: list[Row | None]) -> Beside | None:
    """What has just been indexed for another audience, of the same contacts; None if it lacks any of ours."""
    if any(row is None and mine is not None for row, mine in zip(rows, ours, strict=True)):
        return None
    known = [row if mine is not None else None for row, mine in zip(rows, ours, strict=True) if row is not None]
    return Beside(shelf.view.postings, known)
