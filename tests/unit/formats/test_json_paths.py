"""From JSON to records by paths."""

import json
from datetime import UTC, datetime
from pathlib import Path

import jmespath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncsvc.formats.json_paths import FeedError, Mapping, check_path, find_records, look_up, parse, read_records
from syncsvc.formats.presets import PRESETS
from syncsvc.model.record import Field

DATA = Path(__file__).parents[2] / "data/structured"


def read(data, mapping):
    return read_records(find_records(data, mapping.records), mapping, "feed")


def records(data, mapping):
    found, issues = read(data, mapping)
    assert issues == ()
    return {record.ref.key: [(field.name, field.value, field.label) for field in record.fields] for record in found}


PEOPLE = Mapping(
    records=("people",),
    key="nr",
    fields=(("name", "fullName"), ("phone:mobil", "numbers.cell"), ("phone", "numbers.office[]")),
)


def test_paths_give_fields_with_labels_and_lists_give_several():
    data = {
        "people": [
            {
                "nr": 7,
                "fullName": "Anna Muster",
                "numbers": {"cell": "0176 04069012", "office": ["030 23125-1", "030 23125-2"]},
            }
        ]
    }

    assert records(data, PEOPLE) == {
        "7": [
            ("name", "Anna Muster", ""),
            ("phone", "0176 04069012", "mobil"),
            ("phone", "030 23125-1", ""),
            ("phone", "030 23125-2", ""),
        ]
    }


def test_empty_texts_nulls_and_booleans_are_nothing_and_numbers_are_text():
    mapping = Mapping(key="nr", fields=(("name", "a"), ("note", "b"), ("room", "c"), ("hours", "d"), ("unit", "e")))

    assert records([{"nr": 1, "a": "Anna", "b": "  ", "c": 214, "d": None, "e": False}], mapping) == {
        "1": [("name", "Anna", ""), ("room", "214", "")]
    }


def test_a_yes_or_no_on_publication_is_kept_as_a_word():
    mapping = Mapping(key="nr", fields=(("name", "a"), ("publish", "p")))

    assert records([{"nr": 1, "a": "Anna", "p": False}, {"nr": 2, "a": "Bert", "p": True}], mapping) == {
        "1": [("name", "Anna", ""), ("publish", "nein", "")],
        "2": [("name", "Bert", ""), ("publish", "ja", "")],
    }


def test_schemes_of_addresses_are_taken_off():
    mapping = Mapping(key="nr", fields=(("email", "m"), ("phone", "t"), ("url", "u")))

    assert records([{"nr": 1, "m": "mailto:a@b.example", "t": "tel:+4930", "u": "https://b.example"}], mapping) == {
        "1": [("email", "a@b.example", ""), ("phone", "+4930", ""), ("url", "https://b.example", "")]
    }


def test_skipped_records_are_none_and_no_issue():
    mapping = Mapping(key="nr", fields=(("name", "a"),), skip="deleted || status == 'gone'")
    data = [{"nr": 1, "a": "Anna", "deleted": True}, {"nr": 2, "a": "Bert", "status": "gone"}, {"nr": 3, "a": "Carla"}]

    assert records(data, mapping) == {"3": [("name", "Carla", "")]}


def test_one_odd_record_is_an_issue_and_spoils_no_other():
    data = {
        "people": [
            None,
            {"nr": 1},
            {"nr": 2, "fullName": {"first": "Anna"}},
            {"fullName": "No key"},
            {"nr": 5, "fullName": "Bert"},
        ]
    }

    found, issues = read(data, PEOPLE)

    assert [record.ref.key for record in found] == ["5"]
    assert [(issue.code, issue.place) for issue in issues] == [
        ("record-unreadable", f"entry {number}") for number in (1, 2, 3, 4)
    ]
    assert all(issue.hint and issue.source == "feed" for issue in issues)


@pytest.mark.parametrize(
    "data", [None, {}, {"people": None}, {"people": {"a": 1}}, {"error": "please sign in"}, "text"]
)
def test_a_feed_without_its_list_is_an_error_and_not_an_empty_feed(data):
    with pytest.raises(FeedError, match="no list"):
        find_records(data, ("people",))


def test_an_empty_list_is_an_empty_feed():
    assert read({"people": []}, PEOPLE) == ((), ())


@pytest.mark.parametrize("content", [b"", b"<html>", b'[{"a": 1}', b"[" * 100_000, b"\xff\xfe\xff", b"9" * 10_000])
def test_what_is_no_json_or_only_half_is_told(content):
    with pytest.raises(FeedError, match="not JSON"):
        parse(content)


