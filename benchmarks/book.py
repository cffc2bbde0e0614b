"""``python -m benchmarks.book [--contacts 100000] [--profile]``: what it costs to load the book from a store.

The contacts carry origins and members as a sync leaves them, and every second one has a number that only colleagues
see, so that its two views differ. The store is filled first, by another process: seconds, processor seconds and the
most memory printed are those of a process that only opens the store and loads the book for both audiences.
"""

import argparse
import cProfile
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.ldap.population import people
from syncsvc.model.audience import Audience
from syncsvc.model.canonical import CanonicalContact, Origin
from syncsvc.model.record import RecordRef
from syncsvc.serve.book import Book
from syncsvc.store import open_store

_URL = "sqlite:///directory.sqlite"


def _kept(contact: CanonicalContact, number: int) -> CanonicalContact:
    ref = RecordRef("stadt", contact.id)
    said = {"name": contact.name.display, "role": contact.role, "organisation": contact.organisation}
    said |= {"phones": contact.phones[0].number, "emails": contact.emails[0].address}
    origins = tuple(Origin(field, value, (ref,), "2026-01-02") for field, value in said.items())
    direct, cell = contact.phones
    phones = (direct, replace(cell, audience=Audience.INTERNAL)) if number % 2 else contact.phones
    return replace(contact, phones=phones, members=(ref,), origins=origins)


def _contacts(count: int) -> Iterator[CanonicalContact]:
    return (_kept(contact, number) for number, contact in enumerate(people(count)))


def _fill(folder: Path, count: int) -> None:
    store = open_store(_URL, folder)
    with store.write() as unit:
        unit.directory.put(_contacts(count), datetime(2026, 1, 2, tzinfo=UTC))
    store.close()


def _load(folder: Path, *, profile: bool) -> None:
    store = open_store(_URL, folder)
    book = Book(store, (Audience.PUBLIC, Audience.INTERNAL))
    begun, used = time.perf_counter(), time.process_time()
    with cProfile.Profile() if profile else _Nothing() as watched:
        book.load()
    seconds, processor = time.perf_counter() - begun, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{len(book)} contacts, two audiences: {seconds:.1f} s, {processor:.1f} s of a core, at most {peak} MB")
    if isinstance(watched, cProfile.Profile):
        pstats.Stats(watched).sort_stats("tottime").print_stats(35)
    store.close()


class _Nothing:
    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--step", choices=["fill", "load"])
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    if asked.step == "fill":
        _fill(asked.folder, asked.contacts)
    elif asked.step == "load":
        _load(asked.folder, profile=asked.profile)
    else:
        with tempfile.TemporaryDirectory() as folder:
            again = [sys.executable, "-m", "benchmarks.book", "--folder", folder, *sys.argv[1:]]
            for step in ("fill", "load"):
                subprocess.run([*again, "--step", step], check=True)


if __name__ == "__main__":
    main()
