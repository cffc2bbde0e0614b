"""Erased is erased: in every spelling, in every target, whatever waits or is switched off; and nobody else goes."""

from functools import partial

import pytest

from syncsvc.pipeline import amend, erase, redeliver, sync, take_back
from syncsvc.run import erasing
from syncsvc.run.checking import Refused
from syncsvc.run.suppressing import terms
from tests.offices import Office, World
from tests.servers.stores import engine, fresh_url

__all__ = ["engine"]
SILVIA = {
    "name": "Dr. Silvia Maier-Lidle",
    "organisation": "Stadt Musterstadt",
    "phone": "030 23125-124",
    "email": "s.maier-lidle@musterstadt.example",
}
TOM = {"name": "Tom Ewers", "organisation": "Stadt Musterstadt", "phone": "030 23125-126"}
EVA = {"name": "Eva Kromer", "organisation": "Landratsamt", "email": "info@musterkreis.example", "phone": "069 90009-7"}


@pytest.fixture
def world(engine, tmp_path):
    stadt = Office("stadt", {"1": SILVIA, "2": TOM})
    offices = {"stadt": stadt, "kreis": Office("kreis", {"a": EVA})}
    world = World(tmp_path, offices, fresh_url(engine, tmp_path), grace="0s", max_removed="100%", allow_empty=True)
    sync(world.service)
    yield world
    world.close()


def names(world):
    return sorted(contact.name.display for contact in world.contacts())


def forget(world, name, reason="request"):
    id_ = next(contact.id for contact in world.contacts() if contact.name.display == name)
    return erase(world.service, partial(erasing.erase_contact, asked=id_, author="me", reason=reason))


def told(world):
    with world.store.read() as unit:
        return [one.issue for one in unit.issues.all(stage="suppress")]


SPELLINGS = [
    {"name": "Maier-Lidle, Silvia", "phone": "030 23125-124"},
    {"name": "Sylvia Maier Lidle", "phone": "+49 (0)30 / 231 25 - 124"},
    {"name": "Frau Prof. Dr. Silvia Maier", "phone": "030/23125124"},
    {"name": "S. Lidle", "phone": "0049 30 23125124"},
    {"name": "Maier-Lidle Silvia", "organisation": "Stadtverwaltung Musterstadt"},
    {"name": "SILVIA LIDLE", "organisation": "Stadt Musterstadt"},
    {"name": "Sílvia Mäier-Lidle", "organisation": "Musterstadt, Stadt"},
    {"name": "Vorzimmer Amtsleitung", "email": "S.Maier-Lidle@Musterstadt.example"},
    {"name": "Frau Lidle", "phone": "030 23125-124"},
]


def say(world, said):
    """The county office says all of these."""
    world.offices["kreis"].records |= {f"z{number}": one for number, one in enumerate(said)}
    sync(world.service)


def test_an_erased_person_does_not_come_back_in_another_spelling(world):
    forget(world, "Dr. Silvia Maier-Lidle")

    say(world, SPELLINGS)

    assert ["Eva Kromer", "Tom Ewers"] == names(world)


OTHERS = [
    {"name": "Peter Maier", "phone": "030 23125-124"},
    {"name": "Silvia Maier", "organisation": "Landratsamt Musterkreis"},
    {"name": "Silke Lidle", "organisation": "Stadt Musterstadt", "phone": "030 23125-125"},
    {"name": "Tom Maier-Lidle", "organisation": "Stadt Musterstadt"},
]


def test_somebody_else_comes_in(world):
    forget(world, "Dr. Silvia Maier-Lidle")

    say(world, OTHERS)

    assert {one["name"] for one in OTHERS} <= {*names(world)}


def test_an_erasure_leaves_no_word_and_a_suppressed_record_leaves_a_trace(world):
    forget(world, "Dr. Silvia Maier-Lidle")
    sync(world.service)

    (issue,) = told(world)
    assert ("stadt", "record-suppressed", "") == (issue.source, issue.code, issue.value)
    assert "mail address" in issue.message
    with world.store.read() as unit:
        (suppression,) = unit.suppressions.all()
        assert {suppression.id: ("mail", "name", "phone")} == unit.suppressions.bases()
    assert "aier" not in repr(issue)
    for path in world.folder.rglob("*"):
        assert not path.is_file() or b"aier-lidle" not in path.read_bytes().lower(), path

    sync(world.service)
    assert [issue] == told(world)
    world.offices["stadt"].records.pop("1")
    sync(world.service)
    assert [] == told(world)


