"""Failures of the database become errors that say what to do, and quote nothing."""

import sqlite3

import pytest
import sqlalchemy as sa

from syncsvc.errors import StoreError
from syncsvc.store import AuditLine, engine, open_store, seal
from syncsvc.store.faults import fault, translated
from tests.builders import a_record, ref
from tests.contract.store.filled import NOW


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("database is locked", "in use"),
        ("canceling statement due to lock timeout", "in use"),
        ("database disk image is malformed", "damaged"),
        ("file is not a database", "not a database"),
        ("database or disk is full", "disk is full"),
        ("attempt to write a readonly database", "cannot be written"),
        ("unable to open database file", "cannot be opened"),
        ("disk I/O error", "disk failed"),
        ('FATAL: password authentication failed for user "x"', "refused the sign-in"),
        ("permission denied for table record", "refused the right"),
        ("no such table: record", "lacks a table"),
        ("connection refused", "does not answer"),
    ],
)
def test_every_common_failure_has_a_hint(words, message):
    error = fault(sqlite3.OperationalError(words))
    assert message in str(error)
    assert error.hint


def test_other_failures_name_their_kind_and_no_value():
    error = fault(sqlite3.IntegrityError("UNIQUE constraint failed: Antje Wiesner"))
    assert str(error) == "the database refused: IntegrityError"


def test_errors_of_ours_pass_unchanged():
    with pytest.raises(LookupError), translated():
        raise LookupError


def test_a_store_that_others_keep_locked_is_an_error_after_a_while(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "WAIT_S", 0.2)
    store = open_store("sqlite:///x.sqlite", tmp_path)
    other = sqlite3.connect(tmp_path / "x.sqlite")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="in use"), store.write() as unit:
        unit.audit.add(AuditLine(NOW, "x", "y"))
    other.close()
    store.close()


def test_a_damaged_page_is_an_error_not_an_empty_answer(tmp_path):
    store = open_store("sqlite:///x.sqlite", tmp_path)
    with store.write() as unit:
        unit.records.put([seal(a_record(str(number), name="A" * 200)) for number in range(200)], NOW)
    store.close()
    file = tmp_path / "x.sqlite"
    content = bytearray(file.read_bytes())
    content[4096 * 40 : -4096] = b"\xff" * (len(content) - 4096 * 41)
    file.write_bytes(content)

    def look() -> None:
        damaged = open_store("sqlite:///x.sqlite", tmp_path)
        with damaged.read() as unit:
            unit.records.get([ref(str(number)) for number in range(200)])

    with pytest.raises(StoreError, match="damaged"):
        look()


def test_a_value_in_an_error_of_the_database_is_not_shown(tmp_path):
    store = open_store("sqlite:///x.sqlite", tmp_path)
    with pytest.raises(StoreError) as raised, store.write() as unit:
        unit.database.execute(sa.text("SELECT :name FROM nowhere"), {"name": "Antje Wiesner"})
    cause = raised.value.__cause__
    assert "Wiesner" not in f"{raised.value} {cause}"
    store.close()
