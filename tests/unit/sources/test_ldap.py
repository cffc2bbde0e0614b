"""LDAP sources against a real slapd, with TLS, and shapes of Active Directory."""

import uuid

import pytest

from syncsvc.errors import SourceIncomplete, SourceRejected, SourceUnavailable
from syncsvc.formats.ldap import person_fields
from syncsvc.settings import Surroundings
from syncsvc.sources.ldap import LdapSettings
from tests.servers.slapd import Slapd

pytestmark = pytest.mark.slapd
BASE = "ou=people,dc=musterstadt,dc=example"
TREE = f"""dn: dc=musterstadt,dc=example
objectClass: organization
objectClass: dcObject
o: Stadt Musterstadt
dc: musterstadt

dn: {BASE}
objectClass: organizationalUnit
ou: people

dn: uid=1,{BASE}
objectClass: inetOrgPerson
cn: Antje Wiesner
givenName: Antje
sn: Wiesner
o: Stadt Musterstadt
ou: Amt für Soziales
title: Koordination
telephoneNumber: +49 30 23125124
telephoneNumber: +49 30 23125125
mobile: +49 176 04069047
mail: a.wiesner@musterstadt.example
roomNumber: 1.01
jpegPhoto:: /9j/AAAA

dn: cn=Sekretariat,{BASE}
objectClass: organizationalRole
cn: Sekretariat
telephoneNumber: +49 30 23125100

dn: cn=AK,{BASE}
objectClass: groupOfNames
cn: AK Asyl
member: uid=1,{BASE}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Slapd(
        tmp_path_factory.mktemp("slapd"),
        limits="sizelimit size.soft=2 size.hard=2 size.prtotal=unlimited",
        access="access to * by users read by * read",
    ).start()
    assert server.client("ldapadd", stdin=TREE.encode()).returncode == 0
    yield server
    server.stop()


def source(server, **given):
    settings = {"url": server.url, "base": BASE, **given}
    return LdapSettings(kind="ldap", name="stadt", **settings).open(Surroundings(base=server.folder))


def by_name(snapshot):
    return {record.first("name"): record for record in snapshot.records}


def test_people_functions_and_groups_are_read_page_by_page(server):
    snapshot = source(server, page_size=1).fetch(())

    found = by_name(snapshot)
    assert {"Antje Wiesner", "Sekretariat", "AK Asyl"} == set(found)
    antje = found["Antje Wiesner"]
    assert [("+49 30 23125124", "work"), ("+49 30 23125125", "work"), ("+49 176 04069047", "cell")] == [
        (one.value, one.label) for one in antje.all("phone")
    ]
    assert ("Antje", "Wiesner", "Amt für Soziales", "Koordination", "1.01") == tuple(
        antje.first(name) for name in ("given", "family", "unit", "role", "room")
    )
    assert "" == antje.first("photo")
    assert "function" == found["Sekretariat"].first("kind")
    assert ("group", antje.ref.key) == (found["AK Asyl"].first("kind"), found["AK Asyl"].first("member"))


def test_pictures_come_when_asked_for(server):
    found = by_name(source(server, photos=True).fetch(()))

    assert "data:image/jpeg;base64,/9j/AAAA" == found["Antje Wiesner"].first("photo")


def test_attributes_can_be_given_another_meaning(server):
    found = by_name(source(server, attributes={"roomNumber": "responsibility"}).fetch(()))

    assert "1.01" == found["Antje Wiesner"].first("responsibility")


def test_only_what_changed_is_read_again(server):
    first = source(server).fetch(())
    assert source(server).fetch(first.memory).unchanged

    change = f"dn: uid=1,{BASE}\nchangetype: modify\nreplace: title\ntitle: Leitung\n"
    assert server.client("ldapmodify", stdin=change.encode()).returncode == 0
    second = source(server).fetch(first.memory)

    assert ["Leitung"] == [record.first("role") for record in second.records]
    assert {record.ref.key for record in first.records} == {
        *second.kept,
        *(record.ref.key for record in second.records),
    }
    assert source(server).fetch(second.memory).unchanged
    assert server.client("ldapmodify", stdin=change.replace("Leitung", "Koordination").encode()).returncode == 0


def test_tls_is_verified(server):
    assert source(server, url=f"ldaps://localhost:{server.tls_port}", ca_file=str(server.identity.ca)).fetch(()).records
    assert (
        source(server, url=f"ldap://localhost:{server.port}", starttls=True, ca_file=str(server.identity.ca))
        .fetch(())
        .records
    )
    with pytest.raises(SourceRejected, match="certificate"):
        source(server, url=f"ldaps://localhost:{server.tls_port}").fetch(())


def test_a_wrong_password_is_rejected_and_not_told(server, monkeypatch):
    monkeypatch.setenv("LDAP_WORD", "hunter2")

    with pytest.raises(SourceRejected) as error:
        source(server, bind_dn=server.admin, password_env="LDAP_WORD").fetch(())

    assert "hunter2" not in f"{error.value} {error.value.hint}"


@pytest.mark.parametrize("given", [{"base": "ou=nowhere,dc=musterstadt,dc=example"}, {"filter": "(broken"}])
def test_a_base_that_is_not_there_and_a_filter_that_is_none_are_rejected(server, given):
    with pytest.raises(SourceRejected):
        source(server, **given).fetch(())


def test_nobody_there_is_unavailable(server):
    with pytest.raises(SourceUnavailable):
        source(server, url="ldap://127.0.0.1:9").fetch(())


def test_a_limit_of_the_server_is_an_error_and_never_a_short_list(tmp_path):
    server = Slapd(tmp_path / "limited", limits="limits * size.soft=2 size.hard=2").start()
    try:
        assert server.client("ldapadd", stdin=TREE.encode()).returncode == 0
        with pytest.raises(SourceIncomplete):
            source(server, page_size=1).fetch(())
    finally:
        server.stop()


def test_a_referral_is_an_error_and_never_a_short_list(tmp_path):
    server = Slapd(tmp_path / "referring").start()
    try:
        elsewhere = f"\ndn: ou=elsewhere,{BASE}\nobjectClass: referral\nobjectClass: extensibleObject\nou: elsewhere\nref: ldap://127.0.0.1:9/dc=x\n"
        assert server.client("ldapadd", stdin=(TREE + elsewhere).encode()).returncode == 0
        with pytest.raises(SourceIncomplete, match="refers"):
            source(server).fetch(())
    finally:
        server.stop()


GUID = uuid.UUID("6f2d1c1e-5a0b-4c57-9a3e-0d7c1b5f9031")
USER = {
    "objectclass": [b"top", b"person", b"organizationalPerson", b"user"],
    "objectguid": [GUID.bytes_le],
    "displayname": ["Groß, Jörg".encode()],
    "givenname": ["Jörg".encode()],
    "sn": ["Groß".encode()],
    "company": [b"Landratsamt Musterkreis"],
    "department": [b"Fachbereich Migration"],
    "title": [b"Fachbereichsleiter"],
    "telephonenumber": [b"069 90009-200"],
    "physicaldeliveryofficename": [b"A 1.01"],
    "streetaddress": [b"Hindenburgstr. 40"],
    "useraccountcontrol": [b"512"],
}


def test_a_user_of_active_directory_is_understood_by_default():
    found = {field.name: field.value for field in person_fields.fields(USER, person_fields.DEFAULTS, {})}

    assert {
        "name": "Groß, Jörg",
        "organisation": "Landratsamt Musterkreis",
        "unit": "Fachbereich Migration",
        "role": "Fachbereichsleiter",
        "room": "A 1.01",
        "street": "Hindenburgstr. 40",
    }.items() <= found.items()
    assert str(GUID) == person_fields.key(USER, "cn=x")
    assert not person_fields.disabled(USER)
    assert person_fields.disabled({**USER, "useraccountcontrol": [b"514"]})
