"""What matching does not look at closely would not have mattered: shortcuts change no outcome."""

import pickle
from contextlib import ExitStack
from functools import cached_property
from itertools import combinations
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syncsvc.columns.contact_points import digits_of, fits, localities, mailboxes
from syncsvc.columns.folding import loose, looses, phonetic, phonetics, strict, stricts
from syncsvc.columns.mail_addresses import mail_columns
from syncsvc.columns.phone_numbers import LINE, MOBILE, SWITCHBOARD, Numbers
from syncsvc.columns.points import Points
from syncsvc.matching import blocking, link, linking, measures_contact, measures_facts, measures_names, scoring
from syncsvc.matching.blocking import candidates, count
from syncsvc.matching.comparisons import DEFAULT, FAMILY, GIVEN
from syncsvc.matching.features import Features
from syncsvc.matching.keys import entries
from syncsvc.matching.measures_contact import _may_fit
from syncsvc.matching.measures_names import _given_worth
from syncsvc.matching.names import family_level, given_level, name_part, name_parts
from syncsvc.matching.organisations import title, title_level
from syncsvc.matching.pairs import Pairs
from syncsvc.matching.scoring import DIFFERENT, KINDS_DIFFER, Scale, shares
from syncsvc.matching.table import tabulate
from syncsvc.matching.title_letters import title_letters
from syncsvc.matching.words_alike import family_levels, given_levels
from tests.builders import a_contact, a_name, an_email
from tests.property.matching_contacts import books


