"""Whole records: what a contact holds, and who may see it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from syncsvc.formats.table import keys_of, read_text
from syncsvc.model.audience import Audience
from syncsvc.model.contact import Address, ContactClass, Kind
from syncsvc.model.issue import Severity
from syncsvc.model.profile import SourceProfile
from syncsvc.model.record import Field, RecordRef, SourceRecord
from syncsvc.normalise.record import normalise

PUBLIC, PARTNER, INTERNAL = Audience.PUBLIC, Audience.PARTNER, Audience.INTERNAL
DATA = Path(__file__).parents[2] / "data/structured"


def contact_of(*fields, profile=None, **settings):
    record = SourceRecord(RecordRef("list", "7"), tuple(Field(*field) for field in fields), "line 7")
    return normalise(record, profile or SourceProfile("list", **settings))


def only(*fields, **settings):
    contact, _ = contact_of(("name", "Heike Adler"), *fields, **settings)
    return contact


PERSON = ("name", "Heike Adler")
MOBILE = ("phone", "0176 04069012", "Mobil")
DESK = ("phone", "030 23125-217", "Telefon")


def marks(*fields, **settings):
    return [phone.audience for phone in only(*fields, **settings).phones]


def test_the_excel_export_gives_what_its_expectation_says():
    expected = json.loads((DATA / "excel_export.expected.json").read_text(encoding="utf-8"))["contacts"]
    rows = read_text((DATA / "excel_export_cp1252_semicolon.csv").read_bytes()).rows
    keys, _ = keys_of(rows, demanded=False)
    contacts = [
        normalise(SourceRecord(RecordRef("excel", key), row.fields, row.place), SourceProfile("excel"))[0]
        for key, row in zip(keys, rows, strict=True)
    ]
    for contact, wanted in zip(contacts, expected, strict=True):
        assert contact.kind == wanted["type"]
        assert contact.name.display == wanted["display_name"]
        assert (contact.name.salutation or None, contact.name.prefix or None) == (wanted["salutation"], wanted["title"])
        assert (contact.name.given or None, contact.name.family or None) == (wanted["given"], wanted["family"])
        assert (contact.role or None, contact.organisation, list(contact.units)) == (
            wanted["role"],
            wanted["organisation"],
            wanted["units"],
        )
        assert [(p.number, p.type) for p in contact.phones] == [(p["e164"], p["kind"]) for p in wanted["phones"]]
        assert [email.address for email in contact.emails] == wanted["emails"]
        assert (contact.room or None, contact.mark.word) == (wanted["room"], wanted["publish"])


# --- visibility


def test_a_mobile_number_is_internal_unless_its_source_says_otherwise():
    assert marks(DESK, MOBILE) == [PUBLIC, INTERNAL]
    assert marks(DESK, MOBILE, audiences=(("cell", PARTNER),)) == [PUBLIC, PARTNER]
    assert marks(DESK, MOBILE, audiences=(("cell", PUBLIC),)) == [PUBLIC, PUBLIC]


def test_a_mobile_number_hides_behind_no_other_label():
    assert marks(("phone", "0176 04069012", "Telefon geschäftlich")) == [INTERNAL]


def test_that_a_contact_may_be_published_does_not_publish_its_mobile_number():
    assert marks(DESK, MOBILE, ("publish", "ja")) == [PUBLIC, INTERNAL]


def test_the_duty_mobile_of_an_office_is_not_private_but_a_volunteers_is():
    office = [("name", "Sekretariat"), MOBILE]
    assert contact_of(*office)[0].phones[0].audience is PUBLIC
    assert contact_of(*office, contact_class=ContactClass.VOLUNTEER)[0].phones[0].audience is INTERNAL
    assert contact_of(("name", "AK Asyl"), MOBILE)[0].phones[0].audience is INTERNAL


@pytest.mark.parametrize(
    "field",
    [
        ("phone", "030 23125-217", "privat"),
        ("phone", "030 23125-399", "Fax privat"),
        ("email", "heike@web.example", "HOME"),
    ],
)
def test_what_is_said_to_be_private_is_internal(field):
    contact = only(field)
    assert [value.audience for value in (*contact.phones, *contact.emails)] == [INTERNAL]


def test_a_private_mobile_number_stays_internal_where_mobiles_are_public():
    assert marks(("phone", "0176 04069012", "mobil privat"), audiences=(("cell", PUBLIC),)) == [INTERNAL]
    assert marks(("phone", "0176 04069012 (privat)", "Mobil"), audiences=(("cell", PUBLIC),)) == [INTERNAL]


def test_of_several_marks_the_strictest_holds():
    assert marks(DESK, audience=PARTNER) == [PARTNER]
    assert marks(DESK, audience=PARTNER, audiences=(("work", PUBLIC),)) == [PARTNER]
    assert marks(DESK, audiences=(("phones", PARTNER), ("work", INTERNAL))) == [INTERNAL]
    assert marks(DESK, audiences=(("phone", PARTNER),)) == [PARTNER]
    assert marks(DESK, kind_audiences=(("person", INTERNAL),)) == [INTERNAL]


@pytest.mark.parametrize(
    ("word", "mark"),
    [
        ("ja", PUBLIC),
        ("Öffentlich", PUBLIC),
        ("x", PUBLIC),
        ("", PUBLIC),
        ("nur Partner", PARTNER),
        ("nur intern", INTERNAL),
        ("Nein", INTERNAL),
        ("PRIVATE", INTERNAL),
    ],
)
def test_the_record_says_who_may_see_it(word, mark):
    contact = only(DESK, ("publish", word))
    assert (contact.mark, contact.audience, contact.phones[0].audience) == (mark, mark, mark)


def test_a_word_on_visibility_that_nobody_knows_counts_as_internal():
    contact, (issue,) = contact_of(PERSON, ("publish", "mal sehen"))
    assert contact.mark is INTERNAL
    assert (issue.code, issue.value, issue.source, issue.key, issue.place) == (
        "publish-unclear",
        "mal sehen",
        "list",
        "7",
        "line 7",
    )


def test_the_mark_of_a_contact_leaves_out_what_the_source_says_in_general():
    contact = only(audience=PARTNER, kind_audiences=(("person", PUBLIC),))
    assert (contact.mark, contact.audience) == (PUBLIC, PARTNER)


def test_fields_carry_stricter_marks_only_where_they_have_a_value():
    contact = only(
        ("note", "kennt sich aus"),
        ("birthday", "1980-05-04"),
        ("role", "Leitung"),
        audiences=(("note", PARTNER), ("room", INTERNAL)),
    )
    assert contact.audiences == (("birthday", INTERNAL), ("note", PARTNER))


def test_a_mark_on_names_is_one_on_the_whole():
    assert only(audiences=(("name", INTERNAL),)).audience is INTERNAL


# --- consent and class


def test_a_consent_is_kept_as_it_was_said_and_a_denial_is_none():
    assert only(("consent", "12.03.2026")).consent == "12.03.2026"
    denied = only(("consent", "nein"))
    assert (denied.consent, denied.mark) == ("", INTERNAL)


def test_the_records_own_word_on_its_class_wins():
    assert only(("class", "ehrenamtlich")).contact_class is ContactClass.VOLUNTEER
    assert only(contact_class=ContactClass.VOLUNTEER).contact_class is ContactClass.VOLUNTEER
    assert only(("class", "Hauptamt"), contact_class=ContactClass.VOLUNTEER).contact_class is ContactClass.STAFF


# --- values


def test_equal_numbers_are_one_with_the_type_that_says_most():
    contact = only(("phone", "030 23125-217", "Telefon"), ("phone", "+49 30 23125217", "Fax"))
    assert [(phone.display, phone.type) for phone in contact.phones] == [("030 23125217", "fax")]


def test_a_source_lends_its_organisation_to_people_but_an_organisation_is_its_own():
    assert only(organisation="Stadt Musterstadt").organisation == "Stadt Musterstadt"
    assert (
        contact_of(("name", "Gemeinde Musterdorf"), organisation="Stadt Musterstadt")[0].organisation
        == "Gemeinde Musterdorf"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Karlstraße 197\n12055 Musterstadt",
        "Karlstraße 197, 12055 Musterstadt",
        "Karlstraße 197 | D-12055 Musterstadt | Deutschland",
        "12055 Musterstadt, Karlstraße 197",
        "Karlstraße 197 12055 Musterstadt",
    ],
)
def test_an_address_in_one_text_falls_into_its_parts(text):
    (address,) = only(("address", text)).addresses
    assert (address.street, address.postal_code, address.city) == ("Karlstraße 197", "12055", "Musterstadt")


def test_the_parts_of_one_address_belong_together_by_their_label():
    contact = only(
        ("street", "Marktplatz 2", "work"),
        ("street", "Karlstr. 1", "home"),
        ("city", "Musterdorf", "home"),
        ("postal_code", "1067", "work"),
    )
    assert contact.addresses == (
        Address("Marktplatz 2", "01067", ""),
        Address("Karlstr. 1", "", "Musterdorf", type="home", audience=INTERNAL),
    )


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        (
            "Montag 10 bis 14 Uhr, Dienstag 15 bis 18 Uhr\nMittwoch geschlossen\nDonnerstag und Freitag 9 bis 13 Uhr",
            "Mo 10-14; Di 15-18; Mi geschlossen; Do,Fr 9-13",
        ),
        ("Mo–Fr 08.00–12.00 Uhr", "Mo–Fr 08.00–12.00 Uhr"),
        ("Montag bis Freitag: 8.30 bis 12 Uhr und 14 bis 16 Uhr", "Mo-Fr 8.30-12,14-16"),
        ("Montags von 8 - 12 Uhr", "Mo 8-12"),
        ("Montag, Mittwoch 9–12 Uhr", "Mo,Mi 9-12"),
        ("Montag 9 bis 12 Uhr und nach Vereinbarung", "Montag 9 bis 12 Uhr und nach Vereinbarung"),
        ("nach Vereinbarung", "nach Vereinbarung"),
        ("Mo 9-12\nDi 9-12", "Mo 9-12; Di 9-12"),
    ],
)
def test_office_hours_in_prose_become_short_and_others_stay(text, hours):
    assert only(("hours", text)).hours == hours


@pytest.mark.parametrize(
    ("text", "room"),
    [
        ("Zi. Nr. 1.07", "1.07"),
        ("Zimmer 130.1 (Westflügel)", "130.1 (Westflügel)"),
        ("A 1.01", "A 1.01"),
        ("Raum der Stille", "Raum der Stille"),
        ("-", ""),
    ],
)
def test_a_room_is_said_without_the_word_for_it(text, room):
    assert only(("room", text)).room == room


@pytest.mark.parametrize(
    ("text", "addresses", "code"),
    [
        ("A.Wiesner@MUSTERSTADT.example", ["A.Wiesner@musterstadt.example"], None),
        ("mailto:a.wiesner@musterstadt.example?subject=Anfrage", ["a.wiesner@musterstadt.example"], None),
        ("Antje Wiesner <a.wiesner@musterstadt.example>", ["a.wiesner@musterstadt.example"], None),
        ("a.wiesner(at)musterstadt[punkt]example", ["a.wiesner@musterstadt.example"], None),
        (
            "a.wiesner@musterstadt.example; info@musterstadt.example",
            ["a.wiesner@musterstadt.example", "info@musterstadt.example"],
            None,
        ),
        ("info@xn--brgerbro-65af.example", ["info@bürgerbüro.example"], None),
        ("a.wiesner@musterstadt.example.", ["a.wiesner@musterstadt.example"], None),
        ("07141 910-3124", [], "email-invalid"),
        ("Antje wiesner@musterstadt.example", [], "email-invalid"),
        ("a..wiesner@musterstadt.example", [], "email-invalid"),
        ("vorname.nachname@musterstadt.example", [], "email-placeholder"),
        ("a.wiesner@server.local", [], "email-unreachable"),
        ("-", [], None),
    ],
)
def test_mail_addresses_are_cleaned_or_refused(text, addresses, code):
    contact, issues = contact_of(PERSON, ("email", text))
    assert [email.address for email in contact.emails] == addresses
    assert [issue.code for issue in issues] == ([code] if code else [])


def test_links_get_their_scheme_and_scripts_are_left_out():
    assert only(("url", "www.musterstadt.example"), ("url", "javascript:alert(1)"), ("url", "/vcard/88.vcf")).urls == (
        "https://www.musterstadt.example",
        "/vcard/88.vcf",
    )


def test_what_the_vocabulary_does_not_know_is_kept_aside():
    contact = only(("x-phonetic", "Haike"))
    assert contact.unmapped == (Field("x-phonetic", "Haike"),)


def test_a_record_that_says_nothing_is_set_aside():
    contact, (issue,) = contact_of(("name", " - "), ("phone", ""))
    assert contact is None
    assert (issue.code, issue.severity, issue.place) == ("record-empty", Severity.ERROR, "line 7")


def test_the_order_of_fields_of_different_names_does_not_matter():
    fields = [PERSON, DESK, MOBILE, ("organisation", "Amt"), ("email", "h.adler@amt.example"), ("unit", "Standesamt")]
    assert contact_of(*fields) == contact_of(*fields[3:], *fields[:3])


def test_a_function_given_by_the_source_is_one_whatever_it_is_called():
    contact = only(("kind", "function"))
    assert (contact.kind, contact.name.display, contact.name.family) == (Kind.FUNCTION, "Heike Adler", "")


def test_the_place_and_the_time_of_a_record_come_along():
    record = SourceRecord(RecordRef("list", "7"), (Field("name", "Heike Adler"),), "card 3")
    assert normalise(record, SourceProfile("list"))[0].place == "card 3"
    assert normalise(replace(record, place=""), SourceProfile("list"))[0].place == ""


@pytest.mark.parametrize("field", ["name", "phone", "hours", "email", "address", "family"])
@pytest.mark.parametrize("sign", ["Montag ", "A und ", "12/", "(", "a@b ", "12345 "])
def test_a_page_in_place_of_a_value_is_left_out_at_once(field, sign):
    contact, issues = contact_of(PERSON, ("role", "Leitung"), (field, sign * 50_000))
    assert contact.role == "Leitung"
    assert [issue.code for issue in issues] == ["value-too-long"]


def test_a_note_may_be_as_long_as_it_is():
    assert len(only(("note", "lang " * 5_000)).note) == 24_999
