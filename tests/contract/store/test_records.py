"""What the store promises of sources, records, contacts and issues, on every engine."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syncsvc.errors import StoreError
from syncsvc.model.issue import Issue, Severity
from syncsvc.model.record import Field, RecordRef, SourceRecord
from syncsvc.store import SourceState, seal, unseal
from tests.builders import a_contact, a_name, a_record, ref

NOW = datetime(2026, 3, 2, 6, 0, 0, 123456, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def put(store, *records, now=NOW):
    with store.write() as unit:
        unit.records.put([seal(record) for record in records], now)


def issue(key="1", **values):
    return Issue(
        **{
            "stage": "normalise",
            "code": "phone-invalid",
            "message": "not a number",
            "source": "stadt",
            "key": key,
            **values,
        }
    )


def test_a_source_never_tried_is_blank(store):
    with store.read() as unit:
        assert unit.sources.get("stadt") == SourceState("stadt")
        assert unit.sources.all() == ()


def test_a_source_is_remembered_as_it_was_left(store):
    state = SourceState(
        "stadt", (("etag", '"abc"'), ("hash", "")), "f1", "run-1", NOW, LATER, "timeout", "no answer", 7, 2, True
    )
    with store.write() as unit:
        unit.sources.keep(SourceState("stadt"))
        unit.sources.keep(state)
        unit.sources.keep(SourceState("amt"))
    with store.read() as unit:
        assert unit.sources.get("stadt") == state
        assert [one.name for one in unit.sources.all()] == ["amt", "stadt"]


def test_a_forgotten_source_is_blank_again(store):
    with store.write() as unit:
        unit.sources.keep(SourceState("stadt", records=3))
        unit.sources.forget("stadt")
        assert unit.sources.get("stadt") == SourceState("stadt")


def test_records_come_back_as_they_were(store):
    record = SourceRecord(
        ref("ü/1", "stadt"),
        (Field("phone", "030 23125-124", "Tel."), Field("note", "line\nbreak, \x00, \ud800 and 😀")),
        "line 12",
        NOW,
    )
    put(store, record)
    with store.read() as unit:
        assert unit.records.get([record.ref]) == (record,)
        assert list(unit.records.iterate()) == [record]


@pytest.mark.parametrize("key", ["a\x00b", "\ud83d", "\ufffe0000", "a'b\"c{},\\", "ß" * 500, " "])
def test_any_text_is_a_key(store, key):
    put(store, a_record(key, name="Antje Wiesner"))
    with store.read() as unit:
        assert [*unit.records.known("stadt")] == [key]
        assert unit.records.get([ref(key)])[0].ref.key == key


def test_the_digest_tells_what_was_said_not_where_it_stood():
    record = a_record("1", place="line 3", name="Antje Wiesner")
    assert seal(record).digest == seal(replace(record, place="line 4")).digest
    assert seal(record).digest != seal(a_record("1", name="Antje Wiesener")).digest
    assert seal(record).digest != seal(replace(record, modified_at=NOW)).digest
    assert unseal(seal(record)) == record


def test_digests_are_those_of_the_records_that_are_there(store):
    put(store, a_record("1", name="A"), a_record("2", name="B"), a_record("1", source="amt", name="C"))
    with store.write() as unit:
        unit.records.vanish("stadt", ["2"], now=LATER, last_seen=NOW)
        assert unit.records.known("stadt") == {"1": (seal(a_record("1", name="A")).digest, "")}
        assert unit.records.vanished("stadt") == {"2": LATER}
        assert unit.records.vanished("amt") == {}


def test_a_vanished_record_waits_and_keeps_its_first_day(store):
    put(store, a_record("1", name="A"))
    with store.write() as unit:
        unit.records.vanish("stadt", ["1"], now=LATER, last_seen=NOW)
        assert unit.records.overdue("stadt", NOW) == ()
        assert unit.records.overdue("stadt", LATER) == ("1",)
        sighting = unit.records.sighting(ref("1"))
        assert (sighting.first_seen, sighting.last_seen, sighting.vanished_at) == (NOW, NOW, LATER)
        assert list(unit.records.iterate(vanished=False)) == []
        assert unit.records.count("stadt") == 1


def test_the_wait_counts_from_the_first_time_it_was_missed(store):
    put(store, a_record("1", name="A"))
    with store.write() as unit:
        unit.records.vanish("stadt", ["1"], now=NOW, last_seen=None)
        unit.records.vanish("stadt", ["1"], now=LATER, last_seen=None)
        assert unit.records.vanished("stadt") == {"1": NOW}


@pytest.mark.parametrize("changed", [False, True])
def test_a_record_that_returns_is_there_again(store, changed):
    put(store, a_record("1", name="A"))
    with store.write() as unit:
        unit.records.vanish("stadt", ["1"], now=LATER, last_seen=NOW)
        if changed:
            unit.records.put([seal(a_record("1", name="B"))], LATER)
        else:
            unit.records.returned("stadt", ["1"])
        assert unit.records.vanished("stadt") == {}
        assert [*unit.records.known("stadt")] == ["1"]
        sighting = unit.records.sighting(ref("1"))
        assert (sighting.first_seen, sighting.last_seen) == (NOW, None)


def test_a_removed_record_takes_its_contact_with_it(store):
    put(store, a_record("1", name="A"), a_record("2", name="B"))
    with store.write() as unit:
        unit.contacts.put([a_contact("1"), a_contact("2")], "v1")
        unit.records.remove([ref("1"), ref("9")])
    with store.read() as unit:
        assert [*unit.contacts.get([ref("1"), ref("2")])] == [ref("2")]
        assert unit.records.count() == 1
        assert unit.records.sighting(ref("1")) is None


def test_many_records_are_one_matter(store):
    records = [
        a_record(f"{number:04}", source, name=f"N{number}") for source in ("stadt", "amt") for number in range(1500)
    ]
    put(store, *records)
    put(store, *records, now=LATER)
    with store.read() as unit:
        assert unit.records.count() == 3000
        assert list(unit.records.iterate("amt")) == records[1500:]
        assert unit.records.get(record.ref for record in records) == tuple(sorted(records, key=lambda one: one.ref))
        assert unit.records.sighting(ref("0000")).first_seen == NOW
        assert unit.records.sighting(ref("0000")).changed_at == LATER


def test_contacts_come_back_as_they_were(store):
    contact = a_contact(
        "1", name=a_name(prefix="Dr."), units=("Soziales", "Ümläut"), unmapped=(Field("x", "y"),), modified_at=NOW
    )
    put(store, a_record("1", name="A"), a_record("2", name="B"))
    with store.write() as unit:
        unit.contacts.put([contact], "v1")
    with store.read() as unit:
        assert unit.contacts.get([ref("1"), ref("2"), ref("3")]) == {ref("1"): contact}
        assert list(unit.contacts.iterate("stadt")) == [contact]
        assert unit.contacts.count() == 1


def test_contacts_are_stale_when_record_or_maker_changed(store):
    put(store, *(a_record(key, name="A") for key in "1234"))
    with store.write() as unit:
        unit.contacts.put([a_contact("1"), a_contact("2")], "v2")
        unit.contacts.put([a_contact("3")], "v1")
        assert unit.contacts.stale("stadt", "v2") == (ref("3"), ref("4"))
        unit.records.put([seal(a_record("2", name="B"))], LATER)
        assert unit.contacts.stale("stadt", "v2") == (ref("2"), ref("3"), ref("4"))
        unit.contacts.put([a_contact("2")], "v2")
        unit.contacts.remove([ref("1")])
        assert unit.contacts.stale("stadt", "v2") == (ref("1"), ref("3"), ref("4"))


def test_issues_of_a_scope_are_replaced_and_others_stay(store):
    first, second, read = issue("1", value="12"), issue("2", value="34"), issue("", stage="read", place="line 3")
    with store.write() as unit:
        unit.issues.replace("normalise", "stadt", ["1", "2"], [first, second], run="r1", now=NOW)
        unit.issues.replace("read", "stadt", None, [read], run="r1", now=NOW)
        unit.issues.replace("normalise", "stadt", ["1"], [], run="r2", now=LATER)
    with store.read() as unit:
        assert [one.issue for one in unit.issues.all()] == [read, second]
        assert unit.issues.count("stadt") == 2


def test_an_issue_that_stays_keeps_its_day(store):
    with store.write() as unit:
        unit.issues.replace(
            "read", "stadt", None, [issue(stage="read", place="line 3", severity=Severity.ERROR)], run="r1", now=NOW
        )
        unit.issues.replace("read", "stadt", None, [issue(stage="read", place="line 9")], run="r2", now=LATER)
        (found,) = unit.issues.all()
    assert (found.since, found.run) == (NOW, "r1")
    assert (found.issue.place, found.issue.severity) == ("line 9", Severity.WARNING)


def test_issues_are_found_by_what_they_are_about(store):
    issues = [issue("1"), issue("2"), issue("1", source="amt")]
    with store.write() as unit:
        for one in issues:
            unit.issues.replace(one.stage, one.source, [one.key], [one], run=one.source, now=NOW)
        assert [one.issue.key for one in unit.issues.all(source="stadt")] == ["1", "2"]
        assert [one.issue for one in unit.issues.all(source="amt", key="1", stage="normalise", run="amt")] == [
            issues[2]
        ]
        unit.issues.remove([RecordRef("stadt", "1")])
        unit.issues.forget("amt")
        assert [one.issue for one in unit.issues.all()] == [issues[1]]


def test_a_unit_that_fails_leaves_nothing(store):
    def half() -> None:
        with store.write() as unit:
            unit.records.put([seal(a_record("1", name="A"))], NOW)
            raise LookupError

    with pytest.raises(LookupError):
        half()
    with store.read() as unit:
        assert unit.records.count() == 0


def test_a_reading_unit_cannot_write(store):
    with pytest.raises(StoreError), store.read() as unit:
        unit.records.put([seal(a_record("1", name="A"))], NOW)
    put(store, a_record("2", name="B"))


def test_a_reading_unit_sees_one_moment(store):
    put(store, a_record("1", name="A"))
    with store.read() as unit:
        assert unit.records.count() == 1
        put(store, a_record("2", name="B"))
        assert unit.records.count() == 1
