"""A run at its end and the service publish the same snapshot: both may, and it is whole all the time."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

from syncsvc.store import follow_store, open_store
from tests.builders import a_canonical

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
PUBLISHERS, ROUNDS = 6, 8


def test_several_publishers_at_once_do_not_get_in_each_others_way(tmp_path):
    file = tmp_path / "shared" / "directory.snapshot"
    with closing(open_store("sqlite:///store.sqlite", tmp_path)) as store, ThreadPoolExecutor(PUBLISHERS) as threads:
        for number in range(ROUNDS):
            with store.write() as unit:
                unit.directory.put([a_canonical(f"id-{number}")], NOW)
            reached = [*threads.map(lambda _: store.publish(file), range(PUBLISHERS))]
            with closing(follow_store(f"snapshot:///{file}", tmp_path)) as copy, copy.read() as unit:
                assert number + 1 == unit.feed.latest() == len(unit.directory.ids())
            assert {number + 1} == set(reached)
