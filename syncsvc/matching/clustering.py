"""Records that are one are put together: best edge first, and never against a contradiction.

The edges are pairs in the lane «same». Within what they connect, two groups become one only if no pair across them
is decided or scored below the veto, and the pairs across weigh enough on average. So a chain A-B-C in which A and C
contradict each other ends as two clusters, and the order of records and pairs does not matter.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import isfinite
from typing import NamedTuple

import numpy as np

from syncsvc.columns.hashing import Integers
from syncsvc.columns.ordering import fresh
from syncsvc.matching.pairs import Flags, Floats
from syncsvc.model.record import RecordRef

Pair = tuple[int, int]
UNKNOWN = -1
ID = 2


class Standing(NamedTuple):
    """How two records stand to each other."""

    score: float
    barred: bool = False
    """Whether they contradict each other so that nothing but a third record that vouches for both joins them."""
    vouched: int = UNKNOWN
    """0 to 2, see ``Level``."""
    same: bool = False
    """Whether they are one, by what they say alone."""
    agreed: int = 0
    disputed: int = 0
    """Facts on which they agree, and which they dispute: a bit for each."""


Scorer = Callable[[Sequence[Pair]], Iterable[Standing]]
"""Weighs pairs of rows, left below right."""

RIVAL = 3.0
"""A record that fits one by so many bits better than another, who contradicts that one, is the one's."""
LACKING = -4.0
"""The most that a pair speaks against two groups whose contradictions are settled: what it lacks, others may have."""
FEW = 40
"""In what so many records form, all pairs are weighed at once; in more, only when two groups would join."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs of rows (left below right) in the lane «same», with their scores."""

    left: Integers
    right: Integers
    score: Floats


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds besides the scores."""

    veto: float
    mean: float
    must: tuple[Pair, ...] = ()
    """Decided to be one, newest first."""
    cannot: frozenset[Pair] = frozenset()


def components(left: Integers, right: Integers, rows: int) -> Integers:
    """For each row the lowest row it is connected with."""
    root = np.arange(rows)
    while len(left):
        low = np.minimum(root[left], root[right])
        np.minimum.at(root, root[left], low)
        np.minimum.at(root, root[right], low)
        while True:
            jumped = root[root]
            if np.array_equal(jumped, root):
                break
            root = jumped
        apart = root[left] != root[right]
        left, right = left[apart], right[apart]
    return root


def cluster(refs: Sequence[RecordRef], edges: Edges, rules: Rules, scorer: Scorer) -> list[list[int]]:
    """All clusters of more than one row."""
    must = np.array(rules.must, dtype=np.int64).reshape(-1, 2)
    left, right = np.concatenate((edges.left, must[:, 0])), np.concatenate((edges.right, must[:, 1]))
    score = np.concatenate((edges.score, np.full(len(must), np.inf)))
    root = components(left, right, len(refs))
    whole = _whole(root, root[left], score, rules)
    result = _members(root, whole)
    grouped: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    rest = ~whole[root[left]]
    for group, *edge in zip(
        root[left[rest]].tolist(), score[rest].tolist(), left[rest].tolist(), right[rest].tolist(), strict=True
    ):
        grouped[group].append((edge[0], edge[1], edge[2]))
    known = _known(grouped.values(), scorer)
    for found in grouped.values():
        together = _undoubted(found, rules, known)
        result += [together] if together else _Greedy(refs, rules, scorer, known).build(found)
    return result


def _whole(root: Integers, group: Integers, score: Floats, rules: Rules) -> Flags:
    """Groups, by their root, in which every pair is an edge that speaks for it; two records with one edge anyway."""
    size, many = (np.bincount(column, minlength=len(root)) for column in (root, group))
    worst = np.full(len(root), np.inf)
    np.minimum.at(worst, group, score)
    pairs = (many == 1) & np.isfinite(worst)
    if not rules.must and not rules.cannot:
        pairs |= (size > 1) & (size <= FEW) & (worst >= max(rules.mean, rules.veto))
    return np.asarray(pairs & (many == size * (size - 1) // 2), dtype=np.bool_)


def _members(root: Integers, chosen: Flags) -> list[list[int]]:
    """The rows of the chosen groups."""
    rows = np.flatnonzero(chosen[root])
    order = np.argsort(root[rows], kind="stable")
    members, starts = rows[order].tolist(), np.flatnonzero(fresh(root[rows][order])).tolist()
    return [members[start:end] for start, end in pairwise([*starts, len(members)])]


def _undoubted(edges: list[tuple[float, int, int]], rules: Rules, known: dict[Pair, Standing]) -> list[int]:
    """All rows of a group in which no pair could speak against any step of joining; else none."""
    rows = sorted({row for _, *pair in edges for row in pair})
    if len(rows) > FEW or rules.must or rules.cannot:
        return []
    least = max(rules.mean, rules.veto)
    for pair in combinations(rows, 2):
        standing = known[pair]
        if standing.barred or standing.score < least:
            return []
    return rows


def _known(groups: Iterable[list[tuple[float, int, int]]], scorer: Scorer) -> dict[Pair, Standing]:
    """How all pairs within small groups stand, weighed in one go."""
    known: dict[Pair, Standing] = {}
    small: list[list[Pair]] = []
    for edges in groups:
        rows = sorted({row for _, *pair in edges for row in pair})
        known.update(((left, right), Standing(score)) for score, left, right in edges if isfinite(score))
        if len(rows) <= FEW:
            small.append([*combinations(rows, 2)])
    _weigh((pair for pairs in small for pair in pairs if pair not in known), known, scorer)
    # Where a contradiction stands in the way, every pair may have to vouch.
    doubtful = (pairs for pairs in small if any(known[pair].barred for pair in pairs))
    _weigh([pair for pairs in doubtful for pair in pairs if known[pair].vouched < 0], known, scorer)
    return known


def _weigh(wanted: Iterable[Pair], known: dict[Pair, Standing], scorer: Scorer) -> None:
    """Weigh pairs; of an edge, which may stand by a person's word, only who vouches for it is new."""
    pairs = [*wanted]
    for pair, found in zip(pairs, scorer(pairs) if pairs else (), strict=True):
        known[pair] = found._replace(score=known[pair].score) if pair in known else found


