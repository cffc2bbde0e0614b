"""What a source and an export promise.

A new kind is one file with two things: a settings class with ``kind: Literal["…"]`` and ``open()``, and the class it
opens; the bases of both kinds of settings are in ``settings.py``. ``config.py`` lists the kinds; the contract suites in
``tests/contract`` hold every kind to the promises below.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from syncsvc.model.audience import Audience
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.issue import Issue
from syncsvc.model.plan import Entry, Place, Plan
from syncsvc.model.record import SourceRecord

Memory = tuple[tuple[str, str], ...]
"""What a source asks to be reminded of next time: ETag, sync token, hash of the body."""
Notes = Callable[[], bytes]
"""Gives what a source noted beside its memory; it is long, so it is fetched only by who needs it."""


def unnoted() -> bytes:
    """Nothing was noted."""
    return b""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All records of a source at one moment, or the word that nothing changed since the last one."""

    records: Sequence[SourceRecord] = ()
    issues: tuple[Issue, ...] = ()
    memory: Memory = ()
    unchanged: bool = False
    """True: complete, and the same as the snapshot that ``memory`` came from; ``records`` is empty."""
    marks: Sequence[tuple[str, str]] = ()
    """For each record, in order, its key and a mark that stands for all it is made of: what the source said, and every
    setting and version of code that decides what becomes of it. None at all where a source does not tell."""
    kept: Sequence[str] = ()
    """Keys of records that are there and unchanged since the memory, so that their content was not read again.

    ``records`` and ``kept`` together are all records: whatever is in neither has vanished."""
    doubtful: tuple[str, ...] | None = None
    """Keys of all records of the snapshot that ``memory`` was of which are not ``kept``: those that are not among
    ``records`` either have vanished. None where the source does not know."""
    notes: bytes = b""
    """What the source wants to have noted until its next snapshot, if that is not ``unchanged``."""


class Source(Protocol):
    """A configured source.

    Promises: ``fetch`` gives all records or raises; never a part. Keys are stable: the same content gives the same
    keys. Two fetches of the same content give equal records in equal order. Broken single records become issues.
    With the memory of an earlier fetch it may answer ``unchanged``; with an empty memory it never does. ``notes`` are
    those of the snapshot that the memory is of, or of the last one before it that was not ``unchanged``.
    """

    @property
    def name(self) -> str:
        """The name from the configuration."""
        ...

    def fetch(self, memory: Memory, notes: Notes = unnoted) -> Snapshot:
        """Read everything. Raises SourceUnavailable, SourceRejected or SourceIncomplete."""
        ...

    def check(self) -> str:
        """Try the connection as cheaply as possible; return one line on what was found, or raise SourceError."""
        ...


Wanted = Callable[[], Iterable[Entry]]
"""Gives every entry the target should hold, sorted by (order, key); may be called more than once."""
Altered = tuple[bytes, bytes]
"""What an entry said in the last delivery, and what it says now."""


@dataclass(frozen=True, slots=True)
class WantedInPart:
    """The same where it is known what differs from the last delivery, for targets that need not write all anew."""

    every: Wanted
    went: tuple[Place, ...]
    """Where entries stood that are gone, different or elsewhere now."""
    came: tuple[Place, ...]
    """Where entries stand that are new, different or elsewhere now."""
    stretch: Callable[[Place | None, Place | None], Iterable[Entry]]
    """Gives the entries from a place on that stand before another one; None: from the first, to the last."""
    altered: Mapping[Place, Altered] = field(default_factory=dict)
    """Of entries that say something else at the same place; those places are among ``went`` and ``came`` too."""

    def __call__(self) -> Iterable[Entry]:
        """Give every entry."""
        return self.every()


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was delivered."""

    receipt: str = ""
    """What the export needs to recognise its own work next time (a hash, a contextCSN); opaque to others."""
    files: tuple[Path, ...] = ()
    issues: tuple[Issue, ...] = ()
    refused: tuple[str, ...] = ()
    """Keys of entries the target would not take; they count as not delivered and are tried again."""
    written: bool = False
    """False: the target was right already and not a byte was touched."""


class Export(Protocol):
    """A configured export.

    Promises: ``render`` is pure: same contact, same bytes. ``deliver`` is atomic per file (per batch for servers),
    touches only what the export made, may be interrupted at any point and repeated, and writes nothing when the target
    is right. It raises TargetError when the target stays as it was. It can be pickled: several
    processes render a large directory.
    """

    @property
    def name(self) -> str:
        """The name from the configuration."""
        ...

    @property
    def audience(self) -> Audience:
        """For whom: contacts are cut down to what this audience may see before ``render`` gets them."""
        ...

    @property
    def rendering(self) -> str:
        """A fingerprint of all that decides an entry's bytes besides the contact: profile, columns, code version."""
        ...

    @property
    def provenance(self) -> bool:
        """Whether entries tell where values come from; if not, ``render`` gets contacts without origins and members."""
        ...

    def render(self, contact: CanonicalContact) -> Entry | None:
        """The entry for one contact; None where this export does not show it. Raises RecordError if it cannot."""
        ...

    def same(self, kept: bytes, fresh: bytes) -> bool:
        """Whether two contents of one entry say the same to whoever reads the target, so that the kept one stays."""
        ...

    def survey(self, receipt: str) -> Mapping[str, str] | None:
        """Look at the target: None if it is just as the receipt says, else what is there: key → digest of content.

        Keys whose content cannot be told map to an empty digest; an absent target is an empty mapping.
        """
        ...

    def deliver(self, plan: Plan, wanted: Wanted) -> Delivery:
        """Carry the plan out. ``wanted`` serves exports that must write their target as a whole."""
        ...

    def check(self) -> str:
        """Try the target as cheaply as possible; return one line on what was found, or raise TargetError."""
        ...
