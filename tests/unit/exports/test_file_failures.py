"""Full disks, missing rights and killed processes: the old file stays whole, and the next run repairs."""

import errno
import hashlib
import json
import os
import resource
import signal
import tempfile
import threading
from pathlib import Path

import pytest

from syncsvc.errors import SyncError, TargetError
from syncsvc.exports.filetarget import disk
from syncsvc.exports.filetarget.draft import Product
from syncsvc.exports.filetarget.target import FileTarget
from syncsvc.model.audience import Audience
from tests.unit.exports.killing import in_a_child, killed_at

OLD = {"list.csv": b"old\n" * 3, "list/a.vcf": b"old a", "list/b.vcf": b"old b"}
NEW = {"list.csv": b"new\n" * 3, "list/b.vcf": b"new b", "list/c.vcf": b"new c"}
NOBODY = 65534


def a_target(folder):
    return FileTarget(folder / "list.csv", export="website", audience=Audience.PUBLIC)


def deliver(folder, files, keys):
    return a_target(folder).deliver([Product(path, content) for path, content in files.items()], keys)


def products(folder):
    """What readers see, without the manifest and the feed."""
    seen = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {
        name: path.read_bytes()
        for name, path in seen.items()
        if not name.startswith(".") and not name.endswith((".manifest.json", ".removed.json"))
    }


def removed(folder):
    return {one["id"] for one in json.loads((folder / "list.csv.removed.json").read_bytes())["removed"]}


def leftovers(folder):
    state = folder / ".list.csv.syncsvc"
    return [path for path in (state / "next", *state.glob("previous/*.open")) if path.exists()]


def test_killed_at_any_point_every_file_is_whole_and_the_next_run_repairs(tmp_path):
    step, outcomes = 0, set()
    while True:
        step += 1
        folder = tmp_path / str(step)
        folder.mkdir()
        receipt = deliver(folder, OLD, {"a", "b"}).receipt

        def attempt(folder=folder, step=step):
            with killed_at(step):
                deliver(folder, NEW, {"b", "c"})

        status = in_a_child(attempt)
        if status == 0:
            break
        assert status == -signal.SIGKILL
        now = products(folder)
        for path, content in now.items():
            assert content in (OLD.get(path), NEW.get(path)), f"killed at {step}: {path} is neither old nor new"
        assert all(path in now for path in OLD.keys() & NEW.keys()), f"killed at {step}: a file vanished"
        outcomes.add(frozenset(now.items()))

        if now != OLD:
            assert a_target(folder).survey(receipt) == {}
        deliver(folder, NEW, {"b", "c"})
        assert products(folder) == NEW, f"killed at {step}"
        assert leftovers(folder) == []
        a_target(folder).rollback()
        assert products(folder) == OLD, f"killed at {step}: the previous version is not what it was"
        assert removed(folder) == {"c"}, f"killed at {step}: the previous keys are not what they were"
    assert step > 20, "the steps were not counted"
    assert {frozenset(OLD.items()), frozenset(NEW.items())} < outcomes, "no process died in the middle"


@pytest.mark.parametrize("cards", [1, 100])
def test_everything_is_flushed_before_the_first_file_is_renamed(tmp_path, monkeypatch, cards):
    """What is renamed before it is on the disk may be empty after a power cut."""
    done = []
    fsync, sync, rename = os.fsync, os.sync, os.replace

    def flushed(descriptor):
        done.append(("flush", Path(f"/proc/self/fd/{descriptor}").readlink().name))
        fsync(descriptor)

    def renamed(source, target):
        done.append(("rename", Path(target).name))
        rename(source, target)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(os, "sync", lambda: (done.append(("flush", "all")), sync()))
    monkeypatch.setattr(os, "replace", renamed)
    deliver(tmp_path, {f"list/{n}.vcf": b"card %d" % n for n in range(cards)}, {"a"})
    first = done.index(("rename", "0.vcf"))
    before = {name for did, name in done[:first] if did == "flush"}
    assert before >= ({"all"} if cards == 100 else {"0", "1", "2", "ledger"})
    assert all(name not in ("0.vcf", "ledger.json") for did, name in done[:first] if did == "rename")


