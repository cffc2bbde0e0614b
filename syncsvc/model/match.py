"""Matches, decisions and clusters: who is who, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from syncsvc.model.record import RecordRef


class Verdict(StrEnum):
    """The lane a pair falls into."""

    SAME = "same"
    UNSURE = "unsure"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one comparison says of a pair; ``weight`` in bits, positive speaks for «same»."""

    comparison: str
    level: str
    weight: float
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Match:
    """A pair, weighed. ``left`` sorts before ``right``."""

    left: RecordRef
    right: RecordRef
    score: float
    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    relation: str = ""
    """«holds» where a person holds a function; such a pair is linked, never merged."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's lasting word on a pair of records; outranks every score."""

    left: RecordRef
    right: RecordRef
    verdict: Verdict
    author: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """The records that are one; members are sorted."""

    members: tuple[RecordRef, ...]
