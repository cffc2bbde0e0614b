"""The address books: what clients ask for, and what they get."""

import plistlib
import re
import threading
from dataclasses import replace

import pytest
import requests

from syncsvc.formats.vcard import read
from syncsvc.model.audience import Audience
from syncsvc.model.contact import Kind
from syncsvc.serve.carddav import Division, Terms
from syncsvc.store import IDENTITY
from tests.builders import a_canonical, a_name, a_phone, an_email
from tests.servers.addressbooks import CS, Answer, C, D, add_account, address_books
from tests.servers.slapd import make_identity


def ident(number):
    return f"00000000-0000-4000-8000-{number:012d}"


ANNA = a_canonical(
    ident(1), name=a_name("Anna", "Müller-Groß"), organisation="Stadt <Muster> & Co", role="Pressestelle",
    phones=(a_phone("+493023125124"), a_phone("+4917604069012", "cell", Audience.INTERNAL)),
    emails=(an_email("a.mueller@musterstadt.example"), an_email("presse@musterstadt.example")), groups=("Asyl", "Jugend"),
)  # fmt: skip
BERT = a_canonical(
    ident(2),
    name=a_name("Bert", "Wiesner"),
    organisation="Landratsamt",
    groups=("Asyl",),
    phones=(a_phone("+493023125199", "fax"),),
)
DESK = a_canonical(ident(3), kind=Kind.FUNCTION, name=a_name("", "", display="Bürgerbüro"), organisation="Landratsamt")
HIDDEN = a_canonical(ident(4), name=a_name("Ilse", "Geheim"), audience=Audience.INTERNAL, groups=("Vertraulich",))


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with address_books(tmp_path_factory.mktemp("books"), [ANNA, BERT, DESK, HIDDEN]) as running:
        add_account(running.store, "öffentlich/x", Audience.PUBLIC)
        yield running


@pytest.fixture
def own(tmp_path):
    """A server for one test, whose contacts it may change."""
    with address_books(tmp_path, [ANNA, BERT, HIDDEN]) as running:
        yield running


def public(client):
    return replace(client, name="öffentlich/x")


# Finding the book


@pytest.mark.parametrize("path", ["/.well-known/carddav", "/", "/principals/", "/dav"])
def test_every_place_where_clients_look_leads_to_the_server(client, path):
    answer = client.ask("PROPFIND", path)

    assert (301, "/dav/") == (answer.status_code, answer.headers["Location"])


def test_people_who_type_the_bare_address_come_to_the_page_for_their_devices(client):
    answer = replace(client, name="").ask("GET", "/")

    assert (302, "/devices") == (answer.status_code, answer.headers["Location"])


@pytest.mark.parametrize("name", ["anna", "öffentlich/x"])
def test_the_book_is_found_from_the_root_step_by_step(client, name):
    client = replace(client, name=name)
    principal = (
        client.propfind("<current-user-principal/>", "/dav/").only[f"{D}current-user-principal"].findtext(f"{D}href")
    )
    home = client.propfind("<C:addressbook-home-set/>", principal).only[f"{C}addressbook-home-set"].findtext(f"{D}href")
    listed = client.propfind("<resourcetype/><displayname/>", home, depth="1").found
    books = {
        href: props[f"{D}displayname"].text
        for href, props in listed.items()
        if props[f"{D}resourcetype"].find(f"{C}addressbook") is not None
    }

    assert {f"{home}all/": "Kontakte"} == books


def test_a_stranger_is_told_what_this_is_but_nothing_that_is_in_it(client):
    stranger = replace(client, name="")
    options = stranger.ask("OPTIONS")

    assert {"1", "3", "addressbook"} <= {part.strip() for part in options.headers["DAV"].split(",")}
    assert {"OPTIONS", "GET", "HEAD", "PROPFIND", "REPORT"} == set(options.headers["Allow"].split(", "))
    for method in ("PROPFIND", "REPORT", "GET", "PUT", "DELETE"):
        answer = stranger.ask(method)
        assert 401 == answer.status_code
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")