def test_what_the_disk_refuses_while_a_large_file_is_written_is_an_error(tmp_path, monkeypatch):
    """The system tells it once: whoever asks again at the end hears nothing."""
    deliver(tmp_path, OLD, {"a", "b"})
    fsync, refused = os.fsync, []

    def flushed(descriptor):
        if not refused and Path(f"/proc/self/fd/{descriptor}").readlink().name == "0":
            refused.append(threading.current_thread())
            raise OSError(errno.EIO, "Input/output error")
        fsync(descriptor)

    monkeypatch.setattr(disk, "_BLOCK", 1 << 10)
    monkeypatch.setattr(disk, "_LARGE", 1 << 9)
    monkeypatch.setattr(disk, "_ALONE", 1 << 11)
    monkeypatch.setattr(disk, "_UNSETTLED", 1 << 14)
    monkeypatch.setattr(os, "fsync", flushed)
    with pytest.raises(TargetError, match=r"list\.csv cannot be written: Input/output error"):
        deliver(tmp_path, NEW | {"list.csv": (b"%d\n" % number for number in range(20_000))}, {"b", "c"})
    assert refused[0] is not threading.main_thread()
    assert products(tmp_path) == OLD
    assert leftovers(tmp_path) == []
    deliver(tmp_path, NEW | {"list.csv": (b"%d\n" % number for number in range(20_000))}, {"b", "c"})
    content = b"".join(b"%d\n" % number for number in range(20_000))
    assert products(tmp_path) == NEW | {"list.csv": content}
    [told] = [
        one
        for one in json.loads((tmp_path / "list.csv.manifest.json").read_bytes())["files"]
        if one["name"] == "list.csv"
    ]
    assert told["sha256"] == hashlib.sha256(content).hexdigest()


def test_killed_in_a_first_delivery_the_next_may_bring_something_else(tmp_path):
    """What a killed run left behind is ours, even if it is no longer what is wanted."""
    step = 0
    while True:
        step += 1
        folder = tmp_path / str(step)
        folder.mkdir()

        def attempt(folder=folder, step=step):
            with killed_at(step):
                deliver(folder, OLD, {"a", "b"})

        if in_a_child(attempt) == 0:
            break
        deliver(folder, NEW, {"b", "c"})
        assert products(folder) == NEW, f"killed at {step}"
        assert leftovers(folder) == []
    assert step > 20


def test_killed_in_a_rollback_it_can_be_repeated(tmp_path):
    step = 0
    while True:
        step += 1
        folder = tmp_path / str(step)
        folder.mkdir()
        deliver(folder, OLD, {"a", "b"})
        deliver(folder, NEW, {"b", "c"})

        def attempt(folder=folder, step=step):
            with killed_at(step):
                a_target(folder).rollback()

        if in_a_child(attempt) == 0:
            break
        if products(folder) != OLD:
            a_target(folder).rollback()
        assert products(folder) == OLD, f"killed at {step}"
    assert step > 10


def test_on_a_full_disk_the_old_files_stay_and_the_error_says_so(tmp_path):
    """A limit on the size of files stands for the disk: it, too, takes a part of a write and refuses the rest."""

    def attempt():
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
        with pytest.raises(TargetError, match=r"list\.csv cannot be written: the disk is full"):
            deliver(tmp_path, NEW | {"list.csv": b"x" * 10**5}, {"b", "c"})

    deliver(tmp_path, OLD, {"a", "b"})
    assert in_a_child(attempt) == 0
    assert products(tmp_path) == OLD
    assert leftovers(tmp_path) == []


@pytest.fixture
def open_folder():
    """A folder that any user can reach, which those of pytest are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def as_nobody(folder, mode, work):
    """Run it as a user whose rights in the folder are the mode's: root would not be stopped by any."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)

    def run():
        if os.geteuid() == 0:
            os.setuid(NOBODY)
        work()

    folder.chmod(mode)
    try:
        return in_a_child(run)
    finally:
        folder.chmod(0o755)


