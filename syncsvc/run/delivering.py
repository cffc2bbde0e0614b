"""Plan and deliver: bring each target to what the directory says, rendering only what changed."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from itertools import repeat
from pathlib import Path

from syncsvc.errors import SafetyStop, TargetError
from syncsvc.exports.files import FileExport
from syncsvc.formats.cycles import uncollected
from syncsvc.logs import logger
from syncsvc.model.issue import Issue
from syncsvc.model.plan import ChangeKind, Entry, Plan
from syncsvc.plan import exceeds, plan
from syncsvc.ports import Delivery, Export
from syncsvc.run.overlaying import overlaid, wanted_in_part
from syncsvc.run.owing import erased_alone, purge
from syncsvc.run.removing import EXPIRY
from syncsvc.run.rendering import render
from syncsvc.run.report import TargetResult
from syncsvc.run.service import ActiveTarget, Run, Service
from syncsvc.store import Unit
from syncsvc.store.holds import Hold, Scope
from syncsvc.store.targets import TargetState

log = logger("deliver")
LITTLE = 1_000
"""Up to so many changed contacts targets are delivered to side by side,"""
ABREAST = 3
"""so many at a time."""
PATIENCE_S = 60
"""How long a delivery waits for another process that delivers to the same target."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be done to one target."""

    active: ActiveTarget
    state: TargetState
    plan: Plan
    changed: Mapping[str, Entry]
    """Entries rendered anew, by key."""
    dropped: frozenset[str]
    """Keys of entries that go."""
    total: int
    """Entries delivered before."""
    seq: int
    """The feed as far as it was followed."""
    issues: tuple[Issue, ...] = ()
    rendered: bool = False
    """Whether every entry was rendered anew."""
    intact: bool = False
    """Whether the target is as we left it."""
    owed: frozenset[str] = frozenset()
    """Keys of erased contacts, whose removal nothing holds up."""

    alone: bool = False
    """Whether erased people are all that is seen to."""
    stood: Mapping[str, Entry] | None = None
    """The changed and dropped entries as they were in the last delivery; None where that is not known."""

    @property
    def idle(self) -> bool:
        """Whether the target is just as it should be, and nothing is left to remember."""
        done = self.intact and not self.plan.changes and not self.rendered and not self.issues
        return done and self.seq == self.state.seq

    @property
    def removals(self) -> tuple[str, ...]:
        """Keys the plan would remove, those of erased people apart."""
        gone = (change.key for change in self.plan.changes if change.kind is ChangeKind.REMOVE)
        return tuple(key for key in gone if key not in self.owed)


def draft(unit: Unit, active: ActiveTarget) -> Draft:
    """Compare what the target should hold with what it holds. Raises TargetError if it cannot be looked at."""
    export, state = active.export, unit.targets.get(active.name)
    present = export.survey(state.receipt) if state.receipt else {}
    rendered = state.rendering != export.rendering
    latest = unit.feed.latest()
    ids = None if rendered else _moved(unit, state, latest)
    made = render(unit, export, ids)
    changed, dropped = {entry.key: entry for entry in made.entries}, set(made.dropped)
    if rendered:
        dropped |= unit.targets.digests(active.name).keys() - changed.keys()
    intact = present is None
    owed = frozenset(unit.targets.refused(active.name)) - changed.keys()
    kept = unit.targets.get_entries(active.name, [*changed, *dropped])
    if not rendered:
        changed = {key: fresh for key, fresh in changed.items() if not _stays(export, kept.get(key), fresh)}
    if present is None:
        present = unit.targets.digests(active.name, [*changed, *dropped])
        wanted: Iterable[Entry] = changed.values()
    else:
        wanted = list(overlaid(unit.targets.entries(active.name), changed, dropped))
    # Of an erased contact nothing is remembered but that its entry must go.
    present = {**dict.fromkeys(owed, ""), **present}
    former = {key: entry.content for key, entry in kept.items() if key in present}
    moved = {key for key, fresh in changed.items() if key in kept and kept[key].order != fresh.order}
    ready = plan(active.name, wanted, present, former, state.receipt if intact else "", moved)
    stood = None if rendered or owed else {key: kept[key] for key in (*changed, *dropped) if key in kept}
    total, gone = state.entries, frozenset(dropped)
    return Draft(active, state, ready, changed, gone, total, latest, made.issues, rendered, intact, owed, stood=stood)


