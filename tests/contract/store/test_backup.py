"""A backup is the whole state in one file, and goes into a store of either engine."""

import sqlite3
import stat
from datetime import UTC, datetime, timedelta

import pytest

from syncsvc.errors import StoreError
from syncsvc.model.audience import Audience
from syncsvc.store import IDENTITY, Account, AppPassword, AuditLine, Role, open_store
from syncsvc.store.schema import metadata
from tests.builders import a_canonical, a_record
from tests.contract.store.filled import erasure, fill
from tests.servers.stores import fresh_url

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def nothing(contact):
    return ()


def state(store):
    """Every row of every table but the audit log and the feed, which a restore adds to, and the store's identity."""
    with store.read() as unit:
        return {
            table.name: sorted(repr(tuple(row)) for row in unit.database.rows(table.select()) if IDENTITY not in row)
            for table in metadata.sorted_tables
            if table.name not in ("audit", "feed")
        }


@pytest.fixture
def other(other_engine, tmp_path):
    folder = tmp_path / "other"
    folder.mkdir()
    opened = open_store(fresh_url(other_engine, folder), folder)
    yield opened
    opened.close()


def test_a_backup_restores_into_either_engine(store, other, tmp_path):
    fill(store)
    store.backup(tmp_path / "b.backup")
    other.restore(tmp_path / "b.backup", by="admin", now=LATER, terms=nothing)
    assert state(other) == state(store)
    with other.write() as unit:
        (line,) = unit.audit.lines()
        assert (line.action, line.who) == ("restore", "admin")
        number = unit.decisions.add(unit.decisions.all()[0].decision)
        assert number == 2, "numbers go on where they were"


def test_a_restore_takes_the_place_of_what_is_there(store, tmp_path):
    fill(store)
    before = state(store)
    store.backup(tmp_path / "b.backup")
    with store.write() as unit:
        unit.directory.put([a_canonical("new")], LATER)
        unit.records.remove([a_record("2").ref])
        unit.audit.add(AuditLine(NOW, "admin", "approve", "h9"))
        latest = unit.feed.latest()
    store.restore(tmp_path / "b.backup", by="admin", now=LATER, terms=nothing)
    assert state(store) == before
    with store.read() as unit:
        changes = unit.feed.changes(after=latest)
        assert {change.id: change.removed for change in changes} == {"hers": False, "other": False, "new": True}
        assert [line.action for line in unit.audit.lines()] == ["approve", "restore"]


def test_readers_of_a_lost_store_find_their_number_passed(store, other, tmp_path):
    """Whoever followed the lost store beyond the backup must not believe to be right in the restored one."""
    fill(store)
    store.backup(tmp_path / "b.backup")
    with store.write() as unit:
        unit.directory.put([a_canonical("new")], LATER)
        reached = unit.feed.latest()
    other.restore(tmp_path / "b.backup", by="admin", now=LATER, terms=nothing)
    with other.read() as unit:
        assert {change.id for change in unit.feed.changes(after=reached)} == {"hers", "other"}


def test_a_revoked_app_password_stays_revoked(store, tmp_path):
    with store.write() as unit:
        unit.accounts.put(Account("d.berg", "x", Role.EDITOR, Audience.INTERNAL, NOW))
        unit.accounts.add_app_password(AppPassword("p1", "d.berg", "phone", "y", NOW))
    store.backup(tmp_path / "b.backup")
    with store.write() as unit:
        unit.accounts.revoke("p1", LATER)
    store.restore(tmp_path / "b.backup", by="admin", now=LATER, terms=nothing)
    with store.read() as unit:
        assert unit.accounts.app_passwords("d.berg") == ()


def test_a_backup_is_one_file_for_its_owner_alone(store, tmp_path):
    fill(store)
    folder = tmp_path / "backups"
    store.backup(folder / "b.backup")
    store.backup(folder / "b.backup")
    assert [path.name for path in folder.iterdir()] == ["b.backup"]
    assert stat.S_IMODE((folder / "b.backup").stat().st_mode) == 0o600


def test_a_restore_leaves_the_backup_untouched(store, tmp_path):
    fill(store)
    store.backup(tmp_path / "b.backup")
    before = (tmp_path / "b.backup").read_bytes()
    store.restore(tmp_path / "b.backup", by="admin", now=LATER, terms=nothing)
    assert (tmp_path / "b.backup").read_bytes() == before
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith("restore-")]


def spoiled(file):
    content = file.read_bytes()
    file.write_bytes(content[:100] + b"\xff" * (len(content) - 100))


def cut(file):
    file.write_bytes(file.read_bytes()[:5000])


def text(file):
    file.write_text("BEGIN:VCARD")


def empty(file):
    file.write_bytes(b"")


def gone(file):
    file.unlink()


def another_database(file):
    file.unlink()
    sqlite3.connect(file).execute("CREATE TABLE x (y)").connection.close()


def newer(file):
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


@pytest.mark.parametrize("harm", [spoiled, cut, text, empty, gone, another_database, newer])
def test_a_file_that_is_no_sound_backup_changes_nothing(store, tmp_path, harm):
    fill(store)
    before = state(store)
    store.backup(tmp_path / "b.backup")
    harm(tmp_path / "b.backup")
    with pytest.raises(StoreError) as raised:
        store.restore(tmp_path / "b.backup", by="admin", now=LATER, terms=nothing)
    assert raised.value.hint
    assert state(store) == before


def test_a_backup_that_cannot_be_written_says_so(store, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        store.backup(tmp_path / "file" / "b.backup")


def test_without_the_key_of_its_suppressions_a_store_does_not_open(store, engine, tmp_path):
    fill(store)
    store.erase(erasure())
    (tmp_path / "data" if engine == "postgres" else tmp_path).joinpath("suppression.key").unlink()
    with pytest.raises(StoreError, match="key of the suppression list is missing"):
        open_store(store.engines.write.url.render_as_string(hide_password=False), tmp_path)


def test_a_restore_leaves_the_store_its_identity_and_tells_only_who_ever_saw_a_contact(store, tmp_path):
    with store.write() as unit:
        identity = unit.facts.get(IDENTITY)
        unit.directory.put([a_canonical("seen"), a_canonical("inside", audience=Audience.INTERNAL)], NOW)
    store.backup(tmp_path / "b.backup")
    with store.write() as unit:
        unit.facts.put(IDENTITY, "another")
        unit.directory.put(
            [a_canonical("inside", audience=Audience.PARTNER), a_canonical("new", audience=Audience.INTERNAL)], NOW
        )
        latest = unit.feed.latest()
    store.restore(tmp_path / "b.backup", by="admin", now=LATER, terms=nothing)

    assert len(identity) == 16
    with store.read() as unit:
        assert "another" == unit.facts.get(IDENTITY)
        widest = {change.id: change.widest for change in unit.feed.changes(after=latest)}
    assert {"seen": Audience.PUBLIC, "inside": Audience.PARTNER, "new": Audience.INTERNAL} == widest
