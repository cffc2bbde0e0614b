"""Whole cards as programs export them: the table tests/cases/vcard_exports.toml."""

import tomllib
from pathlib import Path

import pytest

from syncsvc.formats.vcard import fields, read, serialise

PATH = Path(__file__).parents[3] / "cases" / "vcard_exports.toml"
CASES = tomllib.loads(PATH.read_text(encoding="utf-8"))["export"]


def content_of(case):
    newline = {"lf": "\n", "crlf": "\r\n"}[case.get("newline", "crlf")]
    return case["card"].replace("\n", newline).encode(case.get("encoding", "utf-8"))


def said(card):
    return [[one.name, one.value, one.label] for one in fields(card)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["program"])
def test_everything_a_program_says_is_kept(case):
    (card,), issues = read(content_of(case))
    assert said(card) == case["fields"]
    assert [issue.code for issue in issues] == case.get("issues", [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["program"])
def test_it_is_still_there_when_the_card_is_written_again(case):
    (card,), _ = read(content_of(case))
    (again,), _ = read(serialise(card))
    assert said(again) == case["fields"]
    assert again.headers == card.headers
    assert again.version == card.version


def test_all_of_them_in_one_file_are_all_there():
    text = "".join(case["card"].strip() + "\n" for case in CASES)
    cards, _ = read(text.encode())
    assert [said(card) for card in cards] == [case["fields"] for case in CASES]


def test_the_short_way_and_the_long_way_say_the_same():
    """Cards under headers seen before are read as a whole; the first of each kind is not."""
    text = "".join(case["card"].strip() + "\n" for case in CASES)
    cards, _ = read((text * 3).encode())
    third = len(CASES)
    assert cards[:third] == cards[third : 2 * third] == cards[2 * third :]
