"""What single lines say: the table tests/cases/vcard_lines.toml."""

import tomllib
from pathlib import Path

import pytest

from syncsvc.formats.vcard import fields, read

CASES = tomllib.loads((Path(__file__).parents[3] / "cases" / "vcard_lines.toml").read_text(encoding="utf-8"))["line"]


def card_with(case):
    text = f"BEGIN:VCARD\nVERSION:{case['version']}\n{case['line']}\nEND:VCARD\n".replace("\n", "\r\n")
    (card,), _ = read(text.encode(case.get("encoding", "utf-8")))
    return card


def ids(case):
    return case["claim"]


@pytest.mark.parametrize("case", [case for case in CASES if "value" in case], ids=ids)
def test_a_line_has_its_value(case):
    assert card_with(case).properties[0].value == case["value"]


@pytest.mark.parametrize("case", [case for case in CASES if "parts" in case], ids=ids)
def test_a_line_has_its_parts(case):
    assert list(card_with(case).properties[0].parts) == case["parts"]


@pytest.mark.parametrize("case", [case for case in CASES if "types" in case], ids=ids)
def test_a_line_has_its_types(case):
    assert list(card_with(case).properties[0].header.types) == case["types"]


@pytest.mark.parametrize("case", [case for case in CASES if "fields" in case], ids=ids)
def test_a_line_says_these_fields(case):
    assert [[one.name, one.value, one.label] for one in fields(card_with(case))] == case["fields"]


def test_every_case_claims_something():
    assert all({"value", "parts", "types", "fields"} & case.keys() for case in CASES)
    assert len({case["claim"] for case in CASES}) == len(CASES)
