"""A delivery being prepared: new files staged beside the target, unchanged ones recognised, foreign ones refused."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath

from syncsvc.errors import TargetError
from syncsvc.exports.filetarget.disk import Content, Stamp, read_stamp, stage
from syncsvc.exports.filetarget.listing import Listing, Noted, Stale


@dataclass(frozen=True, slots=True)
class Product:
    """One file to deliver. ``path`` is relative to the folder that holds the location, with ``/`` between its parts."""

    path: str
    content: Content | Listing


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
    noted: Mapping[str, Noted] = field(default_factory=dict)
    """The blocks of the listings we made."""
    files: dict[str, Stamp] = field(default_factory=dict)
    staged: dict[str, Path] = field(default_factory=dict)
    listed: dict[str, Noted] = field(default_factory=dict)
    """The blocks of the listings as they will be."""
    patched: set[str] = field(default_factory=set)
    """Listings that were made of the last ones, so that not every entry was looked at."""

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
        stamp = self._stage(waiting, product, present)
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

    def _stage(self, waiting: Path, product: Product, present: Stamp | None) -> Stamp:
        content = product.content
        if not isinstance(content, Listing):
            return stage(waiting, content, self.mode)
        stamp = self._patched(waiting, product.path, content, present) or stage(waiting, content.assembled(), self.mode)
        self.listed[product.path] = Noted(stamp.sha256, tuple(content.blocks))
        return stamp

    def _patched(self, waiting: Path, path: str, content: Listing, present: Stamp | None) -> Stamp | None:
        """The listing made of the last one, None where that cannot be done."""
        noted = self.noted.get(path)
        if noted is None or present is None or noted.sha256 != present.sha256:
            return None
        try:
            stamp = stage(waiting, content.patched(self.root / path, noted), self.mode)
        except Stale:
            waiting.unlink()
            return None
        self.patched.add(path)
        return stamp

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


def _fingerprint(content: Content | Listing) -> str:
    """The fingerprint of bytes at hand; empty for a stream, which can be read only once."""
    return sha256(content).hexdigest() if isinstance(content, bytes) else ""
