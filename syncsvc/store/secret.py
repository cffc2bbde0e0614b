"""The secret keys of the suppression list: a file only the service may read, beside the store."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from syncsvc.errors import StoreError

_LENGTH = 32


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys by which suppressed values are hashed: new hashes by the first, checks by all."""

    keys: tuple[str, ...]

    def seal(self, terms: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """(key name, hash) of each term by the key in use; sorted."""
        return tuple(sorted({(key_name(self.keys[0]), _hmac(self.keys[0], term)) for term in terms}))

    @property
    def names(self) -> tuple[str, ...]:
        """What the keys are called."""
        return tuple(key_name(key) for key in self.keys)

    def with_keys(self, keys: Iterable[str]) -> "KeyRing":
        """The ring with further keys behind its own."""
        return KeyRing(tuple(dict.fromkeys((*self.keys, *keys))))

    def every(self, term: str) -> tuple[str, ...]:
        """The hashes of a term by every key."""
        return tuple(_hmac(key, term) for key in self.keys)


def key_name(key: str) -> str:
    """Names a key without giving it away."""
    return hashlib.sha256(b"syncsvc suppression key\0" + key.encode()).hexdigest()[:16]


def _hmac(key: str, term: str) -> str:
    return hmac.new(key.encode(), term.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def key_ring(file: Path, configured: str = "") -> KeyRing:
    """The configured key, if any, and those of the file, which is made with a new key when nothing else is there."""
    kept = file_keys(file)
    if not configured and not kept:
        _create(file)
        kept = file_keys(file)
    if not configured and not kept:
        raise StoreError(f"{file} holds no key", hint="put it back from a backup; delete it only if nobody was erased")
    return KeyRing(tuple(dict.fromkeys(key for key in (configured, *kept) if key)))


def adopt(file: Path, keys: Iterable[str]) -> None:
    """Add keys to the file, behind those already there."""
    known = file_keys(file)
    fresh = [key for key in dict.fromkeys(keys) if key not in known]
    if fresh:
        _write(file, [*known, *fresh])


def file_keys(file: Path) -> tuple[str, ...]:
    """The keys in the file; none if there is no file."""
    try:
        return tuple(line.strip() for line in file.read_text(encoding="ascii").splitlines() if line.strip())
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(
            f"{file} cannot be read", hint="it holds the key of the suppression list; mode 0600"
        ) from error


def _create(file: Path) -> None:
    """Make the file unless another process was first: whoever sees it sees a whole key, and only one wins."""
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(8)}.new")
    try:
        _put(fresh, [secrets.token_hex(_LENGTH)])
        _name(fresh, file)
    except OSError as error:
        raise StoreError(f"{file} cannot be made: {error.strerror}", hint="check the rights of its folder") from error


def _name(fresh: Path, file: Path) -> None:
    """Give a whole file its name unless another one has it."""
    try:
        os.link(fresh, file)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links, where two who look at the same moment both go on
        if not file.exists():
            fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def _write(file: Path, keys: list[str]) -> None:
    fresh = file.with_name(file.name + ".new")
    try:
        _put(fresh, keys)
        fresh.replace(file)
    except OSError as error:
        raise StoreError(
            f"{file} cannot be written: {error.strerror}", hint="check the rights of its folder"
        ) from error


def _put(file: Path, keys: list[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write("".join(f"{key}\n" for key in keys))
        stream.flush()
        os.fsync(stream.fileno())
