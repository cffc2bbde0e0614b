"""Pairwise and B-cubed precision, recall and F1, exact clusters, and the share of pairs asked about."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from syncsvc.model.record import RecordRef


@dataclass(frozen=True)
class Quality:
    """Of one clustering against the truth."""

    precision: float
    recall: float
    f1: float
    cubed: float
    exact: float
    largest: int


def quality(clusters: Sequence[Sequence[RecordRef]], truth: Mapping[RecordRef, str]) -> Quality:
    """Compare clusters (every record in one) with the truth."""
    joined = right = 0
    precision = recall = exact = 0.0
    size = Counter(truth.values())
    for members in clusters:
        shares = Counter(truth[ref] for ref in members)
        joined += _pairs(len(members))
        right += sum(_pairs(share) for share in shares.values())
        precision += sum(share * share / len(members) for share in shares.values())
        recall += sum(share * share / size[who] for who, share in shares.items())
        exact += len(shares) == 1 and size[next(iter(shares))] == len(members)
    total, records = sum(map(_pairs, size.values())), len(truth)
    p, r = right / max(joined, 1), right / max(total, 1)
    return Quality(
        p,
        r,
        _f1(p, r),
        _f1(precision / records, recall / records),
        _f1(exact / len(clusters), exact / len(size)),
        max(map(len, clusters)),
    )


def asked(
    clusters: Sequence[Sequence[RecordRef]],
    pairs: Iterable[tuple[RecordRef, RecordRef]],
    truth: Mapping[RecordRef, str],
) -> tuple[float, float]:
    """Pairs asked about as a share of the records, and the share of true pairs that are joined or asked."""
    place = {ref: number for number, members in enumerate(clusters) for ref in members}
    open_pairs = [(left, right) for left, right in pairs if place[left] != place[right]]
    found = sum(truth[left] == truth[right] for left, right in open_pairs)
    within = sum(_pairs(share) for members in clusters for share in Counter(truth[ref] for ref in members).values())
    return len(open_pairs) / len(truth), (within + found) / max(sum(map(_pairs, Counter(truth.values()).values())), 1)


def _pairs(number: int) -> int:
    return number * (number - 1) // 2


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
