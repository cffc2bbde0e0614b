"""A changed model is seen before it does anything, and a run that matches everything again says so."""

from functools import partial

import pytest

from syncsvc.matching import DEFAULT
from syncsvc.matching.altering import altered
from syncsvc.pipeline import sync
from syncsvc.run import linking, modelling
from tests.offices import Office, World
from tests.unit.test_pipeline import ANTJE, EVA, names
from tests.unit.test_review import ALIKE, TOM


@pytest.fixture
def world(tmp_path):
    offices = {
        "stadt": Office("stadt", {"1": ANTJE, "2": TOM}),
        "kreis": Office("kreis", {"a": EVA, "b": ANTJE, "c": ALIKE}),
    }
    world = World(tmp_path, offices, max_removed="100%", grace="0s")
    sync(world.service)
    yield world
    world.close()


def seen(world, changes):
    with world.store.read() as unit:
        return modelling.prospect(unit, altered(DEFAULT, changes))


def who(moved):
    return [sorted(name for _, name in one.records) for one in moved]


def test_the_model_of_now_would_change_nothing(world):
    told = seen(world, {})
    assert ((), (), 0) == (told.joined, told.parted, told.asked)


def test_a_stricter_model_parts_and_asks(world):
    told = seen(world, {"lanes": {"same": 99}})
    assert [["Antje Wiesner", "Antje Wiesner"]] == who(told.parted)
    assert 1 == told.asked
    assert 3 < len(names(world))


def test_a_laxer_model_joins(world, monkeypatch):
    strict = altered(DEFAULT, {"lanes": {"same": 99}})
    monkeypatch.setattr(linking, "relink", partial(linking.relink, model=strict))
    monkeypatch.setattr(linking, "_MODEL", "strict")
    sync(world.service)

    told = seen(world, {})

    assert [["Antje Wiesner", "Antje Wiesner"]] == who(told.joined)
    assert 2 == len(told.joined[0].ids)
    assert -1 == told.asked


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"lane": {}}, "lane"),
        ({"lanes": {"sam": 1}}, "lanes.sam"),
        ({"lanes": {"same": "much"}}, "lanes.same"),
        ({"weights": {"dog": {}}}, "dog"),
        ({"weights": {"person": {"shoe": {}}}}, "weights.person.shoe"),
        ({"weights": {"person": {"phone": {"fax": 1}}}}, "weights.person.phone.fax"),
        ({"weights": {"person": {"phone": {"line": [1, 2]}}}}, "weights.person.phone.line"),
    ],
)
def test_a_model_file_with_a_mistake_is_refused_with_its_place(changes, place):
    with pytest.raises(ValueError, match=place):
        altered(DEFAULT, changes)


def test_five_weights_stand_for_how_many_names_use_a_value():
    model = altered(DEFAULT, {"weights": {"person": {"phone": {"line": [5, 4, 3, 2, 1]}}}, "priors": {"person": -20}})
    sheet = next(sheet for sheet in model.sheets if sheet.kind == "person")
    line = next(one for one in sheet.comparisons if one.name == "phone").levels
    assert (5.0, 4.0, 3.0, 2.0, 1.0) in [level.weight for level in line]
    assert -20 == sheet.prior


def test_a_run_with_another_model_says_what_it_did_again(world, monkeypatch):
    monkeypatch.setattr(linking, "_MODEL", "another")
    (note,) = sync(world.service).notes
    assert "matched again" in note
    assert "0 contacts were joined" in note


def test_a_run_that_moves_many_ids_alarms(world, monkeypatch):
    monkeypatch.setattr(linking, "UNREST", 1)
    world.offices["kreis"].records["b"] = {**EVA, "name": "Ute Lang", "email": "lang@musterkreis.example", "phone": ""}
    assert any(note.startswith("ALARM") for note in sync(world.service).notes)
    assert not any(note.startswith("ALARM") for note in sync(world.service).notes)


def test_the_whole_linkage_tells_how_it_holds_together(world):
    with world.store.read() as unit:
        told = modelling.standing(unit)
    assert (2, 0) == (told.largest, told.doubles)
    assert told.weakest.score > DEFAULT.lanes.same
