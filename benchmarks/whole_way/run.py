"""One measured run in a process of its own: ``python -m benchmarks.whole_way.run CONFIG`` prints it as JSON."""

import functools
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from syncsvc import pipeline
from syncsvc.cli import running
from syncsvc.model.digest import digest
from syncsvc.run import taking

STATIONS = {
    "fetch and read": (pipeline, "fetch"), "compare": (taking, "compare"), "normalise": (taking, "clean"),
    "match": (pipeline, "link"), "merge": (pipeline, "remerge"), "keep": (pipeline, "survey"),
    "deliver": (pipeline, "deliver_all"), "note the run": (pipeline, "keep_run"),
}  # fmt: skip
"""Each station and the function that carries it out."""


def main() -> None:
    spent = {name: [0.0, 0.0] for name in STATIONS}
    with running.service(Path(sys.argv[1])) as service:
        bare, bare_used = map(min, zip(*(_read_and_hash(Path(sys.argv[1]).parent) for _ in range(3)), strict=True))
        for name, (module, function) in STATIONS.items():
            inner = getattr(module, function)
            setattr(module, function, (_timed_block if name.startswith("fetch") else _timed)(spent, name, inner))
        begun, processor = time.perf_counter(), time.process_time()
        report = pipeline.sync(service)
        total, used = time.perf_counter() - begun, time.process_time() - processor
    assert not report.failed, report
    walls, processors = zip(*spent.values(), strict=True)
    spent["commit and the rest"] = [total - sum(walls), used - sum(processors)]
    print(
        json.dumps(
            {
                "total": total,
                "processor": used,
                "bare": bare,
                "bare_used": bare_used,
                "stations": spent,
                **_counts(report),
            }
        )
    )


def _read_and_hash(folder: Path) -> tuple[float, float]:
    """What a run of unchanged files cannot do without: time that passed, and processor time."""
    begun, used = _clocks()
    for path in sorted(folder.glob("*.*")):
        if path.suffix in (".csv", ".json", ".vcf"):
            digest(path.read_bytes())
    now, spent = _clocks()
    return now - begun, spent - used


def _timed(spent: dict[str, list[float]], name: str, inner: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(inner)
    def timed(*given: Any, **named: Any) -> Any:
        begun = _clocks()
        try:
            return inner(*given, **named)
        finally:
            _add(spent[name], begun)

    return timed


def _timed_block(spent: dict[str, list[float]], name: str, inner: Callable[..., Any]) -> Callable[..., Any]:
    @contextmanager
    def timed(*given: Any) -> Iterator[Any]:
        begun = _clocks()
        with inner(*given) as found:
            _add(spent[name], begun)
            yield found

    return timed


def _clocks() -> tuple[float, float]:
    """Time that passed, and processor time of this process; that of the processes that help it is not in it."""
    return time.perf_counter(), time.process_time()


def _add(spent: list[float], begun: tuple[float, float]) -> None:
    for place, (now, then) in enumerate(zip(_clocks(), begun, strict=True)):
        spent[place] += now - then


def _counts(report: Any) -> dict[str, Any]:
    directory = report.directory
    names = ("contacts", "records", "joined", "unsure", "added", "changed", "removed")
    return {
        **{name: getattr(directory, name) for name in names},
        "taken": sum(one.changed for one in report.sources),
        "issues": sum(one.issues for one in report.sources),
        "entries": [one.entries for one in report.targets],
        "written": sum(one.written for one in report.targets),
        "held": report.held,
    }


if __name__ == "__main__":
    main()
