"""Compare: a snapshot against the records kept; what is new or different is kept, what is missing has vanished."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from syncsvc.model.issue import Issue, Severity
from syncsvc.model.record import RecordRef, SourceRecord
from syncsvc.ports import Snapshot
from syncsvc.store import SealedRecord, SourceState, Unit, sealed_anew


@dataclass(frozen=True, slots=True)
class Comparison:
    """A snapshot against the records kept."""

    added: int = 0
    fresh: tuple[RecordRef, ...] = ()
    """Added, changed, or back again; sorted."""
    vanished: tuple[str, ...] = ()

    @property
    def changed(self) -> int:
        """How many of the fresh records were known before."""
        return len(self.fresh) - self.added


def compare(unit: Unit, state: SourceState, snapshot: Snapshot, run: str, now: datetime) -> Comparison:
    """Keep new and changed records and note the vanished ones."""
    if snapshot.unchanged:
        return Comparison()
    name = state.name
    waiting = unit.records.vanished(name)
    marks = snapshot.marks or [(record.ref.key, "") for record in snapshot.records]
    known, doubtful = _before(unit, name, snapshot, {key for key, _ in marks})
    there: set[str] = set()
    fresh: list[SealedRecord] = []
    reworded: dict[str, str] = {}
    doubles: list[Issue] = []
    for place, (key, mark) in enumerate(marks):
        if key in there or (key in known and key not in doubtful):
            doubles.append(_double(snapshot.records[place]))
            continue
        there.add(key)
        found, former = known.get(key, ("", ""))
        if mark and mark == former:
            continue
        sealed = sealed_anew(snapshot.records[place], found, mark)
        if sealed is not None:
            fresh.append(sealed)
        elif mark != former:
            reworded[key] = mark
    unit.records.put(fresh, now)
    unit.records.mark(name, reworded)
    vanished = tuple(sorted(doubtful - there))
    unit.records.vanish(name, vanished, now=now, last_seen=state.good_at)
    unit.issues.replace("read", name, None, [*snapshot.issues, *doubles], run=run, now=now)
    added = sum(sealed.ref.key not in known and sealed.ref.key not in waiting for sealed in fresh)
    return Comparison(added, tuple(sorted(sealed.ref for sealed in fresh)), vanished)


def _before(
    unit: Unit, name: str, snapshot: Snapshot, keys: AbstractSet[str]
) -> tuple[Mapping[str, tuple[str, str]], AbstractSet[str]]:
    """Digest and mark of the records the source had, as far as anybody asks, and which of them may be gone.

    Of records that were not read again nothing is asked but whether they are all that there were.
    """
    if not snapshot.kept:
        known = unit.records.known(name)
        return known, known.keys()
    told = {*(snapshot.doubtful or ())}
    if snapshot.doubtful is None or unit.records.number_present(name) != len(snapshot.kept) + len(told):
        told = unit.records.present(name).difference(snapshot.kept)
    known = unit.records.known_of(name, keys | told)
    return known, known.keys() & told


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
