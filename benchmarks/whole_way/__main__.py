"""Whole runs at several sizes, as a table: ``python -m benchmarks.whole_way [SIZE …] [--postgres] [--keep FOLDER]``.

For each size: a first run, five in which nothing changed, and five with 100 changed records each in a table, in a JSON
feed and in an address book, of which the medians are told. Each is a process of its own, so that nothing is warm but the file system; memory is that of the process and
its children together. What reading and hashing the sources takes is measured in the same process right before.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa

from benchmarks.memory import watched
from benchmarks.whole_way.run import STATIONS
from benchmarks.whole_way.site import change, write_site
from tests.servers.postgres import postgres

CHANGED = 100
CHANGING = ("stadt.csv", "landratsamt.json", "fachstelle.vcf")
TIMES = 5


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.whole_way")
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--postgres", action="store_true", help="on a private PostgreSQL instead of SQLite")
    parser.add_argument("--keep", type=Path, help="a folder for the sites, kept for a closer look")
    asked = parser.parse_args()
    found = {size: _measured(size, asked.keep, server=asked.postgres) for size in asked.sizes}
    print(f"{'PostgreSQL' if asked.postgres else 'SQLite'}, {os.cpu_count()} processors\n")
    print("\n".join(_table(found)))


def _measured(size: int, keep: Path | None, *, server: bool) -> dict[str, Any]:
    with ExitStack() as stack:
        base = keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder = base / str(size)
        shutil.rmtree(folder, ignore_errors=True)
        url = stack.enter_context(postgres(durable=True)).database() if server else "sqlite:///store.sqlite"
        configuration = write_site(folder, size, url)
        found = {"size": size, "first": _run(configuration)}
        same = [_run(configuration) for _ in range(TIMES)]
        changed = {source: [_changed(configuration, source, turn) for turn in range(TIMES)] for source in CHANGING}
        assert not any(one["written"] for one in (*same, _run(configuration))), "an unchanged run wrote something"
        found |= {"same": _medians(same), "changed": {source: _medians(runs) for source, runs in changed.items()}}
        found["sources"] = sum(
            path.stat().st_size for path in folder.glob("*.*") if path.suffix in (".csv", ".json", ".vcf")
        )
        found["store"] = (
            _in_database(url) if server else sum(one.stat().st_size for one in folder.glob("store.sqlite*"))
        )
    return found


def _changed(configuration: Path, source: str, turn: int) -> dict[str, Any]:
    """A run after changes in one source."""
    change(configuration.parent, CHANGED, f"Stelle {turn},", source)
    found = _run(configuration)
    assert found["taken"] >= CHANGED * 0.9, "the changes did not arrive"
    return found


def _in_database(url: str) -> int:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        size = connection.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one()
    engine.dispose()
    return int(size)


def _medians(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """What runs of one kind took, how that compares with reading and hashing, and the stations of the middle one."""
    return {
        "total": median(one["total"] for one in runs),
        "bare": median(one["bare"] for one in runs),
        "times": median(one["total"] / one["bare"] for one in runs),
        "times_used": median(one["processor"] / one["bare_used"] for one in runs),
        "used": median(one["processor"] for one in runs),
        "beyond": median(one["total"] - one["bare"] for one in runs),
        "stations": sorted(runs, key=lambda one: float(one["total"]))[len(runs) // 2]["stations"],
    }


def _run(configuration: Path) -> dict[str, Any]:
    """One run, and the most memory it and its children held."""
    command = [sys.executable, "-m", "benchmarks.whole_way.run", str(configuration)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    answer, peak = watched(process)
    assert process.returncode == 0, "the run failed"
    print(answer.decode().strip(), file=sys.stderr, flush=True)
    return json.loads(answer.splitlines()[-1]) | {"peak": peak}


def _table(found: dict[int, dict[str, Any]]) -> Iterable[str]:
    yield f"| | {' | '.join(f'{size:,}' for size in found)} |"
    yield "|---|" + "---:|" * len(found)
    rows = list(found.values())
    for name in (*STATIONS, "commit and the rest"):
        yield _row(
            f"first run: {name} (s, of which the run's own process)",
            [_both(one["first"]["stations"][name]) for one in rows],
        )
    yield _row("**first run** (s)", [f"**{one['first']['total']:.1f}**" for one in rows])
    yield _row("per record (ms)", [f"{1000 * one['first']['total'] / one['size']:.3f}" for one in rows])
    yield _row("peak memory (GiB)", [f"{one['first']['peak'] / 2**30:.2f}" for one in rows])
    yield _row("source files (MiB)", [f"{one['sources'] / 2**20:.0f}" for one in rows])
    yield _row("store on disk (MiB)", [f"{one['store'] / 2**20:.0f}" for one in rows])
    yield _row("reading and hashing the sources (s)", [f"{one['same']['bare']:.3f}" for one in rows])
    yield _row("**a run without changes** (s)", [f"**{one['same']['total']:.3f}**" for one in rows])
    yield _row("times reading and hashing", [f"{one['same']['times']:.2f}" for one in rows])
    yield _row("the same by processor time", [f"{one['same']['times_used']:.2f}" for one in rows])
    yield from _stations("no change", [one["same"] for one in rows])
    for source in CHANGING:
        runs = [one["changed"][source] for one in rows]
        title = f"{CHANGED} changes in {source}"
        yield _row(f"**{title}** (s)", [f"**{one['total']:.2f}**" for one in runs])
        yield _row(
            "beyond a run without changes (s)",
            [f"{run['total'] - one['same']['total']:.2f}" for run, one in zip(runs, rows, strict=True)],
        )
        yield _row("processor time of the run (s)", [f"{one['used']:.2f}" for one in runs])
        yield from _stations(title, runs)
    yield _row("contacts", [f"{one['first']['contacts']:,}" for one in rows])


def _stations(title: str, runs: list[dict[str, Any]]) -> Iterable[str]:
    for name in (*STATIONS, "commit and the rest"):
        yield _row(f"{title}: {name} (s)", [f"{one['stations'][name][0]:.3f}" for one in runs])


def _both(clocks: list[float]) -> str:
    return " / ".join(f"{seconds:.1f}" for seconds in clocks)


def _row(name: str, values: Iterable[str]) -> str:
    return f"| {name} | {' | '.join(values)} |"


if __name__ == "__main__":
    main()
