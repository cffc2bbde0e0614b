"""Entries and plans: what a target should hold, and the changes that would make it so."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

Place = tuple[str, str]
"""Order and key of an entry."""


class Entry(NamedTuple):
    """A canonical contact rendered for one target."""

    key: str
    """The canonical id, or for what is not a contact a key of the export's own."""
    content: bytes
    order: str = ""
    """Where it stands among the others: entries are delivered sorted by (order, key)."""

    @property
    def place(self) -> Place:
        """Where it stands, apart from every other."""
        return self.order, self.key


class ChangeKind(StrEnum):
    """What happens to an entry."""

    ADD = "add"
    UPDATE = "update"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Change:
    """One change to one entry; ``content`` is empty for a removal, ``former`` for an addition."""

    kind: ChangeKind
    key: str
    content: bytes = b""
    former: bytes = b""


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes that would make a target right."""

    target: str
    changes: tuple[Change, ...] = ()
    receipt: str = ""
    """The delivery that left the target as these changes find it; empty where the target was otherwise."""

    def count(self, kind: ChangeKind) -> int:
        """How many changes are of this kind."""
        return sum(change.kind is kind for change in self.changes)
