"""What holds of vCards for any content: they come back as written, to two readers, and nothing makes the reader fail."""

from datetime import UTC, datetime

from hypothesis import example, given, settings
from hypothesis import strategies as st

from syncsvc.formats.vcard import Card, Profile, Property, fields, read, read_fields, serialise, write
from syncsvc.formats.vcard.header import parse_start
from syncsvc.formats.vcard.verify import verify, verify_contact
from syncsvc.model.canonical import CanonicalContact, Link
from syncsvc.model.contact import Address, Email, Kind, PersonName, Phone

ODD = st.text(max_size=40) | st.text('\\,;:"=\n\r\t ^nNäß\u2028\x85\u00a0END:VCARD', max_size=30)
"""Anything, and what vCard gives a meaning."""
TAME = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x24F, exclude_categories=("Cc", "Cf", "Zs")), min_size=1, max_size=25
)
"""What stands in a directory, with every sign that vCard gives a meaning."""
UUIDS = st.uuids().map(str)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001 — bounds of naive values
PROFILES = st.sampled_from(Profile)
PICTURE = "data:image/jpeg;base64,/9j/4AAQSkZJRg=="


def contacts(text):
    maybe = st.just("") | text
    several = st.lists(text, max_size=3).map(tuple)
    return st.builds(
        CanonicalContact,
        id=UUIDS,
        kind=st.sampled_from(Kind),
        name=st.builds(PersonName, display=text.filter(lambda shown: any(map(str.isalnum, shown))), prefix=maybe, given=maybe, family=maybe, suffix=maybe),
        organisation=maybe,
        units=several,
        role=maybe,
        responsibility=maybe,
        room=maybe,
        hours=maybe,
        note=maybe,
        birthday=st.sampled_from(["", "1970-01-02", "im Mai"]),
        photo=st.sampled_from(["", PICTURE, "data:text/html;base64,AAAA", "nonsense"]),
        groups=several,
        urls=st.lists(st.just("https://www.musterstadt.example/a,b;c d") | text, max_size=2).map(tuple),
        phones=st.lists(st.builds(Phone, st.sampled_from(["+493023125124", "+4930231250;ext=12", "115"]), text, st.sampled_from("work cell home fax pager switchboard other".split())), max_size=4).map(tuple),
        emails=st.lists(st.builds(Email, text, st.sampled_from(["work", "home", "other"])), max_size=2).map(tuple),
        addresses=st.lists(st.builds(Address, maybe, maybe, maybe, maybe, st.sampled_from(["work", "home", "other"])), max_size=2).map(tuple),
        links=st.lists(st.builds(Link, st.sampled_from(["member", "holds"]), UUIDS), max_size=2).map(tuple),
        revised_at=st.none() | MOMENTS,
    )  # fmt: skip


@given(contacts(ODD | TAME), PROFILES)
@settings(max_examples=200)
def test_our_own_reader_finds_in_a_card_what_the_contact_says(contact, profile):
    assert verify_contact(contact, profile, write(contact, profile)) == ()


@given(contacts(TAME), PROFILES)
@settings(max_examples=200)
def test_vobject_reads_a_card_as_we_do(contact, profile):
    assert verify(write(contact, profile)) == ()


@given(contacts(ODD), PROFILES)
@settings(max_examples=200)
def test_vobject_reads_the_oddest_card_as_we_do(contact, profile):
    assert verify(write(contact, profile)) == ()


@given(contacts(TAME), PROFILES)
def test_a_written_contact_comes_back_in_the_directory_s_own_words(contact, profile):
    ((_, found),), _ = read_fields(write(contact, profile))
    said = {name: [field.value for field in found if field.name == name] for name in {field.name for field in found}}
    assert said["name"] == [contact.name.display]
    assert said.get("role", []) == [contact.role] * bool(contact.role)
    assert said.get("group", []) == list(contact.groups)
    assert said.get("email", []) == [email.address for email in contact.emails]
    assert sorted(said.get("phone", [])) == sorted(
        phone.number if profile is Profile.V4 and phone.number[0] == "+" else phone.number.replace(";ext=", " ext. ")
        for phone in contact.phones
    )
    assert said.get("street", []) == [address.street for address in contact.addresses if address.street]
    if contact.kind is Kind.PERSON and contact.name.family:
        assert said["family"] == [contact.name.family]
        assert said.get("given", []) == [contact.name.given] * bool(contact.name.given)


