"""A store is made, brought up to date and refused as its form asks for, on every engine."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from syncsvc.errors import ConfigError, StoreError
from syncsvc.store import migrate, open_store
from syncsvc.store.schema import metadata
from tests.builders import a_canonical, a_name
from tests.servers.postgres import shared
from tests.servers.stores import ENGINES


@pytest.fixture
def empty(engine, tmp_path):
    """The URL of a database without tables."""
    return f"sqlite:///{tmp_path}/data/new.sqlite" if engine == "sqlite" else shared().database()


def test_an_empty_database_becomes_a_store(empty, tmp_path):
    open_store(empty, tmp_path).close()
    again = open_store(empty, tmp_path)
    with again.read() as unit:
        assert unit.records.count() == 0
    again.close()


def test_the_steps_lead_to_the_tables_the_code_knows(empty, tmp_path):
    store = open_store(empty, tmp_path)
    with store.engines.read.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    store.close()


@pytest.mark.parametrize("engine", ENGINES[1:])
def test_texts_sort_by_code_point_everywhere(empty, tmp_path):
    store = open_store(empty, tmp_path)
    with store.engines.read.connect() as connection:
        query = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
        assert connection.execute(sa.text(query)).all() == []
    store.close()


def test_the_list_of_forms_is_that_of_the_steps():
    folder = Path(migrate.__file__).parent / "migrations"
    steps = [*ScriptDirectory(str(folder)).walk_revisions()]
    assert tuple(step.revision for step in reversed(steps)) == migrate.REVISIONS


def set_form(store, form):
    with store.engines.write.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :form"), {"form": form})


def test_a_store_from_a_newer_version_is_refused(store, tmp_path):
    set_form(store, "9999")
    with pytest.raises(StoreError, match="newer version") as raised:
        open_store(store.engines.write.url.render_as_string(hide_password=False), tmp_path)
    assert raised.value.exit_code == 5


def test_an_older_store_is_copied_before_it_is_changed(store, engine, tmp_path, monkeypatch):
    """A form before the first stands in for an older one; the step to it is to do nothing."""
    present = migrate.REVISIONS[-1]
    set_form(store, "0000")
    monkeypatch.setattr(migrate, "REVISIONS", ("0000", present))
    monkeypatch.setattr(
        migrate,
        "_upgrade",
        lambda connection: connection.execute(sa.text(f"UPDATE alembic_version SET version_num = '{present}'")),
    )
    open_store(store.engines.write.url.render_as_string(hide_password=False), tmp_path).close()
    copies = [path.name for path in tmp_path.glob("*.before-*")]
    assert copies == (["directory.before-0000.sqlite"] if engine == "sqlite" else [])
    for name in copies:
        copy = sa.create_engine(f"sqlite:///{tmp_path / name}")
        with copy.connect() as connection:
            assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == "0000"
        copy.dispose()


def test_a_step_that_fails_changes_nothing(empty, engine, tmp_path, monkeypatch):
    upgrade = migrate._upgrade

    def failing(connection):
        upgrade(connection)
        connection.execute(sa.text("SELECT * FROM nowhere"))

    monkeypatch.setattr(migrate, "_upgrade", failing)
    with pytest.raises(StoreError):
        open_store(empty, tmp_path)
    checked = sa.create_engine(empty)
    with checked.connect() as connection:
        assert sa.inspect(connection).get_table_names() == []
    checked.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://host/x",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://127.0.0.1/x",
        "postgresql+psycopg2://h/x",
    ],
)
def test_other_databases_are_refused(url, tmp_path):
    with pytest.raises(ConfigError):
        open_store(url, tmp_path)


def test_a_file_that_is_no_database_is_named_as_such(tmp_path):
    (tmp_path / "x.sqlite").write_text("BEGIN:VCARD\n" * 100)
    with pytest.raises(StoreError, match="not a database") as raised:
        open_store("sqlite:///x.sqlite", tmp_path)
    assert raised.value.hint


def test_a_server_that_does_not_answer_is_named_as_such(tmp_path):
    with pytest.raises(StoreError) as raised:
        open_store("postgresql+psycopg://nobody:very-secret@127.0.0.1:1/x", tmp_path)
    assert "very-secret" not in str(raised.value)
    assert raised.value.hint


def test_a_store_and_its_key_are_for_its_owner_alone(tmp_path):
    open_store("sqlite:///data/new.sqlite", tmp_path).close()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir() if path.is_file()}
    assert modes == {"new.sqlite": 0o600, "suppression.key": 0o600}


def test_a_configured_key_is_used_and_none_is_made(tmp_path):
    store = open_store("sqlite:///data/new.sqlite", tmp_path, secret="from the configuration")
    assert store.ring.keys == ("from the configuration",)
    assert not (tmp_path / "data" / "suppression.key").exists()
    store.close()


def test_contacts_kept_by_an_older_version_are_found_by_the_spellings_of_this_one(store, tmp_path):
    with store.write() as unit:
        unit.directory.put([a_canonical("one", name=a_name("Jörg", "Müller"))], datetime(2026, 1, 2, tzinfo=UTC))
    with store.engines.write.begin() as connection:
        connection.execute(sa.text("UPDATE searchable SET text = 'stale'"))
        connection.execute(sa.text("ALTER TABLE record DROP COLUMN mark"))
        connection.execute(sa.text("DROP TABLE source_notes"))
        connection.execute(sa.text("DROP INDEX ix_issue_place_stage"))
        connection.execute(sa.text("ALTER TABLE correction DROP COLUMN closed_reason"))
        connection.execute(sa.text("DROP INDEX ix_match_relating_left"))
        connection.execute(sa.text("DROP INDEX ix_match_relating_right"))
    set_form(store, "0007")
    again = open_store(store.engines.write.url.render_as_string(hide_password=False), tmp_path)
    with again.read() as unit:
        assert [one.id for one in unit.directory.find("jorg mueller")] == ["one"]
    again.close()
