"""Runs: what an administrator trusts them to do."""

import re
from functools import partial

import pytest

from syncsvc.exports.csv import CsvExportSettings
from syncsvc.exports.vcard import VcardExportSettings
from syncsvc.model.audience import Audience
from syncsvc.model.match import Verdict
from syncsvc.pipeline import amend, approved, erase, sync
from syncsvc.run import deciding, erasing
from syncsvc.store import HoldState
from tests.offices import Office, World
from tests.servers.stores import engine, fresh_url

__all__ = ["engine"]

ANTJE = {
    "name": "Antje Wiesner",
    "organisation": "Stadt Musterstadt",
    "phone": "030 23125-124",
    "email": "a.wiesner@musterstadt.example",
}
EVA = {
    "name": "Eva Kromer",
    "organisation": "Landratsamt Musterkreis",
    "phone": "069 90009-743",
    "email": "eva.kromer@musterkreis.example",
}
TOM = {
    "name": "Tom Ewers",
    "organisation": "Stadt Musterstadt",
    "phone": "030 23125-126",
    "email": "t.ewers@musterstadt.example",
}


@pytest.fixture
def world(engine, tmp_path):
    said = {"stadt": {"1": ANTJE, "2": TOM}, "kreis": {"a": EVA, "b": ANTJE}}
    offices = {name: Office(name, records) for name, records in said.items()}
    world = World(tmp_path, offices, fresh_url(engine, tmp_path))
    sync(world.service)
    yield world
    world.close()


def names(world):
    return sorted(contact.name.display for contact in world.contacts())


def id_of(world, name):
    return next(contact.id for contact in world.contacts() if contact.name.display == name)


def test_the_same_person_in_two_offices_is_one_contact(world):
    assert ["Antje Wiesner", "Eva Kromer", "Tom Ewers"] == names(world)


def test_a_second_run_changes_nothing(world):
    before = world.contacts(), world.file("public")

    report = sync(world.service)

    assert report.quiet
    assert before == (world.contacts(), world.file("public"))


def test_who_has_another_place_in_a_list_without_names_is_moved(world):
    world.exports += [CsvExportSettings(name="mails", audience="internal", location="mails.csv", columns=["email"])]
    sync(world.service)
    before = world.file("mails").split()
    for office, key in (("stadt", "1"), ("kreis", "b")):
        world.offices[office].records[key] = {**ANTJE, "name": "Antje Adler-Wiesner"}

    report = sync(world.service)

    head, *mails = before
    assert mails[-1] == ANTJE["email"].encode()
    assert world.file("mails").split() == [head, mails[-1], *mails[:-1]]
    assert (report.targets[-1].updated, sync(world.service).quiet) == (1, True)


def test_what_an_audience_does_not_see_moves_no_revision_of_its_cards(world):
    """REV says when a card last said something new: to the public nothing is new in a number that is not theirs."""
    told = {"name": "cards", "location": "cards.vcf", "changed": "30d"}
    world.exports += [VcardExportSettings(audience="public", **told)]
    sync(world.service)
    written = [world.folder / name for name in ("cards.vcf", "cards.changed.vcf", "cards.vcf.manifest.json")]
    before = [(path.stat().st_mtime_ns, path.read_bytes()) for path in written]

    world.wait(days=1)
    world.offices["stadt"].records["2"] = {**TOM, "birthday": "1980-05-04"}
    sync(world.service)
    assert ["", "", "1980-05-04"] == sorted(contact.birthday for contact in world.contacts())
    assert before == [(path.stat().st_mtime_ns, path.read_bytes()) for path in written]

    world.wait(days=1)
    world.offices["stadt"].records["2"] = {**TOM, "role": "Leitung"}
    sync(world.service)
    cards = (world.folder / "cards.vcf").read_text(encoding="utf-8")
    assert ["2026-11-02", "2026-11-02", "2026-11-04"] == sorted(re.findall("REV:(.{10})", cards))


def test_a_source_that_fails_keeps_its_records_and_others_go_on(world):
    world.offices["stadt"].failing = True
    world.offices["kreis"].records["c"] = {
        **EVA,
        "name": "Ute Lang",
        "email": "u.lang@musterkreis.example",
        "phone": "069 90009-744",
    }

    report = sync(world.service)

    assert 3 == report.exit_code
    assert ["Antje Wiesner", "Eva Kromer", "Tom Ewers", "Ute Lang"] == names(world)


def test_an_emptied_source_is_an_error_unless_it_may_be_empty(world):
    world.offices["stadt"].records.clear()

    assert 3 == sync(world.service).exit_code
    assert 3 == len(names(world))

    world.set("stadt", allow_empty=True, grace="0s", max_removed="100%")
    assert 0 == sync(world.service).exit_code
    assert ["Antje Wiesner", "Eva Kromer"] == names(world)


