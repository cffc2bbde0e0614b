"""The LDAP target on a real 389 Directory Server: no transactions, no entryCSN, another mind about names and classes."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import syncsvc.exports.ldap as target
from syncsvc.formats.ldap import ldif
from syncsvc.model.canonical import Link
from syncsvc.model.contact import Kind
from syncsvc.model.digest import digest
from tests.servers.dirsrv import Dirsrv
from tests.unit.exports.ldap_target import IDENTS, Keeper, export_on, person
from tests.unit.formats.ldap_contacts import contacts

pytestmark = pytest.mark.dirsrv


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    server = Dirsrv(tmp_path_factory.mktemp("dirsrv"))
    shutil.copy(Path(target.__file__).parent / "schema" / "99syncsvc.ldif", server.folder / "schema")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(shared):
    yield shared
    shared.client("ldapdelete", "-r", f"ou=contacts,{shared.suffix}")


@pytest.fixture(params=["extensibleObject", "syncsvcContact"])
def keeper(request, server, tmp_path):
    return Keeper(export_on(server, tmp_path, auxiliary=request.param))


def read(server, number, folder="people"):
    name = f"uid={IDENTS[number]},ou={folder},ou=contacts,{server.suffix}"
    return server.client("ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-s", "base", "-b", name).stdout.decode()


EVERYBODY = [
    person(1, phones=()),
    person(2, "Groß, Müller + Söhne"),
    person(3, "", kind=Kind.FUNCTION),
    person(4, "", kind=Kind.ORGANISATION),
    person(5, "", kind=Kind.GROUP, links=(Link("member", IDENTS[1]), Link("member", IDENTS[3], Kind.FUNCTION))),
]


def test_what_it_was_given_it_gives_back_and_is_not_given_again(server, keeper):
    first = keeper.run(EVERYBODY)
    kept = Keeper(keeper.export)
    again, forgotten = keeper.run(EVERYBODY), kept.run(EVERYBODY)

    assert (first.written, first.issues) == (True, ())
    assert (again.written, forgotten.written) == (False, False)
    assert keeper.export.survey("") == {key: ldif_digest(content) for key, content in keeper.former.items()}


def test_changes_removals_and_moves_reach_it(server, keeper):
    keeper.run(EVERYBODY)
    after = [person(1, role="Leitung"), replace(EVERYBODY[1], kind=Kind.FUNCTION), replace(EVERYBODY[4], links=())]

    delivery = keeper.run(after)

    assert delivery.issues == ()
    assert "title: Leitung" in read(server, 1)
    assert (read(server, 2), "Groß" in read(server, 2, "functions")) == ("", False)
    assert len(keeper.export.survey("") or ()) == 3


def test_what_others_changed_is_put_right(server, keeper):
    keeper.run(EVERYBODY)
    name = f"uid={IDENTS[1]},ou=people,ou=contacts,{server.suffix}"
    # Its stamps are whole seconds, but a removed value is another content whatever the stamp says.
    server.client("ldapmodify", stdin=f"dn: {name}\nchangetype: delete\n".encode())

    delivery = keeper.run(EVERYBODY)

    assert delivery.written
    assert "cn: Antje Wiesner" in read(server, 1)


def test_one_refused_entry_is_an_issue_and_the_rest_goes_in(server, keeper):
    broken = person(7)
    keeper.export.render, real = lambda contact: _spoilt(real(contact), contact is broken), keeper.export.render

    delivery = keeper.run([*EVERYBODY, broken, *(person(number) for number in range(10, 40))])

    assert delivery.refused == (broken.id,)
    assert len(keeper.export.survey("") or ()) == 35


def _spoilt(entry, spoil):
    return entry._replace(content=entry.content.replace(b"sn: ", b"noSuchAttribute: ")) if spoil else entry


def ldif_digest(content):
    return digest(ldif.record(ldif.parse(content)))


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(found=st.lists(contacts, min_size=1, max_size=8, unique_by=lambda contact: contact.id.lower()))
def test_whatever_a_contact_holds_it_is_taken_and_recognised(server, tmp_path_factory, found):
    keeper = Keeper(export_on(server, tmp_path_factory.mktemp("export")))

    keeper.receipt = '{"context": "", "state": ""}'
    delivery = keeper.run(found)
    again = keeper.run(found)

    assert delivery.issues == ()
    assert not again.written
