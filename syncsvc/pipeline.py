"""The way of a contact, station by station: read this first.

    fetch → read → normalise → match → merge → keep → plan → deliver   (→ serve: see ``serve/``)

What each station decides is pure and stands in the package of its name; how a run carries it out against the store
stands in ``run/``.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from syncsvc.formats.cycles import uncollected
from syncsvc.logs import logger
from syncsvc.run.choosing import chosen
from syncsvc.run.correcting import overdue
from syncsvc.run.crew import mustered
from syncsvc.run.delivering import deliver, deliver_all, rehearse, roll_back
from syncsvc.run.erasing import purge_versions
from syncsvc.run.fetching import Fetched, fetch, released, unread
from syncsvc.run.keeping import Kept, bury, keep_run, survey, undone
from syncsvc.run.linking import link
from syncsvc.run.merging import remerge
from syncsvc.run.noticing import notice
from syncsvc.run.outlining import outline
from syncsvc.run.owing import due, left_behind
from syncsvc.run.report import RunReport, TargetResult
from syncsvc.run.service import Run, Service
from syncsvc.run.taking import take
from syncsvc.run.telling import tell
from syncsvc.run.tidying import tidy_if_due
from syncsvc.store import Hold, Scope, Unit

log = logger("pipeline")


def sync(service: Service, names: Iterable[str] = (), *, dry_run: bool = False, cause: str = "command") -> RunReport:
    """One run: sources in, the directory made right, targets out. An error in one source or target stays there."""
    run = Run(service.mint(), service.now(), service.mint)
    with uncollected(), mustered(), fetch(service, chosen(service.sources, names, "source")) as fetched:
        carry_out = _rehearse if dry_run else _carry_out
        kept, targets = carry_out(service, released(fetched), run)
    report = kept.report(run, service.now(), targets, dry=dry_run)
    if not dry_run:
        keep_run(service.store, report, cause)
        tidy_if_due(service)
        tell(service)
    log.info("run.ended", run=run.id, exit_code=report.exit_code, dry=dry_run)
    return report


def update(service: Service, unit: Unit, fetched: Iterable[Fetched], run: Run, touched: Iterable[str] = ()) -> Kept:
    """Bring the directory up to date within one transaction; ``touched`` ids are merged again in any case."""
    taken = [take(unit, one, run) for one in fetched]  # read, normalise
    linked = link(unit, taken, run)  # match
    ids = {*linked.ids, *overdue(unit, run.now), *touched}
    merged = remerge(unit, ids, service.profiles, run)  # merge
    notice(unit, ids, run)
    bury(unit, taken)
    return survey(unit, taken, merged, linked.notes)  # keep


def amend(service: Service, act: Callable[[Unit, Run], Iterable[str]]) -> RunReport:
    """A person's act (a decision, a correction) and all that follows from it, delivered at once.

    ``act`` changes the store and returns the ids that have to be merged again.
    """
    run = Run(service.mint(), service.now(), service.mint)
    with service.store.write() as unit:
        kept = update(service, unit, (), run, act(unit, run))
    targets = deliver_all(service, due(service), run)
    return kept.report(run, service.now(), targets)


def erase(service: Service, act: Callable[[Unit, Run], Iterable[str]]) -> RunReport:
    """Erase a contact: as any act, and with every former version of the exported files."""
    purge_versions(service)
    report = amend(service, act)
    return replace(report, notes=(*report.notes, *purge_versions(service), *left_behind(service)))


def approved(service: Service, hold: Hold) -> RunReport:
    """Carry out the removals a person let go, without fetching."""
    if hold.scope is Scope.TARGET:
        return redeliver(service, [hold.name])
    with service.store.read() as unit:
        settled = [unread(unit, active) for active in service.sources if active.name == hold.name]
    run = Run(service.mint(), service.now(), service.mint)
    kept, targets = _carry_out(service, settled, run)
    return kept.report(run, service.now(), targets)


def redeliver(service: Service, names: Iterable[str] = ()) -> RunReport:
    """Plan and deliver again from the store, without fetching."""
    run = Run(service.mint(), service.now(), service.mint)
    asked = chosen(service.targets, names, "export")
    targets = tuple(deliver(service, active, run, released=True) for active in asked)
    with service.store.read() as unit:
        kept = survey(unit)
    return kept.report(run, service.now(), targets)


def take_back(service: Service, names: Iterable[str] = ()) -> RunReport:
    """Put the former files of exports back; they stay until the export is delivered by hand."""
    run = Run(service.mint(), service.now(), service.mint)
    targets = tuple(roll_back(active) for active in chosen(service.targets, names, "export"))
    with service.store.read() as unit:
        kept = survey(unit)
    return kept.report(run, service.now(), targets)


def _carry_out(service: Service, fetched: Iterable[Fetched], run: Run) -> tuple[Kept, tuple[TargetResult, ...]]:
    service.progress("matching and merging")
    with uncollected(), service.store.write() as unit:
        kept = update(service, unit, fetched, run)
        if any(one.reread for one in kept.sources):
            kept = replace(kept, planned=outline(service.store, unit, kept.merged))
    return kept, deliver_all(service, due(service), run)


def _rehearse(service: Service, fetched: Iterable[Fetched], run: Run) -> tuple[Kept, tuple[TargetResult, ...]]:
    """The same, with everything undone in the end and nothing delivered."""
    with undone(service.store) as unit:
        kept = update(service, unit, fetched, run)
        kept = replace(kept, planned=outline(service.store, unit, kept.merged))
        return kept, tuple(rehearse(unit, active) for active in due(service))
