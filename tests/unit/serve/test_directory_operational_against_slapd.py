"""Operational attributes, «+» and «~=»: the same as in a real slapd, but for what docs/serving-ldap.md lists."""

import random
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

import pytest

from syncsvc.formats.ldap import ldif
from syncsvc.formats.ldap.entry import FOLDERS, base_entries, entry
from syncsvc.formats.ldap.filters import All, Equal, Extensible, Not, Ordered, Present, Some, Substrings
from tests.servers.slapd import Slapd
from tests.unit.serve.directory_clients import SUFFIX, directory
from tests.unit.serve.generated_filters import TEXTS, Approximate, Asked, Generator, answers
from tests.unit.serve.test_directory_against_slapd import contact

pytestmark = pytest.mark.slapd
KEPT_BY_SLAPD_ALONE = {"createtimestamp", "creatorsname", "modifiersname", "entrycsn"}
EARLIER, LATER = datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
NAMES = ("entryUUID", "modifyTimestamp", "entryDN", "hasSubordinates", "structuralObjectClass", "subschemaSubentry")
LISTS = (("+",), ("*", "+"), ("1.1", "+"), NAMES, ("ENTRYUUID",), ("2.5.18.2", "cn"), ("+", "sn"))
FOLDER_DNS = tuple(f"ou={name},{SUFFIX}" for name in FOLDERS.values())


@dataclass(frozen=True)
class Both:
    """The two servers with the same entries."""

    ours: int
    theirs: int
    contacts: tuple
    dns: tuple[str, ...]
    entries: tuple

    def ask(self, asked):
        """(slapd's answers, ours), without what slapd alone keeps."""
        theirs = [
            (code, {dn: {name: held for name, held in values.items() if name not in KEPT_BY_SLAPD_ALONE} for dn, values in found.items()})
            for code, found in answers(self.theirs, asked)
        ]  # fmt: skip
        return theirs, answers(self.ours, asked)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    folder, rng = tmp_path_factory.mktemp("operational"), random.Random(7)
    first = [contact(rng, number) for number in range(90)]
    later = [replace(one, room="nachgetragen") for one in first[::3]]
    contacts = {one.id: (one, EARLIER) for one in first} | {one.id: (one, LATER) for one in later}
    bases = base_entries(SUFFIX)
    own = [entry(one, SUFFIX) for one, _ in contacts.values()]
    records = [_kept(ldif.record(one), str(uuid5(NAMESPACE_URL, one.dn))) for one in bases]
    records += [
        _kept(ldif.record(one), id_, moment) for one, (id_, (_, moment)) in zip(own, contacts.items(), strict=True)
    ]
    with ExitStack() as stack:
        port, store, _ = stack.enter_context(directory(folder, first))
        with store.write() as unit:
            unit.directory.put(later, LATER)
        server = Slapd(folder / "slapd", suffix=SUFFIX)
        loaded = server.tool("slapadd", "-q", stdin=b"".join(ldif.document(records)))
        assert 0 == loaded.returncode, loaded.stderr
        stack.callback(server.stop)
        server.start()
        changed = [Asked(Equal("roomNumber", b"nachgetragen"), SUFFIX, 2, ("1.1",))]
        deadline = time.monotonic() + 10
        while len(answers(port, changed)[0][1]) < len(later):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield Both(port, server.port, tuple(contacts.values()), tuple(one.dn for one in own), (*bases, *own))


def _kept(record, id_, moment=None):
    """A record of LDIF with what a server keeps of itself."""
    lines = [f"entryUUID: {id_}"] + ([f"modifyTimestamp: {moment:%Y%m%d%H%M%SZ}"] if moment else [])
    return record.rstrip(b"\n") + b"\n" + "".join(f"{line}\n" for line in lines).encode() + b"\n"


