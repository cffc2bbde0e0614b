"""Statements that go to the driver as they are mean on every engine what they mean through SQLAlchemy."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from syncsvc.errors import StoreError
from syncsvc.store.lookup import Lookup, Removal
from syncsvc.store.prepared import Found, Prepared
from syncsvc.store.schema import Moment, Text

_table = sa.Table(
    "tried",
    sa.MetaData(),
    sa.Column("name", Text, primary_key=True),
    sa.Column("at", Moment),
    sa.Column("share", sa.Float(53)),
    sa.Column("done", sa.Boolean),
    sa.Column("content", sa.LargeBinary),
)
_whole = sa.select(_table).order_by(_table.c.name)
ROWS = [
    ("", None, None, None, None),
    ("50 % of 'x' -- \x00 ? %s :a", datetime(2026, 3, 2, 6, 0, 0, 1, tzinfo=UTC), 0.1, False, b"\x00\xff"),
    ("a\ud800", datetime(1900, 1, 1, tzinfo=UTC), -1e300, True, b""),
]


@pytest.fixture
def database(store):
    with store.write() as unit:
        unit.database.execute(sa.schema.CreateTable(_table))
        unit.database.add(_table, [dict(zip(_table.c.keys(), row, strict=True)) for row in ROWS])
        yield unit.database
        unit.database.execute(sa.schema.DropTable(_table))


def test_values_come_back_as_they_went_in_and_as_sqlalchemy_reads_them(database):
    found = Prepared(_whole).rows(database, {})
    assert found == [tuple(row) for row in database.rows(_whole)]
    assert sorted(found) == sorted(ROWS)


def test_a_look_up_finds_what_it_is_asked_for_whatever_the_values_contain(database):
    lookup = Lookup(sa.select(_table.c.name), _table.c.name)
    wanted = [ROWS[1][0], ROWS[2][0], "%", "' OR 1=1 --"]
    assert {name for (name,) in lookup.rows(database, wanted)} == {ROWS[1][0], ROWS[2][0]}


def test_whole_rows_are_found_by_the_values_of_columns_whatever_these_contain(database):
    for row in ROWS:
        assert Found(_table, "name").rows(database, {"name": row[0]}) == [row]
    assert Found(_table, "name").rows(database, {"name": "nobody"}) == []


def test_further_parameters_and_fixed_ones_are_converted_too(database):
    query = sa.select(_table.c.name).where(
        _table.c.at == sa.bindparam("at", type_=Moment), _table.c.done.is_(sa.true())
    )
    for asked in ROWS[1:]:
        found = [*Lookup(query, _table.c.name).rows(database, [row[0] for row in ROWS], at=asked[1])]
        assert found == ([(asked[0],)] if asked[3] else [])
    fixed = Prepared(sa.select(_table.c.share).where(_table.c.name == ROWS[1][0]))
    assert fixed.rows(database, {}) == [(0.1,)]


def test_a_removal_takes_what_it_names_and_nothing_else(database):
    Removal(_table.c.name).run(database, [ROWS[1][0]])
    assert [row[0] for row in Prepared(_whole).rows(database, {})] == ["", "a\ud800"]


def test_a_refused_statement_is_an_error_of_ours(store):
    missing = Prepared(sa.select(sa.table("never_made", sa.column("secret"))))
    with pytest.raises(StoreError) as refused, store.read() as unit:
        missing.rows(unit.database, {})
    assert "never_made" not in str(refused.value)
