"""The book: what each audience learns of a change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncsvc.formats.ldap.attributes import PLACES
from syncsvc.model.audience import Audience
from syncsvc.model.canonical import Origin
from syncsvc.model.contact import Address, Kind
from syncsvc.serve.book import Book, Changed
from syncsvc.serve.book.kept import Kept
from syncsvc.serve.book.sorting import derived, listed
from syncsvc.serve.carddav.cards import card_of
from syncsvc.serve.directory.facts import fact
from syncsvc.store import open_store
from tests.builders import a_canonical, a_name, a_phone, an_email, ref

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    opened = open_store("sqlite:///directory.sqlite", tmp_path)
    yield opened
    opened.close()


def put(store, *contacts):
    with store.write() as unit:
        unit.directory.put(contacts, NOW)


@pytest.mark.parametrize("loads_anew", [True, False], ids=["after a restart", "while it runs"])
def test_nobody_learns_of_a_contact_they_never_saw_and_everybody_that_one_they_saw_is_gone(store, loads_anew):
    put(store, a_canonical("hidden", audience=Audience.INTERNAL), a_canonical("seen"), a_canonical("gone"))
    book = Book(store, [Audience.PUBLIC, Audience.INTERNAL])
    book.load()
    put(
        store,
        a_canonical("seen", audience=Audience.INTERNAL, note="x"),
        a_canonical("hidden", audience=Audience.INTERNAL, note="x"),
    )
    with store.write() as unit:
        unit.directory.remove(["gone"], NOW)
    (book.load if loads_anew else book.catch_up)()

    public, internal = book.of(Audience.PUBLIC), book.of(Audience.INTERNAL)
    assert [("seen", True), ("gone", True)] == [(one.id, one.removed) for one in public.changes(0)]
    assert (Changed(4, "hidden", removed=False), Changed(5, "seen", removed=False)) == internal.changes(3)[:2]


def test_what_two_audiences_see_alike_is_kept_once(store):
    put(store, a_canonical("alike"), a_canonical("half", phones=(a_phone(audience=Audience.INTERNAL),)))
    book = Book(store, [Audience.PUBLIC, Audience.INTERNAL])
    book.load()
    public, internal = book.of(Audience.PUBLIC), book.of(Audience.INTERNAL)
    assert public.get("alike") is internal.get("alike")

    seen, whole = public.get("half"), internal.get("half")
    number = PLACES["telephoneNumber"]
    assert (seen.keys[number], seen.encoded[number]) == ("", None)
    assert whole.keys[number]
    assert all(
        ours is theirs
        for place, (ours, theirs) in enumerate(zip(seen.keys, whole.keys, strict=True))
        if place != number
    )
    assert sum(ours is theirs for ours, theirs in zip(seen.held, whole.held, strict=True)) == len(seen.held) - 1


@pytest.mark.parametrize("size", [1, 2], ids=["read alone", "read after a twin"])
def test_the_book_holds_what_the_store_holds_but_for_what_lies_behind_it(store, size):
    kept = [
        a_canonical(f"c{number}", units=("Amt",), consent="2026", origins=(Origin("role", "x", (ref("a"),)),))
        for number in range(size)
    ]
    put(store, *kept)
    with store.read() as unit:
        served, whole = [*unit.directory.served()], [*unit.directory.iterate()]
    assert served == [replace(one, origins=(), members=()) for one in whole]
    book = Book(store, [Audience.INTERNAL])
    book.load()
    assert [*book.of(Audience.INTERNAL).contacts] == [replace(one, consent="") for one in served]


PEOPLE = (
    a_canonical("mueller", name=a_name("Jörg", "Mueller"), phones=(a_phone("+493023125124"),), emails=()),
    a_canonical("muster", name=a_name("Jorg", "Müller-Lüdenscheid"), phones=(), emails=(an_email("j@aemter.example"),)),
    a_canonical("strasse", name=a_name("Anna", "Groß"), phones=(), emails=(), addresses=(Address("Ulmenstraße 3"),)),
    a_canonical("role", name=a_name("Ida", "Ohl"), phones=(), emails=(), role="Geschäftsführung", room="B 312"),
)


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("jorg mueller", {"mueller", "muster"}),
        ("Jörg Müller", {"mueller", "muster"}),
        ("mueller-ludenscheid", {"muster"}),
        ("muller-luedenscheid", {"muster"}),
        ("elle", {"mueller", "muster"}),
        ("gross", {"strasse"}),
        ("ulmenstrasse", {"strasse"}),
        ("geschaftsfuehrung", {"role"}),
        ("b 312", {"role"}),
        ("030/23125-124", {"mueller"}),
        ("+49 (0) 30 231", {"mueller"}),
        ("0049 30 23125124", {"mueller"}),
        ("125 12", {"mueller"}),
        ("231", {"mueller"}),
        ("J@Aemter.example", {"muster"}),
        ("j@ämter.example", set()),
        ("nobody", set()),
    ],
)
def test_find_and_the_book_give_the_same_hits(store, typed, hits):
    put(store, *PEOPLE)
    book = Book(store, [Audience.INTERNAL])
    book.load()
    with store.read() as unit:
        found = {one.id for one in unit.directory.find(typed)}
    assert (found, {one.id for one in book.of(Audience.INTERNAL).search(typed)}) == (hits, hits)


def test_what_changed_only_for_colleagues_is_not_to_be_noticed_by_others(store):
    cell = a_phone("+4917604069001", "cell", Audience.INTERNAL)
    gone = a_canonical("gone")
    put(store, a_canonical("one", phones=(a_phone(), cell)), gone)
    put(store, replace(gone, audience=Audience.INTERNAL))
    book = Book(store, [Audience.PUBLIC, Audience.INTERNAL])
    book.load()
    public, internal = book.of(Audience.PUBLIC), book.of(Audience.INTERNAL)
    moment, number = public.get("one").contact.revised_at, internal.sequence

    other = replace(cell, number="+4917604069002")
    later = [a_canonical("one", phones=(a_phone(), other)), replace(gone, audience=Audience.INTERNAL, note="x")]
    with store.write() as unit:
        unit.directory.put(later, NOW + timedelta(days=1))
    book.catch_up()
    assert book.of(Audience.PUBLIC).sequence == book.of(Audience.INTERNAL).sequence
    assert (book.of(Audience.PUBLIC).changes(0), card_of(book.of(Audience.PUBLIC).get("one")).etag) == (
        public.changes(0),
        card_of(public.get("one")).etag,
    )
    assert fact(book.of(Audience.PUBLIC).get("one"), "modifyTimestamp") == f"{moment:%Y%m%d%H%M%SZ}".encode()
    assert {one.id for one in book.of(Audience.INTERNAL).changes(number)} == {"one", "gone"}

    put(store, a_canonical("one", phones=(a_phone("+493023125999"), other)))
    book.catch_up()
    assert [one.id for one in book.of(Audience.PUBLIC).changes(number)] == ["one"]


def test_any_part_of_a_number_finds_just_the_numbers_that_hold_it_however_many_are_alike(store):
    ends = {f"c{place}": f"{place * 7919 % 100_000:05d}" for place in range(1500)}
    put(store, *(a_canonical(one, phones=(a_phone(f"+49302312{end}"),)) for one, end in ends.items()))
    book = Book(store, [Audience.PUBLIC])
    book.load()

    whole = [f"0049302312{end}" for end in [*ends.values()][::100]]
    for typed in ("2312", "312", "231255", "0302312", "98989", *whole):
        digits = typed.replace("0049", "0").removeprefix("0")
        wanted = {one for one, end in ends.items() if digits in f"302312{end}"}
        assert wanted == {contact.id for contact in book.of(Audience.PUBLIC).search(typed)}, typed


def test_kept_answers_take_no_more_than_they_may():
    kept = Kept(heaviest=2_000)
    for number in range(100):
        kept.keep((0, 1, b"%d" % number), (0, [b""]))
        assert kept.get((0, 1, b"%d" % number)) == (0, [b""])

    assert sum(kept.get((0, 1, b"%d" % number)) is not None for number in range(100)) < 5


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.text("abä \0", max_size=7)), max_size=12))
def test_what_one_audience_shares_with_another_is_indexed_as_if_it_stood_alone(contacts):
    theirs, known, ours = [], [], []
    for seen, alike, text in contacts:
        theirs.append(text)
        known.append(text if seen else None)
        if seen:
            ours.append(text if alike else f"{text[::-1]}a")

    assert listed(ours) == derived(listed(theirs), ours, known)


@pytest.mark.parametrize(
    "hidden",
    [
        {"phones": (a_phone(audience=Audience.INTERNAL), a_phone("+4917604069001", "cell"))},
        {"emails": (an_email(audience=Audience.INTERNAL),)},
        {"name": a_name("", "", display=""), "emails": (an_email(audience=Audience.INTERNAL),)},
        {"kind": Kind.GROUP, "phones": (a_phone(audience=Audience.INTERNAL),)},
        {"note": "x", "audiences": (("note", Audience.INTERNAL),)},
        {"audience": Audience.INTERNAL},
    ],
)
def test_a_view_beside_a_wider_one_is_what_it_would_be_alone(store, hidden):
    put(store, a_canonical("a", **hidden), a_canonical("b"), a_canonical("c", phones=(a_phone("+493023125999"),)))
    both, alone = Book(store, [Audience.PUBLIC, Audience.INTERNAL]), Book(store, [Audience.PUBLIC])
    both.load()
    alone.load()

    left, right = both.of(Audience.PUBLIC), alone.of(Audience.PUBLIC)
    shown = [[(row.id, row.dn, row.keys, row.encoded, row.held) for row in view.rows] for view in (left, right)]
    assert shown[0] == shown[1]
    assert left.postings.groups == right.postings.groups
