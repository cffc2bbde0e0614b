"""Clients that others wrote: OpenLDAP's tools, ldap3 and python-ldap, in the clear and with TLS."""

import base64
import gc
import json
import ssl
import subprocess
from datetime import UTC, datetime

import ldap3
import pytest
from argon2 import PasswordHasher

from syncsvc.model.audience import Audience
from syncsvc.store.accounts import Account, Role
from tests.builders import a_canonical, a_name, a_phone, an_email
from tests.servers.slapd import make_identity
from tests.unit.serve.directory_clients import SUFFIX, secured

CONTACTS = [
    a_canonical(
        f"00000000-0000-4000-8000-{number:012d}",
        name=a_name(given, family),
        phones=(a_phone(f"+4930231251{number:02d}"), a_phone(f"+49176040690{number:02d}", "cell", Audience.INTERNAL)),
        emails=(an_email(f"{given.lower()}@musterstadt.example"),),
    )
    for number, (given, family) in enumerate(
        [("Antje", "Wiesner"), ("Boris", "Albers"), ("Cem", "Öztürk"), ("Dana", "Müller"), ("Emre", "Conradt")]
    )
]
SORTED = ["Albers", "Conradt", "Müller", "Öztürk", "Wiesner"]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """(port, port with TLS, the authority's certificate)."""
    folder = tmp_path_factory.mktemp("clients")
    identity = make_identity(folder / "tls")
    with secured(folder, CONTACTS, identity) as (port, tls_port, store):
        with store.write() as unit:
            hashed = PasswordHasher().hash("richtig")
            unit.accounts.put(
                Account("antje", hashed, Role.VIEWER, Audience.INTERNAL, datetime(2026, 1, 1, tzinfo=UTC))
            )
        yield port, tls_port, identity.ca


def tool(server, name, *words, tls=False, expect=0):
    """What one of OpenLDAP's tools prints."""
    url = f"ldaps://localhost:{server[1]}" if tls else f"ldap://localhost:{server[0]}"
    done = subprocess.run(
        [name, "-x", "-H", url, *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        stdin=subprocess.DEVNULL,
        env={"LDAPTLS_CACERT": str(server[2]), "PATH": "/usr/bin:/bin"},
    )
    assert expect == done.returncode, done.stdout + done.stderr
    return done.stdout + done.stderr


def surnames(text):
    """In the order in which they came."""
    found = []
    for line in text.splitlines():
        if line.startswith("sn:: "):
            found.append(base64.b64decode(line[5:]).decode())
        elif line.startswith("sn: "):
            found.append(line[4:])
    return found


SEARCH = ("ldapsearch", "-LLL", "-b", SUFFIX)


@pytest.mark.slapd
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("-E", "pr=2/noprompt"), set(SORTED)),
        (("-E", "!sss=sn"), SORTED),
        (("-E", "!sss=-sn"), SORTED[::-1]),
        (("-E", "!sss=sn", "-E", "pr=2/noprompt"), SORTED),
        (("-a", "always"), set(SORTED)),
    ],
    ids=["pages", "order", "order-reversed", "order-in-pages", "aliases"],
)  # fmt: skip
def test_ldapsearch_gets_pages_and_order(server, options, expected):
    got = surnames(tool(server, *SEARCH, *options, "(sn=*)", "sn"))

    assert expected == (set(got) if isinstance(expected, set) else got)


@pytest.mark.slapd
def test_ldapsearch_over_tls_of_both_kinds(server):
    assert {"Wiesner"} == set(surnames(tool(server, *SEARCH, "-ZZ", "(sn=wiesner)", "sn")))
    assert {"Wiesner"} == set(surnames(tool(server, *SEARCH, "(sn=wiesner)", "sn", tls=True)))


@pytest.mark.slapd
def test_limits_give_what_was_found_till_then(server):
    assert 2 == len(surnames(tool(server, *SEARCH, "-z", "2", "(sn=*)", "sn", expect=4)))