@pytest.mark.parametrize(
    "content", ['["Müller"]'.encode(), '["Müller"]'.encode("utf-8-sig"), '["Müller"]'.encode("utf-16")]
)
def test_json_is_read_in_every_utf(content):
    assert parse(content) == ["Müller"]


def test_a_configured_encoding_is_believed():
    assert parse('["Müller"]'.encode("cp1252"), "cp1252") == ["Müller"]


@pytest.mark.parametrize("path", ["a.", "[?", "a b", "nothing(@"])
def test_a_wrong_path_is_found_before_any_run(path):
    with pytest.raises(ValueError, match="not a JMESPath"):
        check_path(path)


# Keys


def test_without_a_key_the_id_or_the_best_identifying_value_is_the_key():
    mapping = Mapping(fields=(("name", "a"), ("email", "m"), ("phone", "t"), ("note", "n")))
    data = [
        {"id": 12, "a": "Anna", "m": "a@b.example"},
        {"a": "Bert", "m": "B@b.example", "t": "030 1"},
        {"a": "Carla", "t": "030  2"},
        {"a": "Dora  Muster"},
        {"n": "x"},
    ]

    found, issues = read(data, mapping)

    assert [record.ref.key for record in found][:4] == ["12", "b@b.example", "030 2", "dora muster"]
    assert len({record.ref.key for record in found}) == 5
    assert issues == ()


def test_records_with_one_key_are_told_apart_by_what_they_say_in_any_order():
    mapping = Mapping(key="nr", fields=(("name", "a"), ("email", "m"), ("phone", "t")))
    data = [
        {"nr": 1, "a": "Desk", "m": "one@b.example"},
        {"nr": 1, "a": "Desk", "m": "two@b.example"},
        {"nr": 1, "a": "Desk", "t": "030 1"},
        {"nr": 1, "a": "Desk", "t": "030 1", "m": ""},
        {"nr": 2, "a": "Other"},
    ]

    found, issues = read(data, mapping)
    again, _ = read(data[::-1], mapping)

    assert sorted(record.ref.key for record in found) == sorted(record.ref.key for record in again)
    assert [record.ref.key for record in found][:2] == ["1#one@b.example", "1#two@b.example"]
    assert (len(found), [issue.code for issue in issues]) == (4, ["key-duplicate"])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["nr", "fullName", "numbers", "people", "cell"]), inner, max_size=4)
        ),
        max_leaves=15,
    )
)
def test_no_json_whatever_breaks_the_reader(data):
    try:
        found, _ = read(data, PEOPLE)
    except FeedError:
        return
    assert len({record.ref.key for record in found}) == len(found)


# Functions


LEAVES = st.none() | st.booleans() | st.integers() | st.text("ab", max_size=2)
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["a", "b c"]), inner)
)


@given(data=TREES, names=st.lists(st.sampled_from(["a", '"b c"', "missing"]), min_size=1, max_size=3))
def test_a_path_of_names_finds_what_jmespath_finds(data, names):
    path = ".".join(names)

    assert look_up(path, data) == jmespath.search(path, data)


def test_fold_makes_keys_that_survive_cosmetics():
    assert look_up("fold(@)", "  Sonja\tBAUER-Kluth ") == "sonja bauer-kluth"
    assert look_up("fold(@)", None) == ""


def day(*slots, closed=False, all_day=False, by_appointment=False):
    times = [{"start": start, "end": end, "timezone": "Europe/Berlin"} for start, end in slots]
    return {"allDay": all_day, "closed": closed, "timeSlots": times, "appointmentOnly": by_appointment}


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ([day(("09:00", "12:00"))] + [day(closed=True)] * 6, "Mo 09:00-12:00"),
        ([day(("09:00", "12:00"), ("14:00", "16:00"))] * 5 + [day(closed=True)] * 2, "Mo-Fr 09:00-12:00,14:00-16:00"),
        (
            [day(("09:00", "12:00"))] * 2 + [day(closed=True), day(("10:00", "11:00"))],
            "Mo,Di 09:00-12:00; Do 10:00-11:00",
        ),
        (
            [day(closed=True)] * 5 + [day(all_day=True), day(by_appointment=True)],
            "Sa 00:00-24:00; So nach Vereinbarung",
        ),
        ([day(closed=True)] * 7, ""),
        ([], ""),
        (None, ""),
    ],
)
def test_weekly_hours_are_short(days, text):
    assert look_up("weekly_hours(@)", days) == text