def test_the_principal_of_somebody_else_and_what_is_not_there_are_not_found(client):
    for path in (
        "/dav/principals/berta/",
        "/dav/books/internal/none/",
        "/dav/books/partner/all/",
        "/dav/books/internal/all/x.vcf",
        "/dav/x",
        "/dav/books/internal/all/x.txt",
    ):
        assert 404 == client.ask("PROPFIND", path, Depth="0").status_code, path


# Read-only, in every way that clients look for


def test_the_book_says_that_it_is_read_only(client):
    book = client.propfind("<current-user-privilege-set/><supported-report-set/><C:supported-address-data/>").only
    privileges = {one.tag for privilege in book[f"{D}current-user-privilege-set"] for one in privilege}
    (kind,) = book[f"{C}supported-address-data"]

    assert {f"{D}read", f"{D}read-current-user-privilege-set"} == privileges
    assert {f"{D}sync-collection", f"{C}addressbook-multiget", f"{C}addressbook-query"} == {
        one.tag for report in book[f"{D}supported-report-set"].iter(f"{D}report") for one in report
    }
    assert (f"{C}address-data-type", "text/vcard", "3.0") == (kind.tag, kind.get("content-type"), kind.get("version"))


@pytest.mark.parametrize(
    "method", ["PUT", "DELETE", "PROPPATCH", "MKCOL", "MOVE", "COPY", "LOCK", "POST", "ACL", "PATCH"]
)
def test_who_writes_is_told_which_right_is_missing(client, method):
    path = f"/dav/books/internal/all/{ident(1)}.vcf"
    answer = client.ask(method, path, "BEGIN:VCARD\r\nEND:VCARD\r\n", If_Match="*")

    assert 403 == answer.status_code
    assert "<d:need-privileges>" in answer.text
    assert path in answer.text
    assert 200 == client.ask("GET", path).status_code


# Reading


def test_a_card_is_what_get_and_reports_and_our_own_reader_say_it_is(client):
    path = f"/dav/books/internal/all/{ident(1)}.vcf"
    got = client.ask("GET", path)
    inner = f"<prop><getetag/><getcontentlength/><C:address-data/></prop><href>{path}</href>"
    told = client.report("C:addressbook-multiget", inner).only
    (card,), issues = read(got.content)

    assert "text/vcard; charset=utf-8" == got.headers["Content-Type"]
    assert got.headers["ETag"] == told[f"{D}getetag"].text
    assert got.content.decode().replace("\r\n", "\n") == told[f"{C}address-data"].text
    assert len(got.content) == int(told[f"{D}getcontentlength"].text)
    assert "REV" not in got.text
    assert (f"urn:uuid:{ident(1)}", "Stadt <Muster> & Co", ()) == (card.first("UID"), card.first("ORG"), issues)


def test_conditions_are_kept(client):
    path = f"/dav/books/internal/all/{ident(1)}.vcf"
    etag = client.ask("GET", path).headers["ETag"]

    assert (304, b"") == (
        (answer := client.ask("GET", path, If_None_Match=f'"x", W/{etag}')).status_code,
        answer.content,
    )
    assert [200, 200, 412, 412] == [
        client.ask("GET", path, **one).status_code
        for one in ({"If_None_Match": '"x"'}, {"If_Match": etag}, {"If_Match": '"x"'}, {"If_Match": f"W/{etag}"})
    ]
    assert b"" == client.ask("HEAD", path).content


def test_cards_are_named_by_any_spelling_of_their_path_and_others_are_not_found(client):
    spelt = [
        f"{client.url}/dav/books/internal/all/{ident(1)}.vcf",
        f"/dav/books/internal/all/{ident(3)}.vcf",
        f"/dav/books/internal/all/{ident(2).replace('-', '%2D')}.vcf",
    ]
    strange = ["/dav/books/internal/all/none.vcf", f"/dav/books/public/all/{ident(1)}.vcf", "", "http://[", "/x?<&"]
    hrefs = "".join(f"<href>{one.replace('&', '&amp;').replace('<', '&lt;')}</href>" for one in (*spelt, *strange))
    answer = client.report("C:addressbook-multiget", f"<prop><getetag/></prop>{hrefs}")

    assert [ident(1), ident(3), ident(2)] == answer.ids
    assert set(strange) == {href or "" for href in answer.gone}