def _stays(export: Export, kept: Entry | None, fresh: Entry) -> bool:
    """Whether what was delivered before stays: where it stood, and saying the same."""
    if kept is None or not kept.content or kept.order != fresh.order:
        return False
    return export.same(kept.content, fresh.content)


def _moved(unit: Unit, state: TargetState, latest: int) -> list[str]:
    """Contacts that changed since the last delivery, and those the target would not take then."""
    changes = unit.feed.changes(state.seq) if latest > state.seq else ()
    return sorted({*(change.id for change in changes), *unit.targets.refused(state.name)})


def deliver_all(service: Service, targets: Sequence[ActiveTarget], run: Run) -> tuple[TargetResult, ...]:
    """Bring targets up to date, side by side where each has little to do: then they wait for the disk more than for us.

    Where much is to be rendered all processors work on one target, and its entries are held in memory.
    """
    with service.store.read() as unit:
        latest = unit.feed.latest()
        states = [unit.targets.get(active.name) for active in targets]
    # Where nothing changed, starting threads would take longer than looking.
    busy = len(targets) > 1 and any(state.seq != latest for state in states)
    if not busy or not all(map(_has_little_to_do, states, targets, repeat(latest))):
        return tuple(deliver(service, active, run) for active in targets)
    with ThreadPoolExecutor(max_workers=ABREAST, thread_name_prefix="deliver") as pool:
        begun = [pool.submit(copy_context().run, deliver, service, active, run) for active in targets]
    return tuple(one.result() for one in begun)


def _has_little_to_do(state: TargetState, active: ActiveTarget, latest: int) -> bool:
    return state.rendering == active.export.rendering and latest - state.seq <= LITTLE


def deliver(service: Service, active: ActiveTarget, run: Run, *, released: bool = False) -> TargetResult:
    """Bring one target up to date; what goes wrong stays with this target.

    ``released``: asked for by hand, so a rollback of its files ends here.
    """
    service.progress(f"delivering {active.name}")
    try:
        if released and isinstance(active.export, FileExport):
            active.export.release()
        # What changed since the other one looked is ours to deliver: so we wait for it.
        with service.store.claim(f"target-{active.name}", wait=PATIENCE_S) as claim:
            if claim is None:
                hint = "let it finish; the next run delivers what is left"
                return TargetResult(active.name, error=f"another process delivers to {active.name}", hint=hint)
            return _deliver(service, active, run)
    except TargetError as error:
        log.warning("target.failed", target=active.name, reason=type(error).__name__)
        entries = _tried(service, active.name, run, error)
        return TargetResult(active.name, entries=entries, error=str(error), hint=error.hint)


def _deliver(service: Service, active: ActiveTarget, run: Run) -> TargetResult:
    with uncollected(), service.store.read() as unit:
        ready = draft(unit, active)
        settled = not unit.holds.waiting(Scope.TARGET, active.name)
        if ready.idle and settled and not ready.state.error_code:
            return TargetResult(active.name, entries=ready.total, files=_location(active))
        waits = too_many(ready) and unit.holds.approved(Scope.TARGET, active.name, ready.removals, run.now) is None
        held = _held(service, ready, run) if waits and active.settings.enabled else None
        if held or not active.settings.enabled:
            if not ready.owed:
                return held or TargetResult(active.name, entries=ready.total, files=_location(active))
            ready = erased_alone(ready)
        try:
            delivery = _given(unit, ready)
        except SafetyStop as stop:
            entries = _tried(service, active.name, run)
            return TargetResult(active.name, entries=entries, held=1, hint=str(stop))
    if ready.owed:
        purge(active)
    with uncollected(), service.store.write() as unit:
        _keep(unit, ready, delivery, run)
        entries = unit.targets.get(active.name).entries
    return replace(result(ready, delivery, entries), held=held.held if held else 0)


def _tried(service: Service, name: str, run: Run, error: TargetError | None = None) -> int:
    """Note a try that delivered nothing; return how many entries the target holds."""
    code, text = (type(error).__name__, str(error)) if error else ("", "")
    with service.store.write() as unit:
        unit.targets.keep(replace(unit.targets.get(name), tried_at=run.now, error_code=code, error_text=text))
        return unit.targets.get(name).entries


