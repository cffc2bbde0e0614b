"""Files made from their former selves: the same bytes as made of every entry, or made of every entry."""

import json
import os
import signal
from hashlib import sha256
from itertools import count, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncsvc.exports.filetarget import listing
from syncsvc.exports.filetarget.draft import Product
from syncsvc.exports.filetarget.listing import Listing, Noted, Stale
from syncsvc.exports.filetarget.target import FileTarget
from syncsvc.model.audience import Audience
from syncsvc.model.plan import Change, ChangeKind, Entry
from syncsvc.ports import WantedInPart
from syncsvc.run.overlaying import overlaid
from tests.unit.exports.killing import in_a_child, killed_at

FRAMES = [(b"", b"", b""), (b"[\n", b",\n", b"\n]\n")]
directories = st.dictionaries(st.text("abcé", min_size=1, max_size=2), st.tuples(st.sampled_from("aäbz"), st.binary()))


@pytest.fixture(autouse=True, scope="module")
def _small_blocks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listing, "_BLOCK", 8)
        yield


def entries(directory):
    made = (Entry(key, content, order) for key, (order, content) in directory.items())
    return sorted(made, key=lambda entry: entry.place)


def in_part(before, after):
    """As a run knows it: the entries of the last delivery in a store, and the changed ones over them."""
    kept = {entry.key: entry for entry in entries(before)}
    changed = {entry.key: entry for entry in entries(after) if kept.get(entry.key) != entry}
    out = changed.keys() | (before.keys() - after.keys())

    def stretch(first, end):
        def here(entry):
            return (first is None or first <= entry.place) and (end is None or entry.place < end)

        fresh = {key: entry for key, entry in changed.items() if here(entry)}
        return overlaid(filter(here, entries(before)), fresh, out)

    went = tuple(kept[key].place for key in out if key in kept)
    came = tuple(one.place for one in changed.values())
    stayed = (key for key, one in changed.items() if key in kept and kept[key].place == one.place)
    altered = {changed[key].place: (kept[key].content, changed[key].content) for key in stayed}
    return WantedInPart(lambda: entries(after), went, came, stretch, altered)


def piece(content):
    return content.hex().encode() + b"\n"


def noted(one, content):
    return Noted(sha256(content).hexdigest(), tuple(one.blocks))


@pytest.mark.parametrize("frame", FRAMES)
@settings(max_examples=150)
@given(history=st.lists(directories, min_size=2, max_size=4))
def test_made_from_the_last_file_it_is_what_it_would_be_made_of_every_entry(frame, history, tmp_path_factory):
    file = tmp_path_factory.getbasetemp() / "listing"
    head, between, tail = frame
    last = Listing(lambda: entries(history[0]), piece, head, between, tail)
    file.write_bytes(b"".join(last.assembled()))
    for before, after in pairwise(history):
        former = noted(last, file.read_bytes())
        last = Listing(in_part(before, after), piece, head, between, tail)
        expected = b"".join(Listing(lambda after=after: entries(after), piece, head, between, tail).assembled())
        try:
            made = b"".join(last.patched(file, former))
        except Stale:
            assert not before, "only from an empty file nothing can be made"
            made = b"".join(last.assembled())
        assert made == expected
        assert sum(block.entries for block in last.blocks) == len(after)
        file.write_bytes(made)


@pytest.mark.parametrize("said", [b"same", b"me", b"", b"same\n"])
def test_what_stands_several_times_in_a_block_is_not_exchanged_in_place(tmp_path, monkeypatch, said):
    """Two people may say the same, or one a part of what another says."""
    monkeypatch.setattr(listing, "_BLOCK", 1 << 10)
    before = {"1": ("a", b"same"), "2": ("a", said), "3": ("a", b"same"), "4": ("a", b"other")}
    after = before | {"2": ("a", b"new"), "4": ("a", b"another")}
    whole = Listing(lambda: entries(before), lambda content: content)
    (tmp_path / "list").write_bytes(content := b"".join(whole.assembled()))
    part = Listing(in_part(before, after), lambda content: content)
    assert b"".join(part.patched(tmp_path / "list", noted(whole, content))) == b"samenewsameanother"


DIRECTORY = {f"{number:03}": ("a", b"%d" % number) for number in range(100)}
CHANGED = {**DIRECTORY, "050": ("a", b"new"), "0505": ("a", b"more")}


