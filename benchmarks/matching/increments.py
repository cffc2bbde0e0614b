"""What five changed records cost, warm, with clusters, ids and commit: ``python -m benchmarks.matching.increments [SIZE …]``.

Loads a SQLite store as a run does, then changes the same five persons again and again: a number, a mailbox, a role, a
family name, an address. Prints the first load, the median and the worst round, and what a round had to look at. Beside
it, measured in turn with the rounds, stands what the disk alone asks for: a unit of work that changes one number.
"""

import argparse
import gc
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from benchmarks.matching.labelled import generated
from syncsvc.model.contact import Address, Contact, Email, Kind, Phone
from syncsvc.model.record import Field, SourceRecord
from syncsvc.run.linking import Linked, link
from syncsvc.run.report import SourceResult
from syncsvc.run.taking import Run, Taken
from syncsvc.store import Store, open_store, seal

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROUNDS = 30


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.matching.increments")
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])
    print(
        "| records | first load s | five changed, median ms | CPU ms | worst ms | bare commit ms | loaded | pairs | reached |",
        "|---" * 9 + "|",
        sep="\n",
    )
    for size in parser.parse_args().sizes:
        with tempfile.TemporaryDirectory() as folder:
            store = open_store("sqlite:///store.sqlite", Path(folder))
            print(_measure(store, size), flush=True)
            store.close()


def _measure(store: Store, size: int) -> str:
    book = generated(size).contacts
    ids = (f"id{number:09}" for number in count())
    run = Run("run", NOW, lambda: next(ids))
    begin = time.perf_counter()
    _sync(store, book, run)
    loaded = time.perf_counter() - begin
    persons = [contact for contact in book if contact.kind is Kind.PERSON and contact.emails and contact.phones]
    chosen = persons[:: len(persons) // 5][:5]
    del book, persons
    gc.collect()
    walls, busy, bare = [], [], []
    for number in range(ROUNDS + 3):
        changed = [change(contact, number) for contact, change in zip(chosen, CHANGES, strict=True)]
        begin, began = time.perf_counter(), time.process_time()
        linked = _sync(store, changed, run)
        walls.append((time.perf_counter() - begin) * 1000)
        busy.append((time.process_time() - began) * 1000)
        begin = time.perf_counter()
        with store.write() as unit:
            unit.facts.put("round", str(number))
        bare.append((time.perf_counter() - begin) * 1000)
    work, walls, busy = linked.work, walls[3:], busy[3:]
    return (
        f"| {size:,} | {loaded:.1f} | {statistics.median(walls):.1f} | {statistics.median(busy):.1f} | {max(walls):.1f}"
        f" | {statistics.median(bare[3:]):.1f} | {work.loaded} | {work.pairs} | {work.reached} |"
    )


def _sync(store: Store, contacts: list[Contact], run: Run) -> Linked:
    records = [seal(SourceRecord(one.ref, (Field("name", repr(one)),))) for one in contacts]
    with store.write() as unit:
        unit.records.put(records, run.now)
        unit.contacts.put(contacts, "made")
        return link(unit, [Taken(SourceResult("all", "all"), tuple(contacts))], run)


CHANGES = (
    lambda one, number: replace(one, phones=(*one.phones, Phone(f"+49302312{5000 + number}", "030 23125"))),
    lambda one, number: replace(one, emails=(Email(f"neu{number}@musterstadt.example"), *one.emails[1:])),
    lambda one, number: replace(one, role=f"Leitung {number}"),
    lambda one, number: replace(
        one, name=replace(one.name, family=f"{one.name.family}-{'Alber' if number % 2 else 'Weiß'}")
    ),
    lambda one, number: replace(one, addresses=(Address(f"Ring {number}", "70173", "Musterstadt"),)),
)


if __name__ == "__main__":
    main()
