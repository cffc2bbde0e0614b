"""Several threads and processes on one store: writers queue, claims exclude, readers miss nothing, the dead leave nothing."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syncsvc.store import AuditLine, open_store, seal
from tests.builders import a_canonical, a_record

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[3]


def url(store):
    return store.engines.write.url.render_as_string(hide_password=False)


@pytest.fixture
def spawn(store, tmp_path):
    """Start Python code in processes of its own, with ``store`` opened; end what is left of them."""
    started = []

    def start(code):
        opening = f"from syncsvc.store import *\nfrom pathlib import Path\nstore = open_store({url(store)!r}, Path({str(tmp_path)!r}))\n"
        prelude = "import random, time\nfrom datetime import UTC, datetime\nfrom tests.builders import a_canonical, a_record\nNOW = datetime(2026, 3, 2, tzinfo=UTC)\n"
        process = subprocess.Popen(
            [sys.executable, "-c", prelude + opening + code], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()


def test_writers_lose_nothing_to_each_other(store, spawn):
    code = """
for number in range(15):
    with store.write() as unit:
        unit.audit.add(AuditLine(NOW, "worker", "count", str(sum(1 for _ in unit.audit.lines()))))
"""
    workers = [spawn(code) for _ in range(3)]
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]
    with store.read() as unit:
        lines = [*unit.audit.lines()]
        assert [line.subject for line in lines] == [str(number) for number in range(45)]
        assert unit.audit.broken() is None


def test_threads_write_in_turn(store):
    def work():
        for _ in range(10):
            with store.write() as unit:
                unit.audit.add(AuditLine(NOW, "thread", "count", str(sum(1 for _ in unit.audit.lines()))))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as unit:
        assert [line.subject for line in unit.audit.lines()] == [str(number) for number in range(40)]


def test_a_reader_is_not_held_up_by_a_writer(store):
    with store.write() as unit:
        unit.records.put([seal(a_record("1", name="A"))], NOW)
        with store.read() as other:
            assert other.records.count() == 0


def test_readers_of_the_feed_skip_nothing_while_others_write(store, spawn):
    code = """
name = str(random.random())
for number in range(25):
    with store.write() as unit:
        unit.directory.put([a_canonical(f"{name}-{number}-{one}") for one in range(3)], NOW)
        time.sleep(random.random() / 200)
"""
    workers = [spawn(code) for _ in range(3)]
    seen, after = [], 0
    while len(seen) < 225 and time.sleep(0.003) is None:
        with store.read() as unit:
            changes = unit.feed.changes(after)
        seen += [change.id for change in changes]
        after = changes[-1].seq if changes else after
        assert all(worker.poll() in (None, 0) for worker in workers)
    assert len(set(seen)) == len(seen) == 225


def test_whoever_waits_for_the_feed_is_told(store):
    def write():
        time.sleep(0.3)
        with store.write() as unit:
            unit.directory.put([a_canonical("a")], NOW)

    writer = threading.Thread(target=write)
    writer.start()
    started = time.monotonic()
    assert store.wait_for_change(0, 20) == 1
    assert time.monotonic() - started < 10
    assert store.wait_for_change(0, 20) == 1, "known already"
    assert store.wait_for_change(1, 0.1) == 1, "the time is over"
    writer.join()


def test_a_source_is_claimed_by_one_alone(store, tmp_path):
    other = open_store(url(store), tmp_path)
    with store.claim("stadt") as claim, store.claim("amt") as second:
        assert claim.source == "stadt"
        claim.confirm()
        assert second is not None
        with other.claim("stadt") as refused:
            assert refused is None
        with store.claim("stadt") as refused:
            assert refused is None
    with other.claim("stadt") as claim:
        assert claim is not None
    other.close()


def test_many_sources_are_claimed_at_once_and_those_of_others_left_out(store, tmp_path):
    other = open_store(url(store), tmp_path)
    names = [f"source{number}" for number in range(60)]
    with other.claim("source7"), store.claims(names) as claims:
        assert sorted(set(names) - {"source7"}) == sorted(claims)
        claims["source8"].confirm()
    with other.claims(names) as claims:
        assert sorted(names) == sorted(claims)
    other.close()


def test_a_claim_may_be_waited_for(store):
    with store.claim("stadt"):
        waiting = threading.Thread(target=lambda: got.extend(claimed()))
        got = []

        def claimed():
            with store.claim("stadt", wait=20) as claim:
                yield claim

        waiting.start()
        time.sleep(0.2)
        assert [] == got
    waiting.join()
    assert ["stadt"] == [claim.source for claim in got]


def test_the_claim_of_a_killed_worker_is_free_again(store, spawn):
    worker = spawn("""
with store.claim("stadt"):
    print("claimed", flush=True)
    time.sleep(60)
""")
    assert worker.stdout.readline() == "claimed\n"
    with store.claim("stadt") as claim:
        assert claim is None
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with store.claim("stadt") as claim:
            if claim is not None:
                return
        time.sleep(0.02)
    pytest.fail("the claim outlived its holder")


def test_a_killed_writer_leaves_nothing_half_done(store, spawn):
    worker = spawn("""
with store.write() as unit:
    unit.records.put([seal(a_record("kept", name="A"))], NOW)
    unit.directory.put([a_canonical("kept")], NOW)
print("committed", flush=True)
with store.write() as unit:
    unit.records.put([seal(a_record(str(number), name="A")) for number in range(5000)], NOW)
    unit.directory.put([a_canonical(str(number)) for number in range(5000)], NOW)
    print("half-way", flush=True)
    time.sleep(60)
""")
    assert [worker.stdout.readline() for _ in range(2)] == ["committed\n", "half-way\n"]
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    with store.write() as unit:
        assert unit.records.count() == 1
        assert unit.directory.ids() == ("kept",)
        assert [change.id for change in unit.feed.changes()] == ["kept"]
        unit.directory.put([a_canonical("next")], NOW)


def test_workers_killed_at_any_moment_lose_and_double_nothing(store, spawn):
    """What a worker reported as committed is there; each step is there as a whole or not at all."""
    code = """
for number in range(10_000):
    with store.write() as unit:
        step = unit.records.count() // 2
        unit.records.put([seal(a_record(f"{step}-{part}", name="A")) for part in "ab"], NOW)
        unit.directory.put([a_canonical(f"{step:05}")], NOW)
    print(step, flush=True)
"""
    promised = set()
    for turn in range(6):
        worker = spawn(code)
        lines = [worker.stdout.readline() for _ in range(2 + turn)]
        time.sleep(0.003 * turn)
        os.kill(worker.pid, signal.SIGKILL)
        rest = worker.stdout.read().splitlines(keepends=True)
        promised |= {int(line) for line in lines + rest if line.endswith("\n")}
        worker.wait()
    with store.read() as unit:
        ids = [int(one) for one in unit.directory.ids()]
        assert ids == [*range(len(ids))]
        assert promised <= set(ids)
        assert unit.records.count() == 2 * len(ids)
        assert len(unit.feed.changes()) == len(ids)
