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
    basis: str = ""
    """What gave the verdict: empty for the score; «decision», «stale-decision» or «kinds» where that outranked it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's lasting word on a pair of records; outranks every score.

    The digests stand for what the two records said of their identity when it was taken (``matching.identity_digest``).
    A decision on a record that says something else since is not applied; the pair is shown again. Empty digests
    are not checked. ``UNSURE`` takes an earlier word back and leaves the pair to its score.
    """

    left: RecordRef
    right: RecordRef
    verdict: Verdict
    author: str
    at: datetime
    reason: str
    left_digest: str = ""
    right_digest: str = ""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The records that are one; members are sorted."""

    members: tuple[RecordRef, ...]
