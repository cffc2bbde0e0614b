"""What every source promises (syncsvc/ports.py): each kind inherits this suite by naming its settings."""

import importlib
import json
import pkgutil
from contextlib import ExitStack
from typing import get_args

import pytest

import syncsvc.sources
from syncsvc.errors import SourceError
from syncsvc.model.record import SourceRecord
from syncsvc.ports import Snapshot
from syncsvc.settings import SourceSettings
from tests.contract.source_cases import CASES, Person, Servers

ANTJE = Person("Antje Wiesner", "a.wiesner@musterstadt.example", "030 23125-124")
BERND = Person("Bernd Schaffner", "b.schaffner@musterstadt.example", "030 23125-125")
CLARA = Person("Clara Hollenbach", "c.hollenbach@musterstadt.example", "030 23125-126")
MOVED = Person(BERND.name, BERND.mail, "030 23125-199")
ALL = (ANTJE, BERND, CLARA)
SECRET_WORDS = [person.name for person in ALL] + [person.mail for person in ALL] + ["app-passwort"]


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    with ExitStack() as stack:
        yield Servers(tmp_path_factory.mktemp("servers"), stack)


@pytest.fixture(params=[pytest.param(case, id=case.name, marks=case.marks) for case in CASES])
def bench(request, tmp_path, servers):
    with request.param.bench(tmp_path, servers) as bench:
        yield bench


@pytest.fixture(params=[pytest.param(case, id=case.name, marks=case.marks) for case in CASES if case.spoils])
def fragile(request, tmp_path, servers):
    with request.param.bench(tmp_path, servers) as bench:
        yield bench


class Follower:
    """Whoever keeps what the snapshots say: the pipeline in small."""

    def __init__(self) -> None:
        self.memory = ()
        self.records: dict[str, SourceRecord] = {}

    def take(self, snapshot: Snapshot) -> Snapshot:
        self.memory = tuple((name, value) for name, value in json.loads(json.dumps(snapshot.memory)))
        if snapshot.unchanged:
            assert (snapshot.records, snapshot.kept) == ((), ())
            return snapshot
        found = {record.ref.key: record for record in snapshot.records}
        assert len(found) == len(snapshot.records), "keys are unique"
        assert not found.keys() & set(snapshot.kept), "a record is read or kept, not both"
        self.records = {key: self.records[key] for key in snapshot.kept} | found
        return snapshot


def mails(records):
    return sorted(field.value for record in records for field in record.all("email"))


def by_mail(records):
    return {record.first("email"): record.ref.key for record in records}


def whole(bench):
    return bench.again().fetch(())


def test_every_kind_has_a_case():
    modules = [
        importlib.import_module(f"syncsvc.sources.{one.name}") for one in pkgutil.iter_modules(syncsvc.sources.__path__)
    ]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, type)]
    kinds = {
        get_args(value.model_fields["kind"].annotation)[0]
        for value in found
        if issubclass(value, SourceSettings) and "kind" in value.model_fields
    }

    assert kinds == {case.kind for case in CASES}


def test_opening_touches_nothing_and_the_name_is_the_configured_one(bench):
    bench.write(ALL)
    bench.vanish()

    assert bench.again().name == "source"


def test_every_record_comes_with_a_key_of_its_own_and_the_place_it_stands(bench):
    bench.write(ALL)

    snapshot = whole(bench)

    assert mails(snapshot.records) == sorted(person.mail for person in ALL)
    assert len({record.ref for record in snapshot.records}) == 3
    assert {record.ref.source for record in snapshot.records} == {"source"}
    assert all(record.ref.key and record.place for record in snapshot.records)
    assert (snapshot.unchanged, snapshot.kept, snapshot.issues) == (False, (), ())


def test_the_same_content_gives_equal_records_in_equal_order(bench):
    bench.write(ALL)

    assert whole(bench).records == whole(bench).records == bench.source.fetch(()).records


