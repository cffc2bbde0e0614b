"""Publishing: a thread that keeps the snapshot for readers elsewhere in step with the store."""

import threading
from pathlib import Path

from syncsvc import logs
from syncsvc.errors import StoreError
from syncsvc.store import Store

log = logs.logger("snapshot")
_WAIT_S = 1.0


class Publisher:
    """Writes the snapshot anew whenever the directory or an account changed."""

    def __init__(self, store: Store, file: Path) -> None:
        self._store = store
        self._file = file
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="snapshot", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Follow no longer; the file stays."""
        self._stopped.set()
        self._thread.join(timeout=30)

    def _follow(self) -> None:
        failing = False
        while not self._stopped.is_set():
            try:
                reached = self._store.publish(self._file)
                failing = False
                self._store.wait_for_change(reached, _WAIT_S)
            except StoreError as error:
                if not failing:
                    log.warning("snapshot.failed", reason=str(error))
                failing = True
                self._stopped.wait(_WAIT_S)
