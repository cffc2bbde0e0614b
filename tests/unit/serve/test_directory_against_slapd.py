"""The same entries in a real slapd: searches give the same, but for what docs/serving-ldap.md lists."""

import random
from contextlib import ExitStack

import pytest

from syncsvc.formats.ldap import ldif
from syncsvc.formats.ldap.entry import FOLDERS, base_entries, entry
from syncsvc.formats.ldap.filters import Equal, Present, Substrings
from syncsvc.model.canonical import Link
from syncsvc.model.contact import Address, Kind
from tests.builders import a_canonical, a_name, a_phone, an_email
from tests.servers.slapd import Slapd
from tests.unit.serve.directory_clients import SUFFIX, directory
from tests.unit.serve.generated_filters import Asked, Generator, answers

pytestmark = pytest.mark.slapd

GIVEN = "Antje Boris Cem Dana Emre Frieda Gustav Hanna Ilse Jan Katja Lars Mia Nele Otto Paul Rita Sven".split()
FAMILY = "Wiesner Albers Bendig Conradt Dinkel Ebert Falk Grabow Hansen-Lind Ihde Kant Lamprecht Mertens Nolde Von-der-Au Ott Petry".split()
ROLES = "Leitung Beratung Koordination Empfang Poststelle".split()
KINDS = (Kind.PERSON,) * 8 + (Kind.FUNCTION, Kind.ORGANISATION, Kind.GROUP)
LISTS = ((), ("*",), ("cn",), ("CN", "sn", "telephoneNumber"), ("1.1",), ("mail", "1.1"), ("*", "hasSubordinates"), ("entryDN", "subschemaSubentry"),
         ("structuralObjectClass",), ("unheardOf",), ("2.5.4.4",), ("name",), ("objectClass", "member", "uid"))  # fmt: skip