def test_entries_far_from_every_change_are_not_asked_for(tmp_path):
    whole = Listing(lambda: entries(DIRECTORY), piece)
    (tmp_path / "list").write_bytes(b"".join(whole.assembled()))
    wanted = in_part(DIRECTORY, CHANGED)
    asked = []

    def stretch(first, end):
        asked.extend(found := [*wanted.stretch(first, end)])
        return found

    part = Listing(WantedInPart(wanted.every, wanted.went, wanted.came, stretch), piece)
    assert b"".join(part.patched(tmp_path / "list", noted(whole, (tmp_path / "list").read_bytes())))
    assert {"050", "0505"} <= {entry.key for entry in asked}
    assert len(asked) < 10


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace(b"3130\n", b"3131\n"),
        lambda text: text[:-1],
        lambda text: text + b"x",
        lambda text: b"y" + text[1:],
    ],
    ids=["altered", "cut", "longer", "another-head"],
)
def test_a_file_that_is_not_the_one_noted_gives_nothing(tmp_path, spoil):
    whole = Listing(lambda: entries(DIRECTORY), piece, b"head\n", tail=b"tail\n")
    content = b"".join(whole.assembled())
    (tmp_path / "list").write_bytes(spoil(content))

    with pytest.raises(Stale):
        b"".join(
            Listing(in_part(DIRECTORY, CHANGED), piece, b"head\n", tail=b"tail\n").patched(
                tmp_path / "list", noted(whole, content)
            )
        )


def test_a_frame_that_is_another_now_is_not_mixed_with_the_last_file(tmp_path):
    whole = Listing(lambda: entries(DIRECTORY), piece, b"head\n")
    content = b"".join(whole.assembled())
    (tmp_path / "list").write_bytes(content)

    with pytest.raises(Stale):
        b"".join(
            Listing(in_part(DIRECTORY, CHANGED), piece, b"HEAD\n").patched(tmp_path / "list", noted(whole, content))
        )


def test_a_store_that_sorts_otherwise_than_we_do_gives_nothing(tmp_path):
    """Entries of the block that a change falls into are not those that the store has there."""
    whole = Listing(lambda: entries(DIRECTORY), piece)
    content = b"".join(whole.assembled())
    (tmp_path / "list").write_bytes(content)
    wanted = in_part(DIRECTORY, CHANGED)
    other = WantedInPart(wanted.every, wanted.went, wanted.came, lambda first, end: [*wanted.stretch(first, end)][1:])

    with pytest.raises(Stale):
        b"".join(Listing(other, piece).patched(tmp_path / "list", noted(whole, content)))


def a_target(folder):
    return FileTarget(folder / "list.csv", export="website", audience=Audience.PUBLIC)


PLAN = (Change(ChangeKind.UPDATE, "050"), Change(ChangeKind.ADD, "0505"))


def deliver(folder, wanted, keys=(), changes=()):
    return a_target(folder).deliver([Product("list.csv", Listing(wanted, piece))], keys, changes)


def content_of(directory):
    return b"".join(Listing(lambda: entries(directory), piece).assembled())


def test_who_is_in_it_is_known_without_looking_at_everybody(tmp_path):
    deliver(tmp_path, lambda: entries(DIRECTORY), DIRECTORY)
    gone = {key: value for key, value in CHANGED.items() if key != "007"}
    plan = (*PLAN, Change(ChangeKind.REMOVE, "007"))

    assert deliver(tmp_path, in_part(DIRECTORY, gone), (), plan).written
    assert (tmp_path / "list.csv").read_bytes() == content_of(gone)
    assert json.loads((tmp_path / "list.csv.manifest.json").read_bytes())["count"] == 100
    assert [one["id"] for one in json.loads((tmp_path / "list.csv.removed.json").read_bytes())["removed"]] == ["007"]
    assert a_target(tmp_path).check().endswith("100 entries")


