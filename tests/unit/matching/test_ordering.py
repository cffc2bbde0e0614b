"""Columns are ordered as plain sorting would order them."""

from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from syncsvc.columns import ordering
from syncsvc.columns.ordering import fresh, numbered, ordered

near = st.integers(0, 40)
"""They agree in the upper bits, where there is room beside the value and where there is none."""
values = st.one_of(
    st.lists(near, max_size=60),
    st.lists(st.one_of(near, near.map(lambda value: (1 << 62) + value), near.map(lambda value: value - (1 << 63)))),
    st.lists(st.integers(-(1 << 63), (1 << 63) - 1)),
).map(lambda found: np.array(found, dtype=np.int64))


@given(values, st.sampled_from((0, ordering.MANY)))
def test_the_order_is_that_of_the_values(column, many):
    with patch.object(ordering, "MANY", many):
        order = ordered(column)
    assert sorted(order.tolist()) == [*range(len(column))]
    assert column[order].tolist() == sorted(column.tolist())


@given(values)
def test_each_value_is_found_under_its_number(column):
    first, number = numbered(column)
    assert column[first].tolist() == sorted({*column.tolist()})
    assert column[first][number].tolist() == column.tolist()


@given(values)
def test_a_value_is_fresh_where_it_differs_from_the_one_before(column):
    told = column.tolist()
    assert fresh(column).tolist() == [not place or told[place] != told[place - 1] for place in range(len(told))]