def test_a_part_of_a_card_has_just_the_lines_asked_for(client):
    wish = '<prop><C:address-data><C:prop name="uid"/><C:prop name="EMAIL"/></C:address-data></prop>'
    path = f"/dav/books/internal/all/{ident(1)}.vcf"
    reports = {
        "C:addressbook-multiget": f"{wish}<href>{path}</href>",
        "C:addressbook-query": f"{wish}<C:filter/>",
        "sync-collection": f"<sync-token/>{wish}",
    }
    for kind, inner in reports.items():
        lines = client.report(kind, inner).cards[path].split("\n")
        assert ["BEGIN", "VERSION", "UID", "EMAIL", "EMAIL", "END", ""] == [
            re.split("[:;]", line)[0] for line in lines
        ], kind


def test_a_form_of_card_that_is_not_here_is_refused(client):
    wish = '<prop><C:address-data content-type="text/vcard" version="4.0"/></prop>'
    answer = client.ask(
        "REPORT",
        body=f'<C:addressbook-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav">{wish}</C:addressbook-query>',
    )

    assert 403 == answer.status_code
    assert "card:supported-address-data" in answer.text


def test_what_is_not_known_is_named_as_missing_unless_that_is_not_wanted(client):
    body = '<propfind xmlns="DAV:"><prop><getetag/><quota-used-bytes/><x:odd xmlns:x="urn:a&amp;b"/><bare xmlns=""/></prop></propfind>'
    path = f"/dav/books/internal/all/{ident(1)}.vcf"

    for options, missing in (
        ({}, {f"{D}quota-used-bytes", "{urn:a&b}odd", "bare"}),
        ({"Prefer": "return=minimal"}, set()),
        ({"Brief": "t"}, set()),
    ):
        for where, depth in ((path, "0"), ("/dav/books/internal/all/", "1")):
            answer = Answer.of(client.ask("PROPFIND", where, body, Depth=depth, **options).content)
            assert missing == answer.missing[path]


@pytest.mark.parametrize(
    "body", [b"", b'<propfind xmlns="DAV:"><allprop/></propfind>', b'<propfind xmlns="DAV:"><propname/></propfind>']
)
def test_everything_or_the_names_of_everything_can_be_asked_for(client, body):
    answer = Answer.of(client.ask("PROPFIND", body=body, Depth="1").content)

    assert 5 == len(answer.found)
    assert all(f"{D}getetag" in props for href, props in answer.found.items() if href.endswith(".vcf"))


# Synchronising


def test_a_client_that_follows_learns_of_every_change_and_of_nothing_twice(own):
    first = own.sync()
    own.put(replace(ANNA, role="Leitung"), a_canonical(ident(9), name=a_name("Neu", "Hier")))
    own.remove(ident(2))
    second = own.sync(first.token)
    third = own.sync(second.token)

    assert {ident(1), ident(2), ident(4)} == set(first.ids)
    assert set() == first.gone
    assert {ident(1), ident(9)} == set(second.ids)
    assert {f"/dav/books/internal/all/{ident(2)}.vcf"} == second.gone
    assert ([], set(), second.token) == (third.ids, third.gone, third.token)
    assert (
        first.found[f"/dav/books/internal/all/{ident(1)}.vcf"][f"{D}getetag"].text
        != second.found[f"/dav/books/internal/all/{ident(1)}.vcf"][f"{D}getetag"].text
    )


def test_the_ctag_and_the_token_move_together_and_only_with_a_change(own):
    def state():
        props = own.propfind("<CS:getctag/><sync-token/>").only
        return props[f"{CS}getctag"].text, props[f"{D}sync-token"].text

    before = state()
    assert before == state()
    assert before[1] == own.sync().token
    own.put(replace(ANNA, role="Leitung"))
    assert before[0] != state()[0]
    assert before[1] != state()[1]


@pytest.mark.parametrize("depth", ["0", "1", None])
def test_thunderbird_may_send_another_depth_and_ask_for_the_cards_too(client, depth):
    answer = client.sync(props="<getetag/><C:address-data/>", **({"Depth": depth} if depth else {}))

    assert 4 == len(answer.cards)
    assert all("BEGIN:VCARD" in card for card in answer.cards.values())


