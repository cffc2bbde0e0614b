"""Names and passwords against accounts and app passwords: throttled, checked in a thread, remembered for an hour."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from syncsvc.errors import StoreError
from syncsvc.model.audience import Audience
from syncsvc.serve.roster import Known, Roster
from syncsvc.serve.throttle import Throttle
from syncsvc.store import Store

_REMEMBERED_S = 3600.0
_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, and what the account may see."""

    name: str
    audience: Audience


def _unnoted(_device: str) -> None:
    """Nobody keeps when a device was last seen."""


class Authenticator:
    """Checks names and passwords; ``check`` blocks and belongs in a thread.

    What is remembered is that a password fits a hash. Whether that hash still counts is looked up in the roster every
    time, so a revoked password ends with the roster's next look.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], float],
        *,
        devices_only: bool = False,
        used: Callable[[str], None] = _unnoted,
    ) -> None:
        """``devices_only``: an account's own password does not count; ``used`` is told the app password's id."""
        self.roster = Roster(store)
        self.throttle = Throttle()
        self._clock = clock
        self._devices_only = devices_only
        self._used = used
        self._hasher = PasswordHasher()
        # What nobody can log in with: an unknown name must take as long as a wrong password.
        self._decoy = self._hasher.hash(secrets.token_hex(16))
        self._key = secrets.token_bytes(32)
        self._fitting: dict[bytes, tuple[str, float]] = {}

    def remembered(self, name: str, password: bytes) -> SignedIn | None:
        """Who signed in with just this within the last hour, and still may."""
        found = self._fitting.get(self._mark(name, password))
        if found is None or found[1] < self._clock():
            return None
        known = self.roster.get(name)
        return None if known is None or found[0] not in self._hashes(known) else _signed_in(known)

    def check(self, name: str, password: bytes) -> SignedIn | None:
        """Who this is; None if name and password do not belong together.

        Raises StoreError if the store is away and has never answered; else whom it knew last may come in.
        """
        try:
            # Somebody added a moment ago must get in.
            self.roster.refresh()
        except StoreError:
            if not self.roster.loaded:
                raise
        known = self.roster.get(name)
        hashes = {} if known is None else self._hashes(known)
        fitting = next((one for one in hashes or (self._decoy,) if self._fits(one, password)), None)
        if known is None or fitting is None or fitting not in hashes:
            return None
        if len(self._fitting) >= _REMEMBERED:
            self._fitting.clear()
        self._fitting[self._mark(name, password)] = (fitting, self._clock() + _REMEMBERED_S)
        if device := hashes[fitting]:
            self._used(device)
        return _signed_in(known)

    def _hashes(self, known: Known) -> dict[str, str]:
        """The hashes that count, each with the id of its app password, if it is one."""
        found = {device.password_hash: device.id for device in known.devices}
        if not self._devices_only and known.account.password_hash:
            found[known.account.password_hash] = ""
        return found

    def _fits(self, hashed: str, password: bytes) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (Argon2Error, InvalidHashError):
            return False

    def _mark(self, name: str, password: bytes) -> bytes:
        """Stands for a name and a password in memory; nothing can be read from it without the key."""
        return blake2b(name.encode() + b"\0" + password, key=self._key, digest_size=32).digest()


def _signed_in(known: Known) -> SignedIn:
    return SignedIn(known.account.name, known.account.audience)