def test_with_its_memory_it_says_that_nothing_changed(bench):
    bench.write(ALL)
    follower = Follower()
    follower.take(whole(bench))

    again = follower.take(bench.again().fetch(follower.memory))
    third = bench.again().fetch(follower.memory)

    assert (again.unchanged, third.unchanged) == (True, True)


def test_without_a_memory_it_never_says_so(bench):
    bench.write(ALL)
    bench.source.fetch(())

    assert not bench.source.fetch(()).unchanged


def test_a_foreign_memory_is_no_memory(bench):
    bench.write(ALL)

    snapshot = bench.source.fetch((("version", "of another program"), ("etag", '"x"')))

    assert len(snapshot.records) == 3


@pytest.mark.parametrize(
    "now",
    [(ANTJE, MOVED, CLARA), (ANTJE, CLARA), (ANTJE, BERND), (BERND,)],
    ids=["changed", "one-less", "last-less", "only-one"],
)
def test_following_the_changes_equals_reading_everything(bench, now):
    bench.write(ALL)
    follower = Follower()
    follower.take(whole(bench))
    bench.write(now)

    changed = follower.take(bench.again().fetch(follower.memory))

    assert not changed.unchanged
    assert follower.records == {record.ref.key: record for record in whole(bench).records}
    assert follower.take(bench.again().fetch(follower.memory)).unchanged


def test_a_key_outlives_changes_of_the_record_and_its_neighbours(bench):
    bench.write(ALL)
    before = by_mail(whole(bench).records)
    bench.write((CLARA, MOVED))

    assert by_mail(whole(bench).records) == {mail: before[mail] for mail in (BERND.mail, CLARA.mail)}


def test_a_mark_stands_for_all_that_its_record_is_made_of(bench):
    bench.write(ALL)
    before = whole(bench)
    bench.write((CLARA, MOVED, ANTJE))
    after = whole(bench)

    for snapshot in (before, after):
        assert [key for key, _ in snapshot.marks] == [record.ref.key for record in snapshot.records if snapshot.marks]
    assert len(set(before.marks) & set(after.marks)) == (2 if before.marks else 0), "only one record is another"


def test_a_record_that_comes_back_has_its_key_back(bench):
    bench.write(ALL)
    before = by_mail(whole(bench).records)
    bench.write((ANTJE,))
    bench.write(ALL)

    assert by_mail(whole(bench).records) == before


def test_a_place_that_is_gone_is_an_error_never_an_empty_answer(bench):
    bench.write(ALL)
    memory = bench.source.fetch(()).memory
    bench.vanish()

    for ask in (lambda: bench.source.fetch(()), lambda: bench.source.fetch(memory), bench.source.check):
        with pytest.raises(SourceError) as caught:
            ask()
        assert caught.value.hint, "what to do"
        assert not [word for word in SECRET_WORDS if word in f"{caught.value} {caught.value.hint}"]


def test_a_place_that_is_back_is_read_again(bench):
    bench.write(ALL)
    follower = Follower()
    follower.take(whole(bench))

    assert follower.take(bench.again().fetch(follower.memory)).unchanged
    bench.write((ANTJE, BERND))
    follower.take(bench.again().fetch(follower.memory))

    assert mails(follower.records.values()) == [ANTJE.mail, BERND.mail]


def test_check_says_in_one_line_what_is_there(bench):
    bench.write(ALL)

    told = bench.source.check()

    assert told
    assert "\n" not in told
    assert not [word for word in SECRET_WORDS if word in told]


def test_one_broken_record_is_an_issue_and_spoils_no_other(fragile):
    fragile.spoil(ALL)

    snapshot = whole(fragile)

    assert mails(snapshot.records) == sorted(person.mail for person in ALL)
    assert snapshot.issues
    for issue in snapshot.issues:
        assert (issue.source, issue.stage) == ("source", "read")
        assert issue.place
        assert issue.code
        assert issue.hint
        assert not [word for word in SECRET_WORDS if word in f"{issue.message} {issue.hint}"]
