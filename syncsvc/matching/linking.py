"""Linking: all contacts and decisions become matches and clusters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, pairwise, starmap
from operator import attrgetter

import numpy as np

from syncsvc.columns.comparable import Linkable
from syncsvc.columns.hashing import Integers
from syncsvc.columns.ordering import fresh
from syncsvc.matching.abreast import THREADS, Aside, abreast, here
from syncsvc.matching.blocking import Counts, candidates, count
from syncsvc.matching.clustering import Edges, Pair, Rules, Standing, cluster
from syncsvc.matching.comparisons import DEFAULT
from syncsvc.matching.decisions import Ruling, identity_digest, ruling
from syncsvc.matching.declaration import Model
from syncsvc.matching.features import Features
from syncsvc.matching.keys import entries
from syncsvc.matching.scoring import DIFFERENT, HOLDS, KINDS_DIFFER, SAME, UNSURE, Scale, Weighed, joined, shares
from syncsvc.matching.table import Table, tabulate
from syncsvc.matching.value_keys import Entries
from syncsvc.model.match import Cluster, Decision, Match, Verdict
from syncsvc.model.record import RecordRef

_AT_ONCE = 500_000
"""Pairs that are weighed in one go: a million contacts have many millions, and room for all findings would be much."""
_FEW = 100_000
"""Fewer pairs are weighed in one thread."""
_VERDICTS = {SAME: Verdict.SAME, UNSURE: Verdict.UNSURE}


@dataclass(frozen=True)
class Linkage:
    """Who is who."""

    clusters: tuple[Cluster, ...]
    """Every record in exactly one, singletons included; sorted."""
    stale: tuple[Decision, ...]
    """Decisions on records that changed since; not applied, their pairs are unsure."""
    _batch: "Batch" = field(repr=False, compare=False)
    _weighed: Weighed = field(repr=False, compare=False)

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """Pairs that are one, pairs to ask about, relations («holds»); sorted; ``explain`` gives the evidence."""
        return self._batch.matches(self._weighed)


def link(
    contacts: Iterable[Linkable], decisions: Iterable[Decision] = (), model: Model = DEFAULT, aside: Aside = here
) -> Linkage:
    """Work out which contacts are one; neither the order of contacts nor that of decisions matters.

    ``aside`` does what can go on beside the rest, see ``tabulate``. Raises ValueError if a record comes twice.
    """
    decisions = tuple(decisions)
    wanted = {ref for decision in decisions for ref in (decision.left, decision.right)}
    digests: dict[RecordRef, str] = {}
    table = tabulate(_noting(contacts, wanted, digests), aside)
    if len(set(table.refs)) != len(table):
        raise ValueError("a record comes twice")
    words = ruling(decisions, digests.get)
    features = Features(table)
    keys = entries(features)
    counts = count(keys)
    left, right = candidates(keys, counts, len(table))
    batch = Batch(features, keys, counts, words, model)
    del keys, counts  # Of a million contacts these are most of what is in memory.
    weighed = batch.weigh(left, right)
    return Linkage(batch.clusters(weighed), words.stale, batch, weighed)


def _noting(contacts: Iterable[Linkable], wanted: set[RecordRef], digests: dict[RecordRef, str]) -> Iterable[Linkable]:
    for contact in contacts:
        if contact.ref in wanted:
            digests[contact.ref] = identity_digest(contact)
        yield contact


class Batch:
    """Contacts that are weighed together, with the decisions on them."""

    def __init__(self, features: Features, keys: Entries, counts: Counts, words: Ruling, model: Model) -> None:
        self.table: Table = features.table
        self.model = model
        self.words = words
        self.scale = Scale(features, shares(keys, counts), model)
        named = {ref for pair in (*words.same, *words.different) for ref in pair}
        named |= {ref for decision in words.stale for ref in (decision.left, decision.right)}
        self._row = {ref: row for row, ref in enumerate(self.table.refs) if ref in named} if named else {}
        self._must = tuple(starmap(self._rows, words.same))
        self._cannot = frozenset(starmap(self._rows, words.different))
        self._stale = frozenset(self._rows(decision.left, decision.right) for decision in words.stale)

    def _rows(self, left: RecordRef, right: RecordRef) -> Pair:
        ours, theirs = self._row[left], self._row[right]
        return (ours, theirs) if ours < theirs else (theirs, ours)

    def weigh(self, left: Integers, right: Integers) -> Weighed:
        """Weigh these pairs and those decided; only pairs that are one, unsure or related stay."""
        rows, least = len(self.table), self.model.lanes.unsure
        decided = np.array(
            [ours * rows + theirs for ours, theirs in sorted({*self._must, *self._cannot, *self._stale})],
            dtype=np.int64,
        )
        if len(decided):
            others = ~np.isin(left * rows + right, decided)
            left, right = left[others], right[others]
        parts = []
        if len(decided) or not len(left):
            parts.append(self._standing(self.scale.weigh(decided // max(rows, 1), decided % max(rows, 1))))
        many = max(-(-len(left) // _AT_ONCE), 1 if len(left) < _FEW else THREADS)
        size = max(-(-len(left) // many), 1)
        slices = [slice(start, start + size) for start in range(0, len(left), size)]
        parts += abreast(lambda some: self._standing(self.scale.weigh(left[some], right[some], least=least)), slices)
        weighed = joined(parts)
        return weighed[np.argsort(weighed.left * rows + weighed.right)] if len(decided) else weighed

    def _standing(self, weighed: Weighed) -> Weighed:
        """Those that are one, unsure or related, decisions considered."""
        weighed = self._ruled(weighed)
        return weighed[(weighed.lane < KINDS_DIFFER) & (weighed.lane != DIFFERENT)]

    def _ruled(self, weighed: Weighed) -> Weighed:
        """Decisions outrank scores, but not kinds."""
        if not self._row:
            return weighed
        lane = weighed.lane.copy()
        rows = len(self.table)
        codes = weighed.left * rows + weighed.right
        for pairs, verdict in ((self._stale, UNSURE), (self._must, SAME), (self._cannot, DIFFERENT)):
            place = np.isin(codes, [left * rows + right for left, right in pairs])
            lane[place & (lane < HOLDS)] = verdict
        return replace(weighed, lane=lane)

    def clusters(self, weighed: Weighed) -> tuple[Cluster, ...]:
        """The clusters of all rows."""
        edges = weighed[weighed.lane == SAME]
        kinds = self.table.kind
        must = tuple(pair for pair in self._must if kinds[pair[0]] == kinds[pair[1]])
        lanes = self.model.lanes
        rules = Rules(lanes.veto, self.model.mean, must, self._cannot)
        refs = self.table.refs
        found = cluster(refs, Edges(edges.left, edges.right, edges.score), rules, self._scores)
        return _gathered(refs, found)

    def _scores(self, pairs: Sequence[Pair]) -> list[Standing]:
        columns = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return self.scale.weigh(columns[:, 0], columns[:, 1]).standing

    def matches(self, weighed: Weighed) -> tuple[Match, ...]:
        """The weighed pairs as matches, sorted."""
        refs = self.table.refs
        columns = (weighed.left.tolist(), weighed.right.tolist(), weighed.score.tolist(), weighed.lane.tolist())
        found = [self._match(refs, *row) for row in zip(*columns, strict=True)]
        return tuple(sorted(found, key=attrgetter("left", "right")))

    def _match(self, refs: Sequence[RecordRef], left: int, right: int, score: float, lane: int) -> Match:
        ours, theirs = sorted((refs[left], refs[right]))
        basis = self._basis((left, right))
        relation = "holds" if lane == HOLDS else ""
        return Match(ours, theirs, score, _VERDICTS.get(lane, Verdict.DIFFERENT), (), relation, basis)

    def _basis(self, pair: Pair) -> str:
        if not self._row:
            return ""
        if pair in self._stale:
            return "stale-decision"
        return "decision" if pair in self._cannot or pair in self._must else ""


def _gathered(refs: Sequence[RecordRef], found: Sequence[Sequence[int]]) -> tuple[Cluster, ...]:
    """All records in clusters, those that were found and of one record each; sorted."""
    rows = np.array(sorted(range(len(refs)), key=refs.__getitem__), dtype=np.int64)
    rank = np.empty(len(rows), dtype=np.int64)
    rank[rows] = np.arange(len(rows))
    head = np.arange(len(rows))
    if found:
        many = np.array([*map(len, found)], dtype=np.int64)
        members = rank[[*chain.from_iterable(found)]]
        head[members] = np.repeat(np.minimum.reduceat(members, np.cumsum(many) - many), many)
    order = np.argsort(head, kind="stable")
    named = [refs[row] for row in rows[order].tolist()]
    starts = np.flatnonzero(fresh(head[order])).tolist()
    return tuple([Cluster(tuple(named[start:end])) for start, end in pairwise([*starts, len(named)])])
