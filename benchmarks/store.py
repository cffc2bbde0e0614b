"""How long the store takes, station by station: ``python benchmarks/store.py [--records 100000] [--url URL]``.

Prints seconds for loading everything and for a run of 100 changes, and the size on disk. Medians of ``--rounds`` for
what is short; loading happens once. With ``--postgres`` a private server is started for it.
"""

import argparse
import gc
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from syncsvc.matching.neighbourhood import Entries
from syncsvc.model.canonical import CanonicalContact, Origin
from syncsvc.model.contact import Address, Contact, Email, Kind, PersonName, Phone
from syncsvc.model.digest import digest
from syncsvc.model.match import Cluster, Match, Verdict
from syncsvc.model.plan import Entry
from syncsvc.model.record import Field, RecordRef, SourceRecord
from syncsvc.store import open_store, seal
from tests.servers.postgres import postgres

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KEYS = 8
CHANGED = 100


class People:
    """Invented contacts in all their forms, in four sources."""

    def __init__(self, count: int) -> None:
        self.refs = tuple(RecordRef(f"source{number % 4}", f"key{number}") for number in range(count))
        self.records = [self._record(number) for number in range(count)]
        self.contacts = [Contact(ref, Kind.PERSON, **self._values(number)) for number, ref in enumerate(self.refs)]
        self.canonical = [self._canonical(number) for number in range(count)]
        rng = np.random.default_rng(1)
        self.keys = rng.integers(-(2**62), 2**62, count * KEYS)

    def entries(self, count: int) -> Entries:
        rows = np.repeat(np.arange(count), KEYS)
        return Entries(self.refs[:count], rows, self.keys[: count * KEYS], self.keys[: count * KEYS] + 1)

    def changed(self) -> "People":
        fresh = People.__new__(People)
        fresh.__dict__.update(self.__dict__)
        fresh.records = [self._record(number, "Leitung") for number in range(CHANGED)]
        fresh.contacts = [
            Contact(self.refs[number], Kind.PERSON, **self._values(number, "Leitung")) for number in range(CHANGED)
        ]
        fresh.canonical = [self._canonical(number, "Leitung") for number in range(CHANGED)]
        return fresh

    def _record(self, number: int, role: str = "Koordination") -> SourceRecord:
        fields = (
            ("name", f"Antje Wiesner{number}"), ("organisation", "Stadt Musterstadt"), ("unit", "Soziales"), ("role", role),
            ("phone", f"030 23125-{number}"), ("phone", f"0176 040690{number}"), ("email", f"a{number}@musterstadt.example"),
            ("street", "Am Markt 1"), ("postal_code", "70173"), ("city", "Musterstadt"),
        )  # fmt: skip
        return SourceRecord(self.refs[number], tuple(Field(*field) for field in fields), f"line {number}")

    def _values(self, number: int, role: str = "Koordination") -> dict:
        return {
            "name": PersonName(f"Antje Wiesner{number}", "", "Antje", f"Wiesner{number}"),
            "organisation": "Stadt Musterstadt",
            "units": ("Soziales",),
            "role": role,
            "phones": (
                Phone(f"+493023125{number}", f"030 23125-{number}"),
                Phone(f"+49176040690{number}", f"0176 040690{number}", "cell"),
            ),
            "emails": (Email(f"a{number}@musterstadt.example"),),
            "addresses": (Address("Am Markt 1", "70173", "Musterstadt"),),
        }

    def _canonical(self, number: int, role: str = "Koordination") -> CanonicalContact:
        refs = (self.refs[number],)
        origins = tuple(
            Origin(field, "x", refs, "2026-01-01")
            for field in ("name", "organisation", "units", "role", "phones", "emails")
        )
        return CanonicalContact(
            digest(str(number).encode()), Kind.PERSON, members=refs, origins=origins, **self._values(number, role)
        )


