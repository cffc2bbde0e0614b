"""Keep: what the directory holds after a run, and the record of the run itself."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime

from syncsvc import store as kept_store
from syncsvc.model.match import Verdict
from syncsvc.run.merging import Merged
from syncsvc.run.report import DirectoryResult, Planned, RunReport, SourceResult, TargetResult
from syncsvc.run.service import Run
from syncsvc.run.taking import Taken
from syncsvc.store import RunPart, Store, Unit


@dataclass(frozen=True, slots=True)
class Kept:
    """What a run did to the directory."""

    sources: tuple[SourceResult, ...]
    directory: DirectoryResult
    notes: tuple[str, ...] = ()
    merged: Merged = Merged()  # noqa: RUF009 — frozen
    planned: tuple[Planned, ...] = ()

    def report(self, run: Run, ended: datetime, targets: tuple[TargetResult, ...], *, dry: bool = False) -> RunReport:
        """The report of the whole run."""
        return RunReport(
            run.id, run.now, ended, self.sources, self.directory, targets, self.planned, notes=self.notes, dry=dry
        )


def survey(unit: Unit, taken: Iterable[Taken] = (), merged: Merged | None = None, notes: Iterable[str] = ()) -> Kept:
    """Count the directory, and put together what the stations say they did."""
    merged = merged or Merged()
    taken = tuple(taken)
    contacts, members, joined = unit.identities.census()
    directory = DirectoryResult(
        contacts=contacts,
        records=members,
        joined=joined,
        unsure=unit.linkage.count(Verdict.UNSURE),
        added=len(merged.added),
        changed=len(merged.changed),
        removed=len(merged.removed),
    )
    said = (*(note for one in taken for note in one.notes), *notes)
    return Kept(tuple(one.result for one in taken), directory, said, merged)


def bury(unit: Unit, taken: Iterable[Taken]) -> None:
    """Take removed records out of the store, after linking has let go of them."""
    unit.records.remove(ref for one in taken for ref in one.removed)


class _Undone(Exception):
    """Ends a rehearsal; never leaves ``undone``."""


@contextmanager
def undone(store: Store) -> Iterator[Unit]:
    """A unit of work that is taken back in the end, whatever was done in it."""
    with suppress(_Undone), store.write() as unit:
        yield unit
        raise _Undone


def keep_run(store: Store, report: RunReport, cause: str) -> None:
    """Write down what a run did."""
    parts = [_part("source", one.name, one.error, _source_counts(one)) for one in report.sources]
    parts += [_part("target", one.name, one.error, _target_counts(one)) for one in report.targets]
    directory = report.directory
    counts = (("contacts", directory.contacts), ("added", directory.added), ("changed", directory.changed))
    outcome = "failed" if report.failed else "held" if report.held else "well"
    line = kept_store.Run(
        report.id, report.started, report.ended, outcome, cause, (*counts, ("removed", directory.removed)), tuple(parts)
    )
    with store.write() as unit:
        unit.runs.keep(line)


def _part(scope: str, name: str, error: str, counts: tuple[tuple[str, int], ...]) -> RunPart:
    part = RunPart(scope, name, "failed" if error else "well", counts)
    return replace(part, error_text=error)


def _source_counts(one: SourceResult) -> tuple[tuple[str, int], ...]:
    names = ("records", "added", "changed", "vanished", "removed", "held", "issues")
    return tuple((name, getattr(one, name)) for name in names)


def _target_counts(one: TargetResult) -> tuple[tuple[str, int], ...]:
    names = ("entries", "added", "updated", "removed", "held", "refused")
    return tuple((name, getattr(one, name)) for name in names)
