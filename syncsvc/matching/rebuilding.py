"""Clusters that a change reaches are built again from the kept and the new edges."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from syncsvc.matching.census import Book, counted
from syncsvc.matching.clustering import Edges, Pair, Rules, Standing, cluster
from syncsvc.matching.decisions import identity_digest, ruling
from syncsvc.matching.declaration import Model
from syncsvc.matching.neighbourhood import Neighbourhood
from syncsvc.matching.reach import Touched
from syncsvc.matching.reweighing import Reweighed, Sheet
from syncsvc.matching.scoring import Scale, shares
from syncsvc.model.match import Cluster, Match, Verdict
from syncsvc.model.record import RecordRef


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Clusters that are no more, and those in their place."""

    dissolved: tuple[Cluster, ...]
    built: tuple[Cluster, ...]
    reached: int


def rebuild(touched: Touched, reweighed: Reweighed, neighbourhood: Neighbourhood, book: Book, model: Model) -> Rebuilt:
    """Follow the edges from everything touched, and cluster what they connect."""
    start = (touched.changed | touched.tipped | reweighed.ends) - touched.gone
    left = neighbourhood.clusters([*touched.gone]) if touched.gone else ()
    mates = {ref for one in left for ref in one.members}
    edges = _Edges(touched, reweighed, neighbourhood)
    refs = sorted(edges.follow((start | mates) - touched.gone))
    present = set(refs)
    known = {(match.left, match.right): match for match in edges.found.values()}
    scorer = _Scorer(refs, reweighed, neighbourhood, book, model)
    new = _clusters(refs, list(known.values()), neighbourhood, scorer)
    old = set(neighbourhood.clusters([*present, *touched.gone]))
    return Rebuilt(tuple(sorted(old - new, key=_order)), tuple(sorted(new - old, key=_order)), len(refs))


def _order(one: Cluster) -> tuple[RecordRef, ...]:
    return one.members


class _Edges:
    """The graph of pairs in the lane «same» as it is after reweighing, explored from where it changed."""

    def __init__(self, touched: Touched, reweighed: Reweighed, neighbourhood: Neighbourhood) -> None:
        self._neighbourhood = neighbourhood
        self._gone = touched.gone
        self._known, self._concerned = reweighed.focus, reweighed.concerned
        self._stale = {*reweighed.dropped, *((match.left, match.right) for match in reweighed.matches)}
        self._new: dict[RecordRef, list[Match]] = {}
        for match in reweighed.matches:
            for ref in (match.left, match.right):
                self._new.setdefault(ref, []).append(match)
        self.found: dict[tuple[RecordRef, RecordRef], Match] = {}

    def follow(self, start: set[RecordRef] | frozenset[RecordRef]) -> set[RecordRef]:
        """Everything connected with ``start``."""
        reached, frontier, known = set(start), [*start], self._concerned
        while frontier:
            unknown = [ref for ref in frontier if ref not in self._known]
            kept, known = [*known, *(self._neighbourhood.matches(unknown) if unknown else ())], ()
            matches = [match for match in kept if not self._replaced(match)]
            matches += [match for ref in frontier for match in self._new.get(ref, ())]
            edges = [match for match in matches if match.verdict is Verdict.SAME]
            self.found.update(((match.left, match.right), match) for match in edges)
            ends = {ref for match in edges for ref in (match.left, match.right)}
            frontier = [*(ends - reached)]
            reached |= ends
        return reached

    def _replaced(self, match: Match) -> bool:
        return (match.left, match.right) in self._stale or match.left in self._gone or match.right in self._gone


def _clusters(
    refs: Sequence[RecordRef], edges: Sequence[Match], neighbourhood: Neighbourhood, scorer: "_Scorer"
) -> set[Cluster]:
    row = {ref: number for number, ref in enumerate(refs)}
    columns = np.array([(row[match.left], row[match.right]) for match in edges], dtype=np.int64).reshape(-1, 2)
    score = np.array([match.score for match in edges], dtype=np.float64)
    must, cannot = _ruled(row, edges, scorer.reweighed, neighbourhood)
    rules = Rules(scorer.model.lanes.veto, scorer.model.mean, must, cannot)
    found = cluster(refs, Edges(columns[:, 0], columns[:, 1], score), rules, scorer.scores)
    together = {number for members in found for number in members}
    several = {Cluster(tuple(sorted(refs[number] for number in members))) for members in found}
    return several | {Cluster((ref,)) for ref, number in row.items() if number not in together}


def _ruled(
    row: dict[RecordRef, int], edges: Sequence[Match], reweighed: Reweighed, neighbourhood: Neighbourhood
) -> tuple[tuple[Pair, ...], frozenset[Pair]]:
    """Decisions in force between these records, as rows."""
    said = [*reweighed.decisions, *neighbourhood.decisions(sorted(row.keys() - reweighed.focus))]
    inner = [word for word in dict.fromkeys(said) if word.left in row and word.right in row]
    named = sorted({ref for word in inner for ref in (word.left, word.right)})
    digests = {one.ref: identity_digest(one) for one in neighbourhood.comparables(named)} if named else {}
    words = ruling(inner, digests.get)
    joined = {(match.left, match.right) for match in edges}
    must = tuple((row[left], row[right]) for left, right in words.same if (left, right) in joined)
    return must, frozenset((row[left], row[right]) for left, right in words.different)


@dataclass(frozen=True, slots=True)
class _Scorer:
    """Weighs pairs of rows that no edge connects, loading what of their contacts was not looked at before."""

    refs: Sequence[RecordRef]
    reweighed: Reweighed
    neighbourhood: Neighbourhood
    book: Book
    model: Model

    def scores(self, pairs: Sequence[Pair]) -> list[Standing]:
        """How pairs stand to each other."""
        wanted = [(self.refs[left], self.refs[right]) for left, right in pairs]
        named = {ref for pair in wanted for ref in pair}
        sheet, scale = self.reweighed.sheet, self.reweighed.scale
        if not named <= sheet.place.keys():
            sheet = Sheet.bare(self.neighbourhood.comparables([*named]))
            counts, _ = counted(sheet.keys, self.book)
            scale = Scale(sheet.features, shares(sheet.keys, counts), self.model)
        return sheet.scores(wanted, scale)