def test_an_altered_file_of_the_same_size_and_time_is_put_right_by_the_next_change(tmp_path):
    deliver(tmp_path, lambda: entries(DIRECTORY), DIRECTORY)
    file = tmp_path / "list.csv"
    before = file.stat()
    file.write_bytes(file.read_bytes().replace(b"3130\n", b"3131\n"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    deliver(tmp_path, in_part(DIRECTORY, CHANGED), CHANGED, PLAN)

    assert file.read_bytes() == content_of(CHANGED)


@pytest.mark.parametrize("damage", [b"", b"{half", b'{"list.csv": ["x", [["a"]]]}', b"[]"])
def test_where_the_notes_are_lost_or_damaged_all_is_put_together(tmp_path, damage):
    deliver(tmp_path, lambda: entries(DIRECTORY), DIRECTORY)
    (tmp_path / ".list.csv.syncsvc" / "blocks.json").write_bytes(damage)

    deliver(tmp_path, in_part(DIRECTORY, CHANGED), CHANGED, PLAN)

    assert (tmp_path / "list.csv").read_bytes() == content_of(CHANGED)


def test_after_an_erasure_no_name_is_left_in_the_notes(tmp_path):
    deliver(tmp_path, lambda: entries({"1": ("wiesner\tantje", b"x")}), {"1"})
    state = tmp_path / ".list.csv.syncsvc"
    assert [path.name for path in state.iterdir() if path.is_file() and b"wiesner" in path.read_bytes()] == [
        "blocks.json"
    ]

    a_target(tmp_path).purge()

    assert not [path for path in state.rglob("*") if path.is_file() and b"wiesner" in path.read_bytes()]


def test_killed_at_any_point_the_file_is_whole_and_the_next_run_repairs(tmp_path):
    for step in count(1):
        folder = tmp_path / str(step)
        folder.mkdir()
        deliver(folder, lambda: entries(DIRECTORY), DIRECTORY)

        def attempt(folder=folder, step=step):
            with killed_at(step):
                deliver(folder, in_part(DIRECTORY, CHANGED), CHANGED, PLAN)

        status = in_a_child(attempt)
        if status == 0:
            break
        assert status == -signal.SIGKILL
        assert (folder / "list.csv").read_bytes() in (content_of(DIRECTORY), content_of(CHANGED)), f"killed at {step}"
        # What a killed delivery left is not known: the next is made of every entry.
        deliver(folder, lambda: entries(CHANGED), CHANGED)
        assert (folder / "list.csv").read_bytes() == content_of(CHANGED), f"killed at {step}"
        last = {**CHANGED, "099": ("a", b"last")}
        deliver(folder, in_part(CHANGED, last), last, (Change(ChangeKind.UPDATE, "099"),))
        assert (folder / "list.csv").read_bytes() == content_of(last), f"killed at {step}"
    assert step > 15, "the steps were not counted"


@pytest.mark.parametrize("older", ["last", "first"])
def test_what_an_older_program_remembered_is_understood(tmp_path, older):
    """It had the roll below the ledger and the undo notes; the first one did not count it, and named keys in the notes."""
    deliver(tmp_path, lambda: entries(DIRECTORY), DIRECTORY)
    deliver(tmp_path, lambda: entries(CHANGED), CHANGED)
    state = tmp_path / ".list.csv.syncsvc"
    [roll] = state.glob("roll-*.json")
    head, undo = json.loads((state / "ledger.json").read_bytes()), state / "previous" / "000001" / "undo.json"
    told, former = json.loads(undo.read_bytes()), undo.with_name("roll.json")
    told.pop("mark")
    if older == "first":
        head["roll"] = []
        undo.write_text(json.dumps({"files": told["files"], "keys": json.loads(former.read_bytes())["keys"]}))
    else:
        undo.write_bytes(json.dumps(told).encode() + b"\n" + former.read_bytes())
    (state / "ledger.json").write_bytes(json.dumps(head).encode() + b"\n" + roll.read_bytes())
    roll.unlink()
    former.unlink()

    assert a_target(tmp_path).check().endswith("101 entries")
    a_target(tmp_path).rollback()

    assert (tmp_path / "list.csv").read_bytes() == content_of(DIRECTORY)
    assert [one["id"] for one in json.loads((tmp_path / "list.csv.removed.json").read_bytes())["removed"]] == ["0505"]


def test_a_change_of_content_alone_writes_no_name_anew(tmp_path):
    deliver(tmp_path, lambda: entries(DIRECTORY), DIRECTORY)
    state = tmp_path / ".list.csv.syncsvc"
    [roll] = state.glob("roll-*.json")
    before = roll.stat().st_ino
    deliver(tmp_path, lambda: entries(DIRECTORY | {"007": ("a", b"another")}), DIRECTORY)

    assert [one.stat().st_ino for one in state.glob("roll-*.json")] == [before]
    assert (state / "previous" / "000001" / "roll.json").stat().st_ino == before


def test_a_lost_roll_is_made_anew(tmp_path):
    deliver(tmp_path, lambda: entries(DIRECTORY), DIRECTORY)
    [roll] = (tmp_path / ".list.csv.syncsvc").glob("roll-*.json")
    content = roll.read_bytes()
    roll.unlink()
    assert a_target(tmp_path).settled() is None
    deliver(tmp_path, lambda: entries(DIRECTORY), DIRECTORY)

    assert roll.read_bytes() == content
