"""The last few deliveries as LDIF that takes each of them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from syncsvc.exports.filetarget.disk import explained, settle, stage
from syncsvc.formats.ldap import ldif


@dataclass(frozen=True, slots=True)
class Undo:
    """Numbered files ``NAME-000001.ldif`` in a folder, for ldapmodify. They hold contacts: only we may read them."""

    folder: Path
    name: str
    keep: int

    def check(self) -> None:
        """Raise TargetError now rather than after the directory was changed."""
        with explained(self.folder):
            probe = self.folder / f".{self.name}.probe"
            probe.unlink(missing_ok=True)
            stage(probe, b"", 0o600)
            probe.unlink()

    def write(self, records: Sequence[bytes]) -> Path:
        """Keep these change records as the newest file. Raises TargetError."""
        with explained(self.folder):
            present = self._files()
            number = int(present[-1].stem[-6:]) + 1 if present else 1
            path = self.folder / f"{self.name}-{number:06d}.ldif"
            waiting = path.with_suffix(".new")
            waiting.unlink(missing_ok=True)
            stage(waiting, ldif.document(records, ldif.HEADER), 0o600)
            settle((waiting,))
            waiting.replace(path)
            settle((self.folder,))
            for old in [*present, path][: -self.keep]:
                old.unlink(missing_ok=True)
        return path

    def clear(self) -> None:
        """Delete them all: after an erasure nothing may bring the erased back. Raises TargetError."""
        with explained(self.folder):
            for path in self._files():
                path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob(f"{self.name}-[0-9][0-9][0-9][0-9][0-9][0-9].ldif"))