def test_a_function_that_meets_a_strange_value_is_an_issue_of_that_record():
    mapping = Mapping(key="nr", fields=(("name", "a"), ("hours", "weekly_hours(h)")))

    found, issues = read([{"nr": 1, "a": "Anna", "h": "Mo-Fr"}, {"nr": 2, "a": "Bert"}], mapping)

    assert [record.ref.key for record in found] == ["2"]
    assert [issue.place for issue in issues] == ["entry 1"]


# Presets


INTEGREAT = PRESETS["integreat"].mapping


@pytest.fixture
def places():
    return json.loads((DATA / "integreat_locations.json").read_text(encoding="utf-8"))


def test_integreat_gives_the_contacts_of_each_place(places):
    found = records(places, INTEGREAT)

    assert list(found) == ["99//", "99/ehrenamt/sonja bauer-kluth"]
    assert ("kind", "function", "") in found["99//"]
    assert ("name", "Ökumenische Fachstelle Asyl", "") in found["99//"]
    assert ("hours", "Mo 09:00-12:00", "") in found["99/ehrenamt/sonja bauer-kluth"]
    assert ("kind", "function", "") not in found["99/ehrenamt/sonja bauer-kluth"]


def test_integreat_keys_survive_a_new_translation_and_cosmetics(places):
    before = list(records(places, INTEGREAT))
    places[0]["id"] = 9999
    places[0]["title"] = "Renamed"
    places[0]["contacts"][1]["name"] = "Sonja  BAUER-Kluth"

    assert list(records(places, INTEGREAT)) == before


def test_integreats_old_copies_count_only_without_contacts(places):
    place = places[0]
    place["phone_number"] = "030 23125-999"
    assert "030 23125-999" not in str(records(places, INTEGREAT))

    place["contacts"] = []
    assert records(places, INTEGREAT)["99//"][:4] == [
        ("name", "Ökumenische Fachstelle Asyl", ""),
        ("kind", "function", ""),
        ("organisation", "Ökumenische Fachstelle Asyl", ""),
        ("phone", "030 23125-999", ""),
    ]
    del place["contacts"]
    assert list(records(places, INTEGREAT)) == ["99//"]
    place["phone_number"] = place["email"] = None
    assert records(places, INTEGREAT) == {}


def test_two_nameless_contacts_of_one_place_are_two(places):
    places[0]["contacts"] = [{"name": "", "phone_number": "030 23125-1"}, {"name": " ", "phone_number": "030 23125-2"}]

    assert list(records(places, INTEGREAT)) == ["99//#030 23125-1", "99//#030 23125-2"]


def test_oparl_gives_council_members_with_their_roles():
    data = {
        "data": [
            {
                "id": "https://ris.stadt.example/person/29",
                "name": "Prof. Dr. Antje Wiesner jun.",
                "familyName": "Wiesner",
                "givenName": "Antje",
                "formOfAddress": "Frau",
                "affix": "jun.",
                "title": ["Prof.", "Dr."],
                "phone": ["030 23125124", "tel:+493023125125"],
                "email": ["a.wiesner@stadt.example"],
                "status": ["Bezirksbürgermeisterin"],
                "membership": [{"role": "Vorsitzende"}],
                "modified": "2026-08-16T14:05:27+02:00",
            },
            {
                "id": "https://ris.stadt.example/person/30",
                "name": "Bert Muster",
                "membership": [{"role": "Mitglied"}, {"role": "Gast", "endDate": "2014-07-28"}, {"organization": "x"}],
            },
            {"id": "https://ris.stadt.example/person/31", "deleted": True},
        ]
    }

    found, issues = read(data, PRESETS["oparl"].mapping)

    assert issues == ()
    assert [record.first("role") for record in found] == ["Bezirksbürgermeisterin", "Mitglied"]
    assert found[0].modified_at == datetime(2026, 8, 16, 12, 5, 27, tzinfo=UTC)
    assert found[0].fields == (
        Field("name", "Prof. Dr. Antje Wiesner jun."),
        Field("salutation", "Frau"),
        Field("prefix", "Prof. Dr."),
        Field("given", "Antje"),
        Field("family", "Wiesner"),
        Field("suffix", "jun."),
        Field("role", "Bezirksbürgermeisterin"),
        Field("phone", "030 23125124"),
        Field("phone", "+493023125125"),
        Field("email", "a.wiesner@stadt.example"),
        Field("id", "https://ris.stadt.example/person/29", "oparl"),
    )
