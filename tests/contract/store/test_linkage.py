"""What the store promises of linkage: on every engine it answers as the neighbourhood in memory does."""

from datetime import UTC, datetime
from itertools import combinations

import numpy as np
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncsvc.columns.comparable import seen
from syncsvc.matching.neighbourhood import Entries, InMemory
from syncsvc.model.match import Cluster, Decision, Match, Verdict
from syncsvc.model.record import RecordRef
from syncsvc.store import seal
from tests.builders import a_contact, a_record

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
REFS = [RecordRef(source, key) for source in ("amt", "stadt") for key in "1234"]
KEYS = [-(2**63), -1, 0, 7, 2**63 - 1]
NAMES = [-5, 0, 2**62]


def entries(rows):
    refs = tuple(dict.fromkeys(ref for ref, _, _ in rows))
    place = {ref: number for number, ref in enumerate(refs)}
    columns = [
        np.array(column, dtype=np.int64)
        for column in ([place[row[0]] for row in rows], [row[1] for row in rows], [row[2] for row in rows])
    ]
    return Entries(refs, *columns)


def prepare(store):
    with store.write() as unit:
        unit.records.put([seal(a_record(ref.key, ref.source, name="A")) for ref in REFS], NOW)
        unit.contacts.put([a_contact(ref.key, ref.source) for ref in REFS], "v1")


def sets(mapping):
    return {key: frozenset(values) for key, values in mapping.items() if values}


rows = st.lists(
    # A combination, an even key, has no name.
    st.tuples(st.sampled_from(REFS), st.sampled_from(KEYS), st.sampled_from(NAMES)).map(
        lambda row: row if row[1] % 2 else (*row[:2], 0)
    ),
    max_size=20,
    unique=True,
)
COUPLES = [couple for couple in combinations(sorted(KEYS), 2) if not (couple[0] % 2 and couple[1] % 2)]
steps = st.lists(st.tuples(st.lists(st.sampled_from(REFS), max_size=3, unique=True), rows), min_size=1, max_size=4)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_entries_are_held_as_in_memory(store, steps):
    memory = InMemory()
    with store.write() as unit:
        unit.linkage.clear()
        if unit.records.count() == 0:
            unit.records.put([seal(a_record(ref.key, ref.source, name="A")) for ref in REFS], NOW)
        for gone, held in steps:
            memory.replace(gone, entries(held))
            unit.linkage.replace(gone, entries(held))
            assert unit.linkage.census(KEYS) == memory.census(KEYS)
            several = {key for key, seen in memory.census(KEYS).items() if seen.names > 1}
            assert {*unit.linkage.shared().tolist()} == several
            assert sets(unit.linkage.holders(KEYS)) == sets(memory.holders(KEYS))
            assert sets(unit.linkage.both(COUPLES)) == sets(memory.both(COUPLES))
            common = {couple: number for couple, number in memory.common(COUPLES).items() if number}
            assert unit.linkage.common(COUPLES) == common
            assert sorted(unit.linkage.entries(REFS)) == sorted(memory.entries(REFS))
            assert sorted(unit.linkage.entries(REFS[1:3])) == sorted(memory.entries(REFS[1:3]))


pairs = st.sampled_from([*combinations(REFS, 2)])
matches = st.lists(
    st.builds(
        lambda pair, score, verdict, relation: Match(
            *pair, score, verdict, (), relation, "decision" if relation else ""
        ),
        pairs,
        st.floats(-99, 99),
        st.sampled_from(Verdict),
        st.sampled_from(["", "holds"]),
    ),
    max_size=6,
    unique_by=lambda match: (match.left, match.right),
)
partitions = st.lists(st.integers(0, 3), min_size=len(REFS), max_size=len(REFS)).map(
    lambda places: [
        Cluster(members)
        for place in range(4)
        if (members := tuple(ref for ref, at in zip(REFS, places, strict=True) if at == place))
    ]
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.lists(pairs, max_size=3), matches, partitions), min_size=1, max_size=4))
def test_matches_and_clusters_are_kept_as_in_memory(store, steps):
    memory = InMemory()
    with store.write() as unit:
        unit.linkage.clear()
        if unit.records.count() == 0:
            unit.records.put([seal(a_record(ref.key, ref.source, name="A")) for ref in REFS], NOW)
        present = []
        for dropped, weighed, built in steps:
            for one in (memory, unit.linkage):
                one.keep(dropped, weighed, present, built)
            present = built
            assert {*unit.linkage.matches(REFS)} == {*memory.matches(REFS)}
            assert {*unit.linkage.matches(REFS[:1])} == {*memory.matches(REFS[:1])}
            assert {*unit.linkage.partition()} == memory.partition
            assert {*unit.linkage.clusters(REFS[:3])} == {*memory.clusters(REFS[:3])}


