"""The vcard source: files, folders and URLs become records under keys that stay."""

import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from syncsvc.errors import SourceIncomplete, SourceRejected
from syncsvc.settings import Surroundings
from syncsvc.sources.vcard import VcardSettings
from tests.servers import http as served

DATA = Path(__file__).parents[2] / "data/structured"
PROGRAMS = tomllib.loads((Path(__file__).parents[2] / "cases/vcard_exports.toml").read_text(encoding="utf-8"))["export"]


def source(folder, location="book.vcf", **settings):
    given = {"kind": "vcard", "name": "kirche", "location": location, **settings}
    return VcardSettings(**given).open(Surroundings(base=folder))


def card(*lines, name="Mia Falk"):
    return "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", f"FN:{name}", *lines, "END:VCARD", ""])


def keys(snapshot):
    return [record.ref.key for record in snapshot.records]


def test_the_fixture_gives_three_records_and_two_issues():
    snapshot = source(DATA, "mixed_bom_broken.vcf").fetch(())
    assert [record.first("name") for record in snapshot.records] == ["Mia Falk", "Leo Horn", "Olaf Ohnefn"]
    assert [record.place for record in snapshot.records] == ["card 1", "card 3", "card 4"]
    assert [(issue.source, issue.place) for issue in snapshot.issues] == [
        ("kirche", "card 2, line 13"),
        ("kirche", "card 4"),
    ]


def test_every_program_s_export_in_one_folder_is_read(tmp_path):
    for number, case in enumerate(PROGRAMS):
        newline = {"lf": "\n", "crlf": "\r\n"}[case.get("newline", "crlf")]
        content = case["card"].strip().replace("\n", newline) + newline
        (tmp_path / f"{number:02d}.vcf").write_bytes(content.encode(case.get("encoding", "utf-8")))
    (tmp_path / "notes.txt").write_text("no card")
    snapshot = source(tmp_path.parent, tmp_path.name).fetch(())
    assert [[[one.name, one.value, one.label] for one in record.fields] for record in snapshot.records] == [
        case["fields"] for case in PROGRAMS
    ]
    assert snapshot.records[1].place == "01.vcf, card 1"


def test_the_uid_is_the_key_and_rev_the_last_change(tmp_path):
    (tmp_path / "book.vcf").write_text(
        card("UID:urn:uuid:4FBE8971-0BC3-424C-9C26-36C3E1EFF6B1", "REV:2026-03-01T08:15:00Z")
    )
    (record,) = source(tmp_path).fetch(()).records
    assert record.ref.key == "4fbe8971-0bc3-424c-9c26-36c3e1eff6b1"
    assert record.modified_at.isoformat() == "2026-03-01T08:15:00+00:00"


def test_keys_do_not_depend_on_the_order_of_cards(tmp_path):
    cards = [card("EMAIL:a@x.example"), card("UID:1", name="B"), card("UID:1", name="C")]
    (tmp_path / "book.vcf").write_text("".join(cards))
    (tmp_path / "other.vcf").write_text("".join(reversed(cards)))
    forth, back = source(tmp_path).fetch(()), source(tmp_path, "other.vcf").fetch(())
    assert sorted(keys(forth)) == sorted(keys(back))
    assert len(set(keys(forth))) == 3
    assert [issue.code for issue in forth.issues] == ["key-duplicate"] * 2


def test_one_card_in_two_files_is_one_record(tmp_path):
    for name in ("a.vcf", "b.vcf"):
        (tmp_path / name).write_text(card("UID:1"))
    snapshot = source(tmp_path, ("a.vcf", "b.vcf")).fetch(())
    assert len(snapshot.records) == 1
    assert {issue.place for issue in snapshot.issues} == {"a.vcf, card 1", "b.vcf, card 1"}


def test_a_group_has_the_keys_of_its_members(tmp_path):
    group = card("UID:g", "KIND:group", "MEMBER:mailto:m.falk@x.example", "MEMBER:u", name="AK")
    (tmp_path / "book.vcf").write_text(card("EMAIL:m.falk@x.example") + group)
    mia, book = source(tmp_path).fetch(()).records
    assert book.first("kind") == "group"
    assert [field.value for field in book.all("member")] == [mia.ref.key, "u"]


def test_a_file_that_stops_within_a_card_is_not_complete(tmp_path):
    (tmp_path / "book.vcf").write_text(card() + card(name="Leo Horn").partition("END")[0] + "TEL:030 2")
    with pytest.raises(SourceIncomplete, match="in the middle of card 2"):
        source(tmp_path).fetch(())


def test_one_cut_card_in_a_folder_costs_no_other(tmp_path):
    (tmp_path / "a.vcf").write_text(card())
    (tmp_path / "b.vcf").write_text(card(name="Leo Horn").partition("END")[0] + "TEL:030 2")
    snapshot = source(tmp_path.parent, tmp_path.name).fetch(())
    assert [record.first("name") for record in snapshot.records] == ["Mia Falk", "Leo Horn"]
    assert [issue.code for issue in snapshot.issues] == ["file-cut"]


def test_what_holds_no_card_at_all_is_not_what_was_expected(tmp_path):
    (tmp_path / "book.vcf").write_text("<html><body>Please sign in</body></html>\n")
    with pytest.raises(SourceRejected, match="no vCard"):
        source(tmp_path).fetch(())


def test_only_broken_cards_are_issues_and_no_rejection(tmp_path):
    (tmp_path / "book.vcf").write_text(card("this is broken"))
    snapshot = source(tmp_path).fetch(())
    assert snapshot.records == ()
    assert [issue.code for issue in snapshot.issues] == ["card-broken"]


def test_an_encoding_can_be_told(tmp_path):
    (tmp_path / "book.vcf").write_bytes(card(name="Łukasz Żak").encode("iso-8859-2"))
    (record,) = source(tmp_path, encoding="iso-8859-2").fetch(()).records
    assert record.first("name") == "Łukasz Żak"


def test_issues_hold_no_personal_data_in_their_messages(tmp_path):
    (tmp_path / "book.vcf").write_text(card("Mia Falk 030 23125-124") + card("UID:1") * 2)
    for issue in source(tmp_path).fetch(()).issues:
        assert "Falk" not in issue.message + issue.hint + issue.place


def test_over_http_an_unchanged_book_is_not_read_again(web):
    web.routes["/book"] = served.with_validators(card("UID:1").encode(), '"1"', content_type="text/vcard")
    book = source(Path("/"), web.url("/book"), allow_private=True)
    first = book.fetch(())
    assert keys(first) == ["1"]
    assert book.fetch(first.memory).unchanged
    web.routes["/book"] = served.with_validators(card("UID:2").encode(), '"2"', content_type="text/vcard")
    assert keys(book.fetch(first.memory)) == ["2"]


def test_a_setting_that_is_not_known_is_refused():
    with pytest.raises(ValidationError):
        VcardSettings(kind="vcard", name="x", location="a.vcf", folder="b")
