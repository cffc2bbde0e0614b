"""What a run did, per source, in the directory, and per target."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SourceResult:
    """One source in a run: counts of records, or why it kept its last good ones."""

    name: str
    title: str
    records: int = 0
    added: int = 0
    changed: int = 0
    vanished: int = 0
    """Gone from the source, waiting out their grace period or a person's word."""
    removed: int = 0
    held: int = 0
    issues: int = 0
    unchanged: bool = False
    reread: bool = False
    """Whether it was read in another way than before: the run shows what comes of it."""
    error: str = ""
    hint: str = ""
    """What an operator can do about the error."""


@dataclass(frozen=True, slots=True)
class DirectoryResult:
    """The directory after a run, and what the run changed in it."""

    contacts: int = 0
    records: int = 0
    joined: int = 0
    """Records that share a canonical contact with another."""
    unsure: int = 0
    """Pairs that wait for a person's decision."""
    added: int = 0
    changed: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class TargetResult:
    """One export in a run."""

    name: str
    entries: int = 0
    added: int = 0
    updated: int = 0
    removed: int = 0
    held: int = 0
    refused: int = 0
    written: bool = False
    files: tuple[Path, ...] = ()
    error: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """One contact that a rehearsed run would add, change or remove."""

    change: str
    id: str
    name: str
    fields: tuple[str, ...] = ()
    """What would change of it."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """A whole run."""

    id: str
    started: datetime
    ended: datetime
    sources: tuple[SourceResult, ...] = ()
    directory: DirectoryResult = DirectoryResult()
    targets: tuple[TargetResult, ...] = ()
    planned: tuple[Planned, ...] = ()
    """Of a rehearsal, and of a run that reads a source in another way: the changes to the directory, by name."""
    notes: tuple[str, ...] = ()
    """What was done again because code or configuration changed."""
    dry: bool = False

    @property
    def failed(self) -> bool:
        """Whether a source or a target failed."""
        return any(source.error for source in self.sources) or any(target.error for target in self.targets)

    @property
    def held(self) -> bool:
        """Whether removals wait for a person."""
        return any(source.held for source in self.sources) or any(target.held for target in self.targets)

    @property
    def quiet(self) -> bool:
        """Whether nothing at all changed."""
        directory = self.directory
        moved = directory.added or directory.changed or directory.removed
        return not moved and not any(target.written for target in self.targets)

    @property
    def exit_code(self) -> int:
        """0 all well, 3 some source or target failed, 4 something is held for a person."""
        if self.failed:
            return 3
        return 4 if self.held else 0