@pytest.mark.slapd
def test_openldaps_tools_sign_in_are_told_who_they_are_and_may_not_write(server):
    signed_in = ("-D", f"uid=antje,{SUFFIX}", "-w", "richtig")

    assert "u:antje" in tool(server, "ldapwhoami", *signed_in)
    assert "anonymous" in tool(server, "ldapwhoami")
    assert "mobile: +4917604069000" in tool(server, *SEARCH, *signed_in, "(sn=wiesner)")
    assert "mobile" not in tool(server, *SEARCH, "(sn=wiesner)")
    assert "Invalid credentials (49)" in tool(server, "ldapwhoami", "-D", "antje", "-w", "falsch", expect=49)
    assert "(53)" in tool(server, "ldapdelete", *signed_in, f"uid={CONTACTS[0].id},ou=people,{SUFFIX}", expect=53)
    assert "(53)" in tool(server, "ldapcompare", f"uid={CONTACTS[0].id},ou=people,{SUFFIX}", "sn:Wiesner", expect=53)
    assert "(12)" in tool(server, *SEARCH, "-e", "!1.2.3.4", "(sn=*)", expect=12)


@pytest.mark.slapd
def test_the_root_and_the_schema_can_be_read_before_a_sign_in(server):
    root = tool(server, "ldapsearch", "-LLL", "-b", "", "-s", "base", "(objectClass=*)", "+", "*")
    schema = tool(
        server, "ldapsearch", "-LLL", "-b", "cn=Subschema", "-s", "base", "(objectClass=subschema)", "attributeTypes"
    )

    for fact in (
        f"namingContexts: {SUFFIX}",
        "supportedLDAPVersion: 3",
        "1.3.6.1.4.1.1466.20037",
        "1.2.840.113556.1.4.319",
    ):
        assert fact in root
    assert "telephoneNumber" in schema


@pytest.mark.filterwarnings(
    "ignore:ssl.match_hostname:DeprecationWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_ldap3_reads_the_schema_and_pages_over_tls(server):
    trust = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=str(server[2]))
    machine = ldap3.Server("localhost", server[1], use_ssl=True, tls=trust, get_info=ldap3.ALL)
    with ldap3.Connection(
        machine, f"uid=antje,{SUFFIX}", "richtig", auto_bind=True, raise_exceptions=True
    ) as connection:
        found = connection.extend.standard.paged_search(
            SUFFIX, "(sn=*)", attributes=["sn", "mobile"], paged_size=2, generator=False
        )
        assert 5 == len({one["dn"] for one in found})
        assert all(one["attributes"]["mobile"] for one in found)
    assert "telephoneNumber" in machine.schema.attribute_types
    assert [SUFFIX] == machine.info.naming_contexts
    # ldap3 leaves the socket it wrapped to the collector, which complains; let it do so here.
    del connection, machine
    gc.collect()


PYTHON_LDAP = """
import json, sys, ldap
from ldap.controls import SimplePagedResultsControl
plain, secure, authority, suffix = sys.argv[1:]
ldap.set_option(ldap.OPT_X_TLS_CACERTFILE, authority)
told = {}
connection = ldap.initialize(f"ldap://localhost:{plain}")
connection.start_tls_s()
connection.simple_bind_s(f"uid=antje,{suffix}", "richtig")
told["who"] = connection.whoami_s()
control, names = SimplePagedResultsControl(True, size=2, cookie=""), []
while True:
    number = connection.search_ext(suffix, ldap.SCOPE_SUBTREE, "(sn=*)", ["sn"], serverctrls=[control])
    _, entries, _, controls = connection.result3(number)
    names += [values["sn"][0].decode() for _, values in entries]
    control.cookie = controls[0].cookie
    if not control.cookie:
        break
told["names"] = sorted(names)
try:
    connection.delete_s(f"uid=x,ou=people,{suffix}")
except ldap.UNWILLING_TO_PERFORM:
    told["delete"] = "unwilling"
other = ldap.initialize(f"ldaps://localhost:{secure}")
told["caller"] = [values["sn"][0].decode() for _, values in other.search_s(suffix, ldap.SCOPE_SUBTREE, "(telephoneNumber=030 23125-100)")]
try:
    other.simple_bind_s("antje", "falsch")
except ldap.INVALID_CREDENTIALS:
    told["wrong"] = "refused"
print(json.dumps(told))
"""


@pytest.mark.pythonldap
def test_python_ldap_does_all_of_it(server):
    done = subprocess.run(
        ["/usr/bin/python3", "-c", PYTHON_LDAP, *map(str, server), SUFFIX],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert "" == done.stderr
    expected = {
        "who": "u:antje",
        "names": sorted(SORTED),
        "delete": "unwilling",
        "caller": ["Wiesner"],
        "wrong": "refused",
    }
    assert expected == json.loads(done.stdout)
