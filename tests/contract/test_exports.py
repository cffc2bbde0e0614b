"""What every export promises (syncsvc/ports.py): each kind inherits this suite by naming its settings."""

import pickle
from copy import deepcopy
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncsvc.config import AnyExport
from syncsvc.model.audience import Audience
from syncsvc.model.contact import Kind, PersonName
from syncsvc.model.plan import ChangeKind, Plan
from tests.builders import a_canonical, a_name, a_phone, an_email
from tests.contract.export_cases import CASES
from tests.contract.run_export import Runner


def person(number, family, **values):
    usual = {"organisation": "Stadt Musterstadt", "phones": (a_phone(f"+4930231251{number:02d}"),)}
    key = f"00000000-0000-4000-8000-{number:012d}"
    return a_canonical(key, name=a_name("Antje", family), **(usual | values))


ANTJE = person(1, "Wiesner", emails=(an_email(),))
BERND = person(2, "Schaffner", organisation="Landratsamt", role="Leitung")
OFFICE = replace(person(3, ""), kind=Kind.FUNCTION, name=PersonName("Sekretariat"))
ALL = (ANTJE, BERND, OFFICE)


@pytest.fixture(params=[pytest.param(case, id=case.name, marks=case.marks) for case in CASES])
def bench(request, tmp_path):
    with request.param.bench(tmp_path) as bench:
        yield bench


def test_every_kind_has_a_case():
    union, *_ = get_args(AnyExport)
    kinds = {settings.model_fields["kind"].default for settings in get_args(union)}
    assert kinds == {case.kind for case in CASES}


def test_it_says_its_name_and_for_whom_it_is(bench):
    assert (bench.export.name, bench.export.audience) == ("target", Audience.PUBLIC)


def test_rendering_is_pure(bench):
    entries = [bench.export.render(contact) for contact in ALL]
    assert entries == [bench.again().render(deepcopy(contact)) for contact in ALL]
    assert [entry.key for entry in entries] == [contact.id for contact in ALL]
    assert all(entry.content for entry in entries)
    assert bench.again().rendering == bench.export.rendering


def test_it_renders_the_same_in_another_process(bench):
    entries = [bench.export.render(contact) for contact in ALL]
    travelled = pickle.loads(pickle.dumps(bench.export))
    assert entries == [travelled.render(contact) for contact in ALL]
    assert travelled.rendering == bench.export.rendering


def test_what_is_internal_to_us_changes_no_byte(bench):
    """Who said it and when it was decided is not for the target: it would be written again for nothing."""
    noted = replace(ANTJE, members=(), consent="2026-01-01", audiences=(("note", Audience.INTERNAL),))
    assert bench.export.render(noted) == bench.export.render(ANTJE)


def test_an_absent_target_is_empty(bench):
    assert bench.export.survey("") == {}


def test_a_first_run_brings_everybody(bench):
    _, delivery = Runner(bench.export).sync(ALL)
    assert delivery.written
    assert delivery.receipt
    assert all(bench.holds(name) for name in ("Wiesner", "Schaffner", "Sekretariat"))


def test_a_second_run_changes_nothing(bench):
    runner = Runner(bench.export)
    runner.sync(ALL)
    before = bench.state()
    changes, delivery = Runner(bench.again(), runner.receipt, runner.delivered).sync(reversed(ALL))
    assert changes.changes == ()
    assert delivery is None
    assert bench.state() == before


def test_a_needless_delivery_touches_not_a_byte(bench):
    """As after a restart without the store's memory: the target is right already, and is left alone."""
    runner = Runner(bench.export)
    runner.sync(ALL)
    before = bench.state()
    _, delivery = Runner(bench.again()).sync(ALL)
    assert not delivery.written
    assert delivery.receipt == runner.receipt
    assert bench.state() == before


def test_an_update_changes_one_entry(bench):
    runner = Runner(bench.export)
    runner.sync(ALL)
    changes, delivery = runner.sync((replace(ANTJE, name=a_name("Antje", "Wiesenthal")), BERND, OFFICE))
    assert [(change.kind, change.key) for change in changes.changes] == [(ChangeKind.UPDATE, ANTJE.id)]
    assert delivery.written
    assert bench.holds("Wiesenthal")
    assert not bench.holds("Wiesner")
    assert bench.holds("Schaffner")


