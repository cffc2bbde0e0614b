"""The directory server: what clients ask, and what they get."""

import itertools
import socket
import time
from datetime import UTC, datetime

import ldap3
import pytest
from argon2 import PasswordHasher

from syncsvc.formats.ldap import ber, messages
from syncsvc.model.audience import Audience
from syncsvc.model.contact import Kind
from syncsvc.serve.book import Book
from syncsvc.serve.directory import DirectoryServer
from syncsvc.store import open_store
from syncsvc.store.accounts import Account, Role
from tests.builders import a_canonical, a_name, a_phone, an_email
from tests.unit.serve.directory_clients import SUFFIX, connected, directory, found

MUELLER = a_canonical(
    "00000000-0000-4000-8000-000000000001",
    name=a_name("Jörg", "Müller-Groß"),
    organisation="Stadt Musterstadt",
    role="Pressestelle",
    phones=(
        a_phone("+4971419103124"),
        a_phone("+4917604069012", "cell", Audience.INTERNAL),
        a_phone("+4971419103199", "fax"),
    ),
    emails=(an_email("j.mueller-gross@musterstadt.example"),),
)
WIESNER = a_canonical("00000000-0000-4000-8000-000000000002", phones=(a_phone("+493023125124"),), emails=(an_email(),))
DESK = a_canonical(
    "00000000-0000-4000-8000-000000000003",
    kind=Kind.FUNCTION,
    name=a_name("", "", display="Bürgerbüro"),
    organisation="Stadt Musterstadt",
)
HIDDEN = a_canonical("00000000-0000-4000-8000-000000000004", name=a_name("Ilse", "Geheim"), audience=Audience.INTERNAL)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with directory(tmp_path_factory.mktemp("directory"), [MUELLER, WIESNER, DESK, HIDDEN]) as (port, store, running):
        with store.write() as unit:
            account = Account(
                "antje",
                PasswordHasher().hash("richtig"),
                Role.VIEWER,
                Audience.INTERNAL,
                datetime(2026, 1, 1, tzinfo=UTC),
            )
            unit.accounts.put(account)
        yield port, store, running


CLIENT_FILTERS = {
    "thunderbird": "(|(cn=*{w}*)(mail=*{w}*)(givenName=*{w}*)(sn=*{w}*))",
    "thunderbird quick search": "(|(cn=*{w}*)(givenName=*{w}*)(sn=*{w}*)(mozillaNickname=*{w}*)(mail=*{w}*)(mozillaSecondEmail=*{w}*)(o=*{w}*)(ou=*{w}*)(title=*{w}*)(mozillaWorkUrl=*{w}*)(mozillaHomeUrl=*{w}*)(description=*{w}*))",
    "outlook": "(&(|(mail={w}*)(cn={w}*)(sn={w}*)(givenName={w}*)(displayName={w}*)))",
    "apple": "(|(givenname={w}*)(sn={w}*)(cn={w}*)(mail={w}*))",
    "evolution": "(|(cn=*{w}*)(givenName=*{w}*)(sn=*{w}*)(mobile=*{w}*)(facsimileTelephoneNumber=*{w}*)(internationaliSDNNumber=*{w}*)(pager=*{w}*)(o=*{w}*)(roomNumber=*{w}*)(title=*{w}*)(labeledURI=*{w}*)(description=*{w}*))",
    "roundcube": "(&(|(mail=*{w}*)(cn=*{w}*)))",
    "sogo": "(|(sn=*{w}*)(displayname=*{w}*)(cn=*{w}*))",
    "yealink": "(|(cn={w}*)(sn={w}*))",
    "snom": "(&(telephoneNumber=*)(sn={w}*))",
    "gigaset, grandstream": "(|(cn={w}*)(sn={w}*))",
}


@pytest.mark.parametrize("client", CLIENT_FILTERS)
@pytest.mark.parametrize("word", ["Mül", "mue", "MULLER", "mueller-g", "müller gro"])
def test_the_filter_of_a_client_finds_a_name_in_every_spelling(server, client, word):
    if "roundcube" in client and word in {"MULLER"}:
        word = "mul"

    assert ["Jörg Müller-Groß"] == found(server[0], CLIENT_FILTERS[client].format(w=word))