def contact(rng, number):
    kind = rng.choice(KINDS)
    given, family = rng.choice(GIVEN), rng.choice(FAMILY)
    label = f"{rng.choice(ROLES)} {family}"
    return a_canonical(
        f"00000000-0000-4000-8000-{number:012d}",
        kind=kind,
        name=a_name(given, family, rng.choice(("", "Dr."))) if kind is Kind.PERSON else a_name("", "", display=label),
        organisation=rng.choice(("Stadt Musterstadt", "Landratsamt", "")),
        units=tuple(rng.sample(("Soziales", "Bauen", "Jugend und Familie"), rng.randint(0, 2))),
        role=rng.choice((*ROLES, "")),
        room=rng.choice(("101", "A 17", "")),
        note=rng.choice(("nur vormittags", "Vertretung: Empfang", "")),
        groups=rng.choice(((), ("AK Asyl",))),
        phones=tuple(a_phone(f"+4930231257{rng.randrange(100):02d}", kind) for kind in rng.sample(("work", "cell", "home", "pager"), rng.randint(0, 2))),
        emails=tuple(an_email(f"{given}.{family}@musterstadt.example".lower()) for _ in range(rng.randint(0, 1))),
        addresses=rng.choice(((), (Address("Am Markt 1", "70173", "Musterstadt", "DE"),))),
        links=(Link("member", f"00000000-0000-4000-8000-{rng.randrange(60):012d}", Kind.PERSON),) if kind is Kind.GROUP else (),
    )  # fmt: skip


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The ports of our server and of slapd, and the entries in both."""
    folder, rng = tmp_path_factory.mktemp("compared"), random.Random(4)
    contacts = [contact(rng, number) for number in range(120)]
    entries = [*base_entries(SUFFIX), *(entry(one, SUFFIX) for one in contacts)]
    with ExitStack() as stack:
        port, _, _ = stack.enter_context(directory(folder, contacts))
        server = Slapd(folder / "slapd", suffix=SUFFIX)
        loaded = server.tool("slapadd", "-q", stdin=b"".join(ldif.document(map(ldif.record, entries))))
        assert 0 == loaded.returncode, loaded.stderr
        server.start()
        stack.callback(server.stop)
        yield port, server.port, entries


def searches(entries, count, seed):
    made = Generator(entries, seed)
    bases = (
        (SUFFIX,) * 6
        + tuple(f"ou={name},{SUFFIX}" for name in FOLDERS.values())
        + (entries[9].dn, f"uid=nobody,ou=people,{SUFFIX}", "o=elsewhere")
    )
    return [
        Asked(made.filter(), made.rng.choice(bases), made.rng.choice((0, 1, 2, 2, 2)), made.rng.choice(LISTS), made.rng.random() < 0.1)
        for _ in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_generated_searches_give_what_slapd_gives(both, seed):
    ours, theirs, entries = both
    asked = searches(entries, 500, seed)

    pairs = list(zip(asked, answers(theirs, asked), answers(ours, asked), strict=True))

    different = [
        (one, expected[0], got[0], set(expected[1]) ^ set(got[1])) for one, expected, got in pairs if expected != got
    ]
    assert [] == different[:5], f"{len(different)} of {len(asked)}"
    assert 100 < sum(bool(expected[1]) for _, expected, _ in pairs), (
        "most searches found nothing: the test proves little"
    )


UMLAUTS = [
    a_canonical("00000000-0000-4000-8000-000000000001", name=a_name("Jörg", "Müller-Groß"), phones=(a_phone("+4971419103124"),)),
    a_canonical("00000000-0000-4000-8000-000000000002", name=a_name("Joerg", "Mueller Gross")),
    a_canonical("00000000-0000-4000-8000-000000000003", name=a_name("René", "Özil"), urls=("https://www.musterstadt.example/amt",)),
]  # fmt: skip
MORE_THAN_SLAPD = {
    # filter → (how many slapd finds, how many we find); the table in docs/serving-ldap.md says why
    "umlaut written out": (Substrings("cn", b"", (b"mueller",), b""), 1, 2),
    "umlaut as bare letter": (Substrings("cn", b"", (b"muller",), b""), 0, 1),
    "umlaut": (Substrings("cn", b"", ("müller".encode(),), b""), 1, 2),
    "sharp s": (Substrings("sn", b"", (b"gross",), b""), 1, 2),
    "hyphen or blank": (Equal("sn", "müller groß".encode()), 0, 2),
    "accent": (Equal("givenName", b"rene"), 0, 1),
    "national number": (Equal("telephoneNumber", b"07141 9103124"), 0, 1),
    "number with brackets": (Equal("telephoneNumber", b"+49 (0) 7141/9103124"), 0, 1),
    "international prefix": (Substrings("telephoneNumber", b"00497141", (), b""), 0, 1),
    "part of an address on the web": (Substrings("labeledURI", b"", (b"musterstadt",), b""), 0, 1),
}


@pytest.fixture(scope="module")
def umlauts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("umlauts")
    entries = [*base_entries(SUFFIX), *(entry(one, SUFFIX) for one in UMLAUTS)]
    with ExitStack() as stack:
        port, _, _ = stack.enter_context(directory(folder, UMLAUTS))
        server = Slapd(folder / "slapd", suffix=SUFFIX)
        assert 0 == server.tool("slapadd", "-q", stdin=b"".join(ldif.document(map(ldif.record, entries)))).returncode
        stack.callback(server.stop)
        yield port, server.start().port


@pytest.mark.parametrize("difference", MORE_THAN_SLAPD)
def test_where_we_differ_we_find_more(umlauts, difference):
    condition, theirs, ours = MORE_THAN_SLAPD[difference]
    asked = [Asked(condition, SUFFIX, 2, ("1.1",))]

    assert (ours, theirs) == tuple(len(answers(port, asked)[0][1]) for port in umlauts)


def test_a_base_outside_is_nothing_to_both_and_the_empty_one_is_everything_to_us(umlauts):
    asked = [Asked(Present("cn"), base, 2, ("1.1",)) for base in ("o=elsewhere", "")]

    assert ([32, 0], [32, 32]) == tuple([code for code, _ in answers(port, asked)] for port in umlauts)
