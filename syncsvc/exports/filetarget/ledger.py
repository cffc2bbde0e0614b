"""What a file target remembers of its last delivery: which files it made, for which keys, and who was removed."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from syncsvc.exports.filetarget.disk import Stamp
from syncsvc.model.digest import digest
from syncsvc.model.plan import Change, ChangeKind

_NOBODY = b'{"keys": [], "removed": {}}'


@dataclass(frozen=True)
class Roll:
    """Who is in a target and who was removed from it, as it is written down; read only when somebody asks for it."""

    count: int = 0
    """How many are in it."""
    mark: str = digest(_NOBODY)
    """The digest of its content."""
    read: Callable[[], bytes] = field(default=lambda: _NOBODY, compare=False)

    @classmethod
    def of(cls, keys: Iterable[str], removed: Mapping[str, str]) -> Self:
        """The roll of these; ``removed`` is key → day (ISO 8601) of its removal. Equal ones are equal bytes."""
        listed = sorted(set(keys))
        content = json.dumps({"keys": listed, "removed": dict(removed)}, sort_keys=True).encode()
        return cls(len(listed), digest(content), lambda: content)

    @classmethod
    def kept(cls, file: Path, count: int, mark: str) -> Self:
        """The roll in a file. Raises FileNotFoundError where there is none."""
        file.stat()
        return cls(count, mark, file.read_bytes)

    @property
    def keys(self) -> frozenset[str]:
        """Who is in it."""
        return frozenset(self._told["keys"])

    @property
    def removed(self) -> Mapping[str, str]:
        """Who was removed: key → day."""
        removed: Mapping[str, str] = self._told["removed"]
        return removed

    @cached_property
    def _told(self) -> Any:
        content = self.read()
        # A roll damaged by a failure of the disk tells of nobody.
        return json.loads(content if digest(content) == self.mark else _NOBODY)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The state of a target after a delivery."""

    export: str
    files: Mapping[str, Stamp] = field(default_factory=dict)
    roll: Roll = Roll()
    rendering: str = ""
    """How the entries of the delivery were rendered."""

    def receipt(self) -> str:
        """A fingerprint of every file's content and of how it was rendered."""
        lines = (f"{path}\t{stamp.sha256}\n" for path, stamp in sorted(self.files.items()))
        return digest((self.rendering + "\n" + "".join(lines)).encode())

    def to_bytes(self) -> bytes:
        """As a file; equal ledgers give equal bytes. The roll is in a file of its own."""
        files = {path: [mark.sha256, mark.size, mark.mtime_ns] for path, mark in sorted(self.files.items())}
        roll = [self.roll.count, self.roll.mark]
        head = {"export": self.export, "rendering": self.rendering, "files": files, "roll": roll}
        return json.dumps(head, sort_keys=True).encode() + b"\n"


def roll_file(ledger: Path, mark: str) -> Path:
    """Where the roll with this mark is kept beside a ledger: half a million names are not written anew each time."""
    return ledger.with_name(f"roll-{mark}.json")


def read_ledger(path: Path) -> Ledger | None:
    """The ledger in a file; None where there is none or it is damaged, as after a failure of the disk."""
    try:
        with path.open("rb") as file:
            told = json.loads(file.readline())
            roll = _roll(path, file.read(), *told.get("roll", ()))
        files = {name: Stamp(*mark) for name, mark in told["files"].items()}
        return None if roll is None else Ledger(told["export"], files, roll, told["rendering"])
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _roll(ledger: Path, content: bytes, count: int = 0, mark: str = "") -> Roll | None:
    """The roll; None if it is damaged. Older versions wrote it below the ledger, some without its mark."""
    if mark and not content:
        return Roll.kept(roll_file(ledger, mark), count, mark)
    if not mark:
        told = json.loads(content)
        return Roll.of(told["keys"], told["removed"])
    return Roll(count, mark, lambda: content) if digest(content) == mark else None


def after(changes: Iterable[Change], roll: Roll) -> frozenset[str] | None:
    """Who is in a target after these changes; None: the same as before."""
    keys = {kind: {one.key for one in changes if one.kind is kind} for kind in (ChangeKind.ADD, ChangeKind.REMOVE)}
    if not any(keys.values()):
        return None
    return (roll.keys | keys[ChangeKind.ADD]) - keys[ChangeKind.REMOVE]
