"""Simple binds against accounts and app passwords: throttled, checked in a thread, remembered for a short time."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from syncsvc.formats.ldap.dn import parse
from syncsvc.model.audience import Audience
from syncsvc.store import Store

_REMEMBERED_S = 30.0
_REMEMBERED = 1_000
_FREE_FAILURES = 5
_FORGIVEN_S = 300.0
_LONGEST_S = 60.0
_KNOWN_FAILURES = 10_000


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, and what the account may see."""

    name: str
    audience: Audience


@dataclass(slots=True)
class Throttle:
    """Makes whoever fails again and again wait: by address and by name, twice as long every time."""

    _failures: dict[str, tuple[int, float]] = field(default_factory=dict)

    def wait(self, keys: tuple[str, ...], now: float) -> float:
        """For how many seconds none of these may try."""
        return max(self._left(key, now) for key in keys)

    def failed(self, keys: tuple[str, ...], now: float) -> None:
        """Note a failure."""
        if len(self._failures) > _KNOWN_FAILURES:
            self._failures = {key: (count, at) for key, (count, at) in self._failures.items() if now - at < _FORGIVEN_S}
        for key in keys:
            count, at = self._failures.get(key, (0, now))
            self._failures[key] = (1 if now - at > _FORGIVEN_S else count + 1, now)

    def succeeded(self, keys: tuple[str, ...]) -> None:
        """Forget the failures."""
        for key in keys:
            self._failures.pop(key, None)

    def _left(self, key: str, now: float) -> float:
        count, at = self._failures.get(key, (0, 0.0))
        if count < _FREE_FAILURES:
            return 0.0
        return max(0.0, at + min(_LONGEST_S, 2.0 ** (count - _FREE_FAILURES)) - now)


class Authenticator:
    """Checks names and passwords; ``check`` blocks and belongs in a thread."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._hasher = PasswordHasher()
        # What nobody can log in with: an unknown name must take as long as a wrong password.
        self._decoy = self._hasher.hash(secrets.token_hex(16))
        self._key = secrets.token_bytes(32)
        self._known: dict[bytes, tuple[SignedIn, float]] = {}
        self.throttle = Throttle()

    def remembered(self, name: str, password: bytes) -> SignedIn | None:
        """Who signed in with just this a moment ago."""
        found = self._known.get(self._mark(name, password))
        return found[0] if found is not None and found[1] > self._clock() else None

    def check(self, name: str, password: bytes) -> SignedIn | None:
        """Who this is; None if name and password do not belong together. Raises StoreError."""
        with self._store.read() as unit:
            account = unit.accounts.get(name)
            devices = unit.accounts.app_passwords(name) if account is not None else ()
        if account is None or account.disabled:
            self._fits(self._decoy, password)
            return None
        hashes = [device.password_hash for device in devices] + [account.password_hash]
        if not any(self._fits(one, password) for one in hashes if one):
            return None
        found = SignedIn(account.name, account.audience)
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[self._mark(name, password)] = (found, self._clock() + _REMEMBERED_S)
        return found

    def _fits(self, hashed: str, password: bytes) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (Argon2Error, InvalidHashError):
            return False

    def _mark(self, name: str, password: bytes) -> bytes:
        """Stands for a name and a password in memory; nothing can be read from it without the key."""
        return blake2b(name.encode() + b"\0" + password, key=self._key, digest_size=32).digest()


def account_name(name: str) -> str:
    """The account of a bind name: the last part of a distinguished name, or the name as it stands («anna»)."""
    try:
        (_, value), *_ = parse(name)[0]
    except (ValueError, IndexError):
        return name.strip()
    return value
