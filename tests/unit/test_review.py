"""What a coordinator is asked, told and can take back."""

from functools import partial

import pytest

from syncsvc.matching import sentence
from syncsvc.model.match import Evidence, Match, Verdict
from syncsvc.model.record import RecordRef
from syncsvc.pipeline import amend, sync
from syncsvc.run import asking, deciding, judging, reviewing
from syncsvc.run.checking import Refused
from syncsvc.run.judging import Reason
from tests.offices import Office, World
from tests.unit.test_pipeline import ANTJE, EVA, id_of

TOM = {"name": "Tom Ewers", "organisation": "Stadt Musterstadt", "phone": "030 23125-126"}
ALIKE = {"name": "Tom Ewers", "organisation": "Stadt Musterstadt", "role": "Sachbearbeitung"}
POST = {"name": "Sekretariat", "kind": "function", "organisation": "Stadt Musterstadt", "phone": "030 23125-100"}


@pytest.fixture
def world(tmp_path):
    offices = {
        "stadt": Office("stadt", {"1": ANTJE, "2": TOM, "3": POST}),
        "kreis": Office("kreis", {"a": EVA, "b": ANTJE, "c": ALIKE}),
    }
    world = World(tmp_path, offices, max_removed="100%", grace="0s")
    sync(world.service)
    yield world
    world.close()


def decided(world, left, right, verdict):
    return amend(world.service, partial(deciding.decide, pair=(left, right), verdict=verdict, author="me", reason="r"))


def undone(world, left, right):
    return amend(world.service, partial(deciding.undo, pair=(left, right), author="me", reason="r"))


def asked(world):
    with world.store.read() as unit:
        return reviewing.unsure(unit, 20)


def home(world):
    with world.store.read() as unit:
        return {one.ref: one.id for one in unit.identities.memberships()}


def test_an_unsure_pair_is_two_contacts_and_is_asked_with_what_speaks_for_and_against_it(world):
    (pair,) = asked(world)

    assert ("unsure", "Tom Ewers", "Tom Ewers") == (pair.cause, pair.left.name.display, pair.right.name.display)
    assert pair.left.id != pair.right.id
    assert "same given name" in judging.worded(judging.in_favour(pair.match), "en")
    assert "gleicher Vorname" in judging.worded(judging.in_favour(pair.match), "de")


def test_a_decision_and_its_undoing_leave_the_same_ids_on_the_same_records(world):
    before = home(world)
    decided(world, "stadt:2", "kreis:c", Verdict.SAME)
    assert before != home(world)
    assert () == asked(world)

    undone(world, "stadt:2", "kreis:c")

    assert before == home(world)
    assert 1 == len(asked(world))


def test_a_decision_on_records_that_changed_since_is_asked_again_with_what_was_said(world):
    decided(world, "stadt:2", "kreis:c", Verdict.SAME)
    world.offices["kreis"].records["c"] = {**ALIKE, "name": "Tim Ewers", "phone": "030 23125-177"}
    sync(world.service)

    (pair,) = asked(world)

    assert ("stale-decision", "me") == (pair.cause, pair.said.author)
    assert pair.left.id != pair.right.id


def test_a_function_and_a_person_cannot_be_decided_to_be_one(world):
    with pytest.raises(Refused, match="never one"):
        decided(world, "stadt:2", "stadt:3", Verdict.SAME)


def test_same_does_not_slip_past_an_earlier_different(world):
    antje, tom = id_of(world, "Antje Wiesner"), home(world)[next(ref for ref in home(world) if ref.key == "2")]
    decided(world, antje, tom, Verdict.DIFFERENT)

    with pytest.raises(Refused, match="different"):
        decided(world, antje, tom, Verdict.SAME)


def test_undoing_between_two_ids_that_are_one_now_asks_which_of_several_decisions_is_meant(world):
    before = home(world)
    tom, alike, eva = (before[next(ref for ref in before if ref.key == key)] for key in ("2", "c", "a"))
    decided(world, "stadt:2", "kreis:c", Verdict.SAME)
    decided(world, "stadt:2", "kreis:a", Verdict.SAME)

    with pytest.raises(Refused, match="several") as refused:
        undone(world, tom, eva)
    assert "stadt:2" in refused.value.hint

    undone(world, "stadt:2", "kreis:a")
    assert eva == home(world)[next(ref for ref in before if ref.key == "a")]
    assert 1 == len({home(world)[ref] for ref in before if before[ref] in (tom, alike)})


def judged(world, left, right):
    with world.store.read() as unit:
        return judging.apart(asking.why_not(unit, left, right))


def test_why_not_tells_what_is_missing_what_was_decided_and_what_contradicts(world):
    antje, eva = id_of(world, "Antje Wiesner"), id_of(world, "Eva Kromer")
    assert "different" == judged(world, antje, eva).code
    assert "another given name" in judged(world, antje, eva).en
    assert "anderer Vorname" in judged(world, antje, eva).de

    pair = asked(world)[0]
    assert judged(world, pair.left.id, pair.right.id).code in {"unsure", "names-alone"}

    decided(world, "stadt:2", "kreis:c", Verdict.DIFFERENT)
    assert ("decided", True) == (
        judged(world, pair.left.id, pair.right.id).code,
        "me" in judged(world, pair.left.id, pair.right.id).en,
    )
    assert "kinds" == judged(world, eva, id_of(world, "Sekretariat")).code


def test_a_pair_that_is_alike_but_held_apart_is_asked_about(world):
    for name, key in (("stadt", "2"), ("kreis", "c")):
        world.offices[name].records[key] = {**TOM, "email": "t.ewers@musterstadt.example"}
    world.offices["third"] = Office("third", {"x": world.offices["kreis"].records["c"]})
    world.settings["third"] = world.settings["stadt"].model_copy(update={"name": "third"})
    sync(world.service)
    decided(world, "stadt:2", "third:x", Verdict.DIFFERENT)

    (pair,) = asked(world)

    assert "refused" == pair.cause
    with world.store.read() as unit:
        assert 1 == reviewing.waiting(unit)


def test_records_that_contradict_others_of_the_contact_are_named():
    a, b, c = (RecordRef(source, "1") for source in "abc")
    born = Evidence("birthday", "different", -9.0, "1960", "1991")
    reasons = (Reason(Match(a, b, 8.0, Verdict.SAME)), Reason(Match(b, c, -20.0, Verdict.DIFFERENT, (born,))))

    told = judging.apart(reasons)

    assert "contradicted" == told.code
    assert "b:1 / c:1" in told.en
    assert sentence(born, "de") in told.de
