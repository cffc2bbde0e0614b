"""What directories refuse, measured on a real one, and what we write instead."""

import tomllib
from pathlib import Path

import ldap3
import pytest

from syncsvc.formats.ldap.entry import base_entries, entry
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Address, Email, Phone
from tests.builders import a_canonical
from tests.servers.slapd import Slapd

CASES = tomllib.loads((Path(__file__).parents[2] / "cases/ldap_traps.toml").read_text(encoding="utf-8"))["case"]


def contact(attribute: str, values: list[str]) -> CanonicalContact:
    first = values[0]
    given = {
        "title": {"role": first},
        "ou": {"units": tuple(values)},
        "mail": {"emails": tuple(map(Email, values))},
        "telephoneNumber": {"phones": tuple(Phone(value, value) for value in values)},
        "facsimileTelephoneNumber": {"phones": tuple(Phone(value, value, "fax") for value in values)},
        "c": {"addresses": (Address(country=first),)},
        "labeledURI": {"urls": tuple(values)},
    }
    return a_canonical(**given[attribute])


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    server = Slapd(tmp_path_factory.mktemp("slapd")).start()
    connection = ldap3.Connection(
        ldap3.Server("127.0.0.1", server.port, get_info=ldap3.NONE), server.admin, server.password, check_names=False
    )
    assert connection.bind()
    for item in base_entries(server.suffix):
        assert connection.add(item.dn, attributes=dict(item.attributes))
    yield connection, server.suffix
    connection.unbind()
    server.stop()


def answer(connection: ldap3.Connection, dn: str, attributes: dict[str, list[bytes]]) -> int:
    connection.add(dn, attributes=attributes)
    code = connection.result["result"]
    connection.delete(dn)
    return code


@pytest.mark.parametrize("case", CASES, ids=[case["claim"] for case in CASES])
def test_what_a_directory_refuses_is_written_so_that_it_fits(case):
    made = entry(contact(case["attribute"], case["raw"]), "o=netzwerk")

    assert [value.decode() for value in made.values(case["attribute"])] == case["written"]


@pytest.mark.slapd
@pytest.mark.parametrize("case", CASES, ids=[case["claim"] for case in CASES])
def test_a_real_directory_answers_as_the_table_says(directory, case):
    connection, suffix = directory
    made = entry(a_canonical(), suffix)
    plain = {name: list(values) for name, values in made.attributes} | {
        "objectClass": ["inetOrgPerson", "extensibleObject"]
    }
    ours = entry(contact(case["attribute"], case["raw"]), suffix)

    assert (
        answer(connection, made.dn, {**plain, case["attribute"]: [value.encode() for value in case["raw"]]})
        == case["code"]
    )
    assert answer(connection, ours.dn, {name: list(values) for name, values in ours.attributes}) == 0