def test_a_vanished_record_waits_out_its_grace(world):
    world.set("stadt", max_removed="50%")
    del world.offices["stadt"].records["2"]

    sync(world.service)
    assert "Tom Ewers" in names(world)

    world.wait(days=2)
    sync(world.service)
    assert "Tom Ewers" in names(world)

    world.wait(days=2)
    sync(world.service)
    assert "Tom Ewers" not in names(world)
    assert b"Tom Ewers" not in world.file("internal")


def test_a_record_that_comes_back_in_time_was_never_gone_and_one_that_comes_back_later_has_its_id_again(world):
    world.set("stadt", max_removed="50%", grace="1d")
    tom = id_of(world, "Tom Ewers")
    del world.offices["stadt"].records["2"]
    sync(world.service)
    world.wait(days=3)
    sync(world.service)
    assert "Tom Ewers" not in names(world)

    world.offices["stadt"].records["2"] = TOM
    sync(world.service)

    assert tom == id_of(world, "Tom Ewers")


def test_too_many_removals_are_held_while_adds_and_updates_go_on(world):
    world.set("stadt", grace="0s")
    stadt = world.offices["stadt"].records
    del stadt["2"]
    stadt["3"] = {**TOM, "name": "Kai Roth", "email": "k.roth@musterstadt.example", "phone": "030 23125-127"}

    report = sync(world.service)

    assert 4 == report.exit_code
    assert ["Antje Wiesner", "Eva Kromer", "Kai Roth", "Tom Ewers"] == names(world)
    with world.store.read() as unit:
        (hold,) = unit.holds.all(state=HoldState.OPEN)
        assert ["Tom Ewers"] == deciding.names(unit, hold)


def test_an_approval_lets_exactly_that_set_go(world):
    world.set("stadt", grace="0s")
    stadt = world.offices["stadt"].records
    del stadt["2"]
    sync(world.service)
    with world.store.write() as unit:
        (hold,) = unit.holds.all(state=HoldState.OPEN)
        deciding.settle(unit, hold.id, world.now(), author="me", approve=True)

    approved(world.service, hold)

    assert ["Antje Wiesner", "Eva Kromer"] == names(world)


def test_an_approval_of_another_set_does_not_count(world):
    world.set("stadt", grace="0s")
    stadt = world.offices["stadt"].records
    del stadt["2"]
    sync(world.service)
    with world.store.write() as unit:
        (hold,) = unit.holds.all(state=HoldState.OPEN)
        deciding.settle(unit, hold.id, world.now(), author="me", approve=True)
    stadt["2"] = TOM
    stadt["4"] = {**TOM, "name": "Kai Roth", "email": "k.roth@musterstadt.example", "phone": "030 23125-127"}
    sync(world.service)
    del stadt["4"]
    stadt["5"] = {**TOM, "name": "Ina Seifert", "email": "i.seifert@musterstadt.example", "phone": "030 23125-128"}
    world.set("stadt", grace="0s", max_removed=0)

    report = sync(world.service)

    assert 4 == report.exit_code
    assert "Kai Roth" in names(world)


def test_removals_that_come_of_another_reading_wait_whatever_their_number(world):
    world.set("stadt", grace="0s", max_removed="100%", mapping="other")
    del world.offices["stadt"].records["2"]

    report = sync(world.service)

    assert 4 == report.exit_code
    assert "Tom Ewers" in names(world)
    assert report.sources[0].reread
    world.wait(days=30)
    assert "Tom Ewers" in (sync(world.service), names(world))[1]


def test_a_run_that_reads_a_source_in_another_way_shows_what_came_of_it(world):
    world.set("stadt", mapping="other")
    world.offices["stadt"].records["2"] = {**TOM, "role": "Leitung"}

    (planned,) = sync(world.service).planned

    assert ("change", "Tom Ewers", ("role",)) == (planned.change, planned.name, planned.fields)
    assert () == sync(world.service).planned


def test_a_refusal_is_about_this_absence_only(world):
    world.set("stadt", grace="0s")
    stadt = world.offices["stadt"].records
    del stadt["2"]
    sync(world.service)
    with world.store.write() as unit:
        (hold,) = unit.holds.all(state=HoldState.OPEN)
        deciding.settle(unit, hold.id, world.now(), author="me", approve=False)
    assert "Tom Ewers" in (sync(world.service), names(world))[1]

    stadt["2"] = TOM
    sync(world.service)
    world.set("stadt", grace="0s", max_removed="100%")
    del stadt["2"]
    sync(world.service)

    assert "Tom Ewers" not in names(world)


