"""What the store promises of targets and what they were given, on every engine."""

from datetime import UTC, datetime, timedelta

from syncsvc.model.digest import digest
from syncsvc.model.plan import Entry
from syncsvc.store import Removal, TargetState

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
ENTRIES = (Entry("b", b"two", "1"), Entry("a", b"three\x00\xff", "2"), Entry("c", b"", "Z"), Entry("d", b"x", "a"))


def test_a_target_is_remembered_as_it_was_left(store):
    state = TargetState("website", "hash", "v1", 17, NOW, LATER, "refused", "no room")
    with store.write() as unit:
        assert unit.targets.get("website") == TargetState("website")
        unit.targets.keep(state)
        unit.targets.put("website", ENTRIES)
        unit.targets.keep(state)
        kept = unit.targets.get("website")
        assert (kept.receipt, kept.seq, kept.tried_at, kept.entries) == ("hash", 17, LATER, 4)
        assert [one.name for one in unit.targets.all()] == ["website"]


def test_entries_stream_in_the_order_of_the_file(store):
    with store.write() as unit:
        unit.targets.put("website", reversed(ENTRIES))
        unit.targets.put("ldap", ENTRIES[:1])
        assert list(unit.targets.entries("website")) == list(ENTRIES)
        assert unit.targets.digests("website") == {entry.key: digest(entry.content) for entry in ENTRIES}
        assert unit.targets.digests("website", ["a", "x"]) == {"a": digest(ENTRIES[1].content)}
        assert unit.targets.get_entries("website", ["a", "x"]) == {"a": ENTRIES[1]}
        assert unit.targets.holding("b") == ("ldap", "website")


def test_an_entry_delivered_again_takes_the_place_of_the_first(store):
    with store.write() as unit:
        unit.targets.put("website", ENTRIES)
        unit.targets.put("website", [Entry("a", b"new", "0")])
        assert [entry.key for entry in unit.targets.entries("website")] == ["a", "b", "c", "d"]
        assert unit.targets.count("website") == 4


def test_what_was_taken_away_is_listed_until_it_returns(store):
    with store.write() as unit:
        unit.targets.put("website", ENTRIES)
        unit.targets.remove("website", ["a", "b", "never there"], LATER)
        assert unit.targets.removals("website") == (Removal("a", LATER), Removal("b", LATER))
        assert unit.targets.removals("website", since=LATER + timedelta(seconds=1)) == ()
        unit.targets.put("website", ENTRIES[:1])
        assert unit.targets.removals("website") == (Removal("a", LATER),)


def test_refused_entries_are_tried_again_until_they_go_in(store):
    with store.write() as unit:
        unit.targets.refuse("ldap", ["b", "a", "c"], NOW)
        unit.targets.refuse("ldap", ["a"], LATER)
        unit.targets.accept("ldap", ["c"])
        assert unit.targets.refused("ldap") == ("a", "b")
        unit.targets.put("ldap", [Entry("a", b"x")])
        unit.targets.remove("ldap", ["b"], LATER)
        assert unit.targets.refused("ldap") == ()


def test_a_forgotten_target_is_blank_again(store):
    with store.write() as unit:
        unit.targets.keep(TargetState("website", "hash"))
        unit.targets.put("website", ENTRIES)
        unit.targets.put("ldap", ENTRIES)
        unit.targets.forget("website")
        assert unit.targets.get("website") == TargetState("website")
        assert list(unit.targets.entries("website")) == []
        assert unit.targets.count("ldap") == 4


def test_many_entries_are_one_matter(store):
    entries = [Entry(f"{number:05}", b"x" * number, f"{number % 7}") for number in range(6000)]
    with store.write() as unit:
        unit.targets.put("website", entries)
        unit.targets.put("website", entries)
        unit.targets.remove("website", [entry.key for entry in entries[:3000]], NOW)
    with store.read() as unit:
        assert list(unit.targets.entries("website")) == sorted(entries[3000:], key=lambda one: (one.order, one.key))
