"""Take in: compare each snapshot with the records kept, normalise what is new, and find out what is gone."""

from dataclasses import dataclass, replace

from syncsvc.columns.comparable import Packed
from syncsvc.errors import SourceError
from syncsvc.formats.passages import without
from syncsvc.model.record import RecordRef
from syncsvc.run.cleaning import clean
from syncsvc.run.comparing import Comparison, compare
from syncsvc.run.fetching import Fetched
from syncsvc.run.removing import Removals, removals
from syncsvc.run.report import SourceResult
from syncsvc.run.service import ActiveSource, Run
from syncsvc.run.suppressing import tell_of
from syncsvc.store import SourceState, Unit


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking in one source brought."""

    result: SourceResult
    contacts: tuple[Packed, ...] = ()
    """New, or different from before, as linking sees them."""
    gone: tuple[RecordRef, ...] = ()
    """Records that are contacts no more."""
    removed: tuple[RecordRef, ...] = ()
    """Those of them that are not kept either."""
    replaced: tuple[RecordRef, ...] = ()
    """Records that the source gave to another person."""
    remerge: bool = False
    """Whether the source's standing changed, so that all its contacts have to be merged again."""
    notes: tuple[str, ...] = ()


def take(unit: Unit, fetched: Fetched, run: Run) -> Taken:
    """Take in what was fetched from one source; an error leaves its records as they are.

    Raises StoreError, before anything is written, if the claim on the source was lost.
    """
    active, snapshot = fetched.active, fetched.snapshot
    if fetched.claim is not None:
        # Somebody else may have read the source since: what we have is not the last word then.
        fetched.claim.confirm()
    state = unit.sources.get(active.name)
    if fetched.error is not None:
        return _failed(unit, state, active, fetched.error, run)
    reading, cleaning, standing = state.configuration.split(" ") if state.configuration else ("", "", "")
    # Where nothing was read, the records are still those of the reading before.
    read_as = reading if snapshot.unchanged else active.reading
    found = compare(unit, state, snapshot, run.id, run.now)
    remap, reclean = reading not in ("", read_as), cleaning not in ("", active.cleaning)
    restand = standing not in ("", active.standing)
    gone = removals(unit, active, run.now, run.mint, doubtful=found.vanished if remap else ())
    # After a good run every record's contact is made of what it says now; so only what is fresh has to be looked at.
    stale = found.fresh if cleaning == active.cleaning else unit.contacts.stale(active.name, active.cleaning)
    cleaned = clean(unit, active, stale, run)
    whole = not snapshot.unchanged and not (snapshot.kept and not snapshot.notes)
    tell_of(unit, active.name, cleaned.suppressed, run.id, run.now, whole=whole)
    if not snapshot.unchanged:
        # Erased people are met again each time, and nothing tells of them until then.
        unit.sources.note(active.name, without(snapshot.notes, {ref.key for ref in cleaned.suppressed}))
    unit.issues.remove(gone.refs)
    state = replace(state, memory=snapshot.memory, configuration=f"{read_as} {active.cleaning} {active.standing}")
    untouched = snapshot.unchanged and not stale and not gone.refs
    state = _good(unit, state if untouched else _counted(unit, state, gone), run)
    found = replace(found, added=max(0, found.added - len(cleaned.suppressed)))
    return Taken(
        replace(_result(active, found, gone, state, unchanged=snapshot.unchanged), reread=remap),
        cleaned.changed,
        (*gone.refs, *cleaned.unusable),
        gone.refs,
        () if reclean else cleaned.replaced,
        remerge=restand,
        notes=_notes(active, remap=remap, reclean=reclean, restand=restand),
    )


def _failed(unit: Unit, state: SourceState, active: ActiveSource, error: SourceError, run: Run) -> Taken:
    """Note the failure; the last good records stay."""
    text = str(error)
    unit.sources.keep(replace(state, tried_at=run.now, error_code=type(error).__name__, error_text=text))
    kept = SourceResult(active.name, active.profile.title, records=state.records, issues=state.issues)
    return Taken(replace(kept, error=text, hint=error.hint))


def _counted(unit: Unit, state: SourceState, gone: Removals) -> SourceState:
    """The state with what the source has now; records that are about to be removed count no more."""
    records = unit.records.count(state.name) - len(gone.refs)
    return replace(state, records=records, issues=unit.issues.count(state.name))


def _good(unit: Unit, state: SourceState, run: Run) -> SourceState:
    """Note a good run."""
    state = replace(state, good_run=run.id, good_at=run.now, tried_at=run.now, error_code="", error_text="")
    unit.sources.keep(state)
    return state


def _result(
    active: ActiveSource, found: Comparison, gone: Removals, state: SourceState, *, unchanged: bool
) -> SourceResult:
    return SourceResult(
        name=active.name,
        title=active.profile.title,
        records=state.records,
        added=found.added,
        changed=found.changed,
        vanished=len(found.vanished),
        removed=len(gone.refs),
        held=gone.held,
        issues=state.issues,
        unchanged=unchanged,
    )


def _notes(active: ActiveSource, *, remap: bool, reclean: bool, restand: bool) -> tuple[str, ...]:
    said = (
        (remap, "it is read in another way now; removals that come of it wait for you"),
        (reclean, "its records were normalised again, because the settings or the program for it changed"),
        (restand, "its trust changed; its contacts were merged again"),
    )
    return tuple(f"{active.name}: {text}" for true, text in said if true)
