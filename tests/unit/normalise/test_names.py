"""Names in parts, and kinds of contact: the cases tables."""

import tomllib
from pathlib import Path

import pytest

from syncsvc.model.contact import Kind, PersonName
from syncsvc.model.profile import SourceProfile
from syncsvc.model.record import Field, RecordRef, SourceRecord
from syncsvc.normalise.record import normalise

TABLES = Path(__file__).parents[2] / "cases"
NAMES = tomllib.loads((TABLES / "names.toml").read_text(encoding="utf-8"))["case"]
OTHERS = tomllib.loads((TABLES / "organisations.toml").read_text(encoding="utf-8"))["case"]
PARTS = ("display", "prefix", "given", "family", "suffix", "salutation")


def contact_of(*fields):
    record = SourceRecord(RecordRef("list", "1"), tuple(Field(*field) for field in fields))
    contact, issues = normalise(record, SourceProfile("list"))
    return contact, [issue.code for issue in issues]


@pytest.mark.parametrize("case", NAMES, ids=lambda case: case["text"])
def test_a_name_falls_into_its_parts(case):
    contact, issues = contact_of(("name", case["text"]), *(("email", mail) for mail in case.get("mail", [])))
    assert {part: getattr(contact.name, part) for part in PARTS} == {part: case.get(part, "") for part in PARTS}
    assert (contact.kind, issues) == (Kind.PERSON, case.get("issues", []))


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: case["text"])
def test_what_is_no_person_is_told_by_its_name(case):
    fields = [("name", case["text"])] if case["text"] else []
    contact, issues = contact_of(*fields, *case.get("fields", {}).items())
    assert contact.kind == case["kind"]
    assert contact.name.display == case.get("name", case["text"])
    assert issues == case.get("issues", [])


def test_parts_that_the_source_gives_win_over_parsing():
    contact, _ = contact_of(("name", "Anna Lena Maria Muster"), ("given", "Anna"), ("family", "Lena Maria Muster"))
    assert contact.name == PersonName("Anna Lena Maria Muster", given="Anna", family="Lena Maria Muster")


def test_titles_inside_the_parts_are_taken_out():
    contact, _ = contact_of(("given", "Dr. Murat"), ("family", "ÇELIK"), ("salutation", "Herrn Dr."))
    assert contact.name == PersonName("Dr. Murat Çelik", "Dr.", "Murat", "Çelik", salutation="Herr")


def test_a_title_of_its_own_column_is_not_said_twice():
    contact, _ = contact_of(("name", "Dr. Anna Muster"), ("prefix", "Dr."))
    assert (contact.name.prefix, contact.name.display) == ("Dr.", "Dr. Anna Muster")


def test_a_birth_name_does_not_even_reach_the_issue():
    record = SourceRecord(RecordRef("list", "1"), (Field("family", "Meißner; geb. Weiß"), Field("given", "Käthe")))
    contact, (issue,) = normalise(record, SourceProfile("list"))
    assert contact.name.family == "Meißner"
    assert "Weiß" not in repr(issue)


def test_a_vacant_post_never_becomes_a_person():
    contact, _ = contact_of(("family", "N.N."), ("given", ""), ("unit", "Standesamt"), ("kind", "person"))
    assert (contact.kind, contact.name) == (Kind.FUNCTION, PersonName("Standesamt"))


def test_a_record_without_a_name_is_called_by_its_mailbox():
    contact, issues = contact_of(("email", "abteilung8@amt.example"))
    assert (contact.kind, contact.name.display, issues) == (Kind.FUNCTION, "abteilung8@amt.example", ["name-missing"])


def test_a_word_nobody_knows_is_an_office_if_its_mailbox_says_so():
    assert contact_of(("name", "Kaemmerei"), ("email", "kaemmerei@amt.example"))[0].kind is Kind.FUNCTION


def test_a_person_may_use_the_mailbox_of_an_office():
    assert contact_of(("name", "Jonas Muster"), ("email", "info@amt.example"))[0].kind is Kind.PERSON