def leaf(both, rng):
    one, moment = rng.choice(both.contacts)
    dn = rng.choice(both.dns)
    stamp = rng.choice(
        (f"{moment:%Y%m%d%H%M%SZ}", "20260101000000Z", "20260115000000Z", "20270101000000Z", "2026020304Z", "today")
    )
    ident = rng.choice((one.id, one.id.upper(), "00000000-0000-4000-8000-999999999999", "no-uuid"))
    name = rng.choice((dn, dn.upper(), dn.replace(",", " , "), SUFFIX, "no dn", f"uid=nobody,ou=people,{SUFFIX}"))
    truth = rng.choice((b"TRUE", b"FALSE", b"true", b"maybe"))
    kind = rng.choice((b"inetOrgPerson", b"INETORGPERSON", b"groupOfNames", b"device"))
    return rng.choice(
        (
            Equal("entryUUID", ident.encode()), Equal("1.3.6.1.1.16.4", ident.encode()), Ordered("entryUUID", ident.encode(), rng.random() < 0.5),
            Equal("modifyTimestamp", stamp.encode()), Ordered("modifyTimestamp", stamp.encode(), least=True),
            Ordered("modifyTimestamp", stamp.encode(), least=False), Equal("entryDN", name.encode()), Equal("hasSubordinates", truth),
            Equal("structuralObjectClass", kind), Present(rng.choice(NAMES)),
            Substrings("entryUUID", b"0000", (), b""), Substrings("modifyTimestamp", b"2026", (), b""), Ordered("entryDN", name.encode(), least=True),
            Extensible("entryUUID", "uuidMatch", ident.encode(), dn=False), Extensible("modifyTimestamp", "", stamp.encode(), dn=False),
        )
    )  # fmt: skip


def condition(both, rng, made, depth=2):
    kind = rng.random()
    if depth and kind < 0.3:
        return rng.choice((All, Some))(tuple(condition(both, rng, made, depth - 1) for _ in range(2)))
    if depth and kind < 0.4:
        return Not(condition(both, rng, made, depth - 1))
    return leaf(both, rng) if kind < 0.85 else made.filter(0)


@pytest.mark.parametrize("seed", range(2))
def test_what_the_server_keeps_of_itself_is_found_and_given_as_slapd_does(both, seed):
    rng, made = random.Random(seed), Generator(both.entries, seed)
    # Right below the folders: of the folders themselves slapd keeps a time, we do not.
    asked = [
        Asked(condition(both, rng, made), rng.choice(FOLDER_DNS[:2]), 1, rng.choice(LISTS), rng.random() < 0.15) for _ in range(500)
    ]  # fmt: skip

    theirs, ours = both.ask(asked)

    different = [
        (one, expected[0], got[0], list(set(expected[1]) ^ set(got[1]))[:3], next(((expected[1][dn], got[1][dn]) for dn in expected[1] if dn in got[1] and expected[1][dn] != got[1][dn]), None))
        for one, expected, got in zip(asked, theirs, ours, strict=True) if expected != got
    ]  # fmt: skip
    assert [] == different[:5], f"{len(different)} of {len(asked)}"
    assert 100 < sum(bool(found) for _, found in theirs), "most searches found nothing: the test proves little"


@pytest.mark.parametrize("truth", [b"TRUE", b"FALSE"])
def test_folders_have_subordinates_and_contacts_have_none(both, truth):
    asked = [Asked(Equal("hasSubordinates", truth), SUFFIX, 2, ("hasSubordinates", "entryDN", "entryUUID"))]

    theirs, ours = both.ask(asked)

    assert theirs[0][1]
    assert theirs == ours


def test_approximately_means_equal_in_any_spelling_and_finds_what_slapd_finds_by_equality(both):
    made, rng = Generator(both.entries, 3), random.Random(3)
    pairs = [(name, made.disguised(made.value(name)).encode()) for name in (rng.choice(TEXTS) for _ in range(300))]
    asked = [Asked(Approximate(*pair), SUFFIX, 2, ("1.1",)) for pair in pairs]
    equal = [Asked(Equal(*pair), SUFFIX, 2, ("1.1",)) for pair in pairs]

    theirs, ours = both.ask(equal)

    assert answers(both.ours, asked) == ours
    assert theirs == ours
    by_sound = both.ask(asked)[0]
    assert any(len(sound[1]) > len(same[1]) for sound, same in zip(by_sound, theirs, strict=True)), (
        "slapd finds more, by sound"
    )


@pytest.mark.parametrize(
    ("condition", "theirs", "ours"),
    [
        (Equal("subschemaSubentry", b"cn=Subschema"), 0, 90),
        (Equal("structuralObjectClass", b"top"), 90, 0),
        (Equal("structuralObjectClass", b"person"), 87, 0),
    ],
)
def test_the_differences_that_are_listed_are_there(both, condition, theirs, ours):
    found = [
        sum(len(given) for _, given in one)
        for one in both.ask([Asked(condition, base, 1, ("1.1",)) for base in FOLDER_DNS])
    ]

    assert [theirs, ours] == found
