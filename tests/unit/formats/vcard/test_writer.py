"""Cards as telephones, Outlook and version 4 want them, to the byte."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from syncsvc.formats.vcard import Profile, read, write
from syncsvc.formats.vcard.entries import uid
from syncsvc.model.canonical import CanonicalContact, Link
from syncsvc.model.contact import Address, Email, Kind, PersonName, Phone

CONTACT = CanonicalContact(
    id="4fbe8971-0bc3-424c-9c26-36c3e1eff6b1",
    kind=Kind.PERSON,
    name=PersonName("Dr. Käthe Müller", "Dr.", "Käthe", "Müller"),
    organisation="Stadt Musterstadt",
    units=("Bürgeramt", "Sachgebiet 3; Pässe"),
    role="Sachgebietsleitung",
    room="Zimmer 214",
    hours="Mo-Fr 8-12 Uhr",
    note="Vertretung: Frau Falk",
    groups=("Rathaus", "Netzwerk, Asyl"),
    urls=("https://www.musterstadt.example/a,b",),
    phones=(
        Phone("+493023125125", "030 23125-125", "fax"),
        Phone("+493023125124", "030 23125-124"),
        Phone("+4917604069001", "0176 04069001", "cell"),
        Phone("+4930231250", "030 23125-0", "switchboard"),
    ),
    emails=(Email("k.mueller@musterstadt.example"),),
    addresses=(Address("Rathausplatz 1", "10115", "Musterstadt", "Deutschland"),),
    revised_at=datetime(2026, 3, 1, 8, 15, tzinfo=UTC),
)
GROUP = replace(
    CONTACT,
    kind=Kind.GROUP,
    name=PersonName("AK Sprache"),
    links=(Link("member", "0f7b25d9-4c4d-4d6a-8d36-8f0d1d9a2f11"), Link("holds", "other")),
)


def text(contact=CONTACT, profile=Profile.PHONE):
    return write(contact, profile).decode()


def lines(contact=CONTACT, profile=Profile.PHONE):
    return text(contact, profile).replace("\r\n ", "").split("\r\n")


def line(name, contact=CONTACT, profile=Profile.PHONE):
    return next((one for one in lines(contact, profile) if one.split(":")[0].split(";")[0] == name), None)


def test_the_card_for_telephones():
    assert text() == (
        "BEGIN:VCARD\r\n"
        "VERSION:3.0\r\n"
        "UID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1\r\n"
        "N:Müller;Käthe;;Dr.;\r\n"
        "FN:Dr. Käthe Müller\r\n"
        "ORG:Stadt Musterstadt;Bürgeramt;Sachgebiet 3\\; Pässe\r\n"
        "TITLE:Sachgebietsleitung\r\n"
        "TEL;TYPE=WORK,FAX:+493023125125\r\n"
        "TEL;TYPE=WORK,VOICE,PREF:+493023125124\r\n"
        "TEL;TYPE=CELL,VOICE:+4917604069001\r\n"
        "item1.TEL;TYPE=WORK,VOICE:+4930231250\r\n"
        "item1.X-ABLabel:Zentrale\r\n"
        "EMAIL;TYPE=INTERNET,WORK:k.mueller@musterstadt.example\r\n"
        "ADR;TYPE=WORK:;;Rathausplatz 1;Musterstadt;;10115;Deutschland\r\n"
        "URL;TYPE=WORK:https://www.musterstadt.example/a%2Cb\r\n"
        "CATEGORIES:Rathaus,Netzwerk\\, Asyl\r\n"
        "NOTE:Zimmer 214\\nSprechzeiten: Mo-Fr 8-12 Uhr\\nVertretung: Frau Falk\r\n"
        "REV:2026-03-01T08:15:00Z\r\n"
        "END:VCARD\r\n"
    )


def test_the_card_for_outlook():
    assert text(profile=Profile.OUTLOOK) == (
        "BEGIN:VCARD\r\n"
        "VERSION:2.1\r\n"
        "UID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1\r\n"
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;K=C3=A4the;;Dr.;\r\n"
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Dr. K=C3=A4the M=C3=BCller\r\n"
        "ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Stadt Musterstadt;B=C3=BCrgera=\r\n"
        "mt;Sachgebiet 3\\; P=C3=A4sse\r\n"
        "TITLE:Sachgebietsleitung\r\n"
        "TEL;WORK;FAX:+493023125125\r\n"
        "TEL;WORK;VOICE;PREF:+493023125124\r\n"
        "TEL;CELL;VOICE:+4917604069001\r\n"
        "TEL;WORK;VOICE:+4930231250\r\n"
        "EMAIL;INTERNET;WORK:k.mueller@musterstadt.example\r\n"
        "ADR;WORK:;;Rathausplatz 1;Musterstadt;;10115;Deutschland\r\n"
        "URL;WORK:https://www.musterstadt.example/a%2Cb\r\n"
        "CATEGORIES:Rathaus,Netzwerk\\, Asyl\r\n"
        "NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zimmer 214=0D=0ASprechzeiten=\r\n"
        "=3A Mo-Fr 8-12 Uhr=0D=0AVertretung=3A Frau Falk\r\n"
        "REV:20260301T081500Z\r\n"
        "END:VCARD\r\n"
    )


def test_the_card_of_version_4():
    assert text(GROUP, Profile.V4) == (
        "BEGIN:VCARD\r\n"
        "VERSION:4.0\r\n"
        "UID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1\r\n"
        "N:AK Sprache;;;;\r\n"
        "FN:AK Sprache\r\n"
        "ORG:Stadt Musterstadt;Bürgeramt;Sachgebiet 3\\; Pässe\r\n"
        "TITLE:Sachgebietsleitung\r\n"
        'TEL;VALUE=uri;TYPE="work,fax":tel:+493023125125\r\n'
        'TEL;VALUE=uri;PREF=1;TYPE="work,voice":tel:+493023125124\r\n'
        'TEL;VALUE=uri;TYPE="cell,voice":tel:+4917604069001\r\n'
        'item1.TEL;VALUE=uri;TYPE="work,voice":tel:+4930231250\r\n'
        "item1.X-ABLabel:Zentrale\r\n"
        "EMAIL;TYPE=work:k.mueller@musterstadt.example\r\n"
        "ADR;TYPE=work:;;Rathausplatz 1;Musterstadt;;10115;Deutschland\r\n"
        "URL;TYPE=work:https://www.musterstadt.example/a%2Cb\r\n"
        "CATEGORIES:Rathaus,Netzwerk\\, Asyl\r\n"
        "NOTE:Zimmer 214\\nSprechzeiten: Mo-Fr 8-12 Uhr\\nVertretung: Frau Falk\r\n"
        "KIND:group\r\n"
        "MEMBER:urn:uuid:0f7b25d9-4c4d-4d6a-8d36-8f0d1d9a2f11\r\n"
        "REV:20260301T081500Z\r\n"
        "END:VCARD\r\n"
    )


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize(
    "contact",
    [
        CONTACT,
        replace(CONTACT, phones=CONTACT.phones[:1]),
        replace(CONTACT, phones=()),
        replace(CONTACT, phones=(Phone("115", "115", "fax"), Phone("116", "116", "pager")), emails=()),
        replace(CONTACT, phones=CONTACT.phones * 2, emails=CONTACT.emails * 2),
    ],
)
def test_exactly_one_thing_is_preferred(contact, profile):
    content = text(contact, profile)
    assert content.count("PREF") == 1


def test_without_number_and_mail_nothing_is_preferred():
    assert "PREF" not in text(replace(CONTACT, phones=(), emails=()))


@pytest.mark.parametrize("types", [("fax", "cell", "work"), ("switchboard", "fax", "work"), ("home", "work")])
def test_the_direct_line_at_work_is_preferred(types):
    phones = tuple(Phone(f"+49302312512{place}", "", kind) for place, kind in enumerate(types))
    preferred = next(one for one in lines(replace(CONTACT, phones=phones)) if "PREF" in one)
    assert preferred.endswith(phones[types.index("work")].number)


def test_an_organisation_is_shown_as_one():
    office = replace(CONTACT, kind=Kind.ORGANISATION, name=PersonName("Bürgeramt"), units=("x",))
    assert line("N", office) == "N:;;;;"
    assert line("ORG", office) == "ORG:Bürgeramt"
    assert line("X-ABShowAs", office) == "X-ABShowAs:COMPANY"
    assert line("NOTE", office).startswith("NOTE:Stadt Musterstadt\\n")
    assert line("KIND", office, Profile.V4) == "KIND:org"


def test_an_organisation_that_names_itself_keeps_its_units():
    city = replace(CONTACT, kind=Kind.ORGANISATION, name=PersonName("Stadt Musterstadt"))
    assert line("ORG", city).startswith("ORG:Stadt Musterstadt;Bürgeramt;")


def test_a_function_is_found_by_its_name_and_is_no_person():
    desk = replace(CONTACT, kind=Kind.FUNCTION, name=PersonName("Sekretariat"))
    assert line("N", desk) == "N:Sekretariat;;;;"
    assert line("X-ABShowAs", desk) is None
    assert line("KIND", desk, Profile.V4) is None


def test_a_person_known_by_display_name_alone_has_it_in_n():
    assert line("N", replace(CONTACT, name=PersonName("Käthe"))) == "N:Käthe;;;;"


def test_without_a_last_change_there_is_no_rev():
    assert line("REV", replace(CONTACT, revised_at=None)) is None


def test_rev_is_in_utc():
    berlin = datetime(2026, 3, 1, 9, 15, tzinfo=timezone(timedelta(hours=1)))
    assert line("REV", replace(CONTACT, revised_at=berlin)) == "REV:2026-03-01T08:15:00Z"


@pytest.mark.parametrize(
    ("profile", "number", "written"),
    [
        (Profile.PHONE, "+4930231250;ext=12", "+4930231250 ext. 12"),
        (Profile.V4, "+4930231250;ext=12", "tel:+4930231250;ext=12"),
        (Profile.PHONE, "115", "115"),
        (Profile.V4, "115", "115"),
    ],
)
def test_numbers_are_written_as_telephones_dial_them(profile, number, written):
    found = line("TEL", replace(CONTACT, phones=(Phone(number, number),)), profile)
    assert found.partition(":")[2] == written
    assert ("VALUE=uri" in found) == written.startswith("tel:")


@pytest.mark.parametrize(
    ("birthday", "profile", "written"),
    [
        ("1970-01-02", Profile.PHONE, "BDAY:1970-01-02"),
        ("1970-01-02", Profile.V4, "BDAY:19700102"),
        ("--04-12", Profile.V4, "BDAY:--0412"),
        ("--04-12", Profile.PHONE, None),
        ("im Mai", Profile.PHONE, None),
        ("", Profile.PHONE, None),
    ],
)
def test_birthdays_that_are_dates_are_written(birthday, profile, written):
    assert line("BDAY", replace(CONTACT, birthday=birthday), profile) == written


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize(
    "evil",
    [
        "x\r\nTEL:666",
        "x\nEND:VCARD\nBEGIN:VCARD",
        "x\u2028TEL:666",
        "x\x85TEL:666",
        "x\x0bTEL:666",
        "x\rTEL:666",
        "x\0",
    ],
)
def test_nothing_in_a_value_makes_a_line_of_its_own(evil, profile):
    contact = replace(
        CONTACT,
        name=PersonName(evil, evil, evil, evil, evil),
        organisation=evil,
        units=(evil,),
        role=evil,
        note=evil,
        room=evil,
        hours=evil,
        responsibility=evil,
        groups=(evil,),
        urls=(evil,),
        phones=(Phone(evil, evil, "work"), Phone("1", "1", evil)),
        emails=(Email(evil, evil),),
        addresses=(Address(evil, evil, evil, evil, evil),),
        birthday=evil,
        photo=f"data:image/jpeg{evil};base64,AAAA",
    )
    (card,), issues = read(write(contact, profile))
    assert issues == ()
    assert len(card.all("TEL")) == 2
    assert [entry.value for entry in card.all("TEL")][-1] == "1"


def test_a_picture_goes_along():
    photo = "data:image/png;base64,iVBORw0KGgo="
    contact = replace(CONTACT, photo=photo)
    assert line("PHOTO", contact) == "PHOTO;ENCODING=b;TYPE=PNG:iVBORw0KGgo="
    assert line("PHOTO", contact, Profile.V4) == f"PHOTO:{photo}"
    assert "PHOTO;PNG;ENCODING=BASE64:\r\n iVBORw0KGgo=\r\n\r\n" in text(contact, Profile.OUTLOOK)


def test_a_picture_beyond_the_limit_and_what_is_no_picture_stay_away():
    large = "data:image/jpeg;base64," + "AAAA" * 80_000
    for photo in (large, "data:text/html;base64,AAAA", "https://www.musterstadt.example/a.jpg"):
        assert line("PHOTO", replace(CONTACT, photo=photo)) is None


def test_a_long_line_is_folded_on_the_border_of_a_character():
    folded = text(replace(CONTACT, note="ü" * 200)).encode().split(b"\r\n")
    for one in folded:
        assert len(one) <= 75
        one.decode()


@pytest.mark.parametrize("length", [*range(60, 80), 140, 150, 224, 225, 226])
@pytest.mark.parametrize("letter", ["a", "ü", "\u2014", "😀", " "])
def test_every_length_of_line_comes_back(length, letter):
    note = "x" + letter * length + "x"
    for profile in Profile:
        (card,), _ = read(write(CanonicalContact("1", Kind.PERSON, PersonName("x"), note=note), profile))
        assert card.first("NOTE") == note


@pytest.mark.parametrize("note", ["ü ", " ü", "ü" * 11 + " ", "a ", "ü\n", "=", "ü="])
def test_what_stands_at_the_ends_of_a_text_comes_back(note):
    for profile in Profile:
        content = write(CanonicalContact("1", Kind.PERSON, PersonName("x"), note=note), profile)
        assert read(content)[0][0].first("NOTE") == note
        assert not any(line.endswith(b" ") for line in content.split(b"\r\n")) or profile is not Profile.OUTLOOK


def test_an_id_that_is_no_uuid_gets_one_made_from_it():
    assert uid("stadt-17") == uid("stadt-17") != uid("stadt-18")
    assert uid("stadt-17").startswith("urn:uuid:")
    assert uid("4FBE8971-0BC3-424C-9C26-36C3E1EFF6B1") == "urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1"
