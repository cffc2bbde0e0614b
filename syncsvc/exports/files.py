r"""What every export to files has in common: its settings, and the way from entries to a delivered target.

A kind of its own names its settings and says how a contact becomes an entry and entries become files:

    class NotesSettings(FileExportSettings):
        kind: Literal["notes"] = "notes"

        def open(self, around: Surroundings) -> Export:
            return NotesExport(self, around)

    class NotesExport(FileExport[NotesSettings]):
        version = 1                                  # another number renders every entry again

        def render(self, contact: CanonicalContact) -> Entry | None:
            return Entry(contact.id, f"{contact.name.display}\n".encode(), order=name_order(contact))

        def products(self, wanted: Wanted) -> Iterable[Product]:
            yield Product(self.main, Listing(wanted, as_it_is))

A product is named relative to the folder of the location: ``self.main`` is the file (or folder) itself, and
``f"{self.main}-metadata.json"`` lies beside it, ``f"{self.main}/{contact.id}.vcf"`` in it. A product that is no longer
given is deleted. A ``Listing`` of which few entries changed is made from the last file; any bytes, or a stream of them,
will do as well. What is written, when, and how it survives a full disk or a killed process is the business of
``filetarget.target.FileTarget``.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated, ClassVar, Generic, Self, TypeVar

from pydantic import Field, StringConstraints

from syncsvc.exports.filetarget.draft import Product
from syncsvc.exports.filetarget.listing import Listing
from syncsvc.exports.filetarget.target import FileTarget
from syncsvc.model.audience import Audience
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.digest import digest
from syncsvc.model.plan import Entry, Plan
from syncsvc.ports import Delivery, Wanted, WantedInPart
from syncsvc.settings import Duration, ExportSettings, Surroundings

__all__ = ["FileExport", "FileExportSettings", "Listing", "Mode", "Product", "as_it_is"]

Mode = Annotated[str, StringConstraints(pattern=r"^0?[0-7]{3}$")]
"""Permissions as in chmod: «0644»."""

_ELSEWHERE = {"name", "location", "keep", "mode", "removed_kept", "max_removed", "enabled"}
"""Settings that do not decide the bytes of an entry or a file."""


class FileExportSettings(ExportSettings):
    """What every export to files can be told; kinds add their own."""

    location: str
    """The file to write (a folder where the kind says so), relative to the configuration. Its folder must exist."""
    keep: Annotated[int, Field(ge=0, le=1000)] = 5
    """How many previous versions are kept beside it for «export --rollback»; an erasure deletes them."""
    mode: Mode | None = None
    """Permissions of the files: «0644»; left out, everybody may read a public export, owner and group any other."""
    removed_kept: Duration = timedelta(days=365)
    """How long the id of a removed contact stays in the removal feed ``….removed.json``."""

    def bits(self) -> int:
        """The permissions as a number."""
        if self.mode is not None:
            return int(self.mode, 8)
        return 0o644 if self.audience is Audience.PUBLIC else 0o640


S = TypeVar("S", bound=FileExportSettings)


class FileExport(ABC, Generic[S]):
    """An export to files; see the module for what a kind adds."""

    version: ClassVar[int]
    """Of the code that renders; another number renders and delivers everything again."""
    provenance = False
    """Whether entries tell where values come from."""

    def __init__(self, settings: S, around: Surroundings) -> None:
        self.settings = settings
        self.around = around

    def __reduce__(self) -> tuple[type[Self], tuple[S, Surroundings]]:
        """Travels to another process as what it was opened from."""
        return type(self), (self.settings, self.around)

    @property
    def name(self) -> str:
        """The name from the configuration."""
        return self.settings.name

    @property
    def audience(self) -> Audience:
        """For whom."""
        return self.settings.audience

    @property
    def location(self) -> Path:
        """The file or folder, absolute."""
        return self.around.path(self.settings.location)

    @property
    def main(self) -> str:
        """The name of the file or folder, for use in products."""
        return self.location.name

    @property
    def rendering(self) -> str:
        """A fingerprint of all that decides the bytes besides the contact."""
        told = self.settings.model_dump_json(exclude=_ELSEWHERE)
        return digest(f"{type(self).__name__}\n{self.version}\n{self.around.title}\n{told}".encode())

    @abstractmethod
    def render(self, contact: CanonicalContact) -> Entry | None:
        """The entry for one contact; None where this export does not show it. Raises RecordError if it cannot."""

    def same(self, kept: bytes, fresh: bytes) -> bool:
        """Whether two contents of an entry say the same to whoever reads the target."""
        return kept == fresh

    @abstractmethod
    def products(self, wanted: Wanted) -> Iterable[Product]:
        """The files that hold these entries."""

    def remade(self, plan: Plan | None, wanted: Wanted) -> Iterable[Product]:  # noqa: ARG002 — for kinds that can use it
        """The same files; ``plan`` is all that changes in those that are there, None if that is not known."""
        return self.products(wanted)

    def survey(self, receipt: str) -> Mapping[str, str] | None:
        """None if every file is just as the receipt says, else an empty mapping: deliver again."""
        return self.target().survey(receipt)

    def deliver(self, plan: Plan, wanted: Wanted) -> Delivery:
        """Write the files as a whole; those that hold the same bytes already are not touched.

        With an empty plan, and files that are as the last delivery left them, nothing is even assembled.
        """
        settled = self.target().settled()
        if settled is not None and not plan.changes:
            return settled
        known = plan if settled is not None and settled.receipt == plan.receipt else None
        tally = Tally(wanted)
        told = replace(wanted, every=tally) if known is not None and isinstance(wanted, WantedInPart) else tally
        return self.target().deliver(self.remade(known, told), tally.keys, plan.changes)

    def check(self) -> str:
        """One line on what is there; raises TargetError where nothing could be written."""
        return self.target().check()

    def rollback(self) -> Delivery:
        """Put back what the last delivery replaced, and stay so until ``release``; raises TargetError.

        The receipt is empty, so that the next delivery after the release is made in full.
        """
        return self.target().rollback()

    def release(self) -> None:
        """Let deliveries through again after a rollback."""
        self.target().release()

    def purge(self) -> None:
        """Delete all previous versions: after an erasure nothing may bring the erased back."""
        self.target().purge()

    def target(self) -> FileTarget:
        """The files themselves."""
        return FileTarget(
            self.location,
            export=self.name,
            audience=self.audience,
            rendering=self.rendering,
            mode=self.settings.bits(),
            keep=self.settings.keep,
            removed_kept=self.settings.removed_kept,
        )


class Tally:
    """Hands entries through and notes their keys, so that they need not be asked for twice."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self.keys: set[str] = set()

    def __call__(self) -> Iterator[Entry]:
        for entry in self._wanted():
            self.keys.add(entry.key)
            yield entry


def as_it_is(content: bytes) -> bytes:
    """The piece of a listing whose entries are final."""
    return content
