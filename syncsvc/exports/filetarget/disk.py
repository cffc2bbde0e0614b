"""Bytes onto a disk so that they are there, whole, or not at all."""

import errno
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from stat import S_IMODE

from syncsvc.errors import TargetError

Content = bytes | Iterable[bytes]
"""The bytes of a file, at once or in pieces of any size."""

_BLOCK = 1 << 20
_ALONE = _BLOCK
"""Bytes from which on another processor is worth asking."""
_LARGE = 1 << 16
"""Bytes that are not worth copying to join them with others."""
_AHEAD = 8
"""Blocks that may wait for it."""
_UNSETTLED = 1 << 25
"""Bytes after which the disk is asked to begin; else it would have nothing to do until we have nothing to do."""
_ONE_BY_ONE = 32
"""Up to so many files are flushed singly; more are flushed by one sync of the file systems."""

_FULL = ("the disk is full", "free space there; the old files are untouched, the next run repairs the rest")
_DENIED = ("no right to write there", "give the service's user the right to write to the folder, or mount it writable")
_MISSING = ("the folder does not exist", "create it, or mount the share it lies on; folders are never made by guess")
_REASONS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: _DENIED,
    errno.ENOENT: _MISSING,
    errno.ENOTDIR: _MISSING,
    errno.EISDIR: ("a folder stands where a file should be", "move the folder away, or choose another location"),
}


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one file from another: its content, and what the file system says without reading it."""

    sha256: str
    size: int
    mtime_ns: int


Seen = tuple[int, ...]
"""What a file system tells of a file that nobody touches without changing it."""


def seen(path: Path) -> Seen:
    """The file's number, size, and times of change.

    Whoever writes into a file, replaces it, or sets its time of modification back changes one of them: the last, which
    is when anything about it changed, is set by the system alone.
    """
    found = path.stat()
    return (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


@contextmanager
def explained(location: Path) -> Iterator[None]:
    """Translate what the operating system refuses into a TargetError that says what, where and what to do."""
    try:
        yield
    except OSError as error:
        reason, hint = _REASONS.get(error.errno or 0, (error.strerror or "the disk failed", "look at the disk"))
        raise TargetError(f"{location} cannot be written: {reason}", hint=hint) from error


def stage(path: Path, content: Content, mode: int) -> Stamp:
    """Write a new file with these permissions and return its stamp; ``settle`` makes it lasting."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with _beside(descriptor) as beside:
            for block in _blocks((content,) if isinstance(content, bytes) else content):
                beside.hash(block)
                _write_all(descriptor, block)
                beside.settle(len(block))
        os.fchmod(descriptor, mode)
        found = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    return Stamp(beside.hexdigest(), found.st_size, found.st_mtime_ns)


class _Beside:
    """What is done while a file is written: its SHA-256 is taken, and what is written goes on to the disk."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._hasher = sha256()
        self._hashed: deque[Future[None]] = deque()
        self._settled: Future[None] | None = None
        self._size = self._unsettled = 0
        self.pools: list[ThreadPoolExecutor] = []

    def hash(self, block: bytes) -> None:
        """Go on with a block; of many blocks another processor does it."""
        self._size += len(block)
        if self._size <= _ALONE:
            self._hasher.update(block)
            return
        if not self.pools:
            self.pools = [ThreadPoolExecutor(1, thread_name_prefix=name) for name in ("hash", "settle")]
        self._hashed.append(self.pools[0].submit(self._hasher.update, block))
        while len(self._hashed) > _AHEAD:
            self._hashed.popleft().result()

    def settle(self, size: int) -> None:
        """So many more bytes are written."""
        self._unsettled += size
        if self._unsettled >= _UNSETTLED and (self._settled is None or self._settled.done()):
            self.done()
            self._unsettled = 0
            self._settled = self.pools[1].submit(os.fsync, self._descriptor)

    def done(self) -> None:
        """Raise what the disk refused; the system tells that only once."""
        if self._settled is not None:
            self._settled.result()

    def hexdigest(self) -> str:
        """Of all blocks; after the last of them."""
        return self._hasher.hexdigest()


@contextmanager
def _beside(descriptor: int) -> Iterator[_Beside]:
    """When the block ends all is hashed, and nobody works on it any more."""
    beside = _Beside(descriptor)
    try:
        yield beside
    finally:
        for pool in beside.pools:
            pool.shutdown()
    beside.done()


def settle(paths: Iterable[Path]) -> None:
    """Return once these files and folders are on the disk, not only in its cache."""
    listed = tuple(paths)
    if len(listed) > _ONE_BY_ONE:
        os.sync()
        return
    for path in listed:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read_stamp(path: Path, known: Stamp | None = None) -> Stamp | None:
    """The stamp of a file, None where there is none; it is read only if size or time differ from a known stamp."""
    try:
        found = path.stat()
        if known is not None and (known.size, known.mtime_ns) == (found.st_size, found.st_mtime_ns):
            return known
        with path.open("rb") as file:
            return Stamp(file_digest(file, "sha256").hexdigest(), found.st_size, found.st_mtime_ns)
    except FileNotFoundError:
        return None


def forget(path: Path) -> None:
    """Let the system use the memory in which it keeps a file, whoever reads it next has to wait for the disk."""
    if hasattr(os, "posix_fadvise"):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


def has_mode(path: Path, mode: int) -> bool:
    """Whether a file has exactly these permissions."""
    return S_IMODE(path.stat().st_mode) == mode


def pieces(path: Path) -> Iterator[bytes]:
    """The content of a file, block by block."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _blocks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Small pieces joined, so that a hundred thousand rows are a few hundred writes; large ones as they are."""
    pending: list[bytes] = []
    size = 0
    for chunk in chunks:
        if len(chunk) >= _LARGE:
            if pending:
                yield b"".join(pending)
                pending, size = [], 0
            yield chunk
            continue
        pending.append(chunk)
        size += len(chunk)
        if size >= _BLOCK:
            yield b"".join(pending)
            pending, size = [], 0
    if pending:
        yield b"".join(pending)


def _write_all(descriptor: int, block: bytes) -> None:
    """A write may take only a part when the disk is nearly full; the next one then says why."""
    view = memoryview(block)
    while view:
        view = view[os.write(descriptor, view) :]
