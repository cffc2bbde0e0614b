"""Take in: compare each snapshot with the records kept, normalise what is new, and find out what is gone."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from syncsvc.errors import SourceError
from syncsvc.model.contact import Contact
from syncsvc.model.issue import Issue, Severity
from syncsvc.model.record import RecordRef, SourceRecord
from syncsvc.normalise.record import normalise
from syncsvc.ports import Snapshot
from syncsvc.run.fetching import Fetched
from syncsvc.run.removing import Removals, removals
from syncsvc.run.report import SourceResult
from syncsvc.run.service import ActiveSource
from syncsvc.run.suppressing import suppressed
from syncsvc.store import SourceState, Unit
from syncsvc.store.records import SealedRecord, seal

BATCH = 20_000
"""Records normalised at a time: enough to be quick, few enough to stay small."""


@dataclass(frozen=True, slots=True)
class Run:
    """Which run this is, when, and how new ids are made."""

    id: str
    now: datetime
    mint: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking in one source brought."""

    result: SourceResult
    contacts: tuple[Contact, ...] = ()
    """New, or different from before."""
    gone: tuple[RecordRef, ...] = ()
    remerge: bool = False
    """Whether the source's standing changed, so that all its contacts have to be merged again."""
    notes: tuple[str, ...] = ()


def take(unit: Unit, fetched: Fetched, run: Run) -> Taken:
    """Take in what was fetched from one source; an error leaves its records as they are."""
    active, snapshot = fetched.active, fetched.snapshot
    state = unit.sources.get(active.name)
    if fetched.error is not None:
        return _failed(unit, state, active, fetched.error, run)
    reading, cleaning, standing = state.configuration.split(" ") if state.configuration else ("", "", "")
    # Where nothing was read, the records are still those of the reading before.
    read_as = reading if snapshot.unchanged else active.reading
    found = _compare(unit, active, snapshot, run)
    remap, reclean = reading not in ("", read_as), cleaning not in ("", active.cleaning)
    restand = standing not in ("", active.standing)
    gone = removals(unit, active, run.now, run.mint, doubtful=found.vanished if remap else ())
    cleaned = _clean(unit, active, run)
    configuration = f"{read_as} {active.cleaning} {active.standing}"
    state = _good(unit, replace(state, memory=snapshot.memory, configuration=configuration), run)
    found = replace(found, added=max(0, found.added - cleaned.suppressed))
    return Taken(
        _result(active, found, gone, state, unchanged=snapshot.unchanged),
        cleaned.changed,
        (*gone.refs, *cleaned.unusable),
        remerge=restand,
        notes=_notes(active, remap=remap, reclean=reclean, restand=restand),
    )


def _failed(unit: Unit, state: SourceState, active: ActiveSource, error: SourceError, run: Run) -> Taken:
    """Note the failure; the last good records stay."""
    text = str(error)
    unit.sources.keep(replace(state, tried_at=run.now, error_code=type(error).__name__, error_text=text))
    kept = SourceResult(active.name, active.profile.title, records=state.records, issues=state.issues)
    return Taken(replace(kept, error=text, hint=error.hint))


def _good(unit: Unit, state: SourceState, run: Run) -> SourceState:
    """Note a good run."""
    records, issues = unit.records.count(state.name), unit.issues.count(state.name)
    times = {"good_run": run.id, "good_at": run.now, "tried_at": run.now}
    state = replace(state, **times, error_code="", error_text="", records=records, issues=issues)  # type: ignore[arg-type]
    unit.sources.keep(state)
    return state


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A snapshot against the records kept."""

    added: int = 0
    changed: int = 0
    vanished: tuple[str, ...] = ()


def _compare(unit: Unit, active: ActiveSource, snapshot: Snapshot, run: Run) -> _Comparison:
    """Keep new and changed records and note the vanished ones."""
    if snapshot.unchanged:
        return _Comparison()
    name = active.name
    state = unit.sources.get(name)
    known, waiting = unit.records.digests(name), unit.records.vanished(name)
    there: set[str] = set(snapshot.kept)
    fresh: list[SealedRecord] = []
    doubles: list[Issue] = []
    for record in snapshot.records:
        if record.ref.key in there:
            doubles.append(_double(record))
            continue
        there.add(record.ref.key)
        sealed = seal(record)
        if known.get(record.ref.key) != sealed.digest:
            fresh.append(sealed)
    unit.records.put(fresh, run.now)
    vanished = tuple(sorted(known.keys() - there))
    unit.records.vanish(name, vanished, now=run.now, last_seen=state.good_at)
    unit.issues.replace("read", name, None, [*snapshot.issues, *doubles], run=run.id, now=run.now)
    changed = sum(sealed.ref.key in known or sealed.ref.key in waiting for sealed in fresh)
    return _Comparison(len(fresh) - changed, changed, vanished)


def _double(record: SourceRecord) -> Issue:
    return Issue(
        stage="read",
        code="key-duplicate",
        message="two records have the same key; the second was left out",
        source=record.ref.source,
        key=record.ref.key,
        place=record.place,
        hint="give each record a key of its own in the source",
        severity=Severity.ERROR,
    )


@dataclass(frozen=True, slots=True)
class _Cleaned:
    """What normalising brought."""

    changed: tuple[Contact, ...] = ()
    unusable: tuple[RecordRef, ...] = ()
    """Records that were contacts before and are none now."""
    suppressed: int = 0
    """Records of erased people, which were not kept."""


def _clean(unit: Unit, active: ActiveSource, run: Run) -> _Cleaned:
    """Normalise every record whose contact is missing or was made of something else."""
    changed: list[Contact] = []
    unusable: list[RecordRef] = []
    suppressions = 0
    for refs in _batches(unit.contacts.stale(active.name, active.cleaning)):
        former = unit.contacts.get(refs)
        contacts, issues = _normalised(unit.records.get(refs), active)
        erased = suppressed(unit, contacts, run.now)
        kept = [contact for contact in contacts if contact not in erased]
        # What was erased is not even kept as the source said it.
        unit.records.remove(contact.ref for contact in erased)
        suppressions += len(erased)
        unit.contacts.put(kept, active.cleaning)
        unit.issues.replace("normalise", active.name, [ref.key for ref in refs], issues, run=run.id, now=run.now)
        changed += [contact for contact in kept if former.get(contact.ref) != contact]
        lost = former.keys() - {contact.ref for contact in kept}
        unit.contacts.remove(lost)
        unusable += sorted(lost)
    return _Cleaned(tuple(changed), tuple(unusable), suppressions)


def _normalised(records: Iterable[SourceRecord], active: ActiveSource) -> tuple[list[Contact], list[Issue]]:
    contacts: list[Contact] = []
    issues: list[Issue] = []
    for record in records:
        contact, found = normalise(record, active.profile)
        issues += found
        if contact is not None:
            contacts.append(contact)
    return contacts, issues


def _batches(refs: tuple[RecordRef, ...]) -> Iterator[tuple[RecordRef, ...]]:
    return (refs[start : start + BATCH] for start in range(0, len(refs), BATCH))


def _result(
    active: ActiveSource, found: _Comparison, gone: Removals, state: SourceState, *, unchanged: bool
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
