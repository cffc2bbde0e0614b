"""One table: this project beside Splink 5, and on small data dedupe 3, on the same data in the same run.

``python -m benchmarks.matching [SIZE …] [--runs N] [--febrl]``
"""

import argparse
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.matching.flat import write
from benchmarks.matching.labelled import Labelled, febrl, generated
from benchmarks.matching.measures import asked, quality
from benchmarks.memory import watched

PROGRAMS = {
    "syncsvc": ("benchmarks.matching.ours",),
    "Splink trained": ("benchmarks.matching.splink_run", "train"),
    "Splink ready": ("benchmarks.matching.splink_run", "ready"),
}
LEARNING = "dedupe, 100 labels"
SMALL = 1000
"""Up to so many records dedupe runs along, once: it learns from labels for minutes."""
HEAD = "| data | program | P | R | F1 | B³ F1 | exact | largest | asked | joined or asked | wall s | ratio | peak MiB |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.matching")
    parser.add_argument("sizes", nargs="*", type=int, default=[300, 1000, 10_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--febrl", action="store_true")
    chosen = parser.parse_args()
    print(HEAD, "|" + "---|" * 13, sep="\n")
    for size in chosen.sizes:
        _compare(generated(size), chosen.runs)
    for number in (3, 4) if chosen.febrl else ():
        _compare(febrl(number), chosen.runs)


def _compare(data: Labelled, runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(data.contacts, Path(folder))
        (Path(folder) / "truth.pickle").write_bytes(pickle.dumps(data.truth))
        walls: dict[str, list[float]] = {name: [] for name in PROGRAMS}
        peaks: dict[str, float] = {}
        lines = {}
        out = Path(folder) / "out.pickle"
        for run in range(runs):
            for name, (module, *mode) in PROGRAMS.items():
                try:
                    wall, peaks[name] = _process(module, folder, "" if module.endswith("run") else "-", *mode)
                    walls[name].append(wall)
                    if not run:
                        _process(module, folder, str(out), *(mode or ["details"]))
                        lines[name] = _quality(pickle.loads(out.read_bytes()), data)
                except Failed as error:
                    _pass_over(error, data, name)
        if len(data.contacts) <= SMALL:
            try:
                wall, peaks[LEARNING] = _process("benchmarks.matching.dedupe_run", folder, str(out))
                walls[LEARNING] = [wall]
                lines[LEARNING] = _quality(pickle.loads(out.read_bytes()), data)
            except Failed as error:
                _pass_over(error, data, LEARNING)
        ours = statistics.median(walls["syncsvc"])
        for name, line in lines.items():
            wall = statistics.median(walls[name])
            print(f"| {data.name} | {name} | {line} | {wall:.2f} | {ours / wall:.2f} | {peaks[name]:.0f} |", flush=True)


class Failed(Exception):
    """A program ended with an error."""


def _pass_over(error: Failed, data: Labelled, name: str) -> None:
    """A peer that fails on some data has no row; we may not."""
    if name == "syncsvc":
        raise error
    print(f"{name} failed on {data.name}", file=sys.stderr)


def _process(module: str, *arguments: str) -> tuple[float, float]:
    """Seconds of a process of its own, and peak MiB of it and all it started.

    Byte code is kept from run to run, as where programs are installed.
    """
    begin = time.perf_counter()
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.matching.measured", module, *arguments]
    kept = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=kept)
    answer, together = watched(process)
    seconds = time.perf_counter() - begin
    if process.returncode:
        raise Failed(f"{module} failed")
    return seconds, max(int(answer.split()[-1]) / 1024, together / 2**20)


def _quality(found, data: Labelled) -> str:
    clusters, pairs = found
    said = quality(clusters, data.truth)
    share, reached = asked(clusters, pairs, data.truth)
    return (
        f"{said.precision:.4f} | {said.recall:.4f} | {said.f1:.4f} | {said.cubed:.4f} | {said.exact:.4f} | {said.largest}"
        f" | {share:.2%} | {reached:.2%}"
    )


if __name__ == "__main__":
    main()