def all_pairs(number):
    pairs = np.array(list(combinations(range(number), 2)), dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def telling(weighed):
    kept = (weighed.lane < KINDS_DIFFER) & (weighed.lane != DIFFERENT)
    columns = (weighed.left, weighed.right, weighed.score, weighed.lane, weighed.barred, weighed.vouched)
    return [tuple(row) for row in zip(*(column[kept].tolist() for column in columns), strict=True)]


@given(books(20))
def test_pairs_left_out_on_the_way_would_have_been_different(book):
    features = Features(tabulate(book))
    keys = entries(features)
    scale = Scale(features, shares(keys, count(keys)), DEFAULT)
    left, right = all_pairs(len(book))
    with patch.object(scoring, "MANY", 0):
        assert telling(scale.weigh(left, right, least=DEFAULT.lanes.unsure)) == telling(scale.weigh(left, right))


@given(books(20))
def test_pairs_weighed_in_threads_weigh_what_they_weigh_in_one_go(book):
    whole = link(book)
    with patch.object(linking, "_AT_ONCE", 3):
        parts = link(book)
    assert parts.clusters == whole.clusters
    assert parts.matches == whole.matches


@given(books(20))
def test_pairs_that_are_found_abreast_are_those_found_in_one_go(book):
    keys = entries(Features(tabulate(book)))
    whole = candidates(keys, count(keys), len(book))
    with patch.multiple(blocking, _MANY=0, _AT_ONCE=5):
        parts = candidates(keys, count(keys), len(book))
    assert [side.tolist() for side in parts] == [side.tolist() for side in whole]


@given(books(20))
def test_what_is_gathered_elsewhere_is_what_is_gathered_here(book):
    mine = tabulate(book).points
    theirs = pickle.loads(pickle.dumps(tabulate(book).points))
    wanted = [name for name, kind in vars(Points).items() if isinstance(kind, cached_property)]
    assert {*wanted} - vars(theirs).keys() == {"_mails", "_told"}
    for name, value in vars(theirs).items():
        assert repr(getattr(mine, name)) == repr(value)


syllables = st.sampled_from(
    ("an", "na", "ha", "von ", "von", "s", "e", "ni", "mi", "cha", "el", "ka", "r", "l", "é", "ü", "-", " b", " ")
)
names = st.one_of(
    st.sampled_from(
        (
            "Silvia",
            "Sylvia",
            "Hans",
            "Johannes",
            "Hanns",
            "Bine",
            "Sabine",
            "Karla",
            "Karl A.",
            "Laur A",
            "Theoor",
            "Fheodor",
            "Lena",
            "Mabgda",
            "Müller-Lüdenscheidt",
            "Mueller Luedenscheid",
            "Lüdenscheidt",
            "Lüdenschiedt-Muller",
            "Müller B C D",
            "Zum Winkel",
            "Zumwinkel",
            "Anna Lena Marie",
            "王伟",
        )
    ),
    st.lists(syllables, min_size=1, max_size=5).map("".join),
)


many_names = st.lists(names, min_size=2, max_size=12, unique=True)


@given(many_names)
def test_given_names_that_are_not_judged_are_different(names):
    features, left, right = met(names)
    judged = _given_worth(Pairs(features, None, left, right), left, right)
    for ours, theirs in zip(left[~judged].tolist(), right[~judged].tolist(), strict=True):
        assert given_level(features.names[ours], features.names[theirs]) == "different"


@pytest.mark.parametrize(
    ("comparison", "by_column", "one_by_one"),
    [(GIVEN, given_levels, given_level), (FAMILY, family_levels, family_level)],
    ids=["given", "family"],
)
@given(names=many_names)
def test_names_are_judged_by_the_column_as_each_pair_is(comparison, by_column, one_by_one, names):
    features, left, right = met(names)
    found = by_column(features, comparison.index, left, right).tolist()
    couples = zip(left.tolist(), right.tolist(), strict=True)
    assert [comparison.levels[level].name for level in found] == [
        one_by_one(features.names[ours], features.names[theirs]) for ours, theirs in couples
    ]


some_names = st.sampled_from(
    ("Margarete", "Lea Malgorzata", "Distelhofer", "Lisa", "Margarete-Elisabeth", "Tom", "Thomas Buchholz", "A.", "")
)


@given(st.lists(st.tuples(some_names, some_names), min_size=2, max_size=8, unique=True))
def test_many_pairs_weigh_what_few_weigh(names):
    book = [a_contact(str(number), name=a_name(given, family)) for number, (given, family) in enumerate(names)]
    features = Features(tabulate(book))
    keys = entries(features)
    left, right = all_pairs(len(book))
    few = Scale(features, shares(keys, count(keys)), DEFAULT).weigh(left, right)
    with ExitStack() as patches:
        for module in (measures_names, measures_contact, measures_facts):
            patches.enter_context(patch.object(module, "FEW", 0))
        many = Scale(Features(features.table), shares(keys, count(keys)), DEFAULT).weigh(left, right)
    assert few.score.tolist() == many.score.tolist()


def met(names):
    table = tabulate([a_contact(str(number), name=a_name(one, one)) for number, one in enumerate(names)])
    return Features(table), *all_pairs(len(table.names))


texts = st.lists(
    st.one_of(
        st.text(st.sampled_from("aeouqUEÄß'-., 1é@#+\n"), max_size=8),
        st.text(max_size=4),
        st.sampled_from(
            ("Hauptstrasse 12, Zimmer 3", "Suite 9, 12 Main St, Springfield 12345", "Marktplatz 1a", "Apt 4")
        ),
    ),
    max_size=5,
)


@given(texts)
def test_many_texts_are_folded_as_each_is(column):
    assert stricts(column) == [*map(strict, column)]
    assert looses(stricts(column)) == [loose(strict(text)) for text in column]
    assert name_parts(column) == [*map(name_part, column)]
    for apart in (mailboxes, lambda found: localities([(text, text[::-1], text) for text in found])):
        assert apart(column) == [one for text in column for one in apart([text])]


@given(st.lists(st.text(st.sampled_from("aeuoqsz.+-@ü'1\nИ "), max_size=12), max_size=8))
def test_many_mail_addresses_are_taken_apart_as_each_is(column):
    columns, boxes = mail_columns(column), mailboxes(column)
    assert columns.locals == [box.local for box in boxes]
    assert columns.domains == [address.rpartition("@")[2] for address in column]
    assert columns.letters == ["".join(box.words) for box in boxes]
    assert columns.many.tolist() == [len(box.words) for box in boxes]
    assert columns.initials.tolist() == [sum({1 << (ord(word[0]) - ord("a")) for word in box.words}) for box in boxes]
    assert columns.ends.tolist() == [ord(box.words[-1][-1]) if box.words else 0 for box in boxes]


@pytest.mark.parametrize(
    ("address", "office"),
    [
        ("info@amt.example", True),
        ("a.info@x", True),
        ("no-reply@x", True),
        ("buergeramt@x.example", True),
        ("bürgeramt@x.example", True),
        ("nord.buergerbuero@x.example", True),
        ("anna@info", False),
        ("infos.anna+info@x", True),
        ("informatik@x", False),
        ("", False),
    ],
)
def test_offices_are_told_by_a_word_of_the_local_part(address, office):
    assert mail_columns(["anna@x", address, ""]).offices.tolist() == [False, office, False]


usual = (
    "+4971411234 +491701234567 +49160 +49161 +4915 +491 +1 + +491601 +0491601 112 +497141;ext=5 +49160;ext=5".split()
)
numbers = st.sampled_from((*usual, "", f"+{'9' * 17}", f"+{'9' * 18}", "x\n+1", "+1\n+2"))
phones_of_rows = st.lists(st.lists(st.tuples(numbers, st.sampled_from(("work", "cell", "fax", "switchboard", "")))))
ROLES = {"cell": MOBILE, "switchboard": SWITCHBOARD}


@example([[[("+491601", "work"), ("+0491601", "work")]]])
@given(st.lists(phones_of_rows, max_size=4))
def test_many_telephone_numbers_are_what_each_is(batches):
    columns, told = Numbers(), {}
    for batch in batches:
        said = [phone for row in batch for phone in row]
        columns.add([*map(len, batch)], [number for number, _ in said], [kind for _, kind in said])
    for row, phones in enumerate(row for batch in batches for row in batch):
        for number, kind in phones:
            if number and kind != "fax":
                role = ROLES.get(kind, MOBILE if number.startswith(("+4915", "+49160", "+4917")) else LINE)
                told[row, number] = min(role, told.get((row, number), LINE))

    uses, digits = columns.uses()

    found = zip(uses.row.tolist(), digits[uses.value].tolist(), uses.role.tolist(), strict=True)
    assert sorted((row, digits_said(number), role) for (row, number), role in told.items()) == sorted(found)
    assert len({number for _, number in told}) == len({*uses.value.tolist()}) == len(digits) - 1


def digits_said(number):
    found = "".join(filter(str.isdecimal, number.partition(";")[0]))
    return int(found) if 0 < len(found) <= 17 else 0


@given(st.lists(st.text(st.sampled_from("0123456789;٣²ä a\n"), max_size=5), max_size=6))
def test_many_texts_have_the_digits_that_each_has(column):
    assert digits_of(column) == ["".join(filter(str.isdigit, text)) for text in column]


@given(st.lists(st.text(st.sampled_from("aehjcxkqsztdpbfvwglmnry018еш\n"), max_size=7), max_size=6))
def test_many_words_sound_as_each_does(column):
    assert phonetics(column) == [*map(phonetic, column)]


words = st.sampled_from(("a", "anna", "b", "muster", "mu", "weiss", "n", "1", "12", "anna1"))
locals_ = st.lists(words, min_size=1, max_size=3).map(".".join)


@given(
    st.lists(st.one_of(locals_, st.sampled_from(("12", "annamuster", "amuster"))), min_size=2, max_size=10, unique=True)
)
def test_mailboxes_that_are_not_looked_at_do_not_fit(texts):
    mails = [an_email(f"{text}@amt.example") for text in texts]
    features = Features(tabulate([a_contact(emails=tuple(mails))]))
    boxes = mailboxes(features.points.addresses)
    left, right = all_pairs(len(boxes))
    asked = _may_fit(Pairs(features, None, left, right), left, right)
    for ours, theirs in zip(left[~asked].tolist(), right[~asked].tolist(), strict=True):
        assert not fits(boxes[ours], boxes[theirs])


title_words = st.sampled_from(
    (
        "Kirchengemeinde",
        "Kirchengem.",
        "Stadt",
        "Stdt",
        "Amt",
        "Musterstadt",
        "Mustestadt",
        "KDV",
        "Kreis",
        "Nord",
        "Haus",
        "2",
        "3",
    )
)


@given(
    st.lists(st.lists(title_words, max_size=8).map(" ".join), min_size=2, max_size=8, unique=True)
    | st.lists(st.text("abens .2", max_size=12), min_size=2, max_size=8, unique=True)
)
def test_titles_that_are_not_looked_at_are_different(texts):
    titles = [*map(title, texts)]
    left, right = all_pairs(len(titles))
    asked = title_letters(titles).may_fit(left, right)
    for ours, theirs in zip(left[~asked].tolist(), right[~asked].tolist(), strict=True):
        assert title_level(titles[ours], titles[theirs]) == "different"