def _location(active: ActiveTarget) -> tuple[Path, ...]:
    return (active.export.location,) if isinstance(active.export, FileExport) else ()


def _given(unit: Unit, ready: Draft) -> Delivery:
    """Carry the plan out; where nothing would change, the target is not touched."""
    if (ready.intact or ready.alone) and not ready.plan.changes and not ready.rendered:
        return Delivery(ready.state.receipt, files=_location(ready.active))
    name = ready.active.name
    return ready.active.export.deliver(
        ready.plan, wanted_in_part(unit, name, ready.changed, ready.dropped, ready.stood)
    )


def roll_back(active: ActiveTarget) -> TargetResult:
    """Put back what the last delivery to files replaced."""
    export = active.export
    if not isinstance(export, FileExport):
        error = f"{active.name} is not delivered to files"
        return TargetResult(active.name, error=error, hint="its undo LDIF is what takes it back")
    try:
        delivery = export.rollback()
    except TargetError as error:
        return TargetResult(active.name, error=str(error), hint=error.hint)
    return TargetResult(active.name, written=delivery.written, files=delivery.files)


def rehearse(unit: Unit, active: ActiveTarget) -> TargetResult:
    """What a delivery would do."""
    try:
        ready = draft(unit, active)
    except TargetError as error:
        return TargetResult(active.name, error=str(error), hint=error.hint)
    held = len(ready.removals) if too_many(ready) else 0
    return replace(result(ready, Delivery(written=True), ready.total), held=held, written=False)


def too_many(ready: Draft) -> bool:
    """Whether the plan removes more of the target than its limit allows. Erased people do not count."""
    return exceeds(ready.active.settings.max_removed, len(ready.removals), ready.total)


def result(ready: Draft, delivery: Delivery, entries: int) -> TargetResult:
    """The line of the report for a delivered target."""
    refused = set(delivery.refused)
    # A target that was right already was only not remembered so.
    changes = ready.plan.changes if delivery.written else ()
    count = {kind: sum(change.kind is kind and change.key not in refused for change in changes) for kind in ChangeKind}
    return TargetResult(
        name=ready.active.name,
        entries=entries,
        added=count[ChangeKind.ADD],
        updated=count[ChangeKind.UPDATE],
        removed=count[ChangeKind.REMOVE],
        refused=len(refused),
        written=delivery.written,
        files=_main_first(ready.active, delivery.files),
    )


def _main_first(active: ActiveTarget, files: tuple[Path, ...]) -> tuple[Path, ...]:
    """The files with the one people look for before those that stand beside it."""
    main = tuple(path for path in _location(active) if path in files)
    return tuple(dict.fromkeys((*main, *files)))


def _keep(unit: Unit, ready: Draft, delivery: Delivery, run: Run) -> None:
    """Remember what was delivered; refused entries are tried again in the next run."""
    name, refused = ready.active.name, set(delivery.refused)
    if ready.alone:
        unit.targets.remove(name, ready.dropped - refused, run.now)
        unit.targets.keep(replace(ready.state, receipt=delivery.receipt, tried_at=run.now))
        return
    unit.targets.put(name, [entry for key, entry in ready.changed.items() if key not in refused])
    unit.targets.remove(name, ready.dropped, run.now)
    unit.targets.refuse(name, refused, run.now)
    state = replace(
        ready.state,
        receipt=delivery.receipt,
        rendering=ready.active.export.rendering,
        seq=ready.seq,
        good_at=run.now,
        tried_at=run.now,
        error_code="",
        error_text="",
    )
    unit.targets.keep(state)
    for hold in unit.holds.waiting(Scope.TARGET, name):
        # Carried out, or called for no longer: its approval counts once.
        unit.holds.done(hold.id, run.now)
    issues = [*ready.issues, *delivery.issues]
    unit.issues.replace("deliver", name, None, issues, run=run.id, now=run.now)


def _held(service: Service, ready: Draft, run: Run) -> TargetResult:
    with service.store.write() as unit:
        hold = Hold(run.mint(), Scope.TARGET, ready.active.name, ready.removals, run.now, run.now + EXPIRY, "limit")
        unit.holds.open(hold)
    _tried(service, ready.active.name, run)
    return TargetResult(ready.active.name, entries=ready.total, held=len(ready.removals))
