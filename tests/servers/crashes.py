"""Crashes between any two statements: the n-th word to the database or the file system is never said."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from syncsvc.store import Store, bulk
from syncsvc.store.connection import Connection

_MOVES = {"os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "shutil.rmtree"}
"""What changes a folder, as ``sys.addaudithook`` names it; writing is «open» with a flag."""
_WRITES = 0o1 | 0o2


class Crash(BaseException):
    """Nothing catches it, so that whatever is in its way only cleans up, as when a process is told to end."""


class _Countdown:
    """Counts down words within one folder; at zero, and from then on, each is a crash."""

    def __init__(self) -> None:
        self.left: int | None = None
        self.folder = Path("/nowhere")
        self.raw = 0
        """Words among them that went to the driver past SQLAlchemy."""
        sys.addaudithook(self._heard)

    def word(self, *_: Any) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            raise Crash

    def aside(self) -> None:
        """A word past SQLAlchemy."""
        self.raw += self.left is not None
        self.word()

    def _heard(self, name: str, given: tuple[Any, ...]) -> None:
        if self.left is None or not given:
            return
        writes = name == "open" and isinstance(given[2], int) and given[2] & _WRITES
        if (name in _MOVES or writes) and str(given[0]).startswith(str(self.folder)):
            self.word()


_countdown = _Countdown()


@contextmanager
def _driven() -> Iterator[None]:
    """Hear what goes to the driver past SQLAlchemy: statements in its own words, and COPY."""
    drive, copy = Connection.drive, bulk._copy

    def heard(self: Connection, text: str, parameters: Any) -> Any:
        if self.writes:
            _countdown.aside()
        return drive(self, text, parameters)

    def copied(*given: Any) -> None:
        _countdown.aside()
        copy(*given)

    Connection.drive, bulk._copy = heard, copied
    try:
        yield
    finally:
        Connection.drive, bulk._copy = drive, copy


def raw_words() -> int:
    """How many words of the last crash went to the driver past SQLAlchemy."""
    return _countdown.raw


@contextmanager
def crash(store: Store, folder: Path, after: int) -> Iterator[list[bool]]:
    """Crash the block after so many words; the list that is given holds True if it did.

    Of the store's statements only those of units that write count: what reads leaves nothing behind.
    """
    happened: list[bool] = []
    engine = store.engines.write
    _countdown.folder, _countdown.left, _countdown.raw = folder, after, 0
    event.listen(engine, "before_cursor_execute", _countdown.word)
    event.listen(engine, "commit", _countdown.word)
    try:
        with _driven():
            yield happened
    except Crash:
        happened.append(True)
    finally:
        _countdown.left = None
        event.remove(engine, "before_cursor_execute", _countdown.word)
        event.remove(engine, "commit", _countdown.word)
