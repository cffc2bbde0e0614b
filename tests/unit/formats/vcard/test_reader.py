"""Cards in files: which are found, which are set aside, and that none is lost because of another."""

import json
from pathlib import Path

import pytest

from syncsvc.formats.vcard import Card, fields, read, read_fields
from syncsvc.formats.vcard.fields import Interpreter
from syncsvc.model.issue import Severity

DATA = Path(__file__).parents[3] / "data" / "structured"
GOOD = "BEGIN:VCARD\nVERSION:3.0\nFN:Mia Falk\nTEL:030 23125-124\nEND:VCARD\n"


def names(text):
    content = text if isinstance(text, bytes) else text.encode()
    return [card.first("FN") for card in read(content)[0]]


def codes(text):
    content = text if isinstance(text, bytes) else text.encode()
    return [issue.code for issue in read(content)[1]]


def test_the_fixture_with_a_broken_card_gives_the_other_three():
    expected = json.loads((DATA / "vcf.expected.json").read_text())["files"]["mixed_bom_broken.vcf"]
    cards, issues = read_fields((DATA / "mixed_bom_broken.vcf").read_bytes())
    found = [[field.value for field in said if field.name == "name"] for _, said in cards]
    assert found == [[one["display_name"]] for one in expected if "display_name" in one]
    assert [(issue.code, issue.severity) for issue in issues] == [
        ("card-broken", Severity.ERROR),
        ("fn-missing", Severity.WARNING),
    ]
    assert issues[0].place == "card 2, line 13"
    assert issues[0].value == "this line is broken"
    assert "broken" not in issues[0].message
    assert issues[1].place == "card 4"


