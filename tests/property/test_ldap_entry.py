"""Whatever a contact holds, a strict slapd takes its entry, and gives back what was written."""

import ldap3
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from syncsvc.formats.ldap import ldif
from syncsvc.formats.ldap.entry import Auxiliary, EntryStyle, base_entries, entry, keeper
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Kind, PersonName
from tests.servers.slapd import Slapd
from tests.unit.formats.ldap_contacts import NASTY, contacts

MARKER = "cn=syncsvc,dc=musterstadt,dc=example"
NAMELESS = CanonicalContact("1", Kind.PERSON, PersonName())
UNITS = CanonicalContact("2", Kind.PERSON, PersonName("x"), units=NASTY, groups=NASTY, urls=NASTY)


@pytest.fixture(scope="module", params=[Auxiliary.STANDARD, Auxiliary.OWN])
def place(request, tmp_path_factory):
    server = Slapd(tmp_path_factory.mktemp("slapd"), own_schema=request.param is Auxiliary.OWN).start()
    connection = ldap3.Connection(
        ldap3.Server("127.0.0.1", server.port, get_info=ldap3.NONE), server.admin, server.password, check_names=False
    )
    assert connection.bind()
    for item in (*base_entries(server.suffix), keeper(MARKER)):
        assert connection.add(item.dn, attributes=dict(item.attributes)), connection.result
    yield connection, EntryStyle(request.param, MARKER), server.suffix
    connection.unbind()
    server.stop()


@pytest.mark.slapd
@settings(max_examples=150)
@given(contact=contacts, readable=st.booleans())
@example(contact=NAMELESS, readable=False)
@example(contact=UNITS, readable=True)
def test_a_strict_server_takes_every_contact_and_gives_it_back(place, contact, readable):
    connection, style, suffix = place
    made = entry(contact, suffix, EntryStyle(style.auxiliary, style.marker, readable))

    connection.add(made.dn, attributes={name: list(values) for name, values in made.attributes})
    answer = connection.result["description"]
    connection.search(made.dn, "(objectClass=*)", ldap3.BASE, attributes=["*"])
    stored = {name: tuple(values) for name, values in connection.response[0]["raw_attributes"].items()}
    connection.delete(made.dn)

    assert answer == "success", connection.result
    assert stored == dict(made.attributes)


@given(contact=contacts)
def test_an_entry_read_from_its_ldif_is_the_same(contact):
    made = entry(contact, "o=netzwerk")

    assert ldif.parse(ldif.record(made)) == made
    assert max(map(len, ldif.record(made).splitlines())) <= 76


@pytest.mark.slapd
@settings(max_examples=20)
@given(found=st.lists(contacts, max_size=20, unique_by=lambda contact: contact.id))
def test_slapadd_takes_the_whole_file(tmp_path_factory, found):
    server = _unstarted(tmp_path_factory)
    entries = (*base_entries(server.suffix, "Netzwerk"), *(entry(contact, server.suffix) for contact in found))

    loaded = server.tool("slapadd", "-u", "-q", stdin=b"".join(ldif.document(map(ldif.record, entries))))

    assert loaded.returncode == 0, loaded.stderr


_SERVERS: list[Slapd] = []


def _unstarted(tmp_path_factory) -> Slapd:
    if not _SERVERS:
        _SERVERS.append(Slapd(tmp_path_factory.mktemp("slapadd")))
    return _SERVERS[0]
