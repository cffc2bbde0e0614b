"""Plans: applied, they give what was wanted; the guard stops exactly above its limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncsvc.model.digest import digest
from syncsvc.model.plan import ChangeKind, Entry
from syncsvc.plan import exceeds, plan, without_removals

contents = st.dictionaries(st.text("abc", min_size=1, max_size=2), st.binary(max_size=2))


def applied(changes, present):
    result = dict(present)
    for change in changes:
        if change.kind is ChangeKind.REMOVE:
            del result[change.key]
        else:
            assert (change.key in result) == (change.kind is ChangeKind.UPDATE)
            result[change.key] = change.content
    return result


def planned(wanted, present):
    entries = [Entry(key, content) for key, content in wanted.items()]
    return plan("target", entries, {key: digest(content) for key, content in present.items()}, present)


@given(contents, contents)
def test_a_plan_applied_gives_what_was_wanted(wanted, present):
    assert wanted == applied(planned(wanted, present).changes, present)


@given(contents)
def test_a_target_that_is_right_needs_no_change(wanted):
    assert () == planned(wanted, wanted).changes


@given(contents, contents)
def test_without_its_removals_a_plan_only_adds_and_updates(wanted, present):
    assert {**present, **wanted} == applied(without_removals(planned(wanted, present)).changes, present)


def test_a_change_knows_what_was_there_before():
    changes = planned({"a": b"new"}, {"a": b"old", "b": b"gone"}).changes

    assert [(b"new", b"old"), (b"", b"gone")] == [(change.content, change.former) for change in changes]


@pytest.mark.parametrize(
    ("limit", "removed", "total", "stops"),
    [
        (0.2, 1, 5, False),
        (0.2, 2, 5, True),
        (3, 3, 1000, False),
        (3, 4, 1000, True),
        (0.0, 0, 0, False),
        ((0.2, 3), 3, 1000, False),
        ((0.2, 3), 4, 1000, True),
        ((0.2, 300), 2, 5, True),
        (0, 1, 1, True),
        (1.0, 5, 5, False),
    ],
)
def test_the_guard_stops_exactly_above_its_limit(limit, removed, total, stops):
    assert stops is exceeds(limit, removed, total)