def test_a_limit_may_be_a_share_and_a_number_of_which_the_stricter_holds(world):
    world.set("stadt", grace="0s", max_removed=["100%", 0])
    del world.offices["stadt"].records["2"]

    assert 4 == sync(world.service).exit_code


def held_target(world):
    """A target that would lose more than it may."""
    world.set("stadt", grace="0s", max_removed="100%")
    world.exports = [one.model_copy(update={"max_removed": 0}) for one in world.exports]
    del world.offices["stadt"].records["2"]
    return sync(world.service)


def test_a_target_that_would_lose_too_much_stops_alone_and_tells_of_its_try(world):
    report = held_target(world)

    assert 4 == report.exit_code
    assert "Tom Ewers" not in names(world)
    assert b"Tom Ewers" in world.file("internal")
    with world.store.read() as unit:
        assert unit.targets.get("internal").tried_at > unit.targets.get("internal").good_at
        assert {"internal", "public"} == {hold.name for hold in unit.holds.all(state=HoldState.OPEN)}


def test_an_approval_for_a_target_counts_once(world):
    held_target(world)
    with world.store.write() as unit:
        hold = next(one for one in unit.holds.all(state=HoldState.OPEN) if one.name == "internal")
        deciding.settle(unit, hold.id, world.now(), author="me", approve=True)
    approved(world.service, hold)
    assert b"Tom Ewers" not in world.file("internal")

    world.offices["stadt"].records["2"] = TOM
    sync(world.service)
    del world.offices["stadt"].records["2"]
    sync(world.service)

    assert b"Tom Ewers" in world.file("internal")


def test_a_hold_of_a_target_ends_when_nothing_would_go_any_more(world):
    held_target(world)
    world.offices["stadt"].records["2"] = TOM
    sync(world.service)

    with world.store.read() as unit:
        assert () == unit.holds.all(state=HoldState.OPEN)


def test_a_target_that_fails_is_said_to_fail_until_it_is_well_again(world):
    path = world.folder / "internal.csv"
    path.unlink()
    path.mkdir()
    world.offices["stadt"].records["2"] = {**TOM, "role": "Leitung"}
    assert 3 == sync(world.service).exit_code
    with world.store.read() as unit:
        assert "TargetError" == unit.targets.get("internal").error_code

    path.rmdir()
    sync(world.service)
    with world.store.read() as unit:
        assert "" == unit.targets.get("internal").error_code


def test_trust_that_changes_merges_again_without_fetching_anything_new(world):
    world.offices["kreis"].records["b"] = {**ANTJE, "role": "Leitung"}
    world.offices["stadt"].records["1"] = {**ANTJE, "role": "Sachbearbeitung"}
    world.set("stadt", trust=50)
    sync(world.service)
    role = {contact.name.display: contact.role for contact in world.contacts()}
    assert "Sachbearbeitung" == role["Antje Wiesner"]

    world.set("kreis", trust=90)
    report = sync(world.service)

    role = {contact.name.display: contact.role for contact in world.contacts()}
    assert "Leitung" == role["Antje Wiesner"]
    assert any("trust changed" in note for note in report.notes)


def test_a_decision_splits_and_its_undoing_restores_the_former_state_with_both_ids(world):
    before = world.content()
    antje = id_of(world, "Antje Wiesner")
    pair = ("stadt:1", "kreis:b")

    amend(
        world.service, partial(deciding.decide, pair=pair, verdict=Verdict.DIFFERENT, author="me", reason="two people")
    )
    ids = {contact.id for contact in world.contacts() if contact.name.display == "Antje Wiesner"}
    assert 2 == len(ids)
    assert antje in ids

    amend(world.service, partial(deciding.undo, pair=pair, author="me", reason="a mistake"))
    assert before == world.content()
    assert antje == id_of(world, "Antje Wiesner")

    amend(
        world.service, partial(deciding.decide, pair=pair, verdict=Verdict.DIFFERENT, author="me", reason="two people")
    )
    assert ids == {contact.id for contact in world.contacts() if contact.name.display == "Antje Wiesner"}


def test_a_set_value_outranks_the_sources_until_it_ends(world):
    antje = id_of(world, "Antje Wiesner")
    end = world.time.replace(day=10)

    amend(
        world.service,
        partial(
            deciding.set_value, asked=antje, field="role", value="Leitung", author="me", reason="she said so", until=end
        ),
    )
    assert b"Leitung" in world.file("public")
    sync(world.service)
    assert b"Leitung" in world.file("public")

    world.wait(days=20)
    sync(world.service)
    assert b"Leitung" not in world.file("public")


