"""A target made of files: what it writes, what it leaves alone, and how it takes a delivery back."""

import json
import os
import stat
import time
from datetime import timedelta

import pytest

from syncsvc.errors import SafetyStop, TargetError
from syncsvc.exports.filetarget import versions
from syncsvc.exports.filetarget.draft import Product
from syncsvc.exports.filetarget.target import FileTarget
from syncsvc.model.audience import Audience


def a_target(tmp_path, **changes):
    told = {"export": "website", "audience": Audience.PUBLIC, "rendering": "r1"} | changes
    return FileTarget(tmp_path / "list.csv", **told)


def rows(*names):
    return [Product("list.csv", [f"{name}\n".encode() for name in names])]


def seen(folder):
    """Everything a reader may see, with its time: path → (mtime, bytes)."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and ".list.csv.syncsvc" not in str(path)
    }


def content(folder):
    return {path: data for path, (_, data) in seen(folder).items()}


def feed(folder):
    return [one["id"] for one in json.loads((folder / "list.csv.removed.json").read_bytes())["removed"]]


def test_a_first_delivery_writes_the_file_its_manifest_and_an_empty_removal_feed(tmp_path):
    delivery = a_target(tmp_path).deliver(rows("a", "b"), {"1", "2"})
    assert delivery.written
    assert set(delivery.files) == {
        tmp_path / name for name in ("list.csv", "list.csv.manifest.json", "list.csv.removed.json")
    }
    assert (tmp_path / "list.csv").read_bytes() == b"a\nb\n"
    manifest = json.loads((tmp_path / "list.csv.manifest.json").read_bytes())
    assert (manifest["export"], manifest["audience"], manifest["count"]) == ("website", "public", 2)
    assert {one["name"] for one in manifest["files"]} == {"list.csv", "list.csv.removed.json"}
    assert feed(tmp_path) == []


def test_the_manifest_holds_the_hash_that_sha256sum_would_say(tmp_path):
    a_target(tmp_path).deliver(rows("a"), {"1"})
    manifest = json.loads((tmp_path / "list.csv.manifest.json").read_bytes())
    (main,) = [one for one in manifest["files"] if one["name"] == "list.csv"]
    assert main == {
        "name": "list.csv",
        "sha256": "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7",
        "bytes": 2,
    }


def test_the_same_content_again_touches_not_a_byte(tmp_path):
    target = a_target(tmp_path)
    first = target.deliver(rows("a"), {"1"})
    before = seen(tmp_path)
    assert target.survey(first.receipt) is None
    second = target.deliver(rows("a"), {"1"})
    assert not second.written
    assert second.receipt == first.receipt
    assert seen(tmp_path) == before


def test_a_file_changed_by_someone_is_noticed_and_put_right(tmp_path):
    target = a_target(tmp_path)
    receipt = target.deliver(rows("a"), {"1"}).receipt
    (tmp_path / "list.csv").write_bytes(b"b\n")
    assert target.survey(receipt) == {}
    assert target.deliver(rows("a"), {"1"}).written
    assert (tmp_path / "list.csv").read_bytes() == b"a\n"


@pytest.mark.parametrize("name", ["list.csv", "list.csv.manifest.json", "list.csv.removed.json"])
def test_a_file_deleted_by_someone_is_noticed_and_put_back(tmp_path, name):
    target = a_target(tmp_path)
    receipt = target.deliver(rows("a"), {"1"}).receipt
    before = content(tmp_path)
    (tmp_path / name).unlink()
    assert target.survey(receipt) == {}
    target.deliver(rows("a"), {"1"})
    assert content(tmp_path).keys() == before.keys()
    assert (tmp_path / "list.csv").read_bytes() == b"a\n"


def test_a_touched_file_is_still_right(tmp_path):
    target = a_target(tmp_path)
    receipt = target.deliver(rows("a"), {"1"}).receipt
    os.utime(tmp_path / "list.csv", (1, 1))
    assert target.survey(receipt) is None


def test_another_rendering_asks_for_a_delivery(tmp_path):
    receipt = a_target(tmp_path).deliver(rows("a"), {"1"}).receipt
    assert a_target(tmp_path, rendering="r2").survey(receipt) == {}


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_files_have_the_permissions_of_the_settings(tmp_path, mode):
    a_target(tmp_path, mode=mode).deliver(rows("a"), {"1"})
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir() if path.is_file()} == {mode}


def test_changed_permissions_are_noticed_and_set_without_writing(tmp_path):
    receipt = a_target(tmp_path).deliver(rows("a"), {"1"}).receipt
    before = seen(tmp_path)
    strict = a_target(tmp_path, mode=0o600)
    assert strict.survey(receipt) == {}
    assert not strict.deliver(rows("a"), {"1"}).written
    assert stat.S_IMODE((tmp_path / "list.csv").stat().st_mode) == 0o600
    assert seen(tmp_path) == before
    assert strict.survey(receipt) is None


def test_the_ledger_and_previous_versions_are_closed_to_others(tmp_path):
    a_target(tmp_path).deliver(rows("a"), {"1"})
    assert stat.S_IMODE((tmp_path / ".list.csv.syncsvc").stat().st_mode) == 0o700


def test_a_removed_key_stands_in_the_feed_and_leaves_it_when_it_comes_back(tmp_path):
    target = a_target(tmp_path)
    target.deliver(rows("a", "b"), {"1", "2"})
    target.deliver(rows("a"), {"1"})
    assert feed(tmp_path) == ["2"]
    target.deliver(rows("c"), {"3"})
    assert sorted(feed(tmp_path)) == ["1", "2"]
    target.deliver(rows("c", "b"), {"3", "2"})
    assert feed(tmp_path) == ["1"]


def test_a_removal_is_noted_even_if_the_file_was_lost_meanwhile(tmp_path):
    target = a_target(tmp_path)
    target.deliver(rows("a", "b"), {"1", "2"})
    for name in ("list.csv", "list.csv.removed.json"):
        (tmp_path / name).unlink()
    target.deliver(rows("a"), {"1"})
    assert feed(tmp_path) == ["2"]


def test_old_removals_leave_the_feed_at_the_next_change(tmp_path):
    target = a_target(tmp_path, removed_kept=timedelta(days=-1))
    target.deliver(rows("a", "b"), {"1", "2"})
    target.deliver(rows("a"), {"1"})
    assert feed(tmp_path) == ["2"]
    target.deliver(rows("a", "c"), {"1", "3"})
    assert feed(tmp_path) == ["2"]
    target.deliver(rows("a"), {"1"})
    assert feed(tmp_path) == ["3"]


def test_a_file_of_somebody_else_is_not_written_over(tmp_path):
    (tmp_path / "list.csv").write_bytes(b"the county's own list\n")
    with pytest.raises(TargetError, match="not made by this export") as caught:
        a_target(tmp_path).deliver(rows("a"), {"1"})
    assert caught.value.hint
    assert content(tmp_path) == {"list.csv": b"the county's own list\n"}


def test_a_foreign_file_with_the_very_same_bytes_is_adopted(tmp_path):
    (tmp_path / "list.csv").write_bytes(b"a\n")
    a_target(tmp_path).deliver(rows("a"), {"1"})
    a_target(tmp_path).deliver(rows("b"), {"1"})
    assert (tmp_path / "list.csv").read_bytes() == b"b\n"


def test_two_exports_do_not_share_a_file(tmp_path):
    a_target(tmp_path).deliver(rows("a"), {"1"})
    with pytest.raises(TargetError, match="belongs to the export «website»"):
        a_target(tmp_path, export="staff").deliver(rows("b"), {"1"})
    assert (tmp_path / "list.csv").read_bytes() == b"a\n"


def test_a_lost_ledger_is_made_up_for_by_the_manifest(tmp_path):
    target = a_target(tmp_path)
    target.deliver(rows("a", "b"), {"1", "2"})
    receipt = target.deliver(rows("a"), {"1"}).receipt
    for path in sorted((tmp_path / ".list.csv.syncsvc").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert target.survey(receipt) == {}
    target.deliver(rows("c"), {"3"})
    assert (tmp_path / "list.csv").read_bytes() == b"c\n"
    assert feed(tmp_path) == ["2"]


def test_products_no_longer_given_are_deleted_and_foreign_files_stay(tmp_path):
    target = FileTarget(tmp_path / "cards", export="phones", audience=Audience.PUBLIC)
    target.deliver([Product("cards/1.vcf", b"one"), Product("cards/city/2.vcf", b"two")], {"1", "2"})
    (tmp_path / "cards" / "README.txt").write_bytes(b"mine")
    kept = (tmp_path / "cards" / "1.vcf").stat().st_mtime_ns
    delivery = target.deliver([Product("cards/1.vcf", b"one")], {"1"})
    assert delivery.written
    assert {path.name for path in (tmp_path / "cards").iterdir()} == {"1.vcf", "README.txt"}
    assert (tmp_path / "cards" / "1.vcf").stat().st_mtime_ns == kept
    assert tmp_path / "cards" in delivery.files


@pytest.mark.parametrize(
    "path", ["../out.csv", "/etc/out.csv", "", ".list.csv.syncsvc/ledger.json", "a\\b", "list.csv/../x"]
)
def test_a_product_cannot_leave_its_folder(tmp_path, path):
    with pytest.raises(TargetError, match="not a name for a file"):
        a_target(tmp_path).deliver([Product(path, b"x")], ())


def test_two_products_of_one_name_are_refused(tmp_path):
    with pytest.raises(TargetError, match="written twice"):
        a_target(tmp_path).deliver([*rows("a"), *rows("b")], ())
    assert content(tmp_path) == {}


def test_a_rollback_puts_the_former_files_back_and_stays_until_released(tmp_path):
    target = a_target(tmp_path)
    for name in "abc":
        target.deliver([*rows(name), Product(f"list.csv-{name}.json", name.encode())], {name})
    delivery = target.rollback()
    assert delivery.written
    assert delivery.receipt == ""
    assert target.survey("") == {}
    found = content(tmp_path)
    assert found["list.csv"] == b"b\n"
    assert "list.csv-b.json" in found
    assert "list.csv-c.json" not in found
    assert set(feed(tmp_path)) == {"a", "c"}
    with pytest.raises(SafetyStop, match="rolled back"):
        target.deliver(rows("d"), {"d"})
    assert (tmp_path / "list.csv").read_bytes() == b"b\n"
    target.release()
    target.deliver(rows("d"), {"d"})
    assert (tmp_path / "list.csv").read_bytes() == b"d\n"


def test_rollbacks_go_back_step_by_step_and_end(tmp_path):
    target = a_target(tmp_path)
    for name in "abc":
        target.deliver(rows(name), {name})
    target.rollback()
    target.rollback()
    assert (tmp_path / "list.csv").read_bytes() == b"a\n"
    with pytest.raises(TargetError, match="no previous version"):
        target.rollback()


def test_a_rolled_back_file_is_younger_than_what_it_replaces(tmp_path):
    """A web client that holds the bad version must see that there is another one."""
    target = a_target(tmp_path)
    target.deliver(rows("a"), {"a"})
    target.deliver(rows("b"), {"b"})
    bad = (tmp_path / "list.csv").stat().st_mtime_ns
    target.rollback()
    assert (tmp_path / "list.csv").stat().st_mtime_ns >= bad


@pytest.mark.parametrize("keep", [0, 1, 3])
def test_so_many_previous_versions_are_kept(tmp_path, keep):
    target = a_target(tmp_path, keep=keep)
    for name in "abcdef":
        target.deliver(rows(name), {name})
    kept = list((tmp_path / ".list.csv.syncsvc").glob("previous/*"))
    assert len(kept) == keep


def dropped(folder):
    return [*(folder / ".list.csv.syncsvc").glob("dropped-*")]


def until_gone(folder):
    """Until what is deleted beside a delivery is gone."""
    for _ in range(500):
        if not dropped(folder):
            return
        time.sleep(0.01)
    pytest.fail("dropped versions stay")


@pytest.mark.parametrize("large", [0, versions.LARGE])
def test_of_versions_that_are_kept_no_longer_nothing_stays(tmp_path, monkeypatch, large):
    monkeypatch.setattr(versions, "LARGE", large)
    for number in range(4):
        a_target(tmp_path, keep=1).deliver([Product("list.csv", b"%d" % number)], {"a"})
    until_gone(tmp_path)
    state = tmp_path / ".list.csv.syncsvc"
    assert {path.read_bytes() for path in state.rglob("0")} == {b"2"}


@pytest.mark.parametrize("large", [0, versions.LARGE])
def test_what_a_killed_process_did_not_delete_goes_with_the_next_delivery_or_an_erasure(tmp_path, monkeypatch, large):
    monkeypatch.setattr(versions, "LARGE", large)
    a_target(tmp_path).deliver(rows("1"), {"a"})
    until_gone(tmp_path)
    left = tmp_path / ".list.csv.syncsvc" / "dropped-000001"
    for tidy in (
        lambda: a_target(tmp_path).purge(),
        lambda: a_target(tmp_path).deliver(rows("2"), {"a"}),
        lambda: a_target(tmp_path, keep=0).deliver(rows("3"), {"a"}),
    ):
        left.mkdir()
        (left / "0").write_bytes(b"Antje Wiesner")
        tidy()
        until_gone(tmp_path)
    left.mkdir()
    a_target(tmp_path).purge()
    assert not dropped(tmp_path), "an erasure waits for it"


def test_a_repair_is_not_a_version(tmp_path):
    target = a_target(tmp_path)
    target.deliver(rows("a"), {"a"})
    target.deliver(rows("b"), {"b"})
    (tmp_path / "list.csv").unlink()
    target.deliver(rows("b"), {"b"})
    target.rollback()
    assert (tmp_path / "list.csv").read_bytes() == b"a\n"


def test_a_purge_leaves_nothing_of_former_versions(tmp_path):
    target = a_target(tmp_path)
    for name in ("the erased", "b", "c"):
        target.deliver(rows(name), {name})
    target.rollback()
    target.purge()
    target.deliver(rows("c"), {"c"})
    target.purge()
    left = b"".join(path.read_bytes() for path in tmp_path.glob(".list.csv.syncsvc/previous/**/*") if path.is_file())
    assert left == b""


def test_a_check_says_what_is_there(tmp_path):
    target = a_target(tmp_path)
    assert "not delivered yet" in target.check()
    target.deliver(rows("a"), {"1"})
    assert "1 entries" in target.check()
