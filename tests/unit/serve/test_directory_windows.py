"""Order, windows and pages, asked for by OpenLDAP's ldapsearch, python-ldap and ldap3: each is a part of the whole sorted list."""

import base64
import itertools
import json
import subprocess

import ldap3
import pytest

from tests.builders import a_canonical, a_name
from tests.unit.serve.directory_clients import SUFFIX, connected, directory

GIVEN = "Antje Boris Cem Dana Emre".split()
FAMILY = "Albers Ährenfeld Conradt Öztürk Oswald Wiesner Zander Müller".split()
CONTACTS = [
    a_canonical(f"00000000-0000-4000-8000-{number:012d}", name=a_name(given, family))
    for number, (given, family) in enumerate(itertools.product(GIVEN, FAMILY))
]
IN_ORDER = "Ährenfeld Albers Conradt Müller Öztürk Oswald Wiesner Zander".split()
"""Umlauts stand where German telephone books put them (DIN 5007-2: ö is oe)."""
WHOLE = [(family, given) for family in IN_ORDER for given in GIVEN]
BY_FAMILY = "!sss=sn/givenName"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with directory(tmp_path_factory.mktemp("windows"), CONTACTS) as (port, _, _):
        yield port


def ldapsearch(port, *options, typed=""):
    """(names in the order in which they came, what ldapsearch says of the controls); it asks for the next window."""
    done = subprocess.run(
        ["ldapsearch", "-x", "-LLL", "-o", "ldif-wrap=no", "-H", f"ldap://127.0.0.1:{port}", "-b", SUFFIX,
         *itertools.chain.from_iterable(("-E", one) for one in options), "(objectClass=person)", "sn", "givenName"],
        input=typed + "enough\n", capture_output=True, text=True, check=False, timeout=20,
    )  # fmt: skip
    names, told = [], []
    for block in done.stdout.split("\n\n"):
        values = dict(map(value, block.splitlines()))
        if "sn" in values:
            names.append((values["sn"], values["givenName"]))
        told += [line for line in block.splitlines() if line.startswith("# vlv")]
    return names, told


def value(line):
    name, _, text = line.partition(": ")
    return (name[:-1], base64.b64decode(text).decode()) if name.endswith(":") else (name, text)


@pytest.mark.slapd
def test_ldapsearch_gets_the_order_of_a_telephone_book(port):
    assert WHOLE == ldapsearch(port, BY_FAMILY)[0]
    assert [(family, given) for family in IN_ORDER for given in GIVEN[::-1]] == ldapsearch(port, "!sss=sn/-givenName")[
        0
    ]
    assert sorted(WHOLE, key=lambda one: (one[1], -WHOLE.index(one))) == ldapsearch(port, "!sss=givenName/-sn")[0]


WINDOWS = {
    # what ldapsearch is told → (first and last of the whole list, the place that the server names)
    "the beginning": ("0/4/1/0", 0, 5, 1),
    "before and after": ("2/3/10/0", 7, 13, 10),
    "as many as there are before": ("5/1/3/0", 0, 4, 3),
    "the last": ("3/3/40/40", 36, 40, 40),
    "behind the last": ("1/1/99/0", 38, 40, 40),
    "the middle, of a hundred": ("1/1/50/100", 18, 21, 20),
    "the end, of a hundred": ("2/2/100/100", 37, 40, 40),
    "from a letter": ("0/2:C", 10, 13, 11),
    "around a name": ("1/1:öz", 19, 22, 21),
    "from a name that nobody has": ("1/0:mz", 19, 21, 21),
    "behind every name": ("2/2:zz", 38, 40, 41),
}  # fmt: skip


@pytest.mark.slapd
@pytest.mark.parametrize("window", WINDOWS)
def test_ldapsearch_gets_a_window_of_the_list(port, window):
    asked, first, last, place = WINDOWS[window]

    names, told = ldapsearch(port, BY_FAMILY, f"!vlv={asked}")

    assert (WHOLE[first:last], [f"# vlvResultpos={place} count=40 context= (0) Success"]) == (names, told)


