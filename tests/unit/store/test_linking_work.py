"""Linking a change asks the database for as much as the change reaches, however many records there are."""

from datetime import UTC, datetime

import pytest

from syncsvc.run.linking import link
from syncsvc.run.report import SourceResult
from syncsvc.run.taking import Run, Taken
from syncsvc.store import open_store, seal
from tests.builders import a_contact, a_name, a_record

NOW = datetime(2026, 1, 1, tzinfo=UTC)
STEPS = 100
"""Of SQLite's machine, between two counts."""


def written(store, contacts):
    ids = (f"{contacts[0].ref.key}-{number}" for number in range(len(contacts)))
    with store.write() as unit:
        asked = []
        driver = unit.database._driver
        driver.set_progress_handler(lambda: asked.append(1), STEPS)
        unit.records.put([seal(a_record(one.ref.key, name=one.name.family)) for one in contacts], NOW)
        unit.contacts.put(contacts, "v1")
        linked = link(
            unit, [Taken(SourceResult("stadt", "stadt"), tuple(contacts))], Run("run", NOW, lambda: next(ids))
        )
        driver.set_progress_handler(None, 0)
        return linked.work, len(asked) * STEPS


SYLLABLES = ("ba", "de", "fi", "go", "la", "me", "ra", "se")


def person(number):
    """Everybody is called otherwise, to the ear too."""
    name = "".join(SYLLABLES[int(digit)] for digit in f"{number:05o}").capitalize()
    return a_contact(f"{number}", name=a_name("Anna", name))


def effort(folder, size):
    folder.mkdir()
    store = open_store("sqlite:///store.sqlite", folder)
    written(store, [person(number) for number in range(size)])
    changed = [a_contact(f"{number}", name=a_name("Anna", "Neu")) for number in (1, 2, 3)]
    found = written(store, changed)
    store.close()
    return found


@pytest.fixture(scope="module")
def efforts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("work")
    return effort(folder / "small", 200), effort(folder / "large", 4000)


def test_a_change_weighs_the_pairs_it_reaches_and_no_others(efforts):
    (small, _), (large, _) = efforts
    assert (small.pairs, small.reached) == (large.pairs, large.reached) == (3, 3)


def test_the_database_does_not_go_through_what_did_not_change(efforts):
    (_, small), (_, large) = efforts
    assert large < 1.5 * small + 20 * STEPS, (small, large)
