"""What matching promises for any contacts whatsoever."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from syncsvc.matching import blocking, changes, clustering, explain, identity_digest, link, relink
from syncsvc.matching.blocking import candidates, count
from syncsvc.matching.comparisons import DEFAULT, PERSONS
from syncsvc.matching.features import Features
from syncsvc.matching.keys import entries
from syncsvc.matching.neighbourhood import InMemory
from syncsvc.matching.scoring import DIFFERENT, KINDS_DIFFER, Scale, shares
from syncsvc.matching.table import tabulate
from syncsvc.model.match import Decision, Verdict
from tests.property.matching_contacts import books, contacts

START = datetime(2026, 1, 1, tzinfo=UTC)


def weighed(book):
    features = Features(tabulate(book))
    keys = entries(features)
    counts = count(keys)
    left, right = candidates(keys, counts, len(book))
    pairs = np.array(list(combinations(range(len(book)), 2)), dtype=np.int64).reshape(-1, 2)
    everything = Scale(features, shares(keys, counts), DEFAULT).weigh(pairs[:, 0], pairs[:, 1])
    return set(zip(left.tolist(), right.tolist(), strict=True)), everything


@given(books(20))
def test_blocking_finds_every_pair_the_model_could_call_same_or_unsure(book):
    found, everything = weighed(book)
    wanted = everything.lane < KINDS_DIFFER
    wanted &= everything.lane != DIFFERENT
    missed = [
        (book[left], book[right], score)
        for left, right, score in zip(
            everything.left[wanted].tolist(),
            everything.right[wanted].tolist(),
            everything.score[wanted].tolist(),
            strict=True,
        )
        if (left, right) not in found
    ]
    assert not missed


@given(books(), st.randoms())
def test_order_changes_nothing(book, random):
    shuffled = list(book)
    random.shuffle(shuffled)
    one, other = link(book), link(shuffled)
    assert one.clusters == other.clusters
    assert one.matches == other.matches


@given(books())
def test_a_score_does_not_depend_on_the_side(book):
    features = Features(tabulate(book))
    keys = entries(features)
    scale = Scale(features, shares(keys, count(keys)), DEFAULT)
    pairs = np.array(list(combinations(range(len(book)), 2)), dtype=np.int64).reshape(-1, 2)
    one, other = scale.weigh(pairs[:, 0], pairs[:, 1]), scale.weigh(pairs[:, 1], pairs[:, 0])
    assert one.score.tolist() == other.score.tolist()
    assert one.lane.tolist() == other.lane.tolist()


@given(books())
def test_no_record_holds_a_key_twice(book):
    found = entries(Features(tabulate(book)))
    held = [pair for pair in zip(found.row.tolist(), found.key.tolist(), strict=True) if pair[1]]
    assert len(set(held)) == len(held)


@given(books())
def test_every_record_is_in_exactly_one_cluster(book):
    members = [ref for cluster in link(book).clusters for ref in cluster.members]
    assert sorted(members) == sorted(contact.ref for contact in book)


@given(books())
def test_the_table_of_evidence_sums_up_to_the_score(book):
    by_ref = {contact.ref: contact for contact in book}
    neighbourhood = InMemory()
    sync(neighbourhood, book)
    for match in link(book).matches:
        told = explain(by_ref[match.left], by_ref[match.right], neighbourhood)
        assert told.score == match.score
        assert told.verdict == match.verdict
        assert sum(one.weight for one in told.evidence) == pytest.approx(told.score, abs=0.1)


@given(books())
def test_no_cluster_holds_two_kinds_or_a_pair_below_the_veto_that_no_third_record_settles(book):
    kinds = {contact.ref: contact.kind for contact in book}
    by_ref = {contact.ref: contact for contact in book}
    neighbourhood = InMemory()
    sync(neighbourhood, book)
    for cluster in link(book).clusters:
        assert len({kinds[ref] for ref in cluster.members}) == 1
        for left, right in combinations(cluster.members, 2):
            told = explain(by_ref[left], by_ref[right], neighbourhood)
            settled = len(cluster.members) > 2 and any(_contradicts(one) for one in told.evidence)
            assert told.score >= DEFAULT.lanes.veto or settled


def _contradicts(evidence):
    asked = {comparison.name: comparison for comparison in PERSONS}.get(evidence.comparison)
    return asked is not None and any(level.forbids for level in asked.levels if level.name == evidence.level)


@given(books(8), st.data())
def test_a_decision_outranks_scores(book, data):
    persons = [contact for contact in book if contact.kind == "person"]
    if len(persons) < 2:
        return
    left, right = sorted(data.draw(st.permutations(persons))[:2], key=lambda contact: contact.ref)
    for verdict in (Verdict.SAME, Verdict.DIFFERENT):
        word = decided(left, right, verdict, START)
        together = next(c.members for c in link(book, [word]).clusters if left.ref in c.members)
        assert (right.ref in together) == (verdict is Verdict.SAME)


def decided(left, right, verdict, at):
    return Decision(left.ref, right.ref, verdict, "kim", at, "known", identity_digest(left), identity_digest(right))


def sync(neighbourhood, put=(), gone=(), decided_refs=()):
    neighbourhood.put(put, gone)
    outcome = relink(changes(put, gone, decided_refs), neighbourhood)
    neighbourhood.keep(outcome.dropped, outcome.matches, outcome.dissolved, outcome.built)
    return outcome


class Directory(RuleBasedStateMachine):
    """Adds, changes, removals, decisions and their undoing in any order."""

    @initialize(limit=st.sampled_from((200, 3, 5)), few=st.sampled_from((40, 2)))
    def begin(self, limit, few):
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(blocking, "LIMIT", limit)
        self.patch.setattr("syncsvc.matching.reach.LIMIT", limit)
        self.patch.setattr(clustering, "FEW", few)
        self.neighbourhood = InMemory()
        self.contacts = {}
        self.decisions = []
        self.now = START

    @rule(book=st.lists(contacts(), min_size=1, max_size=5, unique_by=lambda contact: contact.ref))
    def put(self, book):
        self.contacts.update((contact.ref, contact) for contact in book)
        sync(self.neighbourhood, book)

    @rule(data=st.data())
    def remove(self, data):
        if self.contacts:
            gone = data.draw(st.lists(st.sampled_from(sorted(self.contacts)), min_size=1, max_size=3, unique=True))
            for ref in gone:
                del self.contacts[ref]
            sync(self.neighbourhood, gone=gone)

    @rule(data=st.data(), verdict=st.sampled_from(Verdict))
    def decide(self, data, verdict):
        if len(self.contacts) < 2:
            return
        refs = data.draw(st.lists(st.sampled_from(sorted(self.contacts)), min_size=2, max_size=2, unique=True))
        self.now += timedelta(minutes=1)
        word = decided(self.contacts[refs[0]], self.contacts[refs[1]], verdict, self.now)
        self._decisions([*self.decisions, word], refs)

    @rule(data=st.data())
    def undo(self, data):
        if self.decisions:
            word = data.draw(st.sampled_from(self.decisions))
            self._decisions([other for other in self.decisions if other is not word], (word.left, word.right))

    def _decisions(self, decisions, refs):
        self.decisions = decisions
        self.neighbourhood.decide(decisions)
        sync(self.neighbourhood, decided_refs=refs)

    @invariant()
    def equals_from_scratch(self):
        if not hasattr(self, "contacts"):
            return
        fresh = link(self.contacts.values(), self.decisions)
        assert self.neighbourhood.partition == frozenset(fresh.clusters)
        assert self.neighbourhood.pairs == frozenset(fresh.matches)

    def teardown(self):
        if hasattr(self, "patch"):
            self.patch.undo()


Directory.TestCase.settings = settings(stateful_step_count=10)
TestIncrementalEqualsFromScratch = Directory.TestCase