def _settles(ours: Standing, theirs: Standing, disputed: int) -> bool:
    """Whether a third record that stands so to two others settles what these dispute."""
    least, most = sorted((ours.vouched, theirs.vouched))
    if least >= 1 and most >= ID:
        return True
    agreed = any(disputed and one.agreed & disputed == disputed for one in (ours, theirs))
    return agreed and ours.same and theirs.same


@dataclass(slots=True)
class _Greedy:
    refs: Sequence[RecordRef]
    rules: Rules
    scorer: Scorer
    known: dict[Pair, Standing]

    def build(self, edges: list[tuple[float, int, int]]) -> list[list[int]]:
        """Join groups along edges, decisions first, then the best scores; ties go by the records' names."""
        groups: dict[int, list[int]] = {row: [row] for _, *pair in edges for row in pair}
        wanted = {pair for pair in self.rules.must if pair[0] in groups}
        for pair in self.rules.must:
            if pair in wanted:
                self._join(groups, pair, decided=True)
        scored = [(score, left, right) for score, left, right in edges if isfinite(score)]
        rivals = self._rivals(scored)
        for _, left, right in sorted(
            scored, key=lambda edge: (-edge[0], *sorted((self.refs[edge[1]], self.refs[edge[2]])))
        ):
            if (left, right) not in rivals:
                self._join(groups, (left, right), decided=False)
        unique = {id(members): members for members in groups.values() if len(members) > 1}
        return list(unique.values())

    def _rivals(self, edges: list[tuple[float, int, int]]) -> set[Pair]:
        """Edges of a record that fits two about as well which contradict each other: it is nobody's."""
        ends: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for score, left, right in edges:
            ends[left].append((score, right))
            ends[right].append((score, left))
        found: set[Pair] = set()
        for row, others in ends.items():
            for (one, ours), (two, theirs) in combinations(others, 2):
                across = (min(ours, theirs), max(ours, theirs))
                if abs(one - two) < RIVAL and across in self.known and self.known[across].barred:
                    members = [row, *(other for _, other in others)]
                    if not self._overruled(across, members):
                        found |= {(min(row, end), max(row, end)) for end in (ours, theirs)}
        return found

    def _join(self, groups: dict[int, list[int]], pair: Pair, *, decided: bool) -> None:
        ours, theirs = groups[pair[0]], groups[pair[1]]
        if ours is theirs:
            return
        across = [(min(a, b), max(a, b)) for a in ours for b in theirs]
        if not self.rules.cannot.isdisjoint(across):
            return
        if not decided and not self._agree(across, [*ours, *theirs]):
            return
        ours.extend(theirs)
        groups.update((row, ours) for row in theirs)

    def _agree(self, across: list[Pair], members: list[int]) -> bool:
        _weigh((pair for pair in across if pair not in self.known), self.known, self.scorer)
        asked = [pair for pair in across if pair not in self._decided]
        if any(self.known[pair].barred and not self._overruled(pair, members) for pair in asked):
            return False
        known, veto = [self.known[pair] for pair in asked], self.rules.veto
        if any(one.score < veto and not one.barred for one in known):
            return False
        scores = [max(one.score, LACKING) for one in known]
        return not scores or sum(scores) / len(scores) >= self.rules.mean

    def _overruled(self, pair: Pair, members: list[int]) -> bool:
        """Whether a third record settles what two dispute.

        It shares an id with one of the two, and an id or a birthday with the other; or it is one with both, and says
        of the disputed facts the same as one of them.
        """
        sides = [[(min(row, end), max(row, end)) for end in pair] for row in members if row not in pair]
        unsaid = [one for both in sides for one in both if one not in self.known or self.known[one].vouched < 0]
        _weigh(unsaid, self.known, self.scorer)
        disputed = self.known[pair].disputed
        return any(_settles(self.known[both[0]], self.known[both[1]], disputed) for both in sides)

    @property
    def _decided(self) -> frozenset[Pair]:
        return frozenset(self.rules.must)
