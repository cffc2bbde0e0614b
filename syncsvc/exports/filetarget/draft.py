"""A delivery being prepared: new files staged beside the target, unchanged ones recognised, foreign ones refused."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath

from syncsvc.errors import TargetError
from syncsvc.exports.filetarget.disk import Content, Stamp, read_stamp, stage


@dataclass(frozen=True, slots=True)
class Product:
    """One file to deliver. ``path`` is relative to the folder that holds the location, with ``/`` between its parts."""

    path: str
    content: Content


@dataclass(frozen=True, slots=True)
class Draft:
    """Every file the target will have, and where the new ones wait to be renamed into place."""

    root: Path
    """The folder that paths start from."""
    place: Path
    """The folder that new files wait in."""
    mode: int
    known: Mapping[str, Stamp]
    """The files we made, as we left them."""
    owned: Collection[str]
    """Paths we may write over."""
    files: dict[str, Stamp] = field(default_factory=dict)
    staged: dict[str, Path] = field(default_factory=dict)

    def add(self, product: Product) -> None:
        """Stage one file unless the target holds the same bytes already.

        Raises TargetError for a file in its place that is not ours, and for two products of one name.
        """
        path = self._checked(product.path)
        present = read_stamp(self.root / path, self.known.get(path))
        # Bytes known beforehand to be the same are not written first: a folder may hold a hundred thousand cards.
        if present is not None and _fingerprint(product.content) == present.sha256:
            self.files[path] = present
            return
        waiting = self.place / str(len(self.files))
        stamp = stage(waiting, product.content, self.mode)
        if present is not None and present.sha256 == stamp.sha256:
            waiting.unlink()
            self.files[path] = present
            return
        if present is not None and path not in self.owned:
            raise TargetError(
                f"{self.root / path} exists and was not made by this export; it is not written over",
                hint="move it away, or choose another location",
            )
        self.files[path] = stamp
        self.staged[path] = waiting

    def retain(self, path: str) -> None:
        """Leave a file of ours as it is."""
        present = read_stamp(self.root / path, self.known.get(path))
        if present is not None:
            self.files[path] = present

    def moment(self) -> datetime:
        """When the draft was begun, by the clock of the file system."""
        return datetime.fromtimestamp(self.place.stat().st_mtime, UTC)

    def _checked(self, path: str) -> str:
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or any(part.startswith(".") or "\\" in part for part in parts):
            raise TargetError(f"{self.root}: «{path}» is not a name for a file", hint="this is a fault of the export")
        if path in self.files:
            raise TargetError(f"{self.root / path} would be written twice", hint="this is a fault of the export")
        return path


def _fingerprint(content: Content) -> str:
    """The fingerprint of bytes at hand; empty for a stream, which can be read only once."""
    return sha256(content).hexdigest() if isinstance(content, bytes) else ""
