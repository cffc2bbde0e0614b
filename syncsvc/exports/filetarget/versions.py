"""Previous versions of a target's files: what each delivery replaced, kept so that it can be taken back."""

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Thread

from syncsvc.errors import TargetError
from syncsvc.exports.filetarget.disk import forget, settle
from syncsvc.exports.filetarget.ledger import Roll
from syncsvc.model.digest import digest

_NOTES = "undo.json"
_ROLL = "roll.json"
_OPEN = ".open"
_DROPPED = "dropped-"
LARGE = 1 << 26
"""Bytes of a version from which on deleting takes long enough to do it beside what follows."""


@dataclass(frozen=True, slots=True)
class Undo:
    """How to take one delivery back."""

    files: Mapping[str, str | None] = field(default_factory=dict)
    """Path of a file → name of its kept copy; None for a file that was not there."""
    roll: Roll = Roll()  # noqa: RUF009 — frozen
    """Of all entries before the delivery."""


@dataclass(frozen=True, slots=True)
class Versions:
    """The previous versions in one folder, each a numbered folder with the replaced files and a note.

    A delivery opens a version before it touches a file and closes it afterwards. One that was killed leaves its version
    open; the next delivery goes on with the same one, so that what it holds stays the state before the first attempt.
    """

    folder: Path
    root: Path
    """The folder that the paths of files start from."""

    def opened(self) -> Path | None:
        """The version a killed delivery left open."""
        return next(iter(sorted(self.folder.glob(f"*{_OPEN}"))), None)

    def begun(self) -> Mapping[str, str | None]:
        """The files that a killed delivery meant to touch."""
        found = self.opened()
        return {} if found is None else _read(found).files

    def begin(self, paths: Iterable[str], roll: Roll, kept: Path) -> Path:
        """Open a version that holds the present files under these paths, and the present roll, ``kept`` in a file."""
        version = self.opened() or self.folder / f"{self._last() + 1:06d}{_OPEN}"
        version.mkdir(parents=True, exist_ok=True)
        undo = _read(version)
        files = dict(undo.files)
        for path in paths:
            if path not in files:
                files[path] = _kept(self.root / path, version / str(len(files)))
        if not undo.files:
            undo = Undo(files, roll)
            _kept(kept, version / _ROLL)
        _write(version, replace(undo, files=files))
        return version

    def close(self, version: Path, keep: int) -> None:
        """The delivery is done: its version counts; the oldest beyond ``keep`` go, large ones beside what follows."""
        version.rename(version.with_suffix(""))
        for number in self._numbers()[: -keep or None]:
            dropped = self.folder.with_name(f"{_DROPPED}{number:06d}")
            _delete(dropped)
            (self.folder / f"{number:06d}").rename(dropped)
        newest = version.with_suffix("")
        if sum(copy.stat().st_size for copy in newest.glob("[0-9]*")) < LARGE:
            self._tidy(newest)
        else:
            Thread(target=self._tidy, args=(newest,), name="tidy").start()

    def newest(self) -> tuple[Path, Undo] | None:
        """The version to go back to."""
        last = self._last()
        folder = self.folder / f"{last:06d}"
        return (folder, _read(folder)) if last else None

    def clear(self) -> None:
        """Delete every previous version; an open one keeps its list of files, but none of their content."""
        for number in self._numbers():
            shutil.rmtree(self.folder / f"{number:06d}")
        for dropped in self._dropped():
            _delete(dropped)
        version = self.opened()
        if version is None:
            return
        undo = _read(version)
        _write(version, Undo(dict.fromkeys(undo.files), undo.roll))
        for copy in version.glob("[0-9]*"):
            copy.unlink()

    def _tidy(self, newest: Path) -> None:
        """Delete what was dropped, and let go of the memory that files take which nobody reads unless we go back."""
        with suppress(OSError):  # what is left is seen to by the next delivery, and by an erasure
            for copy in newest.glob("[0-9]*"):
                forget(copy)
            for dropped in self._dropped():
                _delete(dropped)

    def _dropped(self) -> list[Path]:
        """Versions that count no more, those among them that a killed process left."""
        return [*self.folder.parent.glob(f"{_DROPPED}*")]

    def _last(self) -> int:
        return max(self._numbers(), default=0)

    def _numbers(self) -> list[int]:
        return sorted(int(path.name) for path in self.folder.glob("*") if path.name.isdigit())


def _delete(folder: Path) -> None:
    """Delete a folder; another thread or process may be about to do the same."""

    def failed(_: object, __: object, what: tuple[type[BaseException], BaseException, object]) -> None:
        if not isinstance(what[1], FileNotFoundError):
            raise what[1]

    shutil.rmtree(folder, onerror=failed)


def _kept(path: Path, copy: Path) -> str | None:
    """Keep a file under a second name; return that name, None where there is no file."""
    if not path.exists():
        return None
    copy.unlink(missing_ok=True)
    try:
        os.link(path, copy)
    except OSError:
        # A file system without hard links; a copy costs time and space but serves as well.
        shutil.copy2(path, copy)
    return copy.name


def _read(version: Path) -> Undo:
    try:
        head, _, roll = (version / _NOTES).read_bytes().partition(b"\n")
        notes = json.loads(head)
        if "mark" in notes and not roll:
            return Undo(notes["files"], Roll.kept(version / _ROLL, notes["count"], notes["mark"]))
        # Versions kept by an older program have the roll below the files, or name the keys beside them.
        known = Roll(notes["count"], digest(roll), lambda: roll) if roll else Roll.of(notes["keys"], {})
        return Undo(notes["files"], known)
    except FileNotFoundError:
        return Undo()
    except (ValueError, KeyError) as error:
        raise TargetError(f"the previous version in {version} is damaged", hint="delete that folder") from error


def _write(version: Path, undo: Undo) -> None:
    """Lasting before it returns: from here on the files it names may change."""
    fresh = version / f"{_NOTES}.new"
    told = {"files": undo.files, "count": undo.roll.count, "mark": undo.roll.mark}
    inside = b"" if (version / _ROLL).exists() else undo.roll.read()
    fresh.write_bytes(json.dumps(told).encode() + b"\n" + inside)
    settle((fresh,))
    fresh.replace(version / _NOTES)
    settle((version,))
