"""Folding for search: spellings and notations meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncsvc.store.searching import bare, digits, haystack, needles, plain
from tests.builders import a_canonical, a_name, a_phone


@pytest.mark.parametrize(
    ("text", "spelled", "undotted"),
    [
        ("Müller", "mueller", "muller"),
        ("MÜLLER", "mueller", "muller"),
        ("Mu\u0308ller", "mueller", "muller"),
        ("Groß", "gross", "gross"),
        ("Şahin-Öztürk", "sahin oeztuerk", "sahin ozturk"),
        ("D'Angelo", "d angelo", "d angelo"),
        ("  Amt   für_Soziales ", "amt fuer soziales", "amt fur soziales"),
        ("…", "", ""),
    ],
)
def test_names_fold_to_two_spellings(text, spelled, undotted):
    assert plain(text) == spelled
    assert bare(text) == undotted


@pytest.mark.parametrize(
    "notation",
    [
        "030 23125-124",
        "03023125124",
        "(030) 23125 124",
        "030/23125-124",
        "0 30 / 2 31 25 - 1 24",
        "030.23125.124",
        "030 23125–124",
    ],
)
def test_every_notation_has_the_same_digits(notation):
    assert digits(notation) == "3023125124"


@pytest.mark.parametrize(
    "notation", ["+49 30 23125-124", "0049 30 23125124", "+49 (0)30 23125-124", "+49 (0) 30 23125-124"]
)
def test_the_country_stands_before_the_digits(notation):
    assert digits(notation) == "493023125124"


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("030 23125-124", (("3023125124",),)),
        ("Müller 124", (("mueller", "muller"), ("124",))),
        ("A.Wiesner@Musterstadt.example", (("a.wiesner@musterstadt.example",),)),
        ("7", (("7",),)),
        ("", ()),
        ("- %", ((), ())),
    ],
)
def test_what_is_asked_for(text, groups):
    assert needles(text) == groups


names = st.text(st.characters(exclude_characters="@"), max_size=20)


@given(names, names)
def test_a_contact_is_found_by_every_word_of_its_name(given_, family):
    contact = a_canonical(name=a_name(given_ or "x", family or "y"), phones=(a_phone(),))
    kept = haystack(contact)
    for group in (*needles(contact.name.given), *needles(contact.name.family)):
        if group and not group[0].isdigit():
            assert any(spelling in kept for spelling in group), group
