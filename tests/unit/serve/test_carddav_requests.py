"""What iPhones and Macs, DAVx⁵, Thunderbird, Evolution, CardBook and Nextcloud's web client send, as they send it, and what they look for in the answer.

The bodies are those of the fuzzing corpus; they follow the clients' sources and logs of their traffic.
"""

import pytest

from tests.builders import a_canonical, a_name
from tests.fuzz.targets import CORPUS
from tests.servers.addressbooks import CS, Answer, C, D, address_books

ONE, TWO = (f"00000000-0000-4000-8000-{number:012d}" for number in (1, 2))
PRINCIPAL, HOME, BOOK = "/dav/principals/anna/", "/dav/books/internal/", "/dav/books/internal/all/"
CARD, GONE = f"{BOOK}{ONE}.vcf", f"{BOOK}00000000-0000-4000-8000-000000000099.vcf"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    contacts = [a_canonical(ONE, name=a_name("Jörg", "Müller")), a_canonical(TWO)]
    with address_books(tmp_path_factory.mktemp("requests"), contacts) as running:
        yield running


def asked(client, name, method, path, depth=None, token=""):
    body = (CORPUS / "carddav" / f"{name}.xml").read_text(encoding="utf-8").replace("TOKEN", token)
    headers = {"Content-Type": "text/xml; charset=utf-8"} | ({} if depth is None else {"Depth": depth})
    answer = client.ask(method, path, body, **headers)
    assert 207 == answer.status_code, answer.text
    return Answer.of(answer.content)


def href(props, name):
    return props[name].findtext(f"{D}href")


FINDING = [
    # client, what it sends first, second (its own principal), third (what is in the home)
    ("apple-1-propfind-root", "apple-2-propfind-principal", "apple-3-propfind-home"),
    ("davx5-1-propfind-root", "davx5-2-propfind-principal", "davx5-3-propfind-home"),
    ("thunderbird-1-propfind-root", "thunderbird-2-propfind-principal", "thunderbird-3-propfind-home"),
    ("evolution-1-propfind-principal", "evolution-1-propfind-principal", "evolution-2-propfind-book"),
]


@pytest.mark.parametrize("steps", FINDING, ids=lambda steps: steps[0].split("-")[0])
def test_a_client_finds_the_book_and_takes_it_for_read_only(client, steps):
    root, principal, home = steps
    assert PRINCIPAL == href(asked(client, root, "PROPFIND", "/dav/", "0").only, f"{D}current-user-principal")
    found = asked(client, principal, "PROPFIND", PRINCIPAL, "0").only
    assert HOME == href(found, f"{C}addressbook-home-set")
    listed = asked(client, home, "PROPFIND", HOME, "1").found
    (book,) = (path for path, props in listed.items() if props[f"{D}resourcetype"].find(f"{C}addressbook") is not None)
    privileges = {one.tag for privilege in listed[book][f"{D}current-user-privilege-set"] for one in privilege}

    assert BOOK == book
    assert "Kontakte" == listed[book][f"{D}displayname"].text
    assert f"{D}read" in privileges
    assert not privileges & {
        f"{D}{one}" for one in ("write", "write-content", "bind", "unbind", "all", "write-properties")
    }


def test_apple_is_told_what_it_asks_of_a_principal_and_what_is_not_there_is_said_to_be_missing(client):
    answer = asked(client, "apple-2-propfind-principal", "PROPFIND", PRINCIPAL, "0")

    assert PRINCIPAL == href(answer.only, f"{D}principal-URL")
    assert {f"{C}directory-gateway", f"{CS}email-address-set"} <= answer.missing[PRINCIPAL]


POLLS = ["apple-4-propfind-book", "davx5-4-propfind-book", "evolution-2-propfind-book"]


@pytest.mark.parametrize("poll", POLLS, ids=lambda name: name.split("-")[0])
def test_a_poll_gets_the_mark_that_tells_whether_something_changed(client, poll):
    props = asked(client, poll, "PROPFIND", BOOK, "0").found[BOOK]

    assert props[f"{CS}getctag"].text
    assert props[f"{D}sync-token"].text == client.sync().token


@pytest.mark.parametrize("name", ["apple-5-report-sync", "davx5-5-report-sync"], ids=["apple", "davx5"])
@pytest.mark.parametrize("depth", ["0", "1", None])
def test_a_first_synchronisation_names_every_card(client, name, depth):
    answer = asked(client, name, "REPORT", BOOK, depth)

    assert [ONE, TWO] == sorted(answer.ids)
    assert answer.token
    assert all(props[f"{D}getetag"].text.startswith('"') for props in answer.found.values())


def test_thunderbird_lists_gets_the_cards_asks_for_a_token_and_follows_with_another_depth(client):
    listed = asked(client, "thunderbird-4-propfind-book", "PROPFIND", BOOK, "1")
    token = asked(client, "thunderbird-6-propfind-token", "PROPFIND", BOOK, "0").found[BOOK][f"{D}sync-token"].text
    following = asked(client, "thunderbird-7-report-sync", "REPORT", BOOK, "1", token)

    assert [ONE, TWO] == sorted(listed.ids)
    assert ({}, set(), token) == (following.found, following.gone, following.token)


MULTIGETS = [
    "apple-6-report-multiget",
    "davx5-6-report-multiget",
    "thunderbird-5-report-multiget",
    "cardbook-2-report-multiget",
]


@pytest.mark.parametrize("name", MULTIGETS, ids=lambda name: name.split("-")[0])
@pytest.mark.parametrize("depth", ["0", "1", None])
def test_a_client_gets_the_cards_it_names_and_is_told_of_those_that_are_gone(client, name, depth):
    answer = asked(client, name, "REPORT", BOOK, depth)

    assert [CARD] == list(answer.found)
    assert answer.gone in ({GONE}, set())
    assert (GONE in answer.gone) is (not name.startswith("cardbook"))
    card = answer.cards[CARD]
    assert card.startswith("BEGIN:VCARD")
    assert "VERSION:3.0" in card
    assert "FN:Jörg Müller" in card


def test_cardbook_and_nextcloud_list_everything(client):
    listed = asked(client, "cardbook-1-propfind-book", "PROPFIND", BOOK, "1")
    queried = asked(client, "nextcloud-contacts-1-report-query", "REPORT", BOOK, "1")

    assert [ONE, TWO] == sorted(listed.ids)
    assert "text/vcard" in listed.found[CARD][f"{D}getcontenttype"].text
    assert {"Jörg Müller", "Antje Wiesner"} == {
        card.split("FN:")[1].split("\r\n")[0].split("\n")[0] for card in queried.cards.values()
    }


def test_evolution_searches_and_gets_the_lines_it_asks_for(client):
    answer = asked(client, "evolution-3-report-query", "REPORT", BOOK, "1")

    assert [ONE, TWO] == sorted(answer.ids), "nobody has a birthday"
    assert all("FN:" not in card and "UID:" in card for card in answer.cards.values())
