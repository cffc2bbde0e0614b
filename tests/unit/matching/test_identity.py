"""Ids are for ever."""

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from syncsvc.matching.identity import Traits, assign
from syncsvc.model.match import Cluster
from syncsvc.model.record import RecordRef


def ref(name):
    return RecordRef("s", name)


def clusters(*groups):
    return [Cluster(tuple(sorted(ref(name) for name in group))) for group in groups]


def minting(prefix="new"):
    numbers = count(1)
    return lambda: f"{prefix}{next(numbers):03d}"


def members(**groups):
    return {id_: [ref(name) for name in group] for id_, group in groups.items()}


def ids(assignment):
    return {"".join(one.key for one in cluster.members): id_ for cluster, id_ in assignment.ids}


def test_unchanged_clusters_keep_their_ids():
    assert ids(assign(members(x="ab", y="c"), {}, clusters("ab", "c"), minting())) == {"ab": "x", "c": "y"}


def test_a_new_cluster_gets_a_minted_id():
    found = assign({}, {}, clusters("a"), minting())
    assert (ids(found), found.minted) == ({"a": "new001"}, ("new001",))


def test_the_larger_part_keeps_the_id():
    found = assign(members(x="abc"), {}, clusters("a", "bc"), minting())
    assert ids(found) == {"a": "new001", "bc": "x"}
    assert found.split == (("x", ("x", "new001")),)


def test_a_merged_id_leads_to_the_survivor():
    found = assign(members(x="ab", y="c"), {}, clusters("abc"), minting())
    assert (ids(found), found.merged) == ({"abc": "x"}, (("y", "x"),))


def test_an_id_without_records_is_retired():
    found = assign(members(x="a", y="b"), {}, clusters("b"), minting())
    assert found.retired == ("x",)


def test_a_returning_record_revives_its_id():
    found = assign({}, members(x="a"), clusters("a"), minting())
    assert (ids(found), found.revived) == ({"a": "x"}, ("x",))


def test_ties_go_by_pin_then_founder_then_age():
    both = members(x="a", y="b")
    assert ids(assign(both, {}, clusters("ab"), minting(), {"y": Traits(pinned=ref("b"))})) == {"ab": "y"}
    assert ids(assign(both, {}, clusters("ab"), minting(), {"y": Traits(founder=ref("b"))})) == {"ab": "y"}
    ages = {"x": Traits(since="2026"), "y": Traits(since="2025")}
    assert ids(assign(both, {}, clusters("ab"), minting(), ages)) == {"ab": "y"}


def test_a_merge_and_its_undoing_restore_both_ids():
    for groups in ("ab", "c"), ("a", "b"), ("ab", "cd"), ("a", "bc"):
        before = members(x=groups[0], y=groups[1])
        merged = assign(before, {}, clusters("".join(groups)), minting())
        survivor = merged.ids[0][1]
        lost = {"x": "y", "y": "x"}[survivor]
        undone = assign(
            {survivor: [ref(n) for n in "".join(groups)]}, {lost: before[lost]}, clusters(*groups), minting()
        )
        assert ids(undone) == {groups[0]: "x", groups[1]: "y"}
        assert not undone.minted


@st.composite
def partitions(draw, names="abcdefgh"):
    groups: dict[int, list[str]] = {}
    for name in names:
        where = draw(st.integers(0, 5))
        if where:
            groups.setdefault(where, []).append(name)
    return ["".join(group) for group in groups.values()]


@given(st.lists(partitions(), min_size=1, max_size=8))
def test_ids_stay_unique_through_random_splits_and_joins(history):
    mint = minting()
    active, retired, ever = {}, {}, set()
    for groups in history:
        found = assign(active, retired, clusters(*groups), mint)
        given_ids = [id_ for _, id_ in found.ids]
        assert len(set(given_ids)) == len(given_ids) == len(groups)
        assert not ever & set(found.minted)
        ever |= set(found.minted)
        assert {old for old, _ in found.merged}.isdisjoint(given_ids)
        retired = {**retired, **active}
        active = {id_: list(cluster.members) for cluster, id_ in found.ids}
        retired = {id_: refs for id_, refs in retired.items() if id_ not in active}
        again = assign(active, retired, clusters(*groups), mint)
        assert dict(again.ids) == dict(found.ids)
        assert not any((again.minted, again.merged, again.split, again.retired))