@pytest.mark.parametrize(
    "condition",
    [
        "(telephoneNumber=07141 9103124)", "(telephoneNumber=+497141 9103124)", "(telephoneNumber=00497141/9103-124)",
        "(telephoneNumber=+49 \\280\\29 7141 9103124)", "(telephoneNumber=9103124)", "(telephoneNumber=07141910*)", "(telephoneNumber=*9103*)",
        "(|(telephoneNumber=07141910*)(mobile=07141910*)(ipPhone=07141910*))", "(&(telephoneNumber=+497141*)(sn=*))", "(fax=07141 9103199)",
    ],
)  # fmt: skip
def test_a_caller_is_found_by_the_number_in_every_notation(server, condition):
    assert ["Jörg Müller-Groß"] == found(server[0], condition)


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ("(&(objectClass=inetOrgPerson)(!(mail=*)))", ["Bürgerbüro"]),
        ("(!(unheardOf=x))", []),
        ("(|(unheardOf=x)(sn=Wiesner))", ["Antje Wiesner"]),
        ("(cn:caseExactMatch:=Antje Wiesner)", ["Antje Wiesner"]),
        ("(cn:caseExactMatch:=antje wiesner)", []),
        ("(ou:dn:=functions)", ["Bürgerbüro"]),
        ("(cn:1.2.3:=x)", []),
        ("(modifyTimestamp>=20260101000000Z)", ["Antje Wiesner", "Bürgerbüro", "Jörg Müller-Groß"]),
        ("(modifyTimestamp<=20260101000000Z)", []),
        ("(entryUUID=00000000-0000-4000-8000-000000000002)", ["Antje Wiesner"]),
        ("(cn=an*je*ner)", ["Antje Wiesner"]),
        ("(cn=an*ner*je)", []),
    ],
)
def test_filters_know_three_values(server, condition, names):
    assert names == found(server[0], condition)


def test_an_empty_base_and_every_scope_work(server):
    port = server[0]

    assert 3 == len(found(port, "(cn=*)", base=""))
    assert 2 == len(found(port, "(cn=*)", base=f"ou=people,{SUFFIX}", search_scope=ldap3.LEVEL))
    assert [] == found(port, "(cn=*)", base=f"ou=people,{SUFFIX}", search_scope=ldap3.BASE)
    assert ["Antje Wiesner"] == found(
        port, "(cn=*)", base=f"UID={WIESNER.id}, ou=People,{SUFFIX}", search_scope=ldap3.BASE
    )
    with connected(port) as connection:
        connection.search(f"uid=nobody,ou=people,{SUFFIX}", "(cn=*)")
        assert (32, f"ou=people,{SUFFIX}") == (connection.result["result"], connection.result["dn"])


def test_the_circle_decides_what_is_seen(server):
    port = server[0]

    assert [] == found(port, "(sn=Geheim)")
    assert [] == found(port, "(mobile=*)")
    with connected(port, f"uid=antje,{SUFFIX}", "richtig") as connection:
        connection.search(SUFFIX, "(|(sn=Geheim)(mobile=017604069012))", attributes=["mobile"])
        assert 2 == len(connection.response)
        assert "u:antje" == connection.extend.standard.who_am_i()


def test_a_wrong_password_is_refused_and_many_are_throttled(tmp_path):
    codes = []
    with directory(tmp_path, []) as (port, _, _):
        server = ldap3.Server("127.0.0.1", port, get_info=ldap3.NONE)
        for _ in range(7):
            connection = ldap3.Connection(server, "uid=nobody,o=x", "falsch")
            connection.bind()
            codes.append(connection.result["result"])
            connection.unbind()
    assert (49, 51) == (codes[0], codes[-1])


def test_limits_pages_and_order(server):
    with connected(server[0]) as connection:
        connection.search(SUFFIX, "(cn=*)", size_limit=2)
        assert (4, 2) == (connection.result["result"], len(connection.response))
        pages = connection.extend.standard.paged_search(SUFFIX, "(cn=*)", paged_size=2, generator=False)
        assert 3 == len({one["dn"] for one in pages})
        order = ber.sequence([ber.sequence([ber.octets("sn")])])
        connection.search(SUFFIX, "(cn=*)", attributes=["sn"], controls=[("1.2.840.113556.1.4.473", True, order)])
        assert ["Bürgerbüro", "Müller-Groß", "Wiesner"] == [one["attributes"]["sn"][0] for one in connection.response]
        connection.search(SUFFIX, "(cn=*)", controls=[("1.2.3.4", True, b"")])
        assert 12 == connection.result["result"]


def test_attributes_are_given_as_asked_for(server):
    with connected(server[0]) as connection:
        for asked, names in (
            (["1.1"], set()), (["SN"], {"sn"}), (["entryUUID"], {"entryUUID"}),
        ):  # fmt: skip
            connection.search(SUFFIX, "(sn=mueller gross)", attributes=asked)
            assert names == set(connection.response[0]["attributes"])
        connection.search(SUFFIX, "(sn=wiesner)", attributes=["sn"], types_only=True)
        assert [("sn", [])] == [(name, values or []) for name, values in connection.response[0]["attributes"].items()]


def test_writes_are_refused(server):
    with connected(server[0]) as connection:
        connection.delete(f"uid={WIESNER.id},ou=people,{SUFFIX}")
        assert 53 == connection.result["result"]


def test_a_change_is_visible_within_a_second(tmp_path):
    with directory(tmp_path, [WIESNER]) as (port, store, _):
        with store.write() as unit:
            unit.directory.put([MUELLER], datetime(2026, 1, 3, tzinfo=UTC))
            unit.directory.remove([WIESNER.id], datetime(2026, 1, 3, tzinfo=UTC))
        deadline = time.monotonic() + 1
        while found(port, "(cn=*)") != ["Jörg Müller-Groß"]:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def nested(depth):
    inner = messages.present("cn")
    for _ in range(depth):
        inner = ber.tlv(0xA2, inner)
    return messages.request(1, messages.search(SUFFIX, 2, inner, ()))