@pytest.mark.parametrize("mode", [0o555, 0o500, 0o000])
def test_in_a_folder_without_rights_the_old_files_stay(open_folder, mode):
    folder = open_folder / "exports"
    folder.mkdir()
    deliver(folder, OLD, {"a", "b"})

    def attempt():
        with pytest.raises(TargetError, match="no right to write") as caught:
            deliver(folder, NEW, {"b", "c"})
        assert "right to write" in caught.value.hint
        with pytest.raises(TargetError, match="no right to write"):
            a_target(folder).check()

    assert as_nobody(folder, mode, attempt) == 0
    assert products(folder) == OLD


def test_a_first_delivery_to_a_read_only_folder_is_refused_clearly(open_folder):
    def attempt():
        with pytest.raises(TargetError, match="no right to write"):
            deliver(open_folder, NEW, {"b", "c"})

    assert as_nobody(open_folder, 0o555, attempt) == 0


def test_a_missing_folder_is_not_made_by_guess(tmp_path):
    """It may be the mount point of a share that is not mounted: the files would go where nobody looks."""
    target = a_target(tmp_path / "share")
    assert target.survey("") == {}
    for attempt in (target.check, lambda: deliver(tmp_path / "share", NEW, ())):
        with pytest.raises(TargetError, match="folder does not exist") as caught:
            attempt()
        assert "create it" in caught.value.hint
    assert not (tmp_path / "share").exists()


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path):
    (tmp_path / "list.csv").mkdir()
    with pytest.raises(TargetError, match="a folder stands"):
        deliver(tmp_path, NEW, {"b", "c"})


def test_an_entry_that_fails_on_the_way_leaves_the_old_files(tmp_path):
    def failing():
        yield b"one\n"
        raise SyncError("the store went away")

    deliver(tmp_path, OLD, {"a", "b"})
    with pytest.raises(SyncError, match="went away"):
        a_target(tmp_path).deliver([Product("list/c.vcf", b"c"), Product("list.csv", failing())], {"c"})
    assert products(tmp_path) == OLD
    assert leftovers(tmp_path) == []


def test_two_processes_do_not_deliver_at_once(tmp_path):
    deliver(tmp_path, OLD, {"a", "b"})

    def meanwhile():
        yield b"new\n"
        with pytest.raises(TargetError, match="another process"):
            deliver(tmp_path, OLD, {"a", "b"})

    a_target(tmp_path).deliver([Product("list.csv", meanwhile())], {"c"})
    assert products(tmp_path) == {"list.csv": b"new\n"}


def test_readers_never_see_half(tmp_path):
    """A reader that looks all the time sees one version or the other."""
    versions = [letter.encode() * 300_000 for letter in "ab"]
    deliver(tmp_path, {"list.csv": versions[0]}, {"1"})

    def write():
        for turn in range(40):
            deliver(tmp_path, {"list.csv": versions[turn % 2]}, {"1"})

    child = os.fork()
    if child == 0:
        write()
        os._exit(0)
    seen = set()
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        seen.add((tmp_path / "list.csv").read_bytes())
    assert seen == set(versions)


def test_without_hard_links_previous_versions_are_copies(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EPERM, "no hard links here")

    deliver(tmp_path, OLD, {"a", "b"})
    monkeypatch.setattr(os, "link", refuse)
    deliver(tmp_path, NEW, {"b", "c"})
    a_target(tmp_path).rollback()
    assert products(tmp_path) == OLD


def test_a_damaged_ledger_costs_a_delivery_and_no_file(tmp_path):
    receipt = deliver(tmp_path, OLD, {"a", "b"}).receipt
    Path(tmp_path / ".list.csv.syncsvc" / "ledger.json").write_bytes(b"{half")
    assert a_target(tmp_path).survey(receipt) == {}
    assert not deliver(tmp_path, OLD, {"a", "b"}).written
    assert a_target(tmp_path).survey(receipt) is None