def test_a_long_way_can_be_gone_in_steps(own):
    own.remove(ident(2))
    own.put(*(a_canonical(ident(number), name=a_name("N", f"{number}")) for number in range(10, 17)))
    token, seen, steps = "", [], 0
    while True:
        answer = own.sync(token, more="<limit><nresults>4</nresults></limit>")
        seen, token, steps = seen + answer.ids, answer.token, steps + 1
        if not answer.truncated:
            break

    assert 3 == steps
    assert len(seen) == len(set(seen)) == 9


def test_a_token_is_good_for_ever_and_a_restart_does_not_matter(own, tmp_path):
    token = own.sync().token
    own.remove(ident(1))
    own.book.load()

    assert {f"/dav/books/internal/all/{ident(1)}.vcf"} == own.sync(token).gone


@pytest.mark.parametrize(("agent", "status"), [("DAVx5/4.4", 403), ("Mozilla/5.0 Thunderbird/140.0", 400)])
def test_a_token_of_another_store_is_refused_in_the_way_that_makes_the_client_begin_anew(own, agent, status):
    token = own.sync().token
    with own.store.write() as unit:
        unit.facts.put(IDENTITY, "another")
    own.book.load()

    for odd in (token, "urn:x-syncsvc:sync:1:2:3", "http://sabre.io/ns/sync/1", "x"):
        answer = own.ask(
            "REPORT",
            body=f'<sync-collection xmlns="DAV:"><sync-token>{odd}</sync-token><prop><getetag/></prop></sync-collection>',
            User_Agent=agent,
        )
        assert status == answer.status_code
        assert "<d:valid-sync-token/>" in answer.text


def test_a_number_that_another_reader_reached_first_is_waited_for(own):
    token = own.sync().token
    ahead = token[: token.rindex(":")] + f":{own.book.of(Audience.INTERNAL).sequence + 1}"
    later = threading.Timer(0.4, lambda: own.put(replace(ANNA, role="Leitung")))
    later.start()
    answer = own.sync(ahead)
    later.join()

    assert (ahead, []) == (answer.token, answer.ids)


def test_when_cards_are_written_another_way_every_card_is_named_and_what_went_since(own):
    token = own.sync().token
    own.remove(ident(2))
    older = re.sub(r":[0-9a-f]{8}:(\d+)$", r":00000000:\1", token)
    answer = own.sync(older)

    assert {ident(1), ident(4)} == set(answer.ids)
    assert {f"/dav/books/internal/all/{ident(2)}.vcf"} == answer.gone


# Who sees what


def test_each_audience_has_a_book_of_its_own(client):
    everybody = public(client)
    answer = everybody.sync(path="/dav/books/public/all/", props="<getetag/><C:address-data/>")

    assert {ident(1), ident(2), ident(3)} == set(answer.ids)
    assert "17604069012" not in "".join(answer.cards.values())
    assert "17604069012" in client.ask("GET", f"/dav/books/internal/all/{ident(1)}.vcf").text
    assert 404 == everybody.ask("PROPFIND", "/dav/books/internal/all/", Depth="0").status_code
    assert 404 == everybody.ask("GET", f"/dav/books/public/all/{ident(4)}.vcf").status_code
    assert 404 == everybody.ask("GET", f"/dav/books/internal/all/{ident(1)}.vcf").status_code


def test_a_filter_finds_nothing_by_what_it_may_not_see(client):
    everybody = replace(public(client))
    for text, prop in (("17604069012", "TEL"), ("Geheim", "FN"), ("Vertraulich", "CATEGORIES")):
        inner = f'<prop><getetag/></prop><C:filter><C:prop-filter name="{prop}"><C:text-match>{text}</C:text-match></C:prop-filter></C:filter>'
        assert [] == everybody.report("C:addressbook-query", inner, path="/dav/books/public/all/").ids
        assert 1 == len(client.report("C:addressbook-query", inner).ids)


