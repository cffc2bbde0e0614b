"""Blocks are counted as one would count them by hand, in whichever order and however many entries come."""

from dataclasses import dataclass
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncsvc.matching import blocking
from syncsvc.matching.blocking import count


@dataclass
class Some:
    key: np.ndarray
    name: np.ndarray


values = st.tuples(st.integers(1, 4).map(lambda key: 2 * key + 1), st.integers(1, 3))
combinations = st.tuples(st.integers(1, 4).map(lambda key: 2 * key), st.just(0))


@pytest.mark.parametrize("many", [0, blocking._MANY])
@given(entries=st.lists(values | combinations, max_size=30))
def test_records_and_names_are_counted_by_key(many, entries):
    key, name = np.array(entries, dtype=np.int64).reshape(-1, 2).T
    with patch.object(blocking, "_MANY", many):
        counts = count(Some(key, name))

    keys = [one for one, _ in entries]
    assert [keys.count(one) for one in keys] == counts.records.tolist()
    held = [max(len({name for other, name in entries if other == one and name}), 1) for one in keys]
    assert held == counts.names.tolist()
    place, first = counts.blocks
    assert [*range(len(entries))] == sorted(place.tolist())
    blocks = np.split(key[place], np.flatnonzero(first)[1:])
    assert len({*keys}) == sum(len(block) > 0 for block in blocks)
    assert all(len({*block.tolist()}) <= 1 for block in blocks)
