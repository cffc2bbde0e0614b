"""Take in: compare each snapshot with the records kept, normalise what is new, and find out what is gone."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

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
from syncsvc.store import Unit
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
    active, state = fetched.active, unit.sources.get(fetched.active.name)
    if fetched.error is not None:
        code, text = type(fetched.error).__name__, str(fetched.error)
        unit.sources.keep(replace(state, tried_at=run.now, error_code=code, error_text=text))
        kept = SourceResult(active.name, active.profile.title, records=state.records, issues=state.issues)
        return Taken(replace(kept, error=text, hint=fetched.error.hint))
    reading, cleaning, standing = state.configuration.split(" ") if state.configuration else ("", "", "")
    found = _compare(unit, active, fetched.snapshot, run)
    remap = not fetched.snapshot.unchanged and reading not in ("", active.reading)
    gone = removals(unit, active, run.now, run.mint, doubtful=found.vanished if remap else ())
    contacts = _clean(unit, active, run)
    # Where nothing was read, the records are still those of the reading before.
    read_as = reading if fetched.snapshot.unchanged else active.reading
    records = unit.records.count(active.name)
    issues = unit.issues.count(active.name)
    unit.sources.keep(
        replace(
            state,
            memory=fetched.snapshot.memory,
            configuration=f"{read_as} {active.cleaning} {active.standing}",
            good_run=run.id,
            good_at=run.now,
            tried_at=run.now,
            error_code="",
            error_text="",
            records=records,
            issues=issues,
        )
    )
    found = replace(found, added=max(0, found.added - contacts.suppressed))
    return Taken(
        _result(active, found, gone, records=records, issues=issues, unchanged=fetched.snapshot.unchanged),
        contacts.changed,
        (*gone.refs, *contacts.unusable),
        remerge=standing not in ("", active.standing),
        notes=_notes(
            active,
            remap=remap,
            reclean=cleaning not in ("", active.cleaning),
            restand=standing not in ("", active.standing),
        ),
    )


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
    active: ActiveSource, found: _Comparison, gone: Removals, *, records: int, issues: int, unchanged: bool
) -> SourceResult:
    return SourceResult(
        name=active.name,
        title=active.profile.title,
        records=records,
        added=found.added,
        changed=found.changed,
        vanished=len(found.vanished),
        removed=len(gone.refs),
        held=gone.held,
        issues=issues,
        unchanged=unchanged,
    )


def _notes(active: ActiveSource, *, remap: bool, reclean: bool, restand: bool) -> tuple[str, ...]:
    said = (
        (remap, "it is read in another way now; removals that come of it wait for you"),
        (reclean, "its records were normalised again, because the settings or the program for it changed"),
        (restand, "its trust changed; its contacts were merged again"),
    )
    return tuple(f"{active.name}: {text}" for true, text in said if true)