BROKEN = {
    "a line without colon": "BEGIN:VCARD\nVERSION:3.0\nFN:x\nthis line is broken\nEND:VCARD\n",
    "a name with spaces": "BEGIN:VCARD\nVERSION:3.0\nFN:x\nthis line: is broken\nEND:VCARD\n",
    "no name": "BEGIN:VCARD\nVERSION:3.0\nFN:x\n:value\nEND:VCARD\n",
    "a name in quotation marks": 'BEGIN:VCARD\nVERSION:3.0\nFN:x\n"FN":value\nEND:VCARD\n',
    "a group of nonsense": "BEGIN:VCARD\nVERSION:3.0\nFN:x\nDr. Müller.FN:value\nEND:VCARD\n",
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_card_is_set_aside_and_the_others_are_read(broken):
    text = GOOD + broken + GOOD.replace("Mia Falk", "Leo Horn")
    assert names(text) == ["Mia Falk", "Leo Horn"]
    (issue,) = read(text.encode())[1]
    assert (issue.code, issue.severity, issue.place[:6]) == ("card-broken", Severity.ERROR, "card 2")


def test_an_empty_card_is_an_issue():
    assert codes("BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n" + GOOD) == ["card-empty"]


def test_a_card_that_is_never_closed_is_read_up_to_the_next_one():
    text = GOOD.replace("END:VCARD\n", "") + GOOD.replace("Mia Falk", "Leo Horn")
    assert names(text) == ["Mia Falk", "Leo Horn"]
    assert codes(text) == ["card-unclosed"]


def test_a_last_card_that_is_never_closed_is_read():
    assert names(GOOD + GOOD.replace("END:VCARD\n", "")) == ["Mia Falk", "Mia Falk"]


def test_of_a_file_that_stops_within_a_line_that_line_is_not_trusted():
    text = GOOD + "BEGIN:VCARD\nVERSION:3.0\nFN:Leo Horn\nTEL:030 231"
    cards, issues = read(text.encode())
    assert [card.first("FN") for card in cards] == ["Mia Falk", "Leo Horn"]
    assert cards[1].all("TEL") == ()
    assert [issue.code for issue in issues] == ["file-cut"]


def test_a_file_that_stops_after_the_last_end_is_whole():
    assert codes(GOOD.rstrip("\n")) == []


def test_a_card_without_its_begin_is_read():
    text = GOOD + GOOD.replace("BEGIN:VCARD\n", "").replace("Mia Falk", "Leo Horn") + GOOD
    assert names(text) == ["Mia Falk", "Leo Horn", "Mia Falk"]
    assert codes(text) == ["begin-missing"]


def test_a_second_end_is_ignored():
    assert codes(GOOD + "END:VCARD\n" + GOOD) == []


def test_text_outside_cards_is_left_out_and_remarked():
    text = "From: someone\n\nHello\n" + GOOD + "Regards\n"
    assert names(text) == ["Mia Falk"]
    assert codes(text) == ["text-outside", "text-outside"]


def test_a_last_line_outside_that_never_ends_is_remarked():
    assert codes(GOOD + "Regards") == ["text-outside"]


def test_an_empty_name_is_remarked_and_derived_in_every_card():
    empty = "BEGIN:VCARD\nVERSION:3.0\nFN: \nN:Horn;Leo\nEND:VCARD\n"
    named = "BEGIN:VCARD\nVERSION:3.0\nFN:Mia Falk\nN:Falk;Mia\nEND:VCARD\n"
    cards, issues = read_fields((named + named + empty).encode())
    assert [issue.code for issue in issues] == ["fn-missing"]
    assert [[field.value for field in said if field.name == "name"] for _, said in cards] == [
        ["Mia Falk"],
        ["Mia Falk"],
        ["Leo Horn"],
    ]


def test_few_shapes_of_cards_are_remembered_at_a_time():
    interpreter = Interpreter()
    cards, _ = read(b"".join(b"BEGIN:VCARD\nFN:x\nX-%d:y\nEND:VCARD\n" % n for n in range(2500)))
    found = [interpreter.fields(card) for card in cards]
    assert found == [fields(card) for card in cards]
    assert len(interpreter._shapes) <= 1000


def test_something_else_than_vcards_is_an_issue():
    assert codes("<html><body>404</body></html>\n") == ["no-cards"]
    assert codes("name: phone\nFN:x\nx") == ["no-cards"]


@pytest.mark.parametrize("nothing", [b"", b"\n \r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_holds_no_cards_and_no_issues(nothing):
    assert read(nothing) == ((), ())


NEWLINES = {"CRLF": "\r\n", "LF": "\n", "CR": "\r", "a doubled CR": "\r\r\n"}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]


@pytest.mark.parametrize("newline", NEWLINES.values(), ids=NEWLINES)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_line_breaks_and_encodings_make_no_difference(newline, encoding):
    text = (GOOD + GOOD.replace("Mia Falk", "Jürgen Größe")).replace("\n", newline)
    assert names(text.encode(encoding)) == ["Mia Falk", "Jürgen Größe"]


def test_files_put_together_keep_no_byte_order_mark_within():
    assert names("\ufeff" + GOOD + "\ufeff" + GOOD) == ["Mia Falk", "Mia Falk"]


def test_files_of_different_encodings_put_together_are_both_read():
    text = GOOD.replace("Mia Falk", "Jürgen Größe")
    assert names(text.encode() + text.encode("cp1252")) == ["Jürgen Größe", "Jürgen Größe"]


def test_a_character_folded_in_two_by_octets_is_whole():
    content = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jürgen\r\nEND:VCARD\r\n".encode().replace(b"\xc3\xbc", b"\xc3\r\n \xbc")
    assert names(content) == ["Jürgen"]


def test_control_characters_are_dropped():
    assert names("BEGIN:VCARD\nFN:Mia\x00\x07\x1e\x7f Falk\nEND:VCARD\n") == ["Mia Falk"]


def test_begin_and_end_in_any_case_and_with_spaces():
    assert names("begin:vcard\nversion:3.0\nfn:Mia Falk\nend : vcard \n") == ["Mia Falk"]


@pytest.mark.parametrize("between", [" \n", "\t\n \n", "   \n\n"])
def test_a_line_of_spaces_between_cards_belongs_to_none(between):
    for text in (GOOD, GOOD.lower()):
        assert len(read((text + between + text).encode())[0]) == 2
        assert codes(text + between + text) == []


def test_indented_frames_never_make_one_card_of_two():
    other = GOOD.replace("Mia Falk", "Leo Horn")
    assert names(GOOD + " " + other) == ["Mia Falk", "Leo Horn"]
    assert names(GOOD.replace("END:VCARD\n", "") + " " + other) == ["Mia Falk", "Leo Horn"]


def test_other_components_are_passed_over():
    text = "BEGIN:VCALENDAR\nX-A:1\nEND:VCALENDAR\n" + GOOD
    assert names(text) == ["Mia Falk"]


def test_an_agent_within_a_card_is_no_card_of_its_own():
    agent = "AGENT:\n" + GOOD.replace("Mia Falk", "Vera Vertretung")
    cards, issues = read(GOOD.replace("TEL:", agent + "TEL:").encode() + GOOD.encode())
    assert [card.first("FN") for card in cards] == ["Mia Falk", "Mia Falk"]
    assert "Vera Vertretung" in cards[0].first("AGENT")
    assert len(cards[0].all("TEL")) == 1
    assert issues == ()


def test_an_agent_as_text_is_a_value():
    inline = r"AGENT:BEGIN:VCARD\nFN:Vera Vertretung\nEND:VCARD\n"
    assert "FN:Vera" in read(GOOD.replace("TEL:", f"{inline}\nTEL:").encode())[0][0].first("AGENT")


def test_an_agent_that_is_never_closed_does_not_swallow_the_next_card():
    agent = "AGENT:\nBEGIN:VCARD\nFN:Vera Vertretung\n"
    assert names(GOOD.replace("TEL:", agent + "TEL:") + GOOD.replace("Mia Falk", "Leo Horn"))[-1] == "Leo Horn"


def test_a_card_and_its_agent_that_are_both_never_closed_do_not_swallow_the_next_card():
    unclosed = "BEGIN:VCARD\nVERSION:2.1\nFN:Mia Falk\nAGENT:\nBEGIN:VCARD\nFN:Vera Vertretung\n"
    assert names(unclosed + GOOD.replace("Mia Falk", "Leo Horn")) == ["Mia Falk", "Leo Horn"]


def test_an_agent_in_quoted_printable_is_a_value():
    text = GOOD.replace("TEL:", "AGENT;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:V=C3=\n=A4ra\nTEL:")
    assert read(text.encode())[0][0].first("AGENT") == "Vära"


def test_an_empty_agent_is_no_trap():
    assert names(GOOD.replace("TEL:", "AGENT:\nTEL:") + GOOD) == ["Mia Falk", "Mia Falk"]


def test_quoted_printable_that_never_ends_does_not_swallow_the_next_card():
    text = GOOD.replace("TEL:", "NOTE;ENCODING=QUOTED-PRINTABLE:abc=\nTEL:").replace("124\n", "124=\n")
    assert names(text + GOOD) == ["Mia Falk", "Mia Falk"]


def test_broken_base64_costs_the_picture_and_not_the_card():
    text = GOOD.replace("TEL:", "PHOTO;ENCODING=b;TYPE=JPEG:!!!!\nTEL:")
    cards, issues = read_fields(text.encode())
    assert [issue.code for issue in issues] == ["value-undecodable"]
    assert [field.name for field in cards[0][1]] == ["name", "phone"]


def test_a_text_that_is_no_base64_is_left_out():
    cards, issues = read(GOOD.replace("TEL:", "NOTE;ENCODING=BASE64:!!!!\nTEL:").encode())
    assert cards[0].all("NOTE") == ()
    assert [issue.code for issue in issues] == ["value-undecodable"]


def test_a_card_without_any_name_is_kept_and_remarked():
    assert codes("BEGIN:VCARD\nVERSION:3.0\nTEL:030 23125-124\nEND:VCARD\n") == ["name-missing"]


def test_lines_and_cards_are_counted_as_an_editor_counts_them():
    text = GOOD + "\n" + GOOD.replace("TEL:", "NOTE:a\n b\n c\nTEL:") + GOOD
    cards, _ = read(text.encode())
    assert [card.line for card in cards] == [1, 7, 15]
    assert [card.number for card in cards] == [1, 2, 3]
    assert [entry.line for entry in cards[1].properties] == [9, 10, 13]


def test_counting_is_right_on_the_short_way_as_well():
    folded = GOOD.replace("TEL:", "NOTE:a\n b\n c\nTEL:")
    cards, _ = read((folded + "\n" + folded + folded).encode())
    assert [card.line for card in cards] == [1, 10, 18]
    assert [entry.line for entry in cards[2].properties] == [20, 21, 24]


def test_the_first_value_that_is_not_empty_counts():
    card = read(b"BEGIN:VCARD\nFN:\nFN:Mia\nEND:VCARD\n")[0][0]
    assert card.first("FN") == "Mia"
    assert card.first("TITLE") == ""


def test_a_property_knows_its_parts():
    card = read(b"BEGIN:VCARD\nitem1.tel;type=work;x-a=b:1\nFN:x\nEND:VCARD\n")[0][0]
    tel = card.properties[0]
    assert (tel.group, tel.name, tel.params) == ("item1", "TEL", (("TYPE", ("work",)), ("X-A", ("b",))))
    assert tel.header.param("X-A") == "b"
    assert tel.header.param("X-B") == ""


def test_a_card_made_of_properties_equals_the_same_card_read():
    card = read(GOOD.encode())[0][0]
    assert Card.of("3.0", card.properties) == card