@given(contacts(ODD), PROFILES)
def test_lines_are_no_longer_than_75_octets_and_end_rightly(contact, profile):
    content = write(contact, profile)
    assert not content.startswith(b"\xef\xbb\xbf")
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode()


@given(contacts(ODD), PROFILES)
def test_same_contact_same_bytes(contact, profile):
    assert write(contact, profile) == write(contact, profile)


@given(contacts(ODD), PROFILES)
def test_nothing_in_a_contact_makes_a_second_card_or_another_line(contact, profile):
    content = write(contact, profile)
    assert content.count(b"\r\nEND:VCARD\r\n") == 1
    assert b"\r\nBEGIN:VCARD\r\n" not in content
    card = read(content)[0][0]
    assert [entry.value for entry in card.all("FN")] == [card.first("FN")]
    assert len(card.all("UID")) == 1


STARTS = st.sampled_from([
    "FN", "N", "ORG", "NOTE", "TEL;TYPE=WORK,FAX", "item1.TEL", "item1.X-ABLABEL", 'ADR;LABEL="a: b, c"', "X-UNKNOWN;X-P=1;X-Q=a,b",
    'X-Y;P="^n^^^\'"', "PHOTO;ENCODING=b;TYPE=JPEG", "KIND", "CATEGORIES", "AGENT",
]).map(lambda start: parse_start(start).header)  # fmt: skip
RAW = TAME.map(lambda text: text.replace("\\", "\\\\"))


@st.composite
def cards(draw):
    headers = draw(st.lists(STARTS, min_size=1, max_size=6))
    raws = ["AAAA" if header.binary else draw(RAW) for header in headers]
    return Card.of(draw(st.sampled_from(["2.1", "3.0", "4.0", ""])), map(Property, headers, raws))


@given(cards())
def test_a_card_written_again_is_the_same_card(card):
    (again,), _ = read(serialise(card))
    assert again == card


WORDS = st.sampled_from([
    b"BEGIN:VCARD", b"END:VCARD", b"VERSION:2.1", b"VERSION:3.0", b"FN:x", b"N:a;b", b"AGENT:", b"NOTE;ENCODING=QUOTED-PRINTABLE:=C3=",
    b"TEL;TYPE=WORK", b":", b";", b"=", b'"', b"\\", b"\n", b"\r\n", b" ", b"\xfc", b"\xc3", b"PHOTO;ENCODING=b:", b"AAAA", b"\0", b",",
])  # fmt: skip


@given(
    st.binary(max_size=300) | st.lists(WORDS, max_size=40).map(b"".join) | st.lists(WORDS, max_size=30).map(b"\n".join)
)
@settings(max_examples=300)
@example(b"BEGIN:VCARD\nAGENT:\nBEGIN:VCARD\nBEGIN:VCARD")
def test_any_bytes_are_read_without_an_error(content):
    found, issues = read_fields(content)
    assert all(said for _, said in found if said)
    assert all(issue.code for issue in issues)
    for card, said in found:
        assert fields(card) == said
        assert len(read(serialise(card))[0]) == 1


@given(st.lists(WORDS, max_size=20).map(b"\n".join))
@example(b" \nTEL;TYPE=WORK\nBEGIN:VCARD\nFN:x")
def test_whatever_comes_between_two_good_cards_the_first_is_read(content):
    good = b"BEGIN:VCARD\nVERSION:3.0\nFN:Mia Falk\nEND:VCARD\n"
    found, _ = read(good + content + b"\n" + good)
    assert found[0].first("FN") == "Mia Falk"


@given(st.lists(WORDS.filter(lambda word: word != b"AGENT:"), max_size=20).map(b"\n".join))
@settings(max_examples=200)
def test_and_the_last_one_is_neither_lost_nor_mixed_with_it(content):
    good = b"BEGIN:VCARD\nVERSION:3.0\nFN:Mia Falk\nTEL:030 23125-124\nEND:VCARD\n"
    assert read(good + content + b"\n" + good)[0][-1] == read(good)[0][0]
