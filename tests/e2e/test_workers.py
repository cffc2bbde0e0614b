"""Several workers on one store, each killed again and again: nothing is lost, nothing doubled, nothing half-done."""

import json
import random
import time

import pytest

from syncsvc.pipeline import sync
from syncsvc.store import State
from tests.offices import Office, World
from tests.servers.stores import engine, fresh_url
from tests.servers.workers import Worker, say, shared_world

__all__ = ["engine"]

OFFICES = ("fachstelle", "kreis", "stadt")
KILLS = 40
PHASES = ("fetching", "matching", "delivering public", "delivering internal", "done")
GIVEN = ("Antje", "Bernd", "Clara", "Dieter", "Eva")
FAMILIES = [start + end for start in ("Wies", "Schaff", "Ewer", "Krom", "Alb") for end in
            ("ner", "mann", "bach", "hof", "stein", "meier", "wald", "dorf")]  # fmt: skip


def person(number: int, role: str) -> dict[str, str]:
    given, family = GIVEN[number % 5], FAMILIES[number]
    return {
        "name": f"{given} {family}",
        "email": f"{given}.{family}@musterstadt.example".lower(),
        "phone": f"030 23125-{100 + number}",
        "role": role,
    }


class Sources:
    """What the offices say: in every turn somebody new, and somebody with another role."""

    def __init__(self, folder):
        self.folder = folder
        self.said = {name: {} for name in OFFICES}
        for name in OFFICES:
            say(folder, name, {})

    def turn(self, number: int) -> None:
        name = OFFICES[number % 3]
        self.said[name][f"{number:03}"] = person(number, "Leitung")
        for key in sorted(self.said[name])[: number % 3]:
            self.said[name][key] = person(int(key), f"Rolle {number}")
        say(self.folder, name, self.said[name])


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "world"
    inside.mkdir()
    return inside


def test_three_workers_killed_forty_times_lose_and_double_nothing(engine, folder, tmp_path):
    url = fresh_url(engine, folder)
    sources, chance = Sources(folder), random.Random(7)
    workers = [Worker(folder, OFFICES, url) for _ in range(3)]
    for turn in range(KILLS):
        sources.turn(turn)
        workers[turn % 3].until(PHASES[turn % len(PHASES)])
        time.sleep(chance.uniform(0, 0.02))
        workers[turn % 3].kill()
        workers[turn % 3] = Worker(folder, OFFICES, url)
    world = shared_world(folder, OFFICES, url)
    others_take_over(world, sources)
    for worker in workers:
        worker.kill()

    assert not (folder / "doubled").exists(), "a source was fetched twice at once"
    last = sync(world.service)
    assert (0, 0, 0) == (last.directory.added, last.directory.changed, last.directory.removed)
    assert not last.failed
    nothing_is_doubled(world, sources)
    fresh = World(
        tmp_path / "fresh", {name: Office(name, said) for name, said in sources.said.items()}, allow_empty=True
    )
    sync(fresh.service)
    assert fresh.content() == world.content()
    assert without_ids(fresh) == without_ids(world)
    fresh.close()
    world.close()


def others_take_over(world, sources):
    """Without another word from us the workers bring everything in, and the exports too."""
    wanted = sorted(json.dumps(one, sort_keys=True) for said in sources.said.values() for one in said.values())
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with world.store.read() as unit:
            kept = [{field.name: field.value for field in record.fields} for record in unit.records.iterate()]
        delivered = world.file("internal").count(b"\r\n") - 1
        if wanted == sorted(json.dumps(one, sort_keys=True) for one in kept) and delivered == len(kept):
            return
        time.sleep(0.05)
    pytest.fail("what the sources say did not arrive")


def nothing_is_doubled(world, sources):
    ids = [contact.id for contact in world.contacts()]
    assert KILLS == len(ids)
    with world.store.read() as unit:
        assert sorted(ids) == [one.id for one in unit.identities.all()], "an id was minted and not used"
        assert {State.ACTIVE} == {one.state for one in unit.identities.all()}
        assert sorted(ids) == sorted(change.id for change in unit.feed.changes())
        assert {(name, key) for name in OFFICES for key in sources.said[name]} == {
            (ref.source, ref.key) for one in unit.identities.memberships() for ref in [one.ref]
        }


def without_ids(world):
    return sorted(line.partition(b",")[2] for line in world.file("internal").splitlines())
