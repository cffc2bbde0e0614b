"""What a run tells people about contacts: values that passed on, disputes that matter, contacts that are too much."""

import pytest

from syncsvc.matching.alarms import alarms
from syncsvc.model.match import Match, Verdict
from syncsvc.model.record import RecordRef
from syncsvc.pipeline import sync
from syncsvc.run import noticing
from tests.offices import Office, World
from tests.unit.test_pipeline import ANTJE, names

KARLA = {"name": "Karla Braun", "organisation": "Stadt Musterstadt", "phone": "030 23125-300",
         "email": "k.braun@musterstadt.example", "role": "Wohnraumsicherung"}  # fmt: skip
KIM = {**KARLA, "name": "Kim Neumann"}


@pytest.fixture
def world(tmp_path, way):
    offices = {"stadt": Office("stadt", {"1": ANTJE, "2": KARLA}), "kreis": Office("kreis", {"a": ANTJE, "b": KIM})}
    world = World(tmp_path, offices, max_removed="100%", grace="0s")
    sync(world.service)
    yield world
    world.close()


@pytest.fixture(params=["each contact's values", "all shared values"])
def way(request, monkeypatch):
    if request.param == "all shared values":
        monkeypatch.setattr(noticing, "_WHOLE_FROM", 0)


def told(world):
    with world.store.read() as unit:
        return {(one.issue.code, one.issue.value) for one in unit.issues.all() if one.issue.stage in ("match", "merge")}


def test_what_passed_to_a_successor_joins_nobody_and_is_told_with_both_names(world):
    assert {"Karla Braun", "Kim Neumann"} <= set(names(world))
    assert {
        ("passed-on", "+493023125300: Karla Braun, Kim Neumann"),
        ("passed-on", "k.braun@musterstadt.example: Karla Braun, Kim Neumann"),
    } == {(code, ": ".join((value.split(": ")[0], ", ".join(sorted(value.split(": ")[1].split(", "))))))
          for code, value in told(world)}  # fmt: skip


def test_it_is_told_no_more_once_the_other_source_is_corrected_whichever_that_is(world):
    world.offices["stadt"].records["2"] = {**KARLA, "phone": "030 23125-311", "email": "braun@musterstadt.example"}
    sync(world.service)
    assert set() == told(world)


def test_it_is_told_no_more_once_one_of_them_is_gone(world):
    del world.offices["kreis"].records["b"]
    sync(world.service)
    assert set() == told(world)


def test_what_one_source_lists_for_both_is_shared_and_no_news(world):
    world.offices["kreis"].records["c"] = KARLA
    sync(world.service)
    assert set() == told(world)


def test_two_direct_lines_and_two_surnames_are_told(world):
    world.offices["stadt"].records["1"] = {**ANTJE, "id": "P17", "birthday": "1970-01-01"}
    world.offices["kreis"].records = {
        "a": {**ANTJE, "name": "Antje Lorenz", "phone": "030 23125-199", "id": "P17", "birthday": "1970-01-01"},
        "b": {"name": "Ute Lang", "email": "u.lang@musterkreis.example"},
    }
    sync(world.service)

    assert {("two-surnames", "Lorenz, Wiesner"), ("two-lines", "030 23125-124, 030 23125-199")} == told(world)


def refs(*keys):
    return tuple(RecordRef("s" + key, key) for key in keys)


def edge(left, right, score):
    return Match(*refs(left, right), score, Verdict.SAME)


def test_a_weak_bridge_between_two_groups_alarms_and_a_straggler_does_not():
    strong = (edge("a", "b", 12.0), edge("c", "d", 12.0))

    assert ["contact-bridge"] == [one.code for one in alarms(refs(*"abcd"), (*strong, edge("b", "c", 3.5)))]
    assert () == alarms(refs(*"abcd"), (*strong, edge("b", "c", 8.0)))
    assert () == alarms(refs(*"abcd"), (*strong, edge("b", "c", 3.5), edge("a", "d", 9.0)))
    assert () == alarms(refs(*"abe"), (strong[0], edge("b", "e", 3.5)))


def test_many_records_or_many_of_one_source_alarm():
    many = tuple(RecordRef(f"source{number}", "1") for number in range(13))
    one_source = tuple(RecordRef("stadt", str(number)) for number in range(3))

    assert ["contact-large"] == [one.code for one in alarms(many, ())]
    assert ["contact-doubles"] == [one.code for one in alarms(one_source, ())]