def test_the_public_does_not_learn_that_something_it_may_not_see_changed(own):
    add_account(own.store, "alle", Audience.PUBLIC)
    everybody = replace(own, name="alle")
    before = everybody.sync(path="/dav/books/public/all/")
    tags = {href: props[f"{D}getetag"].text for href, props in before.found.items()}
    own.put(replace(HIDDEN, role="x"), replace(ANNA, phones=(ANNA.phones[0],)))
    own.remove(HIDDEN.id)
    own.book.load()
    after = everybody.sync(before.token, path="/dav/books/public/all/")

    assert set() == after.gone
    assert all(tags[href] == props[f"{D}getetag"].text for href, props in after.found.items())


def test_there_is_a_book_for_every_group_and_organisation_if_so_configured(tmp_path):
    terms = Terms("Kontakte", divisions=(Division.ALL, Division.GROUP, Division.ORGANISATION))
    with address_books(tmp_path, [ANNA, BERT, DESK, HIDDEN], terms) as client:
        listed = client.propfind("<displayname/><resourcetype/>", "/dav/books/internal/", depth="1").found
        books = {
            props[f"{D}displayname"].text: href
            for href, props in listed.items()
            if props[f"{D}resourcetype"].find(f"{C}addressbook") is not None
        }
        asyl = books["Asyl"]
        first = client.sync(path=asyl)
        client.put(replace(BERT, groups=()))
        second = client.sync(first.token, path=asyl)

        assert {"Kontakte", "Asyl", "Jugend", "Vertraulich", "Stadt <Muster> & Co", "Landratsamt"} == set(books)
        assert {ident(1), ident(2)} == set(first.ids)
        assert ({f"{asyl}{ident(2)}.vcf"}, []) == (second.gone, second.ids)
        assert 404 == client.ask("GET", f"{asyl}{ident(3)}.vcf").status_code


# Signing in


def test_only_the_app_password_of_a_device_opens_the_book_until_it_is_revoked(own):
    assert 401 == replace(own, secret="eigenes-passwort").ask("PROPFIND").status_code
    assert 401 == replace(own, name="berta").ask("PROPFIND").status_code
    assert 207 == own.ask("PROPFIND").status_code
    with own.store.write() as unit:
        unit.accounts.revoke("anna-1", unit.accounts.get("anna").created)
    own.session.get(own.url + "/healthz", timeout=5)
    authenticated = own.ask("PROPFIND", "/dav/")

    assert 207 == authenticated.status_code, "remembered until the roster's next look"
    assert 401 == replace(own, secret="falsch").ask("PROPFIND").status_code
    assert 401 == own.ask("PROPFIND").status_code


@pytest.mark.parametrize(
    "header", ["", "Basic", "Basic !!", "Basic YQ==", "Bearer x", "Basic " + "QQ==" * 3, "Basic /////w=="]
)
def test_odd_credentials_are_no_credentials(client, header):
    assert 401 == replace(client, name="").ask("PROPFIND", "/dav/", Authorization=header).status_code


def test_who_guesses_has_to_wait_and_a_known_device_does_not(own):
    assert 207 == own.ask("PROPFIND").status_code
    guesses = [replace(own, secret=f"falsch{number}").ask("PROPFIND") for number in range(6)]

    assert [401] * 5 + [429] == [one.status_code for one in guesses]
    assert int(guesses[-1].headers["Retry-After"]) >= 1
    assert 207 == own.ask("PROPFIND").status_code


def test_passwords_are_taken_over_tls_or_from_this_machine_only(tmp_path):
    identity = make_identity(tmp_path / "tls")
    with address_books(tmp_path, [ANNA], trusted=["127.0.0.1"]) as client:
        far = {"X_Forwarded_For": "192.0.2.7"}
        assert 403 == client.ask("PROPFIND", **far).status_code
        assert 403 == client.ask("PROPFIND", **far, X_Forwarded_Proto="http").status_code
        assert 207 == client.ask("PROPFIND", **far, X_Forwarded_Proto="https").status_code
    (tmp_path / "own").mkdir()
    with address_books(tmp_path / "own", [ANNA], cert=str(identity.certificate), key=str(identity.key)) as client:
        client.session.verify, client.session.trust_env = str(identity.ca), False
        assert 207 == client.ask("PROPFIND").status_code


def test_nobody_but_a_trusted_proxy_is_believed(client):
    assert 207 == client.ask("PROPFIND", X_Forwarded_For="192.0.2.7", X_Forwarded_Proto="http").status_code


