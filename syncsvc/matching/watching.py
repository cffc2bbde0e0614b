"""An alarm for over-merging, and a preview of what another model would join and split."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from syncsvc.matching.declaration import Model
from syncsvc.matching.linking import link
from syncsvc.model.contact import Contact
from syncsvc.model.match import Cluster, Decision, Match, Verdict
from syncsvc.model.record import RecordRef


@dataclass(frozen=True, slots=True)
class Health:
    """What a run should be watched for."""

    largest: int
    """Records in the largest cluster."""
    weakest: Match | None
    """Of all edges that alone hold a cluster together, the one of least weight; decisions do not count."""
    doubles: int
    """Clusters that hold two records of one source."""
    changed: float
    """Share of the ids that are new, merged or retired since the last run."""


def health(clusters: Iterable[Cluster], matches: Iterable[Match], *, ids: int = 0, changed: int = 0) -> Health:
    """Look at clusters and matches; ``ids`` there are now, ``changed`` of them came or went."""
    known = list(clusters)
    place = {ref: number for number, cluster in enumerate(known) for ref in cluster.members}
    inner = [match for match in matches if _within(match, place)]
    return Health(
        max((len(cluster.members) for cluster in known), default=0),
        weakest(inner),
        sum(max(Counter(ref.source for ref in cluster.members).values()) > 1 for cluster in known),
        changed / ids if ids else 0.0,
    )


def weakest(matches: Iterable[Match]) -> Match | None:
    """Of the pairs «same» that everything hangs on, the one of least weight; None where only decisions hold it."""
    same = [match for match in matches if match.verdict is Verdict.SAME]
    bridges = [match for match in _tree(same) if match.basis != "decision"]
    return min(bridges, key=lambda match: (match.score, match.left, match.right), default=None)


def _within(match: Match, place: dict[RecordRef, int]) -> bool:
    here, there = place.get(match.left), place.get(match.right)
    return match.verdict is Verdict.SAME and here is not None and here == there


def _tree(edges: Sequence[Match]) -> list[Match]:
    """The strongest edges that hold everything together: what clusters hang on."""
    root: dict[RecordRef, RecordRef] = {}

    def find(ref: RecordRef) -> RecordRef:
        while root.setdefault(ref, ref) != ref:
            root[ref] = root[root[ref]]
            ref = root[ref]
        return ref

    kept: list[Match] = []
    for match in sorted(edges, key=lambda one: (-one.score, one.left, one.right)):
        left, right = find(match.left), find(match.right)
        if left != right:
            root[left] = right
            kept.append(match)
    return kept


@dataclass(frozen=True, slots=True)
class Preview:
    """What would change."""

    joined: tuple[Cluster, ...]
    """Clusters that would unite what is apart now."""
    split: tuple[Cluster, ...]
    """Clusters of now that would fall apart."""
    asked: int
    """How many more pairs would be asked about; fewer if negative."""


def preview(contacts: Iterable[Contact], decisions: Iterable[Decision], present: Model, proposed: Model) -> Preview:
    """Link with both models and compare; nothing is kept."""
    book, words = tuple(contacts), tuple(decisions)
    now, then = link(book, words, present), link(book, words, proposed)
    return Preview(
        not_within(then.clusters, now.clusters),
        not_within(now.clusters, then.clusters),
        sum(match.verdict is Verdict.UNSURE for match in then.matches)
        - sum(match.verdict is Verdict.UNSURE for match in now.matches),
    )


def not_within(clusters: Iterable[Cluster], others: Iterable[Cluster]) -> tuple[Cluster, ...]:
    """Those of the clusters whose records are in several of the others; records the others lack do not count."""
    place = {ref: number for number, other in enumerate(others) for ref in other.members}
    return tuple(cluster for cluster in clusters if len({place[ref] for ref in cluster.members if ref in place}) > 1)