def test_a_colleague_of_the_same_name_stays_and_a_later_one_is_let_in_by_narrowing(world):
    twin = {"name": "Silvia Maier-Lidle", "organisation": "Stadt Musterstadt", "phone": "030 23125-300"}
    world.offices["stadt"].records["3"] = twin
    sync(world.service)
    forget(world, "Dr. Silvia Maier-Lidle")
    world.offices["stadt"].records["3"] = {**twin, "role": "Archiv"}
    sync(world.service)
    assert "Silvia Maier-Lidle" in names(world), "who was there already is told apart by number and mailbox"

    forget(world, "Tom Ewers")
    world.offices["kreis"].records["t"] = {**TOM, "phone": "030 23125-301"}
    sync(world.service)
    (issue,) = [one for one in told(world) if one.source == "kreis"]
    narrow = partial(erasing.lift, id_=issue.key, author="me", reason="another man")
    amend(world.service, partial(narrow, only="phone"))
    with pytest.raises(Refused, match="knows nobody but"):
        amend(world.service, partial(narrow, only="name"))
    amend(world.service, narrow)
    sync(world.service)
    assert "Tom Ewers" in names(world)
    assert not [one for one in told(world) if one.source == "kreis"]


def test_a_function_mailbox_suppresses_nobody_else(world):
    forget(world, "Eva Kromer")
    world.offices["kreis"].records["b"] = {"name": "Jan Roth", "email": "info@musterkreis.example"}
    sync(world.service)

    assert "Jan Roth" in names(world)
    assert "Eva Kromer" not in names(world)


def test_nothing_that_waits_keeps_the_erased_in_a_target(world):
    world.exports[0] = world.exports[0].model_copy(update={"max_removed": 0})
    world.offices["kreis"].records.pop("a")
    assert 4 == sync(world.service).exit_code

    report = forget(world, "Dr. Silvia Maier-Lidle")

    assert 4 == report.exit_code, "the other removal still waits"
    assert b"Eva Kromer" in world.file("public")
    assert b"Maier" not in world.file("public")
    assert b"Maier" not in world.file("internal")


def test_an_export_switched_off_loses_the_erased_and_nothing_else_changes_in_it(world):
    world.exports[0] = world.exports[0].model_copy(update={"enabled": False})
    world.offices["kreis"].records["b"] = {"name": "Jan Roth", "email": "j.roth@musterkreis.example"}
    sync(world.service)

    forget(world, "Dr. Silvia Maier-Lidle")

    assert b"Maier" not in world.file("public")
    assert b"Eva Kromer" in world.file("public")
    assert b"Jan Roth" not in world.file("public")


def test_files_put_back_by_a_rollback_lose_the_erased_too(world):
    world.offices["stadt"].records["1"] = {**SILVIA, "role": "Leitung"}
    sync(world.service)
    take_back(world.service)
    assert b"Maier" in world.file("public")

    forget(world, "Dr. Silvia Maier-Lidle")

    for path in world.folder.rglob("*"):
        assert not path.is_file() or path.suffix in (".sqlite-shm",) or b"aier-lidle" not in path.read_bytes().lower()


def test_an_export_that_is_configured_no_more_is_named(world):
    gone = world.exports.pop()

    report = forget(world, "Dr. Silvia Maier-Lidle")

    assert any(note.startswith(f"{gone.name}: this export is configured no more") for note in report.notes)


def test_a_restored_backup_keeps_the_erased_out_and_the_colleague_in(world, tmp_path):
    world.offices["stadt"].records["3"] = {**SILVIA, "phone": "030 23125-300", "email": "sml@musterstadt.example"}
    sync(world.service)
    backup = tmp_path / "b" / "backup"
    world.store.backup(backup)
    her = next(contact for contact in world.contacts() if "030 23125-124" in str(contact.phones))
    erase(world.service, partial(erasing.erase_contact, asked=her.id, author="me", reason="request"))

    again = world.store.restore(backup, by="me", now=world.now(), terms=terms)
    redeliver(world.service)

    assert (her.id,) == again
    assert 1 == names(world).count("Dr. Silvia Maier-Lidle")
    sync(world.service)
    assert 1 == names(world).count("Dr. Silvia Maier-Lidle")
