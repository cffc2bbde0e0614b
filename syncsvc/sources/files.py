"""Reading a file or the files of a folder, whole or not at all."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from syncsvc.errors import SourceIncomplete, SourceRejected, SourceUnavailable
from syncsvc.model.digest import digest_of

_PIECE = 1 << 18
"""Bytes read at a time: they stay in the processor's cache while they are looked at."""
_TEMPORARY = (".", "~$", "~", "#")
_UNFINISHED = (".part", ".crdownload", ".tmp", ".filepart", "~")


def listing(path: Path, suffixes: tuple[str, ...]) -> tuple[Path, ...]:
    """Return the file itself, or a folder's files with one of the suffixes, sorted by name.

    Hidden, temporary and half-copied files are passed over. Raises SourceUnavailable or SourceRejected.
    """
    try:
        if not path.is_dir():
            return (path,)
        names = sorted(entry.name for entry in os.scandir(path) if entry.is_file())
    except OSError as error:
        raise _translated(path, error) from error
    return tuple(path / name for name in names if _wanted(name, suffixes))


def read_file(path: Path, max_bytes: int) -> bytes:
    """Read a regular file of at most ``max_bytes``.

    Raises SourceUnavailable if it is not there, SourceRejected if it may not or cannot be read, SourceIncomplete if
    it changes while it is read.
    """
    return b"".join(map(bytes, _pieces(path, max_bytes)))


def digest_file(path: Path, max_bytes: int) -> str:
    """The digest of a file, which is read as ``read_file`` does and not held in memory."""
    return digest_of(_pieces(path, max_bytes))


def _pieces(path: Path, max_bytes: int) -> Iterator[memoryview]:
    """The content piece by piece, each valid until the next is asked for. Raises as ``read_file`` does."""
    try:
        # O_NONBLOCK: a named pipe must not hold the run up before we can see that it is one.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                raise SourceRejected(f"{path} is not a file", hint="name a regular file or a folder")
            size, room = 0, memoryview(bytearray(_PIECE))
            while size <= max_bytes and (count := file.readinto(room)):
                size += count
                yield room[:count]
            after = os.fstat(descriptor)
    except OSError as error:
        raise _translated(path, error) from error
    if size > max_bytes:
        raise SourceRejected(f"{path} holds more than {max_bytes} bytes", hint="raise max_bytes if that is right")
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or size != after.st_size:
        raise SourceIncomplete(
            f"{path} changed while it was read", hint="write to another name and rename it into place"
        )


def _wanted(name: str, suffixes: tuple[str, ...]) -> bool:
    lowered = name.lower()
    if lowered.startswith(_TEMPORARY) or lowered.endswith(_UNFINISHED):
        return False
    return not suffixes or lowered.endswith(suffixes)


def _translated(path: Path, error: OSError) -> SourceUnavailable | SourceRejected:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return SourceUnavailable(
            f"{path} is not there", hint="check location; if it lies on a network share, check that it is mounted"
        )
    if isinstance(error, PermissionError):
        return SourceRejected(f"{path} may not be read", hint="give the service's user the right to read it")
    return SourceUnavailable(f"{path} cannot be read: {error.strerror}")


def inside(folder: Path, path: Path) -> bool:
    """Whether a path, links resolved, lies inside a folder."""
    return path.resolve().is_relative_to(folder.resolve())


def sizes(paths: tuple[Path, ...]) -> Iterator[int]:
    """The size of each file in bytes. Raises SourceUnavailable or SourceRejected."""
    for path in paths:
        try:
            if not os.access(path, os.R_OK) and path.exists():
                raise PermissionError
            yield path.stat().st_size
        except OSError as error:
            raise _translated(path, error) from error
