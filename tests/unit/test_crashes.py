"""A run that ends between any two words to the store or the file system leaves nothing that the next run does not put right."""

import itertools

import pytest

from syncsvc.pipeline import sync
from tests.offices import Office, World
from tests.servers.crashes import crash, raw_words
from tests.servers.stores import engine, fresh_url

__all__ = ["engine"]
ANTJE = {
    "name": "Antje Wiesner",
    "organisation": "Stadt Musterstadt",
    "phone": "030 23125-124",
    "email": "a.wiesner@musterstadt.example",
}
BERT = {
    "name": "Bert Albers",
    "organisation": "Landratsamt",
    "phone": "030 23125-125",
    "email": "b.albers@landratsamt.example",
}
CEM = {
    "name": "Cem Conradt",
    "organisation": "Landratsamt",
    "phone": "030 23125-126",
    "email": "c.conradt@landratsamt.example",
}


@pytest.fixture
def world(engine, tmp_path):
    offices = {"stadt": Office("stadt", {"1": ANTJE, "2": BERT}), "kreis": Office("kreis", {"1": ANTJE})}
    world = World(tmp_path, offices, fresh_url(engine, tmp_path), grace="0s", max_removed="100%")
    sync(world.service)
    yield world
    world.close()


def states():
    """What the city says, time after time: people come, change and go, in steps that differ from each other."""
    for number in itertools.count():
        yield (
            {"1": {**ANTJE, "role": f"Leitung {number}"}, "3": CEM} if number % 2 else {"1": ANTJE, "2": BERT, "3": CEM}
        )


STEPS = {"sqlite": 4, "postgres": 9}
"""Every fourth or ninth word is tried here; the state machine of the runs tries others."""


def test_no_word_is_one_too_many(world, engine):
    words = raw = 0
    for after, records in zip(itertools.count(0, STEPS[engine]), states(), strict=False):
        world.offices["stadt"].records = dict(records)
        with crash(world.store, world.folder, after) as crashed:
            sync(world.service)
        raw = max(raw, raw_words())
        with world.store.read() as unit:
            kept = {name: unit.records.count(name) for name in ("stadt", "kreis")}
            assert kept == {name: unit.sources.get(name).records for name in kept}, f"word {after}"
        sync(world.service)
        assert sorted(name for name, *_ in expected(records)) == sorted(one.name.display for one in world.contacts()), (
            f"word {after}"
        )
        for name in {fields["name"] for fields in records.values()}:
            assert name.encode() in world.file("public"), f"word {after}"
        if not crashed:
            words = after
            break

    assert words > 40
    assert raw > 5, "words past SQLAlchemy are not heard"


def expected(records):
    return {(fields["name"],) for fields in records.values()}
