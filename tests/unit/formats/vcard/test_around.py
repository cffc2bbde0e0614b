"""What stands around cards: keys, packets, zips, QR codes, pictures, cards written again."""

import io
import xml.etree.ElementTree as ET
import zipfile
from datetime import UTC, datetime

import pytest
from PIL import Image

from syncsvc.errors import RecordError
from syncsvc.formats.vcard import Card, Profile, Property, fields, read, serialise, write
from syncsvc.formats.vcard.books import Packet, card_of, file_name, zipped
from syncsvc.formats.vcard.header import parse_start
from syncsvc.formats.vcard.photos import LIMIT, decode_data_uri, encode_data_uri
from syncsvc.formats.vcard.qr import qr_code, short_card
from syncsvc.formats.vcard.records import Keyed, keyed, revised, with_members
from syncsvc.formats.vcard.scaling import fitted
from syncsvc.model.contact import PersonName
from tests.builders import a_canonical
from tests.unit.formats.vcard.test_writer import CONTACT


def card(*lines):
    return read("\n".join(["BEGIN:VCARD", *lines, "END:VCARD", ""]).encode())[0][0]


def entries(*cards):
    return [Keyed("", one, fields(one), f"card {number}") for number, one in enumerate(cards, 1)]


def keys(*cards):
    return [one.key for one in keyed(entries(*cards))[0]]


MIA = card("FN:Mia Falk", "EMAIL:m.falk@musterstadt.example", "TEL:030 23125-124")


def test_the_uid_is_the_key():
    assert keys(card("FN:x", "UID:urn:uuid:4FBE8971-0BC3-424C-9C26-36C3E1EFF6B1"), card("FN:x", "UID: abc ")) == [
        "4fbe8971-0bc3-424c-9c26-36c3e1eff6b1",
        "abc",
    ]


def test_without_a_uid_name_and_mail_are_the_key_and_nothing_else_is():
    (key,) = keys(MIA)
    assert keys(card("FN:Mia Falk", "TITLE:x", "EMAIL:m.falk@musterstadt.example")) == [key]
    assert keys(card("FN:Mia Falk", "EMAIL:other@musterstadt.example")) != [key]
    assert keys(card("FN:Leo Falk", "EMAIL:m.falk@musterstadt.example")) != [key]


def test_cards_of_one_uid_stay_apart_in_any_order_and_are_issues():
    one, other, alone = card("FN:a", "UID:1"), card("FN:b", "UID:1"), card("FN:c", "UID:2")
    found, issues = keyed(entries(one, other, alone))
    again, _ = keyed(entries(alone, other, one))
    assert {item.key: item.fields for item in found} == {item.key: item.fields for item in again}
    assert len({item.key for item in found}) == 3
    assert found[2].key == "2"
    assert [(issue.code, issue.key, issue.place) for issue in issues] == [
        ("key-duplicate", "1", "card 1"),
        ("key-duplicate", "1", "card 2"),
    ]


def test_cards_of_one_uid_name_and_mail_are_told_apart_by_all_they_say():
    assert len(set(keys(card("FN:a", "UID:1", "TITLE:x"), card("FN:a", "UID:1", "TITLE:y")))) == 2


def test_a_mere_copy_is_left_out():
    found, issues = keyed(entries(MIA, MIA))
    assert len(found) == 1
    assert len(issues) == 2


def test_members_are_named_by_the_keys_of_their_records():
    group = card("FN:AK", "UID:g", "KIND:group", "MEMBER:mailto:M.Falk@musterstadt.example", "MEMBER:mailto:who@x.example", "MEMBER:urn:uuid:4FBE8971-0BC3-424C-9C26-36C3E1EFF6B1")  # fmt: skip
    mia, book = with_members(keyed(entries(MIA, group))[0])
    assert [field.value for field in book.fields if field.name == "member"] == [
        mia.key,
        "mailto:who@x.example",
        "4fbe8971-0bc3-424c-9c26-36c3e1eff6b1",
    ]


def test_a_mail_address_that_several_share_names_no_member():
    group = card("FN:AK", "UID:g", "KIND:group", "MEMBER:mailto:m.falk@musterstadt.example")
    other = card("FN:Leo Horn", "EMAIL:m.falk@musterstadt.example")
    *_, book = with_members(keyed(entries(MIA, other, group))[0])
    assert [field.value for field in book.fields if field.name == "member"] == ["mailto:m.falk@musterstadt.example"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01T08:15:00Z", datetime(2026, 3, 1, 8, 15, tzinfo=UTC)),
        ("20260301T081500Z", datetime(2026, 3, 1, 8, 15, tzinfo=UTC)),
        ("2026-03-01T09:15:00+01:00", datetime(2026, 3, 1, 8, 15, tzinfo=UTC)),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("gestern", None),
        ("", None),
    ],
)
def test_rev_is_when_the_card_was_changed(text, moment):
    assert revised(card("FN:x", f"REV:{text}")) == moment


