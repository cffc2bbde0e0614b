"""Nothing above its audience leaves: what an audience may not see makes no difference to anything it is given.

Two directories that differ only in hidden values, hidden contacts and hidden links have to give the same bytes in every
kind of export and the same answers from everything that is served, so that not even an order or a search tells.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import syncsvc.serve
from syncsvc.exports.ldap.export import LdapExportSettings
from syncsvc.model.audience import Audience
from syncsvc.model.canonical import Link, Origin
from syncsvc.model.contact import LIST_FIELDS, TEXT_FIELDS, Address, ContactClass, Kind
from syncsvc.model.digest import digest
from syncsvc.model.plan import Plan
from syncsvc.privacy import view
from syncsvc.serve.book.rows import RowMaker
from syncsvc.serve.book.shelf import Shelf
from syncsvc.serve.carddav.addressbooks import Division, divided
from syncsvc.serve.carddav.cards import Cards
from syncsvc.settings import Surroundings
from tests.builders import a_canonical, a_name, a_phone, an_email, ref
from tests.contract.export_cases import CASES

audiences = st.sampled_from(Audience)
words = st.text("abcdefgh", min_size=3, max_size=6)
circles = st.sampled_from([Audience.PUBLIC, Audience.PARTNER])
_PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="


@st.composite
def contacts(draw, number):
    """A contact with a value in every field, each marked for some circle."""
    fields = {field: draw(audiences) for field in (*TEXT_FIELDS, *LIST_FIELDS)}
    values = {field: draw(words) for field in TEXT_FIELDS} | {field: (draw(words),) for field in LIST_FIELDS}
    values |= {"birthday": f"19{draw(st.integers(50, 99))}-03-04", "urls": (f"https://{draw(words)}.example/",)}
    return a_canonical(
        f"{number:08d}-0000-4000-8000-000000000000",
        name=a_name(draw(words).title(), draw(words).title()),
        kind=draw(st.sampled_from(Kind)),
        audience=draw(audiences),
        audiences=tuple(sorted(fields.items())),
        contact_class=draw(st.sampled_from(ContactClass)),
        phones=tuple(a_phone(draw(numbers), draw(types), draw(audiences)) for _ in range(draw(st.integers(0, 3)))),
        emails=tuple(an_email(f"{draw(words)}@{draw(words)}.example", draw(audiences)) for _ in range(2)),
        addresses=(Address(draw(words).title(), "71638", draw(words).title(), audience=draw(audiences)),),
        origins=(Origin("role", draw(words), (ref(draw(words)),), chosen=False),),
        members=(ref(draw(words)),),
        **values | {"photo": draw(st.sampled_from(["", _PIXEL]))},
    )


numbers = st.integers(100, 999).map(lambda number: f"+493023125{number}")
types = st.sampled_from(["work", "cell", "home", "fax", "other"])


@st.composite
def directories(draw):
    """Contacts that link to each other; the last one is a group that everybody knows, whose members not everybody does."""
    found = [draw(contacts(number)) for number in range(draw(st.integers(1, 4)))]
    found.append(replace(draw(contacts(50)), kind=Kind.GROUP, audience=Audience.PUBLIC))
    return [_linked(draw, one, found) for one in found]


def _linked(draw, contact, others):
    held = draw(st.lists(st.sampled_from(others), max_size=2, unique_by=lambda one: one.id))
    links = {Link(draw(st.sampled_from(["member", "holds"])), one.id, one.kind, one.audience) for one in held}
    return replace(contact, links=tuple(sorted(links, key=lambda link: (link.relation, link.id))))


def otherwise(draw, directory, circle):
    """The same directory as this circle sees it, with everything else different."""
    changed = [_otherwise(draw, one, circle) for one in directory if circle.sees(one.audience)]
    hidden = [replace(draw(contacts(90 + number)), audience=Audience.INTERNAL) for number in range(draw(numbers_few))]
    return sorted([*changed, *hidden], key=lambda one: one.id)


numbers_few = st.integers(0, 2)


def _otherwise(draw, contact, circle):
    values = {"origins": (), "members": (ref("else"),), "consent": "2026-01-01"}
    for field in (*TEXT_FIELDS, *LIST_FIELDS):
        if not circle.sees(contact.audience_of(field)):
            plain = {"photo": ["", _PIXEL], "birthday": ["", "1949-12-31"]}
            other = draw(st.sampled_from(plain[field]) if field in plain else st.sampled_from(["", "qqqq", "zzzz"]))
            values[field] = other if field in TEXT_FIELDS else tuple(filter(None, [other]))
    for field in ("phones", "emails", "addresses"):
        seen = tuple(one for one in getattr(contact, field) if circle.sees(one.audience))
        values[field] = (*_strangers(field), *seen)
    far = Link("member", "00000077-0000-4000-8000-000000000000", Kind.PERSON, Audience.INTERNAL)
    values["links"] = (*(one for one in contact.links if circle.sees(one.audience)), far)
    return replace(contact, **values)


def _strangers(field):
    mark = Audience.INTERNAL
    return {
        "phones": (a_phone("+4917604069047", "cell", mark),),
        "emails": (an_email("hidden@qqqq.example", mark),),
        "addresses": (Address("Geheimweg 1", "10115", "Berlin", audience=mark),),
    }[field]


def delivered(case, directory, circle):
    """Every byte this export gives for a directory, to files or as entries."""
    with tempfile.TemporaryDirectory() as folder:
        export = _export(case, Path(folder), circle)
        seen = [one for one in (view(contact, circle) for contact in directory) if one is not None]
        entries = sorted(filter(None, map(export.render, seen)), key=lambda entry: (entry.order, entry.key))
        if case.kind != "ldap":
            export.deliver(Plan("target"), lambda: iter(entries))
        return entries, _files(Path(folder))


def _export(case, folder, circle):
    if case.kind == "ldap":
        told = {"name": "target", "audience": circle, "url": "ldap://localhost", "base": "o=x", "bind_dn": "cn=x"}
        return LdapExportSettings.model_validate(told | {"password_file": "secret"}).open(Surroundings(folder))
    with case.bench(folder) as bench:
        return bench.settings.model_copy(update={"audience": circle}).open(bench.around)


def _files(folder):
    found = {}
    for path in sorted(folder.rglob("*")):
        # What a target notes of its own files tells when they were written, and is nobody's to read but ours.
        if path.is_file() and path.name not in ("ledger.json", "blocks.json"):
            content = path.read_bytes()
            if path.name.endswith(".manifest.json"):
                content = b"\n".join(line for line in content.splitlines() if b'"changed"' not in line)
            found[str(path.relative_to(folder))] = digest(content)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@settings(max_examples=12)
@given(data=st.data(), circle=circles)
def test_no_byte_of_an_export_depends_on_what_its_audience_may_not_see(case, data, circle):
    directory = data.draw(directories())
    other = otherwise(data.draw, directory, circle)

    assert delivered(case, directory, circle) == delivered(case, other, circle)


def book_view(directory, circle):
    shelf = Shelf(circle, RowMaker("o=directory"))
    rows = [row for row in map(shelf.row, directory) if row is not None]
    shelf.load(rows, 7, {row.id: number for number, row in enumerate(rows)})
    return shelf


def carddav_cards(directory, circle):
    """All that CardDAV answers from: the cards of a view, in their order, and the books they are divided into."""
    cards = Cards(book_view(directory, circle).view)
    books = divided(cards, Division, "Netzwerk")
    listed = {name: [card.text for card in book.ordered()] for name, book in books.items()}
    return [card.text for card in cards.ordered()], {"books": listed}


def ldap_book(directory, circle):
    """All that the LDAP server, and everything else behind the book, answers from."""
    shelf = book_view(directory, circle)
    rows = [(row.id, row.folder, row.dn, row.keys, row.encoded, row.contact) for row in shelf.view.rows]
    texts = {text for one in directory for text in (one.note, one.role, *(phone.number for phone in one.phones))}
    asked = sorted({*texts, "+4917604069047", "0176 04069047", "hidden@qqqq.example", "qqqq", "geheimweg", "berlin"})
    return rows, {text: shelf.view.search(text) for text in asked}


VIEWS = {"book": ldap_book, "carddav": carddav_cards, "directory": ldap_book}
"""What is served, by package; the LDAP server answers from the rows of the book and from nothing else."""
FILES_ALONE = {"web"}
"""Serves what exports delivered."""


def test_everything_that_is_served_is_covered():
    packages = {path.name for path in Path(syncsvc.serve.__path__[0]).iterdir() if (path / "__init__.py").exists()}
    assert packages == VIEWS.keys() | FILES_ALONE, (
        "say in VIEWS what the new one answers, so that the property holds it"
    )


@pytest.mark.parametrize("name", sorted(VIEWS))
@given(data=st.data(), circle=circles)
def test_no_served_view_depends_on_what_its_audience_may_not_see(name, data, circle):
    directory = data.draw(directories())
    other = otherwise(data.draw, directory, circle)
    mine, answers = VIEWS[name](directory, circle)
    theirs, others_answers = VIEWS[name](other, circle)

    assert mine == theirs
    both = answers.keys() & others_answers.keys()
    assert {text: answers[text] for text in both} == {text: others_answers[text] for text in both}