@pytest.mark.slapd
def test_ldapsearch_walks_from_window_to_window(port):
    names, told = ldapsearch(port, BY_FAMILY, "!vlv=0/2/1/0", typed="0/2/4/40\n0/2/7/40\n")

    assert WHOLE[:9] == names
    assert 3 == len(told)


@pytest.mark.slapd
@pytest.mark.parametrize("size", [1, 7, 40, 41])
def test_ldapsearch_gets_the_list_page_by_page(port, size):
    assert WHOLE == ldapsearch(port, BY_FAMILY, f"pr={size}/noprompt")[0]


def test_ldap3_gets_the_same_pages_as_the_whole(port):
    with connected(port) as connection:
        connection.search(SUFFIX, "(objectClass=person)", attributes=["sn"])
        whole = {one["dn"] for one in connection.response}
        pages, cookie = [], b""
        while cookie is not None:
            connection.search(SUFFIX, "(objectClass=person)", attributes=["sn"], paged_size=9, paged_cookie=cookie)
            pages.append([one["dn"] for one in connection.response])
            cookie = connection.result["controls"]["1.2.840.113556.1.4.319"]["value"]["cookie"] or None
        assert [9, 9, 9, 9, 4] == list(map(len, pages))
        assert whole == set(itertools.chain(*pages))
        connection.search(SUFFIX, "(objectClass=person)", paged_size=9, paged_cookie=b"unknown")
        assert ldap3.core.results.RESULT_UNWILLING_TO_PERFORM == connection.result["result"]


PYTHON_LDAP = """
import json, sys, ldap
from ldap.controls.sss import SSSRequestControl, SSSResponseControl
from ldap.controls.vlv import VLVRequestControl, VLVResponseControl
from ldap.controls import SimplePagedResultsControl
port, suffix = sys.argv[1:]
connection = ldap.initialize(f"ldap://127.0.0.1:{port}")
known = {one.controlType: one for one in (SSSResponseControl, VLVResponseControl, SimplePagedResultsControl)}

def asked(*controls):
    number = connection.search_ext(suffix, ldap.SCOPE_SUBTREE, "(objectClass=person)", ["sn", "givenName"], serverctrls=list(controls))
    _, entries, _, answers = connection.result3(number, resp_ctrl_classes=known)
    return [[values["sn"][0].decode(), values["givenName"][0].decode()] for _, values in entries], {type(one).__name__: one for one in answers}

order = SSSRequestControl(True, ["sn", "givenName"])
told = {"whole": asked(order)[0], "windows": []}
for options in (dict(offset=1, content_count=0), dict(offset=20, content_count=40), dict(greater_than_or_equal="Wies")):
    names, answers = asked(order, VLVRequestControl(True, before_count=1, after_count=2, **options))
    window = answers["VLVResponseControl"]
    told["windows"].append([names, window.targetPosition, window.contentCount, answers["SSSResponseControl"].sortResult])
try:
    asked(VLVRequestControl(True, 0, 2, 1, 0))
except ldap.LDAPError as error:
    told["without order"] = error.args[0]["result"]
try:
    asked(SSSRequestControl(True, ["noSuchThing"]))
except ldap.LDAPError as error:
    told["no such order"] = error.args[0]["result"]
told["no such order, not critical"] = len(asked(SSSRequestControl(False, ["noSuchThing"]))[0])
print(json.dumps(told))
"""


@pytest.mark.pythonldap
def test_python_ldap_gets_order_and_windows_and_is_told_what_cannot_be(port):
    done = subprocess.run(
        ["/usr/bin/python3", "-c", PYTHON_LDAP, str(port), SUFFIX], capture_output=True, text=True, check=False, timeout=60
    )  # fmt: skip

    assert "" == done.stderr
    whole = [list(one) for one in WHOLE]
    assert {
        "whole": whole,
        "windows": [[whole[0:3], 1, 40, 0], [whole[18:22], 20, 40, 0], [whole[29:33], 31, 40, 0]],
        "without order": 60,
        "no such order": 12,
        "no such order, not critical": 40,
    } == json.loads(done.stdout)