def test_a_packet_comes_back_as_it_was():
    packet = Packet("müller", b"BEGIN:VCARD\r\n\r\n", ("Rat\n", "Ü"), "2026-03-01T08:15:00+00:00", b"\x00\xff")
    assert Packet.of(packet.to_bytes()) == packet
    assert card_of(packet.to_bytes()) == packet.card


@pytest.mark.parametrize(
    ("text", "name"),
    [("a b", "a-b"), ("../x", "x"), ("...", "card"), ("", "card"), ("a" * 99, "a" * 60), ("con", "con")],
)
def test_names_of_files_are_harmless(text, name):
    assert file_name(text) == name


def test_a_zip_holds_every_card_and_the_same_cards_give_the_same_bytes():
    cards = [("mueller", f"12345678-{n}", b"card %d" % n) for n in range(3)]
    content = zipped(cards)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [b"card 0", b"card 1", b"card 2"]
        assert archive.namelist()[0] == "mueller-12345678.vcf"
        assert len(set(archive.namelist())) == 3
    assert content == zipped(cards)


def test_the_short_card_holds_what_a_door_sign_needs():
    assert short_card(CONTACT).decode().split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:Müller;Käthe;;Dr.;",
        "FN:Dr. Käthe Müller",
        "ORG:Stadt Musterstadt;Bürgeramt;Sachgebiet 3\\; Pässe",
        "TITLE:Sachgebietsleitung",
        "TEL;TYPE=WORK,FAX:+493023125125",
        "TEL;TYPE=WORK,VOICE,PREF:+493023125124",
        "EMAIL;TYPE=INTERNET,WORK:k.mueller@musterstadt.example",
        "END:VCARD",
        "",
    ]


def test_a_qr_code_is_an_image_and_always_the_same():
    assert ET.fromstring(qr_code(CONTACT, "svg")).tag.endswith("svg")
    with Image.open(io.BytesIO(qr_code(CONTACT, "png"))) as image:
        assert image.format == "PNG"
    assert qr_code(CONTACT, "png") == qr_code(CONTACT, "png")


def test_a_card_too_long_for_a_qr_code_is_refused():
    with pytest.raises(RecordError, match="too long"):
        qr_code(a_canonical(name=PersonName("x" * 3000)), "svg")


def picture(width, height, kind="JPEG", mode="RGB"):
    file = io.BytesIO()
    noise = Image.effect_noise((width, height), 100).convert(mode)
    noise.save(file, kind, **({"quality": 100} if kind == "JPEG" else {}))
    return encode_data_uri(file.getvalue(), f"image/{kind.lower()}")


def test_a_picture_that_fits_is_not_touched():
    small = picture(50, 50)
    assert fitted(small) == small


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_picture_that_does_not_fit_is_scaled(kind):
    media, content = decode_data_uri(fitted(picture(1500, 1200, kind)))
    assert media == "image/jpeg"
    assert len(content) <= LIMIT
    with Image.open(io.BytesIO(content)) as image:
        assert max(image.size) <= 720


def test_transparent_pictures_are_scaled_as_well():
    assert fitted(picture(900, 900, "PNG", "RGBA")).startswith("data:image/jpeg")


@pytest.mark.parametrize(
    "wrong", ["", "data:image/tiff;base64,AAAA", "data:image/jpeg;base64,!", "https://x.example/a.jpg"]
)
def test_what_is_no_picture_is_left_out(wrong):
    assert fitted(wrong) == ""


def test_a_picture_of_very_many_pixels_is_not_opened():
    file = io.BytesIO()
    Image.new("1", (8000, 7000)).save(file, "PNG")
    assert fitted(encode_data_uri(file.getvalue(), "image/tiff")) == ""


def header(start):
    return parse_start(start).header


def test_a_card_written_again_keeps_odd_parameters():
    odd = header("X-ODD;X-P=\"a: ^'b^',^n c\";X-Q=1,2")
    assert dict(odd.params) == {"X-P": ('a: "b",\n c',), "X-Q": ("1", "2")}
    (again,), _ = read(serialise(Card.of("4.0", [Property(header("FN"), "x"), Property(odd, "y")])))
    assert again.headers[1] == odd


def test_a_line_break_in_a_value_is_escaped():
    content = serialise(Card.of("3.0", [Property(header("FN"), "x"), Property(header("NOTE"), "a\nEND:VCARD")]))
    assert b"NOTE:a\\nEND:VCARD\r\n" in content


def test_what_we_write_is_read_by_the_same_reader_as_what_we_are_sent():
    for profile in Profile:
        (found,), issues = read(write(CONTACT, profile))
        assert issues == ()
        (again,), _ = read(serialise(found))
        assert again == found