class Clock:
    """Times what is done with a store and prints it."""

    def __init__(self, store, rounds: int) -> None:
        self.store, self.rounds = store, rounds

    def once(self, name: str, act, *, write: bool = True):
        gc.collect()
        gc.freeze()
        start = time.perf_counter()
        with self.store.write() if write else self.store.read() as unit:
            result = act(unit)
        print(f"{name:34}{time.perf_counter() - start:9.3f} s")
        return result

    def often(self, name: str, act, *, write: bool = False) -> None:
        times = []
        for _ in range(self.rounds):
            start = time.perf_counter()
            with self.store.write() if write else self.store.read() as unit:
                act(unit)
            times.append(time.perf_counter() - start)
        print(f"{name:34}{statistics.median(times):9.3f} s")


def load(clock: Clock, people: People) -> None:
    start = time.perf_counter()
    sealed = [seal(record) for record in people.records]
    print(f"{'seal every record':34}{time.perf_counter() - start:9.3f} s")
    refs = people.refs
    pairs = [tuple(sorted((refs[number], refs[number + 1]))) for number in range(0, len(refs) - 1, 2)]
    matches = [Match(*pair, 5.0, Verdict.SAME) for pair in pairs]
    clock.once("records: load", lambda unit: unit.records.put(sealed, NOW))
    clock.once("contacts: load", lambda unit: unit.contacts.put(people.contacts, "v1"))
    clock.once("linkage: load entries", lambda unit: unit.linkage.replace((), people.entries(len(refs))))
    clock.once(
        "linkage: load matches and clusters",
        lambda unit: unit.linkage.keep((), matches, (), [Cluster((ref,)) for ref in refs]),
    )
    clock.once("identities: load", lambda unit: assign(unit, people))
    clock.once("directory: load", lambda unit: unit.directory.put(people.canonical, NOW))
    entries = [Entry(contact.id, b"x" * 600, contact.name.family) for contact in people.canonical]
    clock.once("target: load", lambda unit: unit.targets.put("website", entries))


def assign(unit, people: People) -> None:
    unit.identities.mint((contact.id for contact in people.canonical), NOW)
    unit.identities.assign({contact.members[0]: contact.id for contact in people.canonical}, NOW)


def use(clock: Clock, people: People) -> None:
    clock.often("digests of every source", lambda unit: [unit.records.known(f"source{number}") for number in range(4)])
    clock.often("stream every delivered entry", lambda unit: sum(1 for _ in unit.targets.entries("website")))
    clock.often("find a name", lambda unit: unit.directory.find("wiesner77"))
    clock.often("find a number", lambda unit: unit.directory.find("0176 0406907"))
    clock.often("feed: latest", lambda unit: unit.feed.latest())
    fresh = people.changed()
    clock.often(f"a run of {CHANGED} changes", lambda unit: change(unit, fresh), write=True)
    clock.once("every contact", lambda unit: sum(1 for _ in unit.contacts.iterate()), write=False)
    clock.once("every canonical contact", lambda unit: sum(1 for _ in unit.directory.iterate()), write=False)


def change(unit, fresh: People) -> None:
    refs = fresh.refs[:CHANGED]
    unit.records.put([seal(record) for record in fresh.records], NOW)
    unit.contacts.put(fresh.contacts, "v1")
    unit.linkage.replace((), fresh.entries(CHANGED))
    unit.linkage.census(unit.linkage.entries(refs).key.tolist())
    unit.linkage.matches(refs)
    unit.linkage.keep((), (), unit.linkage.clusters(refs), [Cluster((ref,)) for ref in refs])
    unit.directory.put(fresh.canonical, NOW)
    unit.targets.put("website", [Entry(one.id, b"y" * 600, one.name.family) for one in fresh.canonical])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args()
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        url = stack.enter_context(postgres(durable=True)).database() if asked.postgres else "sqlite:///store.sqlite"
        store = open_store(url, Path(folder))
        stack.callback(store.close)
        print(f"{asked.records} records on {'PostgreSQL' if asked.postgres else 'SQLite'}")
        people, clock = People(asked.records), Clock(store, asked.rounds)
        load(clock, people)
        use(clock, people)
        if store.engines.file is not None:
            print(f"{'size on disk':34}{store.engines.file.stat().st_size / 2**20:9.0f} MiB")


if __name__ == "__main__":
    main()
