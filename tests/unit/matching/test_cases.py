"""The cases table: what becomes of pairs, with the reason a clerk would give."""

import json
import tomllib
from pathlib import Path

import pytest

from syncsvc.matching import explain, link, scoring
from syncsvc.model.contact import Contact, Email, Kind, PersonName, Phone
from syncsvc.model.record import RecordRef
from tests.unit.matching.case_contacts import contact

TESTS = Path(__file__).parents[2]
PAIRS = tomllib.loads((TESTS / "cases" / "matching.toml").read_text(encoding="utf-8"))["pairs"]
FIXTURE = json.loads((TESTS / "data" / "structured" / "match_pairs.json").read_text(encoding="utf-8"))["pairs"]
WORDS = {"merge": "same", "suggest": "unsure", "different": "different", "link": "holds"}


def outcome(left, right, others=()):
    linkage = link([left, right, *others])
    together = any({left.ref, right.ref} <= set(cluster.members) for cluster in linkage.clusters)
    match = next((one for one in linkage.matches if {one.left, one.right} == {left.ref, right.ref}), None)
    if together:
        return "same"
    return "different" if match is None else match.relation or match.verdict.value


def test_there_are_many_cases():
    assert len(PAIRS) >= 200


@pytest.mark.parametrize("looking_from", [scoring.MANY, 0], ids=["few pairs", "many pairs"])
@pytest.mark.parametrize("case", PAIRS, ids=lambda case: f"{case['family']}: {case['left']} | {case['right']}")
def test_each_pair_ends_in_its_lane(case, looking_from, monkeypatch):
    monkeypatch.setattr(scoring, "MANY", looking_from)
    number = case["left"].split(";")[2] if case.get("others") else ""
    others = [contact(f"{name}; ; {number}", "c", str(key)) for key, name in enumerate(case.get("others", ()))]
    left, right = contact(case["left"], "a"), contact(case["right"], "b", "2")
    assert outcome(left, right, others) in case["want"].split(" or ")


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: f"{case['family']}: {case['left']} | {case['right']}")
def test_either_may_be_the_first(case):
    one = explain(contact(case["left"], "a"), contact(case["right"], "b", "2"))
    other = explain(contact(case["right"], "a"), contact(case["left"], "b", "2"))
    assert one.score == other.score


@pytest.mark.parametrize("case", FIXTURE, ids=lambda case: f"{case['a']['name']} | {case['b']['name']}")
def test_the_reviewed_pairs_end_as_decided(case):
    assert outcome(_fixture(case["a"], "a"), _fixture(case["b"], "b")) == WORDS[case["decision"]]


def _fixture(said, source) -> Contact:
    name = said["name"]
    kind = Kind.FUNCTION if " " not in name else Kind.PERSON
    given, _, family = (", ".join(reversed(name.split(", "))).replace(",", "") if ", " in name else name).partition(" ")
    return Contact(
        RecordRef(source, "1"),
        kind,
        PersonName(name, given=given, family=family) if kind is Kind.PERSON else PersonName(name),
        organisation=said["org"],
        phones=(Phone(said["phone"], said["phone"], "cell" if "+4917" in said["phone"] else "work"),)
        if said["phone"]
        else (),
        emails=(Email(said["email"]),) if said["email"] else (),
    )
