"""Folding for search: spellings and notations meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncsvc.formats.folding import haystack, mail, number, text, wanted
from tests.builders import a_canonical, a_name, a_phone, an_email


@pytest.mark.parametrize(
    ("value", "forms"),
    [
        ("Müller", {"mueller", "muller"}),
        ("MÜLLER", {"mueller", "muller"}),
        ("Mu\u0308ller", {"mueller", "muller"}),
        ("Groß", {"gross"}),
        ("Renée-Łucja", {"renee lucja", "renee łucja"}),
        ("Jörg Müller", {"joerg mueller", "jorg muller", "jorg mueller", "joerg muller"}),
        ("  Amt   für-Soziales ", {"amt fuer soziales", "amt fur soziales"}),
        ("ﬁlm²", {"film2"}),
        ("Ο Δῆμος", {"ο δημοσ"}),
        ("-", {""}),
    ],
)
def test_a_text_has_every_spelling_of_its_umlauts(value, forms):
    assert set(text(value)) == forms


def test_of_a_long_text_umlauts_are_all_written_out_or_none():
    assert text("Äöü Übung") == ("aeoeue uebung", "aou ubung")


@pytest.mark.parametrize(
    "notation",
    ["+49 30 23125-124", "0049 30 23125124", "+49 (0)30 23125-124", "030/23125-124", "(030) 23125–124", "125 124"],
)
def test_a_number_is_held_in_every_notation(notation):
    (asked,) = wanted(notation)
    assert any(asked[0] in form for form in number("+493023125124"))


@pytest.mark.parametrize(
    ("typed", "groups"),
    [
        ("030 23125-124", (("03023125124",),)),
        ("Müller 124", (("mueller", "muller"), ("124",))),
        ("A.Wiesner@Musterstadt.example", (mail("a.wiesner@musterstadt.example"),)),
        ("+493023125;ext=12", (("+49302312512",),)),
        ("", ()),
        ("- %", (("%",),)),
    ],
)
def test_what_is_asked_for(typed, groups):
    assert wanted(typed) == groups


names = st.text(st.characters(exclude_characters="@"), max_size=20)


@given(names, names)
def test_a_contact_is_found_by_every_word_of_its_name(given_, family):
    contact = a_canonical(name=a_name(given_ or "x", family or "y"), emails=(an_email(),), phones=(a_phone(),))
    kept = haystack(contact)
    for group in (*wanted(contact.name.given), *wanted(contact.name.family)):
        if not group[0].removeprefix("+").isdigit():
            assert any(form in kept for form in group), group
