"""The LDIF export: a real slapadd loads the file, a real ldapmodify carries the changes out."""

from dataclasses import replace

import pytest

from syncsvc.exports.ldif import LdifExport, LdifExportSettings
from syncsvc.model.canonical import CanonicalContact, Link
from syncsvc.model.contact import Kind, PersonName
from syncsvc.model.digest import digest
from syncsvc.plan import plan
from syncsvc.settings import Surroundings
from tests.servers.slapd import Slapd
from tests.unit.exports.killing import in_a_child, killed_at
from tests.unit.exports.ldap_target import IDENTS, person

SUFFIX = "dc=musterstadt,dc=example"
GROUP = CanonicalContact(
    IDENTS[9], Kind.GROUP, PersonName("Arbeitskreis Asyl"), links=(Link("member", IDENTS[1]), Link("member", IDENTS[2]))
)


@pytest.fixture
def export(tmp_path):
    return opened(tmp_path)


def opened(folder) -> LdifExport:
    settings = LdifExportSettings(name="book", audience="internal", location="book.ldif", suffix=SUFFIX)
    return settings.open(Surroundings(folder, title="Netzwerk Müsterstadt"))


def deliver(export: LdifExport, *contacts: CanonicalContact):
    entries = sorted(map(export.render, contacts), key=lambda entry: (entry.order, entry.key))
    return export.deliver(plan("book", entries, {}, {}), lambda: entries)


def changes(folder) -> bytes:
    return (folder / "book.changes.ldif").read_bytes()


def dump(server: Slapd) -> list[str]:
    found = server.client("ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-b", server.suffix).stdout.decode()
    return sorted("\n".join(sorted(entry.splitlines())) for entry in found.strip().split("\n\n"))


@pytest.mark.slapd
def test_the_changes_make_the_last_file_the_present_one(export, tmp_path):
    deliver(export, person(1), person(2, "Groß"), person(3), GROUP)
    old = Slapd(tmp_path / "old")
    assert old.tool("slapadd", stdin=(tmp_path / "book.ldif").read_bytes()).returncode == 0
    after = (person(1, role="Leitung"), person(3, kind=Kind.FUNCTION), person(4), replace(GROUP, links=()))

    deliver(export, *after)
    old.start()
    done = old.client("ldapmodify", stdin=changes(tmp_path))
    new = Slapd(tmp_path / "new")
    loaded = new.tool("slapadd", stdin=(tmp_path / "book.ldif").read_bytes())
    new.start()
    same = (dump(old), dump(new))
    old.stop()
    new.stop()

    assert (done.returncode, loaded.returncode) == (0, 0), done.stderr + loaded.stderr
    assert same[0] == same[1]
    assert changes(tmp_path).count(b"changetype: ") == 6


@pytest.mark.slapd
def test_the_first_changes_fill_an_empty_directory(export, tmp_path):
    deliver(export, person(1), GROUP)
    server = Slapd(tmp_path / "slapd").start()

    done = server.client("ldapmodify", stdin=changes(tmp_path))
    server.stop()

    assert done.returncode == 0, done.stderr


def test_nothing_new_leaves_both_files_as_they_are(export, tmp_path):
    deliver(export, person(1))
    deliver(export, person(1, role="Leitung"))
    before = [(path.name, path.stat().st_mtime_ns, path.read_bytes()) for path in sorted(tmp_path.glob("book*"))]

    delivery = deliver(export, person(1, role="Leitung"))

    assert not delivery.written
    assert [
        (path.name, path.stat().st_mtime_ns, path.read_bytes()) for path in sorted(tmp_path.glob("book*"))
    ] == before
    assert b"replace: title\ntitle: Leitung\n" in changes(tmp_path)


def test_a_plan_that_starts_from_the_last_delivery_gives_the_same_changes_without_the_old_file(
    export, tmp_path, monkeypatch
):
    (tmp_path / "other").mkdir()
    other = opened(tmp_path / "other")
    before = [export.render(one) for one in (person(1), person(2, "Groß"), person(3), GROUP)]
    after = [export.render(one) for one in (person(1, role="Leitung"), person(3, kind=Kind.FUNCTION), person(4))]
    after += [export.render(replace(GROUP, links=(Link("member", IDENTS[4]),)))]
    after.sort(key=lambda entry: (entry.order, entry.key))
    receipt = export.deliver(plan("book", before, {}, {}), lambda: before).receipt
    other.deliver(plan("book", before, {}, {}), lambda: before)
    former = {entry.key: entry.content for entry in before}
    known = plan("book", after, {entry.key: digest(entry.content) for entry in before}, former, receipt)

    other.deliver(plan("book", after, {}, {}), lambda: after)
    with monkeypatch.context() as patch:
        patch.setattr(LdifExport, "_last", lambda _: pytest.fail("the old file was read"))
        export.deliver(known, lambda: after)

    assert changes(tmp_path).split(b"\n\n")[-1] == b""
    assert sorted(changes(tmp_path).split(b"\n\n")) == sorted(changes(tmp_path / "other").split(b"\n\n"))
    assert changes(tmp_path).index(f"uid={IDENTS[4]}".encode()) < changes(tmp_path).index(b"add: member")


def test_of_an_erased_entry_the_old_file_tells_the_name(export, tmp_path):
    before = [export.render(one) for one in (person(1), person(2))]
    receipt = export.deliver(plan("book", before, {}, {}), lambda: before).receipt

    export.deliver(plan("book", before[:1], {one.key: "" for one in before}, {}, receipt), lambda: before[:1])

    assert changes(tmp_path).count(b"changetype: ") == 1
    assert b"changetype: delete" in changes(tmp_path)


def test_a_killed_delivery_loses_no_change(tmp_path):
    """The changes lead from the last whole file to the present one, however often a run was killed on the way."""
    step, wanted = 0, b""
    while True:
        step += 1
        folder = tmp_path / str(step)
        folder.mkdir()
        export = opened(folder)
        deliver(export, person(1), person(2))

        def attempt(export=export, step=step):
            with killed_at(step):
                deliver(export, person(1, role="Leitung"))

        done = in_a_child(attempt) == 0
        deliver(export, person(1, role="Leitung"))
        wanted = wanted or changes(folder)
        assert b"title: Leitung" in wanted
        assert changes(folder) == wanted, f"killed at {step}"
        if done:
            break
    assert step > 20


def test_a_file_somebody_damaged_is_put_right(export, tmp_path):
    deliver(export, person(1))
    good = (tmp_path / "book.ldif").read_bytes()
    (tmp_path / "book.ldif").write_bytes(good.replace(b"cn: Antje", b"no colon here", 1))

    deliver(export, person(1))

    assert (tmp_path / "book.ldif").read_bytes() == good


def test_the_file_begins_with_an_entry_because_slapadd_takes_no_version(export, tmp_path):
    deliver(export, person(1))

    assert (tmp_path / "book.ldif").read_bytes().startswith(b"dn: dc=musterstadt,dc=example\n")
    assert changes(tmp_path).startswith(b"version: 1\n")


def test_a_folder_is_described_by_the_title(export, tmp_path):
    deliver(export)

    assert b"description:: TmV0endlcmsgTcO8c3RlcnN0YWR0\n" in (tmp_path / "book.ldif").read_bytes()