def test_an_erased_person_is_nowhere_and_does_not_come_back_in_another_spelling(world):
    antje = id_of(world, "Antje Wiesner")

    erase(world.service, partial(erasing.erase_contact, asked=antje[:8], author="me", reason="request"))

    assert ["Eva Kromer", "Tom Ewers"] == names(world)
    for path in world.folder.rglob("*"):
        if path.is_file():
            assert b"wiesner" not in path.read_bytes().lower(), path

    world.offices["stadt"].records["1"] = {**ANTJE, "name": "WIESNER, Antje", "role": "neu"}
    world.offices["stadt"].records["9"] = {**ANTJE, "name": "A. Wiesner", "email": "wiesner@elsewhere.example"}
    sync(world.service)
    assert ["Eva Kromer", "Tom Ewers"] == names(world)
    with world.store.read() as unit:
        assert all("iesner" not in str(record) for record in unit.records.iterate())
        (suppression,) = unit.suppressions.all()

    amend(world.service, partial(erasing.lift, id_=suppression.id, author="me", reason="she asked"))
    sync(world.service)
    assert "Antje Wiesner" in names(world)


def test_a_volunteer_is_public_only_with_consent_and_withdrawal_works_with_the_next_run(world):
    volunteer = {**EVA, "class": "Ehrenamt"}
    world.offices["kreis"].records["a"] = volunteer
    sync(world.service)
    assert b"Eva Kromer" not in world.file("public")
    assert b"Eva Kromer" in world.file("internal")

    world.offices["kreis"].records["a"] = {**volunteer, "consent": "ja"}
    sync(world.service)
    assert b"Eva Kromer" in world.file("public")

    world.offices["kreis"].records["a"] = volunteer
    sync(world.service)
    assert b"Eva Kromer" not in world.file("public")


def test_a_target_that_would_lose_too_much_stops_alone(world):
    world.exports[0] = world.exports[0].model_copy(update={"max_removed": 0})
    world.set("stadt", grace="0s", max_removed="100%")
    world.offices["stadt"].records = {"1": ANTJE}

    report = sync(world.service)

    assert 4 == report.exit_code
    assert b"Tom Ewers" in world.file("public")
    assert b"Tom Ewers" not in world.file("internal")


def test_a_rehearsal_names_whom_it_would_add_change_and_remove_and_does_none_of_it(world):
    before = world.contacts(), world.file("public")
    world.set("stadt", grace="0s", max_removed="100%")
    world.offices["stadt"].records = {
        "1": {**ANTJE, "role": "Leitung"},
        "3": {**TOM, "name": "Kai Roth", "email": "k.roth@musterstadt.example", "phone": "030 23125-127"},
    }

    report = sync(world.service, dry_run=True)

    planned = {(one.change, one.name, one.fields) for one in report.planned}
    assert {("add", "Kai Roth", ()), ("change", "Antje Wiesner", ("role",)), ("remove", "Tom Ewers", ())} == planned
    assert before == (world.contacts(), world.file("public"))
    assert [(1, 1, 1)] * 2 == [(target.added, target.updated, target.removed) for target in report.targets]


def test_nobody_links_to_somebody_who_was_erased(world):
    office = {
        "name": "Flüchtlingsbeauftragte",
        "kind": "function",
        "organisation": "Stadt Musterstadt",
        "phone": "030 23125-124",
    }
    world.offices["stadt"].records["7"] = office
    sync(world.service)
    antje = id_of(world, "Antje Wiesner")
    assert any(link.id == antje for contact in world.contacts() for link in contact.links)

    erase(world.service, partial(erasing.erase_contact, asked=antje, author="me", reason="request"))

    assert not any(link.id == antje for contact in world.contacts() for link in contact.links)


def test_a_link_to_somebody_a_circle_may_not_know_of_is_hidden_from_it_as_soon_as_that_changes(world):
    office = {"name": "Sekretariat", "kind": "function", "organisation": "Stadt Musterstadt", "phone": "030 23125-124"}
    world.offices["stadt"].records["7"] = office
    sync(world.service)
    (link,) = next(
        contact for contact in world.contacts() if contact.links and contact.name.display != "Antje Wiesner"
    ).links
    assert Audience.PUBLIC is link.audience

    world.offices["stadt"].records["1"] = {**ANTJE, "publish": "nur intern"}
    sync(world.service)
    (link,) = next(
        contact for contact in world.contacts() if contact.links and contact.name.display != "Antje Wiesner"
    ).links
    assert Audience.INTERNAL is link.audience
