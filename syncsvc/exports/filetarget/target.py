"""A target made of files: surveyed, delivered whole, rolled back; the one way any export writes to a disk."""

import fcntl
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from syncsvc.errors import SafetyStop, TargetError
from syncsvc.exports.filetarget import disk
from syncsvc.exports.filetarget.commit import Commit
from syncsvc.exports.filetarget.disk import Stamp
from syncsvc.exports.filetarget.draft import Draft, Product
from syncsvc.exports.filetarget.ledger import Ledger, Roll, after, read_ledger
from syncsvc.exports.filetarget.listing import read_notes, write_notes
from syncsvc.exports.filetarget.manifest import Facts, next_feed, read_feed, read_manifest, write_feed, write_manifest
from syncsvc.exports.filetarget.versions import Versions
from syncsvc.model.audience import Audience
from syncsvc.model.plan import Change
from syncsvc.ports import Delivery


@dataclass(frozen=True, slots=True)
class FileTarget:
    """The files of one export.

    Everything it makes lies in the folder of the location: the products, ``NAME.manifest.json``, ``NAME.removed.json``,
    and a closed folder ``.NAME.syncsvc`` with its ledger, its staging place and the previous versions. A file there
    that it did not make is never written over.
    """

    location: Path
    export: str
    audience: Audience
    rendering: str = ""
    """A fingerprint of how entries become files; the target is delivered again when it changes."""
    mode: int = 0o644
    keep: int = 5
    """How many previous versions are kept."""
    removed_kept: timedelta = timedelta(days=365)
    """How long an id stays in the removal feed."""

    def survey(self, receipt: str) -> Mapping[str, str] | None:
        """None if every file is as the receipt of the last delivery says; an empty mapping if anything is not."""
        settled = self.settled()
        return None if settled is not None and settled.receipt == receipt else {}

    def settled(self) -> Delivery | None:
        """The last delivery, if every file is still as it was left and was rendered as now; None if not."""
        with disk.explained(self.location):
            ledger = read_ledger(self._ledger)
            if ledger is None or ledger.rendering != self.rendering or self._interrupted():
                return None
            intact = all(self._intact(*file) for file in ledger.files.items())
            return self._delivered(ledger, written=False) if intact else None

    def deliver(self, products: Iterable[Product], keys: Collection[str], changes: Sequence[Change] = ()) -> Delivery:
        """Make the target hold these files and no others of ours.

        ``keys`` names the entries in them and is read after the last product, so a stream may fill it; where a listing
        was made of the last one, which reads few entries, ``changes`` tells of all that is new and gone. Raises
        TargetError, and leaves everything as it was, when a file cannot be written or one in its place is not ours;
        SafetyStop from a rollback until ``release``.
        """
        with disk.explained(self.location), self._alone():
            if self._held.exists():
                raise SafetyStop(
                    f"{self.location} was rolled back and stays so",
                    hint=f"«syncsvc export {self.export}» delivers the present directory again",
                )
            ledger = self._remembered()
            with self._drafting(ledger) as draft:
                for product in products:
                    draft.add(product)
                then = after(changes, ledger.roll) if draft.patched else frozenset(keys)
                return self._finish(draft, ledger, then, self._versions)

    def rollback(self) -> Delivery:
        """Put back what the last delivery replaced, and hold the target so until ``release``.

        The receipt is empty: what is there now is not what the directory says, so nobody should recognise it as right.
        """
        with disk.explained(self.location), self._alone():
            if self._versions.opened() is not None:
                raise TargetError(f"the last delivery to {self.location} was interrupted", hint="deliver again first")
            found = self._versions.newest()
            if found is None:
                raise TargetError(f"{self.location} has no previous version", hint="the setting «keep» says how many")
            version, undo = found
            self._held.touch()
            ledger = self._remembered()
            with self._drafting(ledger) as draft:
                for path in ledger.files.keys() - undo.files.keys() - self._accounts:
                    draft.retain(path)
                for path, copy in undo.files.items():
                    if copy is not None:
                        draft.add(Product(path, disk.pieces(version / copy)))
                delivery = self._finish(draft, ledger, undo.roll.keys, None)
            shutil.rmtree(version)
            return replace(delivery, receipt="")

    def release(self) -> None:
        """Let deliveries through again after a rollback."""
        with disk.explained(self.location):
            self._held.unlink(missing_ok=True)

    def purge(self) -> None:
        """Delete all previous versions and end a rollback: after an erasure nothing may bring the erased back."""
        if not self._state.exists():
            return
        with disk.explained(self.location), self._alone():
            self._versions.clear()
            # Where a block of a listing begins tells a name.
            self._blocks.unlink(missing_ok=True)
            self._held.unlink(missing_ok=True)

    def check(self) -> str:
        """One line on what is there; raises TargetError where nothing could be written."""
        folder = self.location.parent
        with disk.explained(self.location):
            if not os.access(folder, os.W_OK | os.X_OK):
                folder.stat()
                raise PermissionError(13, "")
            ledger = self._remembered()
        return (
            f"{self.location}: {ledger.roll.count} entries" if ledger.files else f"{self.location}: not delivered yet"
        )

    @property
    def _state(self) -> Path:
        return self.location.parent / f".{self.location.name}.syncsvc"

    @property
    def _staging(self) -> Path:
        return self._state / "next"

    @property
    def _ledger(self) -> Path:
        return self._state / "ledger.json"

    @property
    def _blocks(self) -> Path:
        return self._state / "blocks.json"

    @property
    def _held(self) -> Path:
        return self._state / "rolled-back"

    @property
    def _versions(self) -> Versions:
        return Versions(self._state / "previous", self.location.parent)

    @property
    def _manifest(self) -> str:
        return f"{self.location.name}.manifest.json"

    @property
    def _feed(self) -> str:
        return f"{self.location.name}.removed.json"

    @property
    def _accounts(self) -> frozenset[str]:
        """The two files that tell of the others."""
        return frozenset((self._manifest, self._feed))

    def _interrupted(self) -> bool:
        return self._staging.exists() or self._versions.opened() is not None

    def _intact(self, path: str, stamp: Stamp) -> bool:
        file = self.location.parent / path
        present = disk.read_stamp(file, stamp)
        return present is not None and present.sha256 == stamp.sha256 and disk.has_mode(file, self.mode)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No second process delivers to the same files; the lock ends with the process that holds it."""
        self._state.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(self._state, os.O_RDONLY)
        try:
            self._lock(descriptor)
            yield
        finally:
            os.close(descriptor)

    def _lock(self, descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise TargetError(f"another process delivers to {self.location}", hint="let it finish") from error

    def _remembered(self) -> Ledger:
        """The last delivery: by the ledger, or by the public manifest where the ledger was lost."""
        ledger = read_ledger(self._ledger) or self._told()
        if ledger.export != self.export:
            raise TargetError(
                f"{self.location} belongs to the export «{ledger.export}»",
                hint="give every export a location of its own; after renaming an export move its old files away",
            )
        return ledger

    def _told(self) -> Ledger:
        folder = self.location.parent
        with suppress(FileNotFoundError):
            export, files = read_manifest((folder / self._manifest).read_bytes())
            removed = read_feed((folder / self._feed).read_bytes())
            if export:
                unread = Stamp("", -1, -1)
                return Ledger(export, {**files, self._manifest: unread}, Roll.of((), removed))
        return Ledger(self.export)

    @contextmanager
    def _drafting(self, ledger: Ledger) -> Iterator[Draft]:
        """A draft in an empty staging folder, which goes in the end whatever happens."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self._staging)
        self._staging.mkdir(mode=0o700)
        owned = {*ledger.files, *self._versions.begun()}
        if owned:
            owned |= self._accounts
        try:
            yield Draft(self.location.parent, self._staging, self.mode, ledger.files, owned, read_notes(self._blocks))
        finally:
            shutil.rmtree(self._staging, ignore_errors=True)

    def _finish(self, draft: Draft, ledger: Ledger, keys: frozenset[str] | None, versions: Versions | None) -> Delivery:
        """Add the two files that tell of the others, and carry the draft out. ``keys``: None for those of before."""
        roll = ledger.roll
        if keys is None:
            draft.retain(self._feed)
        else:
            today = draft.moment().date()
            removed = next_feed(roll.removed, before=roll.keys, now=keys, day=today, kept=self.removed_kept)
            draft.add(Product(self._feed, write_feed(removed)))
            roll = Roll.of(keys, removed)
        facts = Facts(self.export, self.audience, roll.count)
        draft.add(Product(self._manifest, write_manifest(facts, draft.files)))
        # What was put back is not what the directory says: no survey may find it right.
        rendering = "" if versions is None else self.rendering
        fresh = Ledger(self.export, draft.files, roll, rendering)
        commit = Commit(draft, ledger, fresh, self._versions.begun(), self._accounts)
        written = commit.carry_out(self._ledger, versions, self.keep)
        listed = {path: replace(one, seen=disk.seen(draft.root / path)) for path, one in draft.listed.items()}
        if listed and listed != draft.noted:
            write_notes(self._blocks, listed)
        return self._delivered(fresh, written=written)

    def _delivered(self, ledger: Ledger, *, written: bool) -> Delivery:
        tops = dict.fromkeys(path.partition("/")[0] for path in ledger.files)
        files = tuple(self.location.parent / top for top in tops)
        return Delivery(receipt=ledger.receipt(), files=files, written=written)
