"""What exports to files share above the target: when work is done at all, and what takes it back."""

import pytest

from syncsvc.errors import SafetyStop
from syncsvc.exports.csv import CsvExportSettings
from syncsvc.model.plan import Plan
from syncsvc.plan import plan
from syncsvc.settings import Surroundings
from tests.builders import a_canonical, a_name

CONTACTS = [a_canonical("1", name=a_name("A", "Adler")), a_canonical("2", name=a_name("B", "Busch"))]


@pytest.fixture
def export(tmp_path):
    settings = CsvExportSettings(name="list", audience="public", location="list.csv")
    return settings.open(Surroundings(tmp_path))


def deliver(export, contacts):
    entries = [export.render(contact) for contact in contacts]
    return export.deliver(plan("list", entries, {}, {}), lambda: iter(entries))


def never():
    raise AssertionError("the entries were asked for")


def test_an_empty_plan_on_intact_files_does_not_even_ask_for_the_entries(export):
    receipt = deliver(export, CONTACTS).receipt
    delivery = export.deliver(Plan("list"), never)
    assert (delivery.receipt, delivery.written) == (receipt, False)


def test_an_empty_plan_on_damaged_files_repairs_them(export, tmp_path):
    deliver(export, CONTACTS)
    (tmp_path / "list.csv").unlink()
    entries = [export.render(contact) for contact in CONTACTS]
    assert export.deliver(Plan("list"), lambda: iter(entries)).written
    assert b"Busch" in (tmp_path / "list.csv").read_bytes()


def test_other_settings_render_again_and_the_same_ones_do_not(tmp_path):
    def opened(title="Netzwerk", **settings):
        told = {"name": "list", "audience": "public", "location": "list.csv", **settings}
        return CsvExportSettings.model_validate(told).open(Surroundings(tmp_path, title=title))

    usual = opened().rendering
    assert opened(keep=1, mode="0600", max_removed=3, name="other", location="x.csv").rendering == usual
    assert (
        len({usual, opened("Anders").rendering, opened(profile="google").rendering, opened(columns=["id"]).rendering})
        == 4
    )


def test_what_was_rolled_back_stays_until_it_is_released_and_is_then_delivered_in_full(export, tmp_path):
    deliver(export, CONTACTS[:1])
    deliver(export, CONTACTS)
    export.rollback()
    entries = [export.render(contact) for contact in CONTACTS]
    for changes in (Plan("list"), plan("list", entries, {}, {})):
        with pytest.raises(SafetyStop, match="rolled back"):
            export.deliver(changes, lambda: iter(entries))
    assert b"Busch" not in (tmp_path / "list.csv").read_bytes()
    export.release()
    assert export.deliver(Plan("list"), lambda: iter(entries)).written
    assert b"Busch" in (tmp_path / "list.csv").read_bytes()


def test_an_erasure_leaves_nothing_to_roll_back_to(export, tmp_path):
    deliver(export, CONTACTS)
    deliver(export, CONTACTS[:1])
    export.purge()
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"Busch" not in everything
