"""What the store promises of canonical contacts, their ids, their history and the feed, on every engine."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syncsvc.model.audience import Audience
from syncsvc.model.canonical import Link, Origin
from syncsvc.model.contact import Address, Kind
from syncsvc.store import Event, FeedChange, Identity, Membership, State, headcount
from tests.builders import a_canonical, a_name, a_phone, an_email, ref

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
LAST = NOW + timedelta(days=2)


def put(store, *contacts, now=NOW):
    with store.write() as unit:
        return unit.directory.put(contacts, now)


def found(store, text):
    with store.read() as unit:
        return [contact.id for contact in unit.directory.find(text)]


def test_contacts_come_back_as_they_were(store):
    contact = a_canonical(
        "a",
        phones=(a_phone(),),
        addresses=(Address("Am Markt 1", "70173", "Musterstadt"),),
        links=(Link("holds", "b", Kind.FUNCTION),),
        members=(ref("1"),),
        origins=(Origin("name", "Antje Wiesner", (ref("1"), ref("2", "amt")), "2026-03-02", False),),
    )
    assert put(store, contact) == ("a",)
    with store.read() as unit:
        assert unit.directory.get(["a", "b"]) == {"a": replace(contact, revised_at=NOW)}
        assert list(unit.directory.iterate()) == [replace(contact, revised_at=NOW)]
        assert unit.directory.ids() == ("a",)
        assert unit.directory.count() == {"person": 1}


def test_only_what_differs_is_written_and_told(store):
    put(store, a_canonical("a"), a_canonical("b"))
    assert put(store, a_canonical("a"), a_canonical("b", role="Leitung"), now=LATER) == ("b",)
    with store.read() as unit:
        assert unit.directory.get("a")["a"].revised_at == NOW
        assert unit.directory.get("b")["b"].revised_at == LATER
        assert unit.feed.changes() == (FeedChange(1, "a", False, NOW), FeedChange(3, "b", False, LATER))


def test_another_origin_of_the_same_value_is_no_revision(store):
    put(store, a_canonical("a", members=(ref("1"),)))
    changed = a_canonical("a", members=(ref("1"), ref("2")), origins=(Origin("role", "x", (ref("2"),)),))
    assert put(store, changed, now=LATER) == ("a",)
    with store.read() as unit:
        assert unit.directory.get(["a"])["a"] == replace(changed, revised_at=NOW)


def test_a_removed_contact_leaves_a_tombstone(store):
    put(store, a_canonical("a"), a_canonical("b"))
    with store.write() as unit:
        assert unit.directory.remove(["b", "c", "b"], LATER) == ("b",)
        assert unit.directory.ids() == ("a",)
        assert unit.feed.changes(after=2) == (FeedChange(3, "b", True, LATER),)
        assert unit.feed.latest() == 3
    assert put(store, a_canonical("b"), now=LAST) == ("b",)
    with store.read() as unit:
        assert unit.feed.changes(after=2) == (FeedChange(4, "b", False, LAST),)


def test_the_feed_can_be_read_in_parts(store):
    put(store, *(a_canonical(f"{number:04}") for number in range(250)))
    seen, after = [], 0
    with store.read() as unit:
        while part := unit.feed.changes(after, limit=100):
            seen += [change.id for change in part]
            after = part[-1].seq
    assert seen == [f"{number:04}" for number in range(250)]


def test_an_empty_feed_is_at_zero(store):
    with store.read() as unit:
        assert unit.feed.latest() == 0
        assert unit.feed.changes() == ()


PEOPLE = (
    a_canonical("mueller", name=a_name("Jörg", "Müller-Lüdenscheidt"), organisation="Stadt Musterstadt"),
    a_canonical("muller", name=a_name("Zoé", "Muller"), role="Koordination Ehrenamt"),
    a_canonical("mueller2", name=a_name("Anna", "Mueller"), emails=(an_email("a.mueller@musterstadt.example"),)),
    a_canonical("gross", name=a_name("Ute", "Groß"), phones=(a_phone("+493023125124"),)),
    a_canonical("cell", name=a_name("Ali", "Şahin"), phones=(a_phone("+4917604069012", "cell"),)),
)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Müller", ["mueller2", "muller", "mueller"]),
        ("mueller", ["mueller2", "mueller"]),
        ("MULLER", ["muller", "mueller"]),
        ("müller jörg", ["mueller"]),
        ("Lüdenscheidt", ["mueller"]),
        ("müller-lüdenscheidt", ["mueller"]),
        ("ehrenamt", ["muller"]),
        ("Zoe", ["muller"]),
        ("gross", ["gross"]),
        ("Groß", ["gross"]),
        ("Sahin", ["cell"]),
        ("a.mueller@musterstadt.example", ["mueller2"]),
        ("A.Mueller@", ["mueller2"]),
        ("030 23125-124", ["gross"]),
        ("+49 (0)30 / 23125 124", ["gross"]),
        ("0049302312 5124", ["gross"]),
        ("(030) 23125124", ["gross"]),
        ("23125-124", ["gross"]),
        ("0176 040690 12", ["cell"]),
        ("%", []),
        ("_", []),
        ("", []),
        ("   ", []),
        ("-", []),
        ("nobody", []),
    ],
)
def test_people_are_found_in_any_spelling_and_numbers_in_any_notation(store, text, ids):
    put(store, *PEOPLE)
    assert sorted(found(store, text)) == sorted(ids)


def test_what_is_found_is_sorted_by_name_and_bounded(store):
    put(store, *(a_canonical(f"{number}", name=a_name("Ina", f"Zander{9 - number}")) for number in range(9)))
    assert found(store, "zander") == [str(number) for number in reversed(range(9))]
    with store.read() as unit:
        assert [one.id for one in unit.directory.find("zander", limit=2)] == ["8", "7"]


def test_a_changed_contact_is_found_by_what_it_says_now(store):
    put(store, a_canonical("a", name=a_name("Ina", "Zander")))
    put(store, a_canonical("a", name=a_name("Ina", "Wiesner")))
    assert found(store, "zander") == []
    assert found(store, "wiesner") == ["a"]
    with store.write() as unit:
        unit.directory.remove(["a"], LATER)
    assert found(store, "wiesner") == []


def test_records_belong_to_ids(store):
    with store.write() as unit:
        unit.identities.mint(["a", "b"], NOW)
        unit.identities.assign({ref("1"): "a", ref("2"): "a", ref("1", "amt"): "b"}, NOW)
        assert unit.identities.of([ref("1"), ref("1", "amt"), ref("9")]) == {ref("1"): "a", ref("1", "amt"): "b"}
        assert unit.identities.members(["a", "b", "c"]) == {"a": (ref("1"), ref("2")), "b": (ref("1", "amt"),)}
        assert unit.identities.crowded(["a", "b", "c"], 1) == ["a"]
        assert list(unit.identities.memberships()) == [
            Membership("a", ref("1"), NOW),
            Membership("a", ref("2"), NOW),
            Membership("b", ref("1", "amt"), NOW),
        ]


def test_a_record_that_moves_leaves_a_trace(store):
    with store.write() as unit:
        unit.identities.assign({ref("1"): "a", ref("2"): "a"}, NOW)
        unit.identities.assign({ref("1"): "a", ref("2"): "b"}, LATER)
        unit.identities.leave([ref("1"), ref("9")], LAST)
        assert unit.identities.members(["a", "b"]) == {"b": (ref("2"),)}
        former = (Membership("a", ref("1"), NOW, LAST), Membership("a", ref("2"), NOW, LATER))
        assert unit.identities.former(ids=["a"]) == former
        assert unit.identities.former(refs=[ref("1"), ref("3")]) == former[:1]


def recounted(unit):
    """The census as who counts everybody finds it."""
    sizes = Counter(one.id for one in unit.identities.memberships())
    return len(sizes), sum(sizes.values()), sum(size for size in sizes.values() if size > 1)


@pytest.mark.parametrize("many", [0, 50_000])
def test_the_count_is_right_after_every_change(store, monkeypatch, many):
    """It is counted once; from then on only what changes is counted again."""
    monkeypatch.setattr(headcount, "_MANY", many)
    people = [ref(str(number)) for number in range(8)]
    with store.write() as unit:
        unit.identities.mint("abcdef", NOW)
        for act in (
            lambda: unit.identities.assign(dict(zip(people, "aabbcdef", strict=True)), NOW),
            lambda: unit.identities.assign({people[0]: "b", people[4]: "d", people[7]: "f"}, LATER),
            lambda: unit.identities.leave([people[1], people[5], ref("99")], LATER),
            lambda: unit.identities.assign({people[1]: "f"}, LAST),
            lambda: unit.identities.erase(["b", "e", "nobody"], LAST),
            lambda: unit.identities.leave(people, LAST),
        ):
            act()
            assert unit.identities.census() == recounted(unit)


def test_redirects_lead_to_the_last_survivor(store):
    with store.write() as unit:
        unit.identities.mint(["a", "b", "c", "d"], NOW)
        unit.identities.merge({"a": "b"}, LATER)
        unit.identities.merge({"b": "c"}, LAST)
        unit.identities.retire(["d"], LAST)
        resolved = {id_: unit.identities.resolve(id_) for id_ in "abcdx"}
        assert resolved == {"a": "c", "b": "c", "c": "c", "d": None, "x": None}
        assert unit.identities.get("a") == Identity("a", State.MERGED, "b", NOW, LATER)
        assert unit.identities.leading_to("c") == ("b",)
        assert unit.identities.merged_into(["c"]) == ("a", "b")
        assert [one.id for one in unit.identities.all(State.ACTIVE)] == ["c"]


def test_a_revived_id_keeps_its_first_day(store):
    with store.write() as unit:
        unit.identities.mint(["a"], NOW)
        unit.identities.retire(["a"], LATER)
        unit.identities.mint(["a"], LAST)
        assert unit.identities.get("a") == Identity("a", State.ACTIVE, None, NOW, None)
        assert unit.identities.resolve("a") == "a"


def test_redirects_in_a_circle_lead_nowhere(store):
    with store.write() as unit:
        unit.identities.mint(["a", "b"], NOW)
        unit.identities.merge({"a": "b", "b": "a"}, NOW)
        assert unit.identities.resolve("a") is None
        assert unit.identities.merged_into(["a"]) == ("a", "b")


def test_history_is_read_in_order(store):
    events = [
        Event("create", "a", NOW, "r1", cause="source stadt"),
        Event("merge", "a", LATER, "r2", ("b", "c"), "decision 4"),
        Event("create", "b", NOW),
    ]
    with store.write() as unit:
        unit.events.add(events)
        assert unit.events.of(["a"]) == tuple(events[:2])
        assert unit.events.latest(limit=1) == (events[2],)
        unit.events.remove(["a"])
        assert unit.events.of(["a", "b"]) == (events[2],)


def test_the_feed_remembers_the_widest_circle_that_ever_saw_a_contact(store):
    def put(audience):
        with store.write() as unit:
            unit.directory.put([a_canonical("a", audience=audience)], NOW)
            (change,) = unit.feed.changes()
        return change.widest

    assert Audience.PARTNER == put(Audience.PARTNER)
    assert Audience.PARTNER == put(Audience.INTERNAL)
    with store.write() as unit:
        unit.directory.remove(["a"], LATER)
        (change,) = unit.feed.changes()
    assert (True, Audience.PARTNER) == (change.removed, change.widest)
    assert Audience.PUBLIC == put(Audience.PUBLIC)
