"""What a directory answers to operations that seem right, and what we send instead: each on a real slapd."""

import ldap3
import pytest

from syncsvc.formats.ldap.changes import Part, modify
from syncsvc.formats.ldap.dn import normal
from syncsvc.formats.ldap.entry import LdapEntry, base_entries, entry
from syncsvc.model.contact import Address, Kind
from tests.builders import a_canonical
from tests.servers.slapd import Slapd

pytestmark = pytest.mark.slapd
ADD, DELETE, REPLACE = ldap3.MODIFY_ADD, ldap3.MODIFY_DELETE, ldap3.MODIFY_REPLACE
WORDS = {Part.ADD: ADD, Part.DELETE: DELETE, Part.REPLACE: REPLACE}


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    server = Slapd(tmp_path_factory.mktemp("slapd")).start()
    connection = ldap3.Connection(
        ldap3.Server("127.0.0.1", server.port, get_info=ldap3.NONE),
        server.admin,
        server.password,
        check_names=False,
        return_empty_attributes=False,
    )
    assert connection.bind()
    for item in base_entries(server.suffix):
        assert connection.add(item.dn, attributes=dict(item.attributes))
    yield connection, server.suffix
    connection.unbind()
    server.stop()


@pytest.fixture
def connection(directory):
    return directory[0]


@pytest.fixture
def suffix(directory):
    return directory[1]


@pytest.fixture
def present(connection, suffix):
    """An entry to try things on."""
    made = entry(a_canonical(addresses=(Address("Weg 1"),)), suffix)
    assert connection.add(made.dn, attributes=attributes(made))
    yield made
    connection.delete(made.dn)


def attributes(made: LdapEntry, **others: list[str] | None) -> dict[str, list[bytes] | list[str]]:
    found = {name: list(values) for name, values in made.attributes} | others
    return {name: values for name, values in found.items() if values is not None}


def code(connection) -> int:
    return connection.result["result"]


def stored(connection, dn: str, name: str) -> list[str]:
    connection.search(dn, "(objectClass=*)", ldap3.BASE, attributes=[name])
    raw = connection.response[0]["raw_attributes"]
    return [value.decode() for value in raw.get(name, ())]