@pytest.mark.parametrize(
    "sent",
    [b"\x00\x01\x02", b"\x30\x84\xff\xff\xff\xff", b"\x30\x80", b"\x30\x03\x02\x01", nested(10_000), b"GET / HTTP/1.0\r\n\r\n", bytes(300_000),
     messages.request(1, b"\x63\x02\x04\x00"), messages.request(1, b"\x7f\x00")],
    ids=range(9),
)  # fmt: skip
def test_hostile_bytes_hurt_nobody_else(server, sent):
    with socket.create_connection(("127.0.0.1", server[0]), 5) as hostile:
        hostile.sendall(sent)
        assert ["Antje Wiesner"] == found(server[0], "(sn=Wiesner)")


def test_requests_that_come_all_at_once_are_all_answered(server):
    search = messages.search(SUFFIX, 2, messages.equals("sn", "Wiesner"), ("cn",))
    with socket.create_connection(("127.0.0.1", server[0]), 5) as wire:
        wire.sendall(b"".join(messages.request(number, search) for number in range(1, 301)))
        buffer, done = b"", []
        while len(done) < 300:
            buffer += wire.recv(65536)
            while buffer and (end := messages.split(buffer, 0)):
                reply = messages.reply(buffer[:end])
                buffer = buffer[end:]
                done += [reply.message] if reply.tag == messages.DONE else []
    assert list(range(1, 301)) == done


def test_what_was_asked_before_is_answered_under_the_number_of_who_asks_now(server):
    search = messages.search(SUFFIX, 2, messages.present("mail"), ("cn", "mail"))
    numbers = [1, 2, 127, 128, 5, 300, 70_000, 129, 0x7FFFFFFF, 300]
    with socket.create_connection(("127.0.0.1", server[0]), 5) as wire:
        replies = [_replies(wire, messages.request(number, search)) for number in numbers]
    for number, answer in zip(numbers, replies, strict=True):
        assert {number} == {reply.message for reply in answer}
        assert [(one.dn, one.attributes) for one in replies[0]] == [(one.dn, one.attributes) for one in answer]
    assert 3 == len(replies[0])


def _replies(wire, request):
    wire.sendall(request)
    buffer, replies = b"", []
    while not replies or replies[-1].tag != messages.DONE:
        buffer += wire.recv(65536)
        while buffer and (end := messages.split(buffer, 0)):
            replies.append(messages.reply(buffer[:end]))
            buffer = buffer[end:]
    return replies


MANY = [
    a_canonical(f"00000000-0000-4000-8000-{number:012d}", name=a_name("Antje", f"Wiesner{number}"))
    for number in range(2_000)
]


def test_a_search_that_is_abandoned_ends_without_a_result_and_the_next_request_is_answered(tmp_path):
    everything = messages.search(SUFFIX, 2, messages.present("cn"), ("*", "+"))
    one = messages.search(SUFFIX, 2, messages.equals("sn", "Wiesner7"), ("cn",))
    abandon = ber.sequence((ber.integer(2), ber.integer(1, 0x50)))
    with (
        directory(tmp_path, MANY) as (port, _, _),
        socket.create_connection(("127.0.0.1", port), 10) as wire,
    ):
        replies = _replies(wire, messages.request(1, everything) + abandon + messages.request(3, one))

    assert 3 == replies[-1].message
    assert [(3, messages.ENTRY), (3, messages.DONE)] == [(one.message, one.tag) for one in replies[-2:]]
    abandoned = [one.tag for one in replies[:-2]]
    assert {messages.ENTRY} >= set(abandoned)
    assert len(abandoned) < 1_500


def test_a_search_that_takes_too_long_gives_what_it_has_found_till_then(tmp_path):
    ticks = itertools.count()
    with (
        directory(tmp_path, MANY, clock=lambda: next(ticks) / 10) as (port, _, _),
        connected(port) as connection,
    ):
        connection.search(SUFFIX, "(objectClass=person)", attributes=["cn"], time_limit=1)
        result, found = connection.result["result"], len(connection.response)
        connection.search(SUFFIX, "(sn=Wiesner7)", attributes=["cn"], time_limit=1)

        assert ldap3.core.results.RESULT_TIME_LIMIT_EXCEEDED == result
        assert 0 < found < 2_000
        assert 1 == len(connection.response)


def test_until_the_directory_is_read_nothing_is_said_about_it(tmp_path):
    store = open_store(f"sqlite:///{tmp_path}/directory.sqlite", tmp_path)
    book = Book(store, [Audience.PUBLIC], suffix=SUFFIX)
    server = DirectoryServer(book, store, suffix=SUFFIX)
    listener = socket.create_server(("127.0.0.1", 0))
    server.listen(listener)
    server.start()
    try:
        with connected(listener.getsockname()[1]) as connection:
            connection.search(SUFFIX, "(cn=*)")
            assert 52 == connection.result["result"]
            book.start(wait=10)
            connection.search(SUFFIX, "(objectClass=*)")
            assert 0 == connection.result["result"]
    finally:
        server.stop()
        book.stop()
        store.close()
