"""Telephone numbers: every written form of the cases table, and what holds for all."""

import tomllib
from pathlib import Path

import pytest
from phonenumbers import is_valid_number, parse

from syncsvc.model.issue import Severity
from syncsvc.model.profile import SourceProfile
from syncsvc.normalise import phones

CASES = tomllib.loads((Path(__file__).parents[2] / "cases/phones.toml").read_text(encoding="utf-8"))["case"]


def read(text, label="", **profile):
    return phones.read(text, label=label, profile=SourceProfile("office", **profile))


def told(case):
    return {key: case[key] for key in ("area_code", "switchboard") if key in case}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['text']}|{case.get('label', '')}")
def test_numbers_as_people_write_them(case):
    found, issues = read(case["text"], case.get("label", ""), **told(case))
    assert {phone.number: [phone.display, phone.type] for phone in found} == case["numbers"]
    assert [issue.code for issue in issues] == case.get("issues", [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_what_is_shown_reads_as_the_same_number(case):
    for phone in read(case["text"], case.get("label", ""), **told(case))[0]:
        (again,), issues = read(phone.display, phone.type)
        assert (again.number, again.display, again.type, issues) == (phone.number, phone.display, phone.type, ())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_every_number_is_one_that_can_exist(case):
    for phone in read(case["text"], case.get("label", ""), **told(case))[0]:
        assert is_valid_number(parse(phone.number))


def test_what_cannot_be_read_is_an_issue_with_the_raw_text():
    _, (issue,) = read("0800 BUERGER", "Hotline")
    assert (issue.stage, issue.field, issue.value) == ("normalise", "phone", "0800 BUERGER")
    assert "BUERGER" not in issue.message


def test_a_missing_setting_is_named_in_the_hint():
    assert "switchboard" in read("-12")[1][0].hint
    assert "area_code" in read("910-3124")[1][0].hint


def test_a_short_number_is_worth_no_more_than_a_notice():
    assert read("112")[1][0].severity is Severity.NOTICE


def test_one_bad_number_of_a_list_does_not_spoil_the_others():
    found, issues = read("030 23125-310 / 0999, 0171 3920012")
    assert [phone.number for phone in found] == ["+493023125310", "+491713920012"]
    assert [issue.code for issue in issues] == ["phone-invalid"]


def test_an_area_code_may_be_configured_with_or_without_its_zero():
    assert read("910-3124", area_code="07141") == read("910-3124", area_code="7141")


@pytest.mark.parametrize("stem", ["069 90009-0", "069 90009-", "+49 69 90009-", "0049 69 90009-0", "069/900090"])
def test_a_switchboard_may_be_written_in_any_way(stem):
    assert [phone.number for phone in read("-12", switchboard=stem)[0]] == ["+49699000912"]


def test_a_switchboard_that_is_no_number_counts_as_none():
    assert read("-12", switchboard="Zentrale")[1][0].code == "phone-extension"


def test_an_austrian_source_reads_austrian_numbers():
    found, _ = read("01 5344011", region="AT")
    assert [phone.number for phone in found] == ["+4315344011"]
