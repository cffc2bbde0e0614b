"""A run spread over processes, a contact at a time, leaves what a run in one process leaves."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from syncsvc.columns.hashing import among
from syncsvc.pipeline import sync
from syncsvc.run import cleaning, crew, merging, rendering
from tests.offices import Office, World
from tests.servers.stores import engine, fresh_url
from tests.unit.test_links import CIRCLE, POST
from tests.unit.test_pipeline import ANTJE, EVA, TOM

__all__ = ["engine"]

HOLDER = {**ANTJE, "role": "Flüchtlingsbeauftragte"}


def lived(folder, engine):
    """Two runs: the second has somebody gone, somebody changed, and a function that only its own circle may know."""
    folder.mkdir()
    offices = {
        "stadt": Office("stadt", {"1": HOLDER, "2": TOM, "post": POST, "circle": CIRCLE}),
        "kreis": Office("kreis", {"a": EVA, "b": ANTJE}),
    }
    world = World(folder, offices, fresh_url(engine, folder), max_removed="100%", grace="0s")
    first = sync(world.service)
    del offices["stadt"].records["2"]
    offices["stadt"].records["post"] = {**POST, "publish": "nur intern"}
    offices["kreis"].records["a"] = {**EVA, "phone": "069 90009-744"}
    second = sync(world.service)
    left = (first.directory, second.directory, world.contacts(), world.file("public"), world.file("internal"))
    world.close()
    return left


def test_many_processes_leave_what_one_leaves(engine, tmp_path, monkeypatch):
    alone = lived(tmp_path / "alone", engine)
    monkeypatch.setattr(crew, "MANY", 1)
    monkeypatch.setattr(crew, "processors", lambda: 2)
    for station in (cleaning, merging, rendering):
        monkeypatch.setattr(station, "BATCH", 1)

    assert alone == lived(tmp_path / "spread", engine)


numbers = st.lists(st.integers(-3, 3) | st.integers(-(2**63), 2**63 - 1), max_size=6)


@given(numbers, numbers)
def test_among_tells_which_values_are_among_others(values, others):
    found = among(np.array(values, dtype=np.int64), np.array(others, dtype=np.int64))

    assert [value in others for value in values] == found.tolist()