MODIFICATIONS = [
    pytest.param("facsimileTelephoneNumber", ["+4930231251", "+4930231252"], ["+4930231252"], DELETE, ["+4930231251"], 18,
                 id="no single fax number can be taken away: replaced as a whole"),
    pytest.param("title", [], [], DELETE, [], 16, id="what is not there cannot be taken away: nothing is sent"),
    pytest.param("ou", ["Sozialamt"], ["SOZIALAMT"], ADD, ["SOZIALAMT"], 20, id="case makes no second value: replaced"),
    pytest.param("telephoneNumber", ["+49 30 23125-124"], ["+493023125124"], ADD, ["+493023125124"], 20,
                 id="blanks and hyphens make no second number: replaced"),
    pytest.param("mail", ["A@musterstadt.example"], ["a@musterstadt.example"], ADD, ["a@musterstadt.example"], 20,
                 id="case makes no second mail address: replaced"),
    pytest.param("displayName", ["Antje Wiesner"], ["Antje Roth"], ADD, ["Antje Roth"], 19,
                 id="a second value of a single-valued attribute: replaced"),
    pytest.param("ou", ["Büro"], ["Bürgerbüro", "Büro"], ADD, ["Bu\u0308ro"], 20, id="composed or not is one value"),
    pytest.param("title", ["Leitung"], [], ADD, [""], 21, id="an empty value is none: the attribute goes"),
    pytest.param("o", ["Stadt  Musterstadt"], ["Stadt Musterstadt"], REPLACE, ["Stadt Musterstadt"], 0,
                 id="a change in blanks alone is taken and stored"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after", "how", "naive", "answer"), MODIFICATIONS)
def test_a_modification_is_sent_as_servers_take_it(connection, present, name, before, after, how, naive, answer):
    if before or name in dict(present.attributes):
        assert connection.modify(present.dn, {name: [(REPLACE, before)]}), connection.result
    connection.modify(present.dn, {name: [(how, naive)]})
    assert code(connection) == answer

    there = LdapEntry(present.dn, ((name, tuple(value.encode() for value in before)),) if before else ())
    wanted = LdapEntry(present.dn, ((name, tuple(value.encode() for value in after)),) if after else ())
    step = modify(there, wanted)
    if step is not None:
        parts = {attribute: [(WORDS[part], list(values))] for part, attribute, values in step.parts}
        assert connection.modify(step.dn, parts), connection.result
    assert stored(connection, present.dn, name) == after


ADDITIONS = [
    pytest.param({"title": []}, 2, id="an attribute without values is a protocol error"),
    pytest.param({"sn": None}, 65, id="a person without a family name"),
    pytest.param({"c": ["DE"], "objectClass": ["inetOrgPerson"]}, 65, id="a country without an auxiliary class"),
    pytest.param({"company": ["Stadt"]}, 17, id="an attribute of another maker"),
    pytest.param({"title": [b"\xff\xfe"]}, 21, id="bytes that are no UTF-8"),
    pytest.param({"displayName": ["Antje", "A."]}, 19, id="two display names"),
    pytest.param({"preferredLanguage": ["de", "en"]}, 19, id="two preferred languages"),
    pytest.param({"uid": None}, 0, id="the name's own value is added by the server"),
]


@pytest.mark.parametrize(("others", "answer"), ADDITIONS)
def test_an_addition_that_servers_refuse_is_not_what_we_send(connection, suffix, others, answer):
    made = entry(a_canonical("00000000-0000-4000-8000-000000000002", addresses=(Address("Weg 1"),)), suffix)
    naive = attributes(made, **others)
    naive = naive | {name: [] for name, values in others.items() if values == []}

    connection.add(made.dn, attributes=naive)
    assert code(connection) == answer
    connection.delete(made.dn)

    assert connection.add(made.dn, attributes=attributes(made)), connection.result
    connection.delete(made.dn)
    assert not any(values == () for _, values in made.attributes)


def test_a_name_with_a_comma_comes_back_in_another_spelling_and_is_still_the_same(connection, suffix):
    """Comparing names as texts would delete and add such an entry for ever."""
    asked = f"cn=Müller\\, Antje,ou=people,{suffix}"
    connection.add(asked, attributes={"objectClass": ["inetOrgPerson"], "sn": ["Müller"]})
    connection.search(f"ou=people,{suffix}", "(sn=Müller)", attributes=["1.1"])
    (found,) = [one["dn"] for one in connection.response]
    connection.delete(found)

    assert found != asked
    assert normal(found) == normal(asked)


def test_names_are_never_changed_and_what_has_children_is_never_removed(connection, suffix, present):
    connection.modify(present.dn, {"uid": [(REPLACE, ["another"])]})
    assert code(connection) == 64
    connection.delete(f"ou=people,{suffix}")
    assert code(connection) == 66
    connection.add(present.dn, attributes=attributes(present))
    assert code(connection) == 68

    renamed = entry(a_canonical(present.values("uid")[0].decode(), kind=Kind.PERSON, role="Leitung"), suffix)
    step = modify(present, renamed)
    assert renamed.dn == present.dn
    assert step is not None
    assert "uid" not in [name for _, name, _ in step.parts]


def test_a_group_is_never_without_a_member(connection, suffix):
    """Taking the last one away is refused (65); the empty name takes its place before it goes."""
    member = f"uid=1,ou=people,{suffix}".encode()
    empty = entry(a_canonical("00000000-0000-4000-8000-000000000003", kind=Kind.GROUP), suffix)
    full = LdapEntry(empty.dn, tuple((n, (member,) if n == "member" else v) for n, v in empty.attributes))
    assert connection.add(full.dn, attributes=attributes(full)), connection.result

    connection.modify(full.dn, {"member": [(DELETE, [member])]})
    assert code(connection) == 65
    step = modify(full, empty)
    assert step is not None
    parts = [(WORDS[part], list(values)) for part, _, values in step.parts]
    assert connection.modify(full.dn, {"member": parts}), connection.result
    assert stored(connection, full.dn, "member") == [""]
    connection.delete(full.dn)
