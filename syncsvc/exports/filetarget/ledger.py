"""What a file target remembers of its last delivery: which files it made, for which keys, and who was removed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from syncsvc.exports.filetarget.disk import Stamp
from syncsvc.model.digest import digest


@dataclass(frozen=True, slots=True)
class Ledger:
    """The state of a target after a delivery. ``removed`` is key → day (ISO 8601) of its removal."""

    export: str
    files: Mapping[str, Stamp] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()
    removed: Mapping[str, str] = field(default_factory=dict)
    rendering: str = ""
    """How the entries of the delivery were rendered."""

    def receipt(self) -> str:
        """A fingerprint of every file's content and of how it was rendered."""
        lines = (f"{path}\t{stamp.sha256}\n" for path, stamp in sorted(self.files.items()))
        return digest((self.rendering + "\n" + "".join(lines)).encode())

    def to_bytes(self) -> bytes:
        """As a file; equal ledgers give equal bytes."""
        files = {path: [mark.sha256, mark.size, mark.mtime_ns] for path, mark in sorted(self.files.items())}
        head = {"export": self.export, "rendering": self.rendering, "files": files}
        tail = {"keys": sorted(self.keys), "removed": dict(self.removed)}
        return b"\n".join(json.dumps(part, sort_keys=True).encode() for part in (head, tail))


def read_ledger(path: Path, *, head: bool = False) -> Ledger | None:
    """The ledger in a file; None where there is none or it is damaged, as after a failure of the disk.

    ``head``: without ``keys`` and ``removed``, which tell of every entry and take their time.
    """
    try:
        with path.open("rb") as file:
            told = json.loads(file.readline())
            told |= {"keys": (), "removed": {}} if head else json.loads(file.readline())
        files = {name: Stamp(*mark) for name, mark in told["files"].items()}
        return Ledger(told["export"], files, frozenset(told["keys"]), told["removed"], told["rendering"])
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return None