# Hostile and odd requests


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><propfind xmlns="DAV:"><prop><x>&b;</x></prop></propfind>'
HOSTILE = {
    "entities": BOMB,
    "a document type": '<!DOCTYPE propfind SYSTEM "file:///etc/passwd"><propfind xmlns="DAV:"/>',
    "depth": '<propfind xmlns="DAV:"><prop>' + "<a>" * 5000 + "</a>" * 5000 + "</prop></propfind>",
    "elements": '<propfind xmlns="DAV:"><prop>' + "<a/>" * 210_000 + "</prop></propfind>",
    "half a document": '<propfind xmlns="DAV:"><prop>',
    "no XML": "hello",
    "another root": '<x xmlns="DAV:"/>',
    "an unknown encoding": '<?xml version="1.0" encoding="klingon"?><propfind xmlns="DAV:"/>',
    "control characters": '<propfind xmlns="DAV:">\x01</propfind>',
    "size": '<propfind xmlns="DAV:">' + " " * (9 * 1024 * 1024) + "</propfind>",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_body_is_refused_and_others_are_served(client, kind):
    for method in ("PROPFIND", "REPORT"):
        answer = client.ask(method, body=HOSTILE[kind])
        assert answer.status_code in {400, 403}, answer.text
        assert 400 == answer.status_code or "another root" == kind
    assert 207 == client.ask("PROPFIND", Depth="0").status_code


def test_a_whole_tree_is_refused(client):
    answer = client.ask("PROPFIND", "/dav/", Depth="infinity")

    assert (403, True) == (answer.status_code, "propfind-finite-depth" in answer.text)


@pytest.mark.parametrize(
    "path",
    [
        "/dav/../../etc/passwd",
        "/dav/%2e%2e/x",
        "/dav/books/internal/all/..%2f..%2fx.vcf",
        "/dav/books/internal/all/%00.vcf",
        "/dav/%ff",
        "/dav/books/" + "a/" * 500,
    ],
)
def test_an_odd_path_leads_nowhere(client, path):
    request = requests.Request("GET", client.url, auth=(client.name, client.secret)).prepare()
    request.url = client.url + path

    assert client.session.send(request, timeout=5).status_code in {404, 307}


def test_reports_that_are_not_here_are_refused_by_name(client):
    for path, body in (
        ("/dav/", '<sync-collection xmlns="DAV:"/>'),
        ("/dav/books/internal/all/", '<expand-property xmlns="DAV:"/>'),
    ):
        answer = client.ask("REPORT", path, body)
        assert (403, True) == (answer.status_code, "<d:supported-report/>" in answer.text)


# Setting up devices


def test_the_profile_sets_up_an_apple_device(client):
    answer = client.ask("GET", "/devices/contacts.mobileconfig?name=anna")
    profile = plistlib.loads(answer.content)
    (account,) = profile["PayloadContent"]

    assert "application/x-apple-aspen-config" == answer.headers["Content-Type"]
    assert ("Configuration", 1, "com.apple.carddav.account", "anna") == (
        profile["PayloadType"], profile["PayloadVersion"], account["PayloadType"], account["CardDAVUsername"],
    )  # fmt: skip
    assert client.url == f"http://{account['CardDAVHostName']}:{account['CardDAVPort']}"
    assert 207 == client.ask("PROPFIND", account["CardDAVPrincipalURL"], Depth="0").status_code
    assert "CardDAVPassword" not in account
    assert profile["PayloadUUID"] != account["PayloadUUID"]


def test_the_page_tells_in_two_languages_how_to_set_up_a_device(tmp_path):
    with address_books(tmp_path, terms=Terms("Kontakte & mehr", url="https://kontakte.musterstadt.example/")) as client:
        page = client.ask("GET", "/devices?name=anna").text

        assert "https://kontakte.musterstadt.example/dav/" in page
        assert 'lang="de"' in page
        assert 'lang="en"' in page
        assert "Kontakte &amp; mehr" in page
        assert "<svg" in page
        assert "contacts.mobileconfig?name=anna" in page
        assert 404 == client.ask("GET", "/devices?name=<script>").status_code
        assert b"kontakte.musterstadt.example" in client.ask("GET", "/devices/contacts.mobileconfig").content