def test_a_removal_removes(bench):
    runner = Runner(bench.export)
    runner.sync(ALL)
    changes, _ = runner.sync((ANTJE, OFFICE))
    assert [(change.kind, change.key) for change in changes.changes] == [(ChangeKind.REMOVE, BERND.id)]
    assert not bench.holds("Schaffner")
    assert bench.holds("Wiesner")


def test_everybody_can_go(bench):
    runner = Runner(bench.export)
    runner.sync(ALL)
    runner.sync(())
    assert not any(bench.holds(name) for name in ("Wiesner", "Schaffner", "Sekretariat"))
    assert runner.sync(())[1] is None


def test_what_somebody_damaged_is_noticed_and_repaired(bench):
    runner = Runner(bench.export)
    runner.sync(ALL)
    before = bench.look()
    bench.spoil()
    assert bench.look() != before
    _, delivery = runner.sync(ALL)
    assert delivery.written
    assert bench.look() == before


def test_what_it_did_not_make_it_does_not_touch(bench):
    runner = Runner(bench.export)
    runner.sync(ALL)
    bench.plant()
    runner.sync((ANTJE,))
    runner.sync(())
    assert bench.planted()


def test_a_run_that_did_not_hear_of_its_success_is_repeated_without_harm(bench):
    """Killed between the delivery and the store's commit: the next run plans the same again."""
    runner = Runner(bench.export)
    runner.sync(ALL)
    old = Runner(bench.export, runner.receipt, dict(runner.delivered))
    runner.sync((ANTJE, OFFICE))
    before = bench.state()
    old.sync((ANTJE, OFFICE))
    assert bench.state() == before


def test_nothing_above_its_audience_leaves(bench):
    secret = replace(
        ANTJE,
        note="Verschlusssache",
        phones=(*ANTJE.phones, a_phone("+4917604069012", "cell", Audience.INTERNAL)),
        emails=(*ANTJE.emails, an_email("a.privat@freenet.example", Audience.PARTNER)),
        audiences=(("note", Audience.INTERNAL),),
    )
    hidden = person(4, "Geheim", audience=Audience.INTERNAL)
    Runner(bench.export).sync((secret, hidden, BERND))
    assert bench.holds("Wiesner")
    assert not any(bench.holds(text) for text in ("Verschlusssache", "4069012", "a.privat", "Geheim"))


def test_a_check_is_one_line(bench):
    Runner(bench.export).sync(ALL)
    assert bench.export.check().strip()
    assert "\n" not in bench.export.check()


def test_an_empty_plan_on_a_right_target_is_no_work(bench):
    runner = Runner(bench.export)
    runner.sync(ALL)
    entries = runner.render(ALL)
    before = bench.state()
    assert not bench.export.deliver(Plan("target"), lambda: iter(entries)).written
    assert bench.state() == before


PEOPLE = [person(number, family) for number, family in enumerate(("Wiesner", "Schaffner", "Adler", "Zorn"), 1)]
RENAMED = [replace(contact, name=a_name("Bea", contact.name.family)) for contact in PEOPLE]
CHOICE = st.tuples(*[st.sampled_from((None, old, new)) for old, new in zip(PEOPLE, RENAMED, strict=True)])


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name, marks=case.marks) for case in CASES])
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(history=st.lists(CHOICE, min_size=1, max_size=4))
def test_any_history_ends_where_a_fresh_start_would(case, history, tmp_path_factory):
    with (
        case.bench(tmp_path_factory.mktemp("long")) as long,
        case.bench(tmp_path_factory.mktemp("fresh")) as fresh,
    ):
        runner = Runner(long.export)
        for choice in history:
            present = [contact for contact in choice if contact is not None]
            runner.sync(present)
        Runner(fresh.export).sync(present)
        assert long.look() == fresh.look()
