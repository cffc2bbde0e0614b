"""The roster: accounts and app passwords in memory, looked up anew every second, so that nobody waits for the store."""

import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from syncsvc.errors import StoreError
from syncsvc.store import Account, AppPassword, Store

_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Known:
    """An account with the app passwords of its devices that are in use."""

    account: Account
    devices: tuple[AppPassword, ...]


class Roster:
    """Who may sign in. A revoked password is known within a second; while the store is away the last answer holds."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.loaded = False
        """Whether the store has answered at all."""
        self._known: Mapping[str, Known] = {}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="roster", daemon=True)

    def start(self) -> None:
        """Look now, and every second from now on."""
        with suppress(StoreError):
            self.refresh()
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def get(self, name: str) -> Known | None:
        """An account that may sign in, as it stood a moment ago."""
        found = self._known.get(name)
        return None if found is None or found.account.disabled else found

    def refresh(self) -> None:
        """Read all accounts. Raises StoreError."""
        with self._store.read() as unit:
            self._known = {
                one.name: Known(one, unit.accounts.app_passwords(one.name)[::-1]) for one in unit.accounts.all()
            }
        self.loaded = True

    def _follow(self) -> None:
        while not self._stopped.wait(_EVERY_S):
            with suppress(StoreError):
                self.refresh()