def test_a_removed_record_is_nobodys_neighbour(store):
    prepare(store)
    one, two, three = REFS[:3]
    with store.write() as unit:
        unit.linkage.replace((), entries([(one, 7, 0), (two, 7, 0), (two, 7, 1), (three, 0, 0)]))
        unit.linkage.keep((), [Match(one, two, 5.0, Verdict.SAME)], (), [Cluster((one, two)), Cluster((three,))])
        unit.records.remove([two])
        assert unit.linkage.holders([7, 0]) == {7: [one], 0: [three]}
        assert unit.linkage.census([7])[7].names == 1
        assert unit.linkage.matches([one]) == []
        assert [*unit.linkage.partition()] == [Cluster((one,)), Cluster((three,))]
        unit.records.put([seal(a_record(two.key, two.source, name="B"))], NOW)
        assert [*unit.linkage.entries([two])] == []
        assert unit.linkage.clusters([two]) == []


def test_the_unsure_come_with_the_likeliest_first(store):
    prepare(store)
    scores = (1.5, 3.0, 2.0)
    unsure = [Match(REFS[0], other, score, Verdict.UNSURE) for other, score in zip(REFS[1:], scores, strict=False)]
    with store.write() as unit:
        unit.linkage.keep((), [*unsure, Match(REFS[1], REFS[2], 9.0, Verdict.SAME)], (), ())
        assert [match.score for match in unit.linkage.lane(Verdict.UNSURE)] == [3.0, 2.0, 1.5]
        assert unit.linkage.count(Verdict.UNSURE) == 3


def test_the_neighbourhood_knows_contacts_and_decisions(store):
    prepare(store)
    decision = Decision(REFS[0], REFS[1], Verdict.SAME, "d.berg", NOW, "seen both")
    with store.write() as unit:
        unit.decisions.add(decision)
        assert {contact.ref for contact in unit.linkage.comparables(REFS[:2])} == {*REFS[:2]}
        assert unit.linkage.decisions(REFS[1:3]) == (decision,)


def test_thousands_of_entries_are_one_matter(store):
    with store.write() as unit:
        unit.records.put([seal(a_record(f"{number}", name="A")) for number in range(3000)], NOW)
        refs = [RecordRef("stadt", f"{number}") for number in range(3000)]
        held = [(ref, number // 3, number) for number, ref in enumerate(refs)]
        unit.linkage.replace((), entries(held))
        unit.linkage.keep((), (), (), [Cluster(tuple(sorted(refs[at : at + 3]))) for at in range(0, 3000, 3)])
    with store.read() as unit:
        census = unit.linkage.census(range(1000))
        assert {(one.records, one.names) for one in census.values()} == {(3, 3)}
        assert sum(1 for _ in unit.linkage.partition()) == 1000
        assert len(unit.linkage.clusters(refs)) == 1000


def test_contacts_kept_before_their_short_form_was_are_linked_by_their_content(store):
    prepare(store)
    with store.write() as unit:
        kept = {*map(seen, unit.linkage.comparables(REFS))}
        unit.database.execute(sa.text("UPDATE contact SET comparable = NULL"))
        assert {*map(seen, unit.linkage.comparables(REFS))} == kept
        assert [*map(seen, unit.contacts.every_comparable())] == sorted(kept)
