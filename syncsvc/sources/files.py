"""Reading a file or the files of a folder, whole or not at all."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from syncsvc.errors import SourceIncomplete, SourceRejected, SourceUnavailable
from syncsvc.model.digest import digest_of

_PIECE = 1 << 21
"""Bytes looked at at a time: after each piece whoever reads another file in Python may keep us waiting."""
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


State = tuple[int, ...]
"""What a file system tells of a file that nobody changes."""


def read_file(path: Path, max_bytes: int) -> tuple[bytes, State]:
    """Read a regular file of at most ``max_bytes``.

    Raises SourceUnavailable if it is not there, SourceRejected if it may not or cannot be read, SourceIncomplete if
    it changes while it is read.
    """
    with _watched(path, max_bytes) as (file, found):
        wanted, pieces = found.st_size + 1, list[bytes]()
        while wanted > 0 and (piece := file.read(wanted)):
            pieces.append(piece)
            wanted -= len(piece)
        content = b"".join(pieces)
        _complete(path, found, len(content))
    return content, _state(found)


def digest_file(path: Path, max_bytes: int) -> tuple[str, State]:
    """The digest of a file, which is read as ``read_file`` does and not held in memory."""
    with _watched(path, max_bytes) as (file, found):
        told = digest_of(_pieces(file, found.st_size))
        _complete(path, found, file.tell())
    return told, _state(found)


def _pieces(file: FileIO, expected: int) -> Iterator[memoryview]:
    """The content piece by piece, each valid until the next is asked for; not much more than is expected."""
    room = memoryview(bytearray(min(_PIECE, expected + 1)))
    while file.tell() <= expected and (count := file.readinto(room)):
        yield room[:count]


@contextmanager
def _watched(path: Path, max_bytes: int) -> Iterator[tuple[FileIO, os.stat_result]]:
    """A file to read, which must be afterwards as it was before. Raises as ``read_file`` does."""
    try:
        # O_NONBLOCK: a named pipe must not hold the run up before we can see that it is one.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with FileIO(descriptor) as file:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                raise SourceRejected(f"{path} is not a file", hint="name a regular file or a folder")
            if before.st_size > max_bytes:
                raise SourceRejected(
                    f"{path} holds more than {max_bytes} bytes", hint="raise max_bytes if that is right"
                )
            yield file, before
            after = os.fstat(descriptor)
    except OSError as error:
        raise _translated(path, error) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise _changed(path)


def _complete(path: Path, found: os.stat_result, size: int) -> None:
    """Raise SourceIncomplete where more or less was read than there should be."""
    if size != found.st_size:
        raise _changed(path)


def _changed(path: Path) -> SourceIncomplete:
    return SourceIncomplete(f"{path} changed while it was read", hint="write to another name and rename it into place")


def _state(found: os.stat_result) -> State:
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


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
