"""The book: what each audience learns of a change."""

from datetime import UTC, datetime

import pytest

from syncsvc.model.audience import Audience
from syncsvc.serve.book import Book, Changed
from syncsvc.store import open_store
from tests.builders import a_canonical

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    opened = open_store("sqlite:///directory.sqlite", tmp_path)
    yield opened
    opened.close()


def put(store, *contacts):
    with store.write() as unit:
        unit.directory.put(contacts, NOW)


@pytest.mark.parametrize("loads_anew", [True, False], ids=["after a restart", "while it runs"])
def test_nobody_learns_of_a_contact_they_never_saw_and_everybody_that_one_they_saw_is_gone(store, loads_anew):
    put(store, a_canonical("hidden", audience=Audience.INTERNAL), a_canonical("seen"), a_canonical("gone"))
    book = Book(store, [Audience.PUBLIC, Audience.INTERNAL])
    book.load()
    put(
        store,
        a_canonical("seen", audience=Audience.INTERNAL),
        a_canonical("hidden", audience=Audience.INTERNAL, note="x"),
    )
    with store.write() as unit:
        unit.directory.remove(["gone"], NOW)
    (book.load if loads_anew else book.catch_up)()

    public, internal = book.of(Audience.PUBLIC), book.of(Audience.INTERNAL)
    assert [("seen", True), ("gone", True)] == [(one.id, one.removed) for one in public.changes(0)]
    assert (Changed(4, "hidden", removed=False), Changed(5, "seen", removed=False)) == internal.changes(3)[:2]
