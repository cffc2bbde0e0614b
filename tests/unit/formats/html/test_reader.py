"""The reader as a whole: keys, places, options, character sets, and pages that mean no good."""

import time

import pytest

from syncsvc.errors import ConfigError
from syncsvc.formats.html import PageOptions, check_selector, links, read

TWO = """<h2>Amt für Soziales</h2><p>Anna Vogel<br>Tel. 030 23125-701<br>anna.vogel@musterstadt.example</p>
<p>Bernd Specht<br>Tel. 030 23125-702</p>"""


def records(html, **more):
    return read(html.encode(), source="page", **more)[0]


def values(record, name):
    return [field.value for field in record.fields if field.name == name]


def test_keys_do_not_depend_on_the_place():
    first = {values(record, "name")[0]: record.ref.key for record in records(TWO)}
    moved = records("<h1>Neues</h1><p>Clara Meise<br>Tel. 030 23125-703</p>" + TWO)
    assert first["Anna Vogel"].startswith("mail:")
    assert "vogel" not in first["Anna Vogel"]  # keys stand in logs
    assert {values(record, "name")[0]: record.ref.key for record in moved}.items() >= first.items()


def test_a_new_number_keeps_the_key():
    assert [one.ref for one in records(TWO)] == [one.ref for one in records(TWO.replace("-702", "-799"))]


def test_two_people_with_one_mailbox_have_two_keys():
    found = records("<p>Max Vogel<br>vogel@x.example</p><p>Mia Vogel<br>vogel@x.example</p>")
    assert len({record.ref.key for record in found}) == 2


def test_places_name_lines():
    assert [record.place for record in records(TWO)] == ["lines 2 to 4", "lines 5 to 6"]


def test_a_contact_given_twice_is_one():
    assert len(records(TWO + TWO)) == 2


def test_an_empty_page_has_no_contacts():
    assert read(b"") == ((), ())
    assert records("<p>Herzlich willkommen auf unserer Seite.</p>") == ()


def test_a_footer_gives_the_office_and_no_people():
    footer = "<footer>Gemeinde Musterdorf, Hauptstr. 31, 71638 Musterdorf, Tel. 040 66969-0<br>Bürgermeister Max Vogel</footer>"
    found = records(TWO + footer)
    assert [values(one, "name") for one in found] == [["Anna Vogel"], ["Bernd Specht"], ["Gemeinde Musterdorf"]]


def test_numbers_are_never_mixed_between_cards():
    card = "<div class=card><p>Tel. 030 23125-{0}</p><h3>{1}</h3></div>"
    found = records(card.format(701, "Anna Vogel") + card.format(702, "Bernd Specht"))
    assert [(values(one, "name"), values(one, "phone")) for one in found] == [
        (["Anna Vogel"], ["030 23125-701"]),
        (["Bernd Specht"], ["030 23125-702"]),
    ]


def test_a_card_without_a_number_takes_none_from_its_neighbour():
    card = "<div class=card><h3>{1}</h3><p>Sachbearbeitung</p>{0}</div>"
    html = card.format("", "Anna Vogel") + card.format("<p>Tel. 030 23125-702</p>", "Bernd Specht") * 2
    found = {values(one, "name")[0]: values(one, "phone") for one in records(html)}
    assert found["Bernd Specht"] == ["030 23125-702"]
    assert found.get("Anna Vogel", []) == []


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("<meta charset=utf-8><p>Jürgen Größ<br>Tel. 030 23125-701".encode(), ""),
        ("<p>Jürgen Größ<br>Tel. 030 23125-701".encode("cp1252"), ""),
        ('<meta charset="iso-8859-1"><p>Jürgen Größ<br>Tel. 030 23125-701'.encode("latin-1"), ""),
        ("<p>Jürgen Größ<br>Tel. 030 23125-701".encode("utf-16"), ""),
        ("<p>Jürgen Größ<br>Tel. 030 23125-701".encode("utf-16-le"), "utf-16le"),
        ('<meta charset="iso-8859-1"><p>Jürgen Größ<br>Tel. 030 23125-701'.encode(), ""),
        ("<p>Jürgen Größ<br>Tel. 030 23125-701".encode("utf-8-sig"), "latin-1"),
        ("<p>Jürgen Größ<br>Tel. 030 23125-701".encode("cp850"), "cp850"),
    ],
)
def test_any_character_set_is_read(content, charset):
    assert values(read(content, charset=charset)[0][0], "name") == ["Jürgen Größ"]


def test_selectors_outrank_the_generic_reader():
    html = (
        "<div class=x><b>Vogelschar Nord</b><i>030 23125-701</i><u>Raum 7</u></div><p>Anna Vogel<br>030 23125-702</p>"
    )
    options = PageOptions(block=".x", fields=(("name", "b"), ("phone", "i"), ("note", "u")))
    (record,) = records(html, options=options)
    assert (values(record, "name"), values(record, "phone"), values(record, "note")) == (
        ["Vogelschar Nord"],
        ["030 23125-701"],
        ["Raum 7"],
    )


def test_skipped_elements_are_not_read():
    assert len(records(TWO, options=PageOptions(skip="p:last-of-type"))) == 1


def test_a_wrong_selector_is_a_configuration_error():
    with pytest.raises(ConfigError, match="CSS selector"):
        check_selector("div[")


def test_links_are_those_of_the_selector_and_lead_to_pages():
    html = b'<nav><a href="/x">x</a></nav><ul class=l><li><a href="p/1#top">1</a><a href="p/1">1</a><a href="mailto:a@b.example">m</a></ul>'
    assert links(html, ".l a", url="https://amt.example/team/") == ("https://amt.example/team/p/1",)
    assert links(html, ".l li") == ("p/1",)


def test_broken_data_is_an_issue_and_the_text_is_read():
    found, issues = read(f'<script type="application/ld+json">{{"@type": </script>{TWO}'.encode())
    assert len(found) == 2
    assert [issue.code for issue in issues] == ["data-broken"]


HOSTILE = {
    "nested": "<div>" * 40_000 + "x",
    "stray end tags": "<div></x>" * 20_000,
    "formatting": "<p>" + "".join(f"<b id={n}>" for n in range(200)) + "</p>" + "<p>x</p>" * 3_000,
    "tables": "<table><tr><td>" * 12_000,
    "one line": "a" * 200_000,
    "digits": "0" * 200_000,
    "spaced digits": "0 3 " * 25_000,
    "names": "Anna Vogel, " * 8_000,
    "lines": "Anna Vogel<br>Tel. 030 231251<br>" * 2_000,
    "signs": "a (at) b (dot) " * 8_000,
    "brackets": "(" * 100_000,
    "data": '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
    "cards": "<div class=vcard>" * 8_000,
    "items": "<div itemscope itemprop=a>" * 5_000,
    "rules": "<style>" + "{" * 200_000 + "</style>",
    "script": "<script>" + "var a='mailto:'+a;" * 900 + "</script>",
    "private use": "\ue000a@b.example\ue00f" * 5_000,
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_costs_no_more_than_its_length(html):
    began = time.process_time()
    found, _ = read(html.encode(), source="page")
    assert time.process_time() - began < 10
    assert sum(len(field.value) for record in found for field in record.fields) <= 4 * len(html)
