"""Erased is erased: from every table, from the files, after every restore; on every engine."""

from datetime import timedelta

import pytest

from syncsvc.model.match import Cluster
from syncsvc.store import (
    Erasure,
    Periods,
    Removal,
    Run,
    State,
    Suppression,
    open_store,
)
from syncsvc.store.schema import metadata
from tests.contract.store.filled import HERS, LATER, MAIL, NOW, OTHER, TELLTALES, erasure, fill
from tests.servers.stores import fresh_url


def everything(store):
    with store.read() as unit:
        return "".join(
            repr([bytes(value) if isinstance(value, memoryview) else value for value in row])
            for table in metadata.sorted_tables
            for row in unit.database.rows(table.select())
        )


def test_an_erased_person_is_in_no_table(store):
    fill(store)
    before = everything(store)
    assert all(word in before for word in ("Zacharias", "zq-77", "90009-77"))
    store.erase(erasure())
    after = everything(store)
    assert [word for word in TELLTALES if word in after] == []


@pytest.mark.parametrize("engine", ["sqlite"])
def test_an_erased_person_is_in_no_file(store, tmp_path):
    copy = tmp_path / "directory.before-0000.sqlite"
    fill(store)
    store.backup(copy)
    store.erase(erasure())
    assert not copy.exists(), "automatic copies go too"
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert [word for word in TELLTALES if word.encode() in kept] == []
    assert b"Antje" in kept


@pytest.mark.parametrize("engine", ["sqlite"])
def test_a_reader_in_the_way_only_delays_the_cleaning(store, tmp_path):
    fill(store)
    with store.read() as reader:
        reader.records.count()
        store.erase(erasure())
    with store.write() as unit:
        unit.runs.keep(Run("r2", LATER))
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert [word for word in TELLTALES if word.encode() in kept] == []


def test_everybody_else_stays(store):
    fill(store)
    store.erase(erasure())
    with store.read() as unit:
        assert unit.directory.ids() == ("other",)
        assert [record.ref for record in unit.records.iterate()] == [OTHER]
        assert unit.identities.of([OTHER]) == {OTHER: "other"}
        assert [event.id for event in unit.events.latest()] == ["other"]
        assert unit.holds.get("h1").keys == ("2",)
        assert unit.holds.get("h2").keys == ("other",)
        assert [entry.key for entry in unit.targets.entries("website")] == ["other"]
        assert unit.linkage.matches([OTHER]) == []
        assert [*unit.linkage.partition()] == [Cluster((OTHER,))]


def test_what_stays_of_an_erased_person_is_an_id_a_line_and_a_hash(store):
    fill(store)
    erased = store.erase(erasure())
    assert erased.ids == ("hers", "old")
    assert erased.refs == HERS
    assert erased.targets == ("website",)
    with store.read() as unit:
        (line,) = unit.audit.lines()
        assert (line.who, line.action, line.subject, line.detail) == ("d.berg", "erase", "hers", "request")
        assert unit.audit.broken() is None
        assert {one.id for one in unit.identities.all(State.ERASED)} == {"hers", "old"}
        assert unit.identities.resolve("old") is None
        assert unit.feed.changes(after=2)[-1].removed
        assert unit.suppressions.hits([f"mail {MAIL}"], LATER)


def test_targets_learn_that_an_erased_entry_must_go(store):
    fill(store)
    store.erase(erasure())
    with store.write() as unit:
        assert unit.targets.digests("website")["hers"] == ""
        unit.targets.remove("website", ["hers"], LATER)
        assert "hers" not in unit.targets.digests("website")
        assert unit.targets.removals("website") == (Removal("hers", LATER),)


def terms(contact):
    return [f"mail {email.address}" for email in contact.emails]


def test_a_restored_backup_does_not_bring_the_erased_back(store, tmp_path):
    fill(store)
    store.backup(tmp_path / "backup" / "b.sqlite")
    store.erase(erasure())
    again = store.restore(tmp_path / "backup" / "b.sqlite", by="admin", now=LATER, terms=terms)
    assert again == ("hers",)
    with store.read() as unit:
        assert unit.directory.ids() == ("other",)
        assert [record.ref for record in unit.records.iterate()] == [OTHER]
        assert unit.suppressions.hits([f"mail {MAIL}"], LATER)
        assert [line.action for line in unit.audit.lines()] == ["erase", "erase", "restore"]
        assert unit.audit.broken() is None
    leftover = everything(store)
    assert [word for word in TELLTALES if word in leftover] == []


def test_a_suppression_lifted_since_the_backup_stays_lifted(store, tmp_path):
    fill(store)
    with store.write() as unit:
        unit.suppressions.add(Suppression("s1", "request", NOW), [f"mail {MAIL}"])
    store.backup(tmp_path / "b.backup")
    with store.write() as unit:
        unit.suppressions.lift("s1", by="admin", reason="asked", now=LATER)
    assert store.restore(tmp_path / "b.backup", by="admin", now=LATER, terms=terms) == ()
    with store.read() as unit:
        assert unit.suppressions.hits([f"mail {MAIL}"], LATER) == {}
        assert unit.directory.ids() == ("hers", "other")


def test_a_backup_brings_its_suppressions_and_their_keys_to_a_new_machine(store, engine, tmp_path):
    fill(store)
    store.erase(erasure())
    store.backup(tmp_path / "b.backup")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    fresh = open_store(fresh_url(engine, elsewhere), elsewhere)
    try:
        assert fresh.ring.keys != store.ring.keys
        fresh.restore(tmp_path / "b.backup", by="admin", now=LATER, terms=terms)
        with fresh.read() as unit:
            assert unit.suppressions.hits([f"mail {MAIL}"], LATER)
    finally:
        fresh.close()
    again = open_store(str(fresh.engines.write.url.render_as_string(hide_password=False)), elsewhere)
    with again.read() as unit:
        assert unit.suppressions.hits([f"mail {MAIL}"], LATER)
    again.close()


@pytest.mark.parametrize("days", [0, 1])
def test_what_is_kept_long_enough_goes(store, days):
    fill(store)
    with store.write() as unit:
        unit.targets.remove("website", ["hers"], NOW)
    period = timedelta(days=days)
    gone = store.tidy(Periods(period, period, period, period, period), NOW + timedelta(hours=1))
    expected = {"run": 1, "event": 2, "former_membership": 1, "removed_entry": 1} if days == 0 else {}
    assert {name: count for name, count in gone.items() if count} == expected


def test_the_audit_chain_goes_on_after_tidying(store):
    fill(store)
    store.erase(erasure())
    store.erase(Erasure(("other",), "d.berg", LATER))
    with store.read() as unit:
        kept = [*unit.audit.lines()][-1]
    store.tidy(Periods(audit=timedelta(0)), LATER + timedelta(days=1))
    store.erase(Erasure(("nobody",), "d.berg", LATER))
    with store.read() as unit:
        assert [line.subject for line in unit.audit.lines()] == ["other", "nobody"]
        assert next(unit.audit.lines()) == kept
        assert unit.audit.broken() is None


def test_decisions_undone_go_only_after_linking_took_notice(store):
    fill(store)
    with store.write() as unit:
        number = unit.decisions.all()[0].number
        unit.decisions.undo(number, by="admin", at=NOW)
    store.tidy(Periods(history=timedelta(0)), LATER)
    with store.write() as unit:
        assert len(unit.decisions.pending()) == 1
        unit.decisions.applied([number])
    store.tidy(Periods(history=timedelta(0)), LATER)
    with store.read() as unit:
        assert unit.decisions.all() == ()
