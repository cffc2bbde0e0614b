"""A staged draft carried out: old files kept, new ones renamed into place, in an order that survives being killed."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from syncsvc.exports.filetarget.disk import has_mode, settle, stage
from syncsvc.exports.filetarget.draft import Draft
from syncsvc.exports.filetarget.ledger import Ledger, roll_file
from syncsvc.exports.filetarget.versions import Versions


@dataclass(frozen=True, slots=True)
class Commit:
    """From one ledger to the next.

    All that needs space on the disk is written and flushed before the first file changes; what follows are renames. A
    process killed between two of them leaves every file whole, old or new, and an open version that says which.
    """

    draft: Draft
    former: Ledger
    fresh: Ledger
    begun: Iterable[str]
    """Files that a killed delivery may have left."""
    accounts: frozenset[str]
    """Files that tell of the others: written anew for every version, so never kept in one."""

    def carry_out(self, ledger: Path, versions: Versions | None, keep: int) -> bool:
        """Make it so; return whether a file changed. Without ``versions`` nothing is kept of what it replaces."""
        gone = self._gone()
        waiting = self._stage_ledger(ledger)
        settle((*self.draft.staged.values(), *waiting.values()))
        version = None
        if versions is not None and (self._replaced(gone) or versions.opened() is not None):
            version = versions.begin(self._replaced(gone), self.former.roll, roll_file(ledger, self.former.roll.mark))
        self._move(gone)
        for path, staged in waiting.items():
            staged.replace(path)
            settle((ledger.parent,))
        for other in ledger.parent.glob(roll_file(ledger, "*").name):
            if other != roll_file(ledger, self.fresh.roll.mark):
                other.unlink()
        if versions is not None and version is not None:
            versions.close(version, keep if self.former.files else 0)
        return bool(self.draft.staged or gone)

    def _gone(self) -> tuple[str, ...]:
        paths = {*self.former.files, *self.begun} - self.draft.files.keys()
        return tuple(path for path in sorted(paths) if (self.draft.root / path).exists())

    def _replaced(self, gone: tuple[str, ...]) -> tuple[str, ...]:
        """The files that a previous version is about; one that is only repaired is not among them."""
        former, fresh = self.former.files, self.fresh.files
        return tuple(
            path
            for path in (*self.draft.staged, *gone)
            if path not in self.accounts
            and (path not in former or path not in fresh or former[path].sha256 != fresh[path].sha256)
        )

    def _stage_ledger(self, ledger: Path) -> Mapping[Path, Path]:
        """What the target remembers, as far as it is to be written: the roll first, as the ledger names it."""
        roll, staged = roll_file(ledger, self.fresh.roll.mark), dict[Path, Path]()
        if not roll.exists():
            staged[roll] = self.draft.place / "roll"
            stage(staged[roll], self.fresh.roll.read(), 0o600)
        content = self.fresh.to_bytes()
        with suppress(FileNotFoundError):
            if ledger.read_bytes() == content:
                return staged
        staged[ledger] = self.draft.place / "ledger"
        stage(staged[ledger], content, 0o600)
        return staged

    def _move(self, gone: tuple[str, ...]) -> None:
        root = self.draft.root
        folders = {(root / path).parent for path in (*self.draft.staged, *gone)}
        for folder in sorted(folders - {root}):
            self._make_folder(folder)
        for path, waiting in self.draft.staged.items():
            waiting.replace(root / path)
        for path in gone:
            (root / path).unlink(missing_ok=True)
        for path in self.draft.files:
            if not has_mode(root / path, self.draft.mode):
                (root / path).chmod(self.draft.mode)
        settle(folder for folder in folders if folder.exists())
        self._drop_empty({root / path for path in gone})

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        folder.mkdir(parents=True)
        # Whoever may read a file may look into its folder.
        folder.chmod(self.draft.mode | (self.draft.mode & 0o444) >> 2)

    def _drop_empty(self, gone: Iterable[Path]) -> None:
        for folder in {path.parent for path in gone} - {self.draft.root}:
            with suppress(OSError):
                folder.rmdir()
