"""The carddav source: against a real Radicale and a real Xandikos, and against servers that behave badly."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from syncsvc.errors import SourceIncomplete, SourceRejected, SourceUnavailable
from syncsvc.settings import Surroundings
from syncsvc.sources.carddav import CardDavSettings
from tests.servers import http as served
from tests.servers.dav import SERVERS, card

peers = pytest.mark.peers


@pytest.fixture(scope="module", params=sorted(SERVERS))
def server(request, tmp_path_factory):
    with SERVERS[request.param](tmp_path_factory.mktemp(request.param)) as running:
        yield running


@pytest.fixture
def book(server):
    return server.new_book()


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv("BOOK_PASSWORD", "app-passwort")


def source(location, server=None, **given):
    auth = {"username": "anna", "password_env": "BOOK_PASSWORD"} if server and server.auth else {}
    options = {"kind": "carddav", "name": "book", "location": location, "allow_private": True} | auth | given
    return CardDavSettings(**options).open(Surroundings(base=Path("/")))


def keys(snapshot):
    return [record.ref.key for record in snapshot.records]


class Directory:
    """What a caller holds who follows the snapshots: records, minus what vanished."""

    def __init__(self, dav):
        self.dav = dav
        self.memory = ()
        self.records = {}

    def sync(self):
        snapshot = self.dav.fetch(self.memory)
        self.memory = snapshot.memory
        if not snapshot.unchanged:
            kept = {key: self.records[key] for key in snapshot.kept}
            assert not kept.keys() & set(keys(snapshot))
            self.records = kept | {record.ref.key: record for record in snapshot.records}
        return snapshot


# Real servers


@peers
def test_cards_are_read_with_their_uid_as_key(server, book):
    book.put(
        "a.vcf",
        card("Anna Müller", "urn:uuid:6A3F0C5E-0000-4000-8000-000000000001", "a@b.example", "REV:20261101T120000Z"),
    )

    (record,) = source(book.url, server).fetch(()).records

    assert record.ref.key == "6a3f0c5e-0000-4000-8000-000000000001"
    assert (record.first("name"), record.first("email"), record.place) == ("Anna Müller", "a@b.example", "a.vcf")
    assert record.modified_at is not None


@peers
def test_a_second_fetch_reads_only_what_changed(server, book):
    for name in ("a", "b", "c", "d"):
        book.put(f"{name}.vcf", card(f"{name.upper()} Muster", name))
    directory = Directory(source(book.url, server))
    directory.sync()
    book.put("b.vcf", card("Bert Neu", "b"))
    book.put("e.vcf", card("Emil Muster", "e"))
    book.delete("c.vcf")

    snapshot = directory.sync()

    assert keys(snapshot) == ["b", "e"]
    assert snapshot.kept == ("a", "d")
    assert directory.records["b"].first("name") == "Bert Neu"
    assert directory.sync().unchanged


@peers
def test_the_book_is_found_from_the_server_the_home_and_itself(server, book):
    book.put("a.vcf", card("Anna Muster", "a"))
    name = book.url.rstrip("/").rpartition("/")[2]

    for location in (server.root, server.home, book.url, book.url.rstrip("/")):
        assert keys(source(location, server, books=[name]).fetch(())) == ["a"]


@peers
def test_an_empty_book_is_complete(server, book):
    dav = source(book.url, server)
    first = dav.fetch(())

    assert (first.records, first.unchanged) == ((), False)
    assert dav.fetch(first.memory).unchanged


@peers
def test_a_book_that_is_emptied_is_empty_and_stays_so(server, book):
    book.put("a.vcf", card("Anna Muster", "a"))
    directory = Directory(source(book.url, server))
    directory.sync()
    book.delete("a.vcf")

    assert not directory.sync().unchanged
    assert directory.records == {}
    assert directory.sync().unchanged


@peers
def test_a_token_the_server_does_not_know_is_no_harm(server, book):
    book.put("a.vcf", card("Anna Muster", "a"))
    directory = Directory(source(book.url, server))
    directory.sync()
    book.put("b.vcf", card("Bert Muster", "b"))
    directory.memory = tuple(
        (name, "http://radicale.org/ns/sync/" + "0" * 64 if name.startswith("token:") else value)
        for name, value in directory.memory
    )

    snapshot = directory.sync()

    assert (keys(snapshot), snapshot.kept) == (["b"], ("a",))


@peers
def test_names_that_need_escapes_are_the_same_card_every_time(server, book):
    name = quote("Jörg & Söhne #1 100%.vcf")
    book.put(name, card("Jörg Muster", "j"))
    directory = Directory(source(book.url, server))

    assert keys(directory.sync()) == ["j"]
    assert directory.sync().unchanged
    book.put("b.vcf", card("Bert Muster", "b"))
    assert directory.sync().kept == ("j",)


@peers
def test_more_cards_than_one_batch_all_arrive(server, book):
    for number in range(53):
        book.put(f"{number}.vcf", card(f"Anna {number}", f"u{number}"))

    assert len(keys(source(book.url, server).fetch(()))) == 53


@peers
def test_several_books_are_read_together_only_if_named(server):
    first, second = server.new_book("Rathaus"), server.new_book("Feuerwehr")
    first.put("a.vcf", card("Anna Muster", "a"))
    second.put("b.vcf", card("Bert Muster", "b"))
    names = [book.url.rstrip("/").rpartition("/")[2] for book in (first, second)]

    assert sorted(keys(source(server.home, server, books=names).fetch(()))) == ["a", "b"]
    with pytest.raises(SourceRejected, match="several address books"):
        source(server.home, server).fetch(())
    with pytest.raises(SourceRejected, match="no address book «Bauhof»"):
        source(server.home, server, books=[names[0], "Bauhof"]).fetch(())


@peers
def test_check_names_the_book(server):
    assert source(server.new_book("Rathaus").url, server).check() == "address book «Rathaus»"


@peers
def test_wrong_credentials_are_rejected(server, book, monkeypatch):
    if server.auth is None:
        assert source(book.url, server).check(), "this server asks nobody who he is"
        return
    monkeypatch.setenv("BOOK_PASSWORD", "falsch")

    for location in (book.url, server.home, server.root):
        with pytest.raises(SourceRejected) as caught:
            source(location, server).fetch(())
        assert "falsch" not in str(caught.value)


@peers
def test_a_book_that_is_not_there_is_an_error_and_never_another_book(server, book):
    book.put("a.vcf", card("Anna Muster", "a"))

    with pytest.raises(SourceRejected, match="not there"):
        source(f"{server.home}nowhere/", server).fetch(())


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["put", "put", "delete", "sync", "lose"]),
        st.sampled_from("abcd"),
        st.sampled_from(["u1", "u2", "u3"]),
    ),
    max_size=12,
)


@peers
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(OPERATIONS)
def test_following_the_changes_equals_reading_everything(server, operations):
    """Random puts, deletes, syncs and lost memories; UIDs collide and part again on purpose where the server lets them."""
    book = server.new_book()
    directory = Directory(source(book.url, server))
    uids = {}
    for operation, name, uid in operations:
        if (
            operation == "put"
            and uids.get(name, uid) == uid
            and uid not in {kept for other, kept in uids.items() if other != name}
        ):
            uids[name] = uid
            book.put(f"{name}.vcf", card(f"{name} {uid} {len(uids)}", uid))
        elif operation == "delete" and uids.pop(name, None):
            book.delete(f"{name}.vcf")
        elif operation == "sync":
            directory.sync()
        elif operation == "lose":
            directory.memory = ()
    directory.sync()

    whole = source(book.url, server).fetch(())

    assert directory.records == {record.ref.key: record for record in whole.records}


# Servers that behave badly


def multistatus(*responses, token=""):
    body = "".join(responses) + (f"<sync-token>{token}</sync-token>" if token else "")
    return served.reply(
        207,
        f'<?xml version="1.0"?><multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav">{body}</multistatus>'.encode(),
        "application/xml",
    )


def response(href, prop="", status=""):
    if status:
        return f"<response><href>{href}</href><status>HTTP/1.1 {status} So</status></response>"
    return f"<response><href>{href}</href><propstat><prop>{prop}</prop><status>HTTP/1.1 200 OK</status></propstat></response>"


def entry(name, etag):
    return response(f"/book/{name}", f"<getetag>{etag}</getetag><getcontenttype>text/vcard</getcontenttype>")


def data(name, etag, text):
    return response(f"/book/{name}", f"<getetag>{etag}</getetag><C:address-data>{text}</C:address-data>")


BOOK = response(
    "/book/", "<resourcetype><collection/><C:addressbook/></resourcetype><displayname>Kontakte</displayname>"
)


class FakeBook:
    """A CardDAV server on the hostile server, with every answer replaceable."""

    def __init__(self, web):
        self.web = web
        self.cards = {"a.vcf": ('"1"', card("Anna Muster", "a")), "b.vcf": ('"1"', card("Bert Muster", "b"))}
        self.find = multistatus(BOOK)
        self.list = None
        self.sync = served.reply(403)
        self.get = None
        web.routes["/book/"] = self.answer
        web.routes |= {f"/book/{name}": self.single(name) for name in ("a.vcf", "b.vcf")}

    def answer(self, exchange):
        body = exchange.asked.body
        if b"sync-collection" in body:
            self.sync(exchange)
        elif b"addressbook-multiget" in body:
            (self.get or self.multiget)(exchange)
        elif exchange.asked.headers["depth"] == "1":
            (self.list or multistatus(BOOK, *(entry(name, etag) for name, (etag, _) in self.cards.items())))(exchange)
        else:
            self.find(exchange)

    def multiget(self, exchange):
        names = re.findall(rb"<href>/book/([^<]+)</href>", exchange.asked.body)
        multistatus(*(data(name.decode(), *self.cards[name.decode()]) for name in names))(exchange)

    def single(self, name):
        def answer(exchange):
            served.reply(200, self.cards[name][1].encode(), "text/vcard", ETag=self.cards[name][0])(exchange)

        return answer

    def source(self, **given):
        return source(self.web.url("/book/"), **given)

    def reports(self, word):
        return [asked for asked in self.web.asked if word in asked.body]


@pytest.fixture
def fake(web):
    return FakeBook(web)


@pytest.mark.parametrize("status", [400, 403, 405, 409, 410, 415, 501, 507])
def test_a_server_without_synchronisation_is_followed_by_entity_tags(fake, status):
    fake.sync = served.reply(status)
    directory = Directory(fake.source())
    directory.sync()
    assert sorted(directory.records) == ["a", "b"]
    assert directory.sync().unchanged
    fake.cards["a.vcf"] = ('"2"', card("Anna Neu", "a"))
    del fake.cards["b.vcf"]

    assert keys(directory.sync()) == ["a"]
    assert list(directory.records) == ["a"]


def test_an_answer_that_names_no_token_is_no_synchronisation(fake):
    """Some servers answer any report they do not know with an empty multistatus: that must not look like an empty book."""
    fake.sync = multistatus()
    directory = Directory(fake.source())

    directory.sync()

    assert sorted(directory.records) == ["a", "b"]


def test_a_truncated_answer_is_continued(fake):
    parts = [
        multistatus(entry("a.vcf", '"1"'), response("/book/", status="507"), token="t1"),
        multistatus(entry("b.vcf", '"1"'), token="t2"),
        multistatus(token="t3"),
    ]
    fake.sync = served.in_turn(*parts)
    directory = Directory(fake.source())

    assert keys(directory.sync()) == ["a", "b"]
    assert [re.search(rb"<sync-token>(.*?)<", asked.body)[1] for asked in fake.reports(b"sync-collection")] == [
        b"",
        b"t1",
    ]
    assert directory.sync().unchanged


def test_a_good_answer_that_says_the_book_is_gone_is_an_error(fake):
    """Xandikos says 404 inside a 207; another book on the server must not be taken for the one that is gone."""
    fake.web.routes["/"] = multistatus(BOOK)
    gone = multistatus(response("/book/", status="404"))
    directory = Directory(fake.source())
    directory.sync()
    fake.list = gone
    with pytest.raises(SourceRejected, match="/book/ is not there"):
        directory.sync()
    fake.list, fake.find = None, gone
    with pytest.raises(SourceRejected, match="/book/ is not there"):
        directory.sync()


def test_a_truncation_without_end_is_incomplete(fake):
    fake.sync = multistatus(entry("a.vcf", '"1"'), response("/book/", status="507"), token="t1")

    with pytest.raises(SourceIncomplete, match="parts without end"):
        fake.source().fetch(())


def test_a_listing_that_is_cut_is_incomplete(fake):
    fake.list = multistatus(BOOK, entry("a.vcf", '"1"'), response("/book/", status="507"))

    with pytest.raises(SourceIncomplete, match="only a part"):
        fake.source().fetch(())


def test_a_listing_that_cannot_say_all_is_an_error(fake):
    fake.list = multistatus(BOOK, entry("a.vcf", '"1"'), response("/book/b.vcf", status="500"))

    with pytest.raises(SourceUnavailable, match="cannot be listed"):
        fake.source().fetch(())


def test_without_multiget_cards_are_read_one_by_one(fake):
    fake.get = served.reply(501)

    assert keys(fake.source().fetch(())) == ["a", "b"]


def test_a_card_left_out_of_the_batch_is_asked_for_alone(fake):
    fake.get = multistatus(data("a.vcf", '"1"', card("Anna Muster", "a")))

    assert keys(fake.source().fetch(())) == ["a", "b"]


def test_a_card_that_is_gone_by_now_is_gone_and_looked_for_again(fake):
    fake.sync = multistatus(entry("a.vcf", '"1"'), entry("b.vcf", '"1"'), token="t1")
    fake.get = multistatus(data("a.vcf", '"1"', card("Anna Muster", "a")), response("/book/b.vcf", status="404"))
    directory = Directory(fake.source())
    assert keys(directory.sync()) == ["a"]
    fake.get = None

    assert keys(directory.sync()) == ["b"]
    assert sorted(directory.records) == ["a", "b"]


def test_cards_without_entity_tags_are_read_every_time(fake):
    fake.cards = {"a.vcf": ("", card("Anna Muster", "a"))}
    directory = Directory(fake.source())
    directory.sync()

    assert keys(directory.sync()) == ["a"]


def test_cards_with_one_uid_are_told_apart_and_together_again(fake):
    fake.cards["b.vcf"] = ('"1"', card("Bert Muster", "a"))
    directory = Directory(fake.source())
    directory.sync()
    assert sorted(directory.records) == ["a#/book/a.vcf", "a#/book/b.vcf"]
    fake.cards["b.vcf"] = ('"2"', card("Bert Muster", "b"))

    directory.sync()

    assert {key: record.first("name") for key, record in directory.records.items()} == {
        "a": "Anna Muster",
        "b": "Bert Muster",
    }
    fake.cards["b.vcf"] = ('"3"', card("Bert Muster", "a"))
    directory.sync()
    assert sorted(directory.records) == ["a#/book/a.vcf", "a#/book/b.vcf"]


def test_a_card_without_uid_has_its_address_as_key(fake):
    fake.cards = {"a.vcf": ('"1"', card("Anna Muster"))}

    assert keys(fake.source().fetch(())) == ["/book/a.vcf"]


def test_a_broken_card_is_an_issue_each_time_something_changes_and_no_reason_to_read_the_rest(fake):
    fake.cards["b.vcf"] = ('"1"', "no card at all")
    directory = Directory(fake.source())
    first = directory.sync()
    assert (keys(first), [issue.source for issue in first.issues]) == (["a"], ["book"])
    assert first.issues[0].place.startswith("b.vcf")
    assert directory.sync().unchanged
    fake.cards["a.vcf"] = ('"2"', card("Anna Neu", "a"))

    again = directory.sync()

    assert (keys(again), again.issues) == (["a"], first.issues)


def test_what_is_no_card_is_passed_over(fake):
    calendar = response(
        "/book/x.ics", '<getetag>"1"</getetag><getcontenttype>text/calendar; charset=utf-8</getcontenttype>'
    )
    folder = response("/book/sub/", "<resourcetype><collection/></resourcetype>")
    fake.list = multistatus(BOOK, calendar, folder, entry("a.vcf", '"1"'))

    assert keys(fake.source().fetch(())) == ["a"]


BOMB = '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><multistatus xmlns="DAV:">&b;</multistatus>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]><multistatus xmlns="DAV:">&a;</multistatus>'


@pytest.mark.parametrize("body", [BOMB, OUTSIDE, "<html/>", "", "<multistatus xmlns='DAV:'>", "\x00\x01"])
def test_an_answer_that_is_no_multistatus_is_rejected(fake, body):
    fake.find = served.reply(207, body.encode(), "application/xml")

    with pytest.raises(SourceRejected, match=r"multistatus|XML"):
        fake.source().fetch(())


def test_control_characters_that_a_server_passes_on_are_no_harm(fake):
    fake.cards = {"a.vcf": ('"1"', card("Anna\x0b Muster", "a"))}

    assert keys(fake.source().fetch(())) == ["a"]


def test_an_answer_that_ends_half_way_is_incomplete(fake):
    fake.get = served.cut(b"<?xml", promised=5000, status=207)

    with pytest.raises(SourceIncomplete):
        fake.source().fetch(())


def test_an_address_book_elsewhere_is_not_followed(web):
    web.routes["/"] = multistatus(
        response("/", "<current-user-principal><href>https://elsewhere.example/me/</href></current-user-principal>")
    )

    with pytest.raises(SourceRejected, match=r"leads to https://elsewhere\.example/me/"):
        source(web.url("/")).fetch(())


def test_the_well_known_address_leads_to_the_book(web):
    fake = FakeBook(web)
    web.routes["/"] = served.reply(405)
    web.routes["/.well-known/carddav"] = served.redirect("/dav/", 301)
    web.routes["/dav/"] = multistatus(
        response("/dav/", "<current-user-principal><href>/me/</href></current-user-principal>")
    )
    web.routes["/me/"] = multistatus(
        response("/me/", "<C:addressbook-home-set><href>/home/</href></C:addressbook-home-set>")
    )
    web.routes["/home/"] = multistatus(response("/home/", "<resourcetype><collection/></resourcetype>"), BOOK)

    assert keys(source(web.url("/")).fetch(())) == ["a", "b"]
    assert fake.source().check() == "address book «Kontakte»"


def test_other_settings_forget_the_memory(fake):
    memory = fake.source().fetch(()).memory

    snapshot = fake.source(books=("Kontakte",)).fetch(memory)

    assert (keys(snapshot), snapshot.kept) == (["a", "b"], ())


@pytest.mark.parametrize("location", ["", "book/", "ftp://x.example/", "https://anna:geheim@x.example/"])
def test_wrong_locations_are_refused(location):
    with pytest.raises(ValidationError) as caught:
        CardDavSettings(kind="carddav", name="x", location=location)
    assert "geheim" not in str(caught.value)
