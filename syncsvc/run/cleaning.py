"""Clean: normalise every record that is new or is to be read anew, and leave out whom an erasure covers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from syncsvc.columns.comparable import Packed
from syncsvc.matching import is_another
from syncsvc.model.issue import Issue, Severity
from syncsvc.model.profile import SourceProfile
from syncsvc.model.record import RecordRef
from syncsvc.normalise.record import normalise
from syncsvc.run.crew import spread
from syncsvc.run.service import ActiveSource, Run
from syncsvc.run.suppressing import Hit, suppressed
from syncsvc.store import SealedContact, SealedRecord, Unit, seal_contact, unseal, unseal_contact

BATCH = 5_000
"""Records normalised at a time: enough to be quick, few enough to stay small."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What normalising brought."""

    changed: tuple[Packed, ...] = ()
    """What linking asks of the contacts that are new, or different from before."""
    unusable: tuple[RecordRef, ...] = ()
    """Records that were contacts before and are none now."""
    replaced: tuple[RecordRef, ...] = ()
    """Records that name another person than before."""
    suppressed: Mapping[RecordRef, Hit] = field(default_factory=dict)
    """Records of erased people, which were not kept."""


def clean(unit: Unit, active: ActiveSource, refs: Sequence[RecordRef], run: Run) -> Cleaned:
    """Normalise these records and keep what comes of it."""
    changed: list[Packed] = []
    unusable: list[RecordRef] = []
    replaced: list[RecordRef] = []
    hits: dict[RecordRef, Hit] = {}
    batches = [refs[start : start + BATCH] for start in range(0, len(refs), BATCH)]
    answers = spread(
        partial(normalised, active.profile), (unit.records.sealed(batch) for batch in batches), things=len(refs)
    )
    for batch, (sealed, issues) in zip(batches, answers, strict=True):
        former = unit.contacts.contents(batch)
        made = {one.ref: one for one in sealed}
        erased = suppressed(unit, (unseal_contact(ref, one.content) for ref, one in made.items()), run.now)
        hits |= erased
        # What was erased is not even kept as the source said it.
        unit.records.remove(erased)
        unit.contacts.put_sealed((one for one in sealed if one.ref not in erased), active.cleaning)
        moved = {ref: one for ref, one in made.items() if former.get(ref) != one.content}
        others = [ref for ref, one in moved.items() if ref in former and _differ(ref, former[ref], one.content)]
        replaced += others
        told = [*issues, *map(_another, others)]
        unit.issues.replace("normalise", active.name, [ref.key for ref in batch], told, run=run.id, now=run.now)
        unit.issues.remove(erased)
        changed += [Packed(ref, one.comparable) for ref, one in moved.items() if ref not in erased]
        lost = former.keys() - (made.keys() - erased.keys())
        unit.contacts.remove(lost)
        unusable += sorted(lost)
    return Cleaned(tuple(changed), tuple(unusable), tuple(replaced), hits)


def _differ(ref: RecordRef, before: bytes, now: bytes) -> bool:
    """Whether a record names another person than before."""
    return is_another(unseal_contact(ref, before), unseal_contact(ref, now))


def _another(ref: RecordRef) -> Issue:
    return Issue(
        "normalise",
        "record-replaced",
        "this record names another person than before; who stands there now has a contact of their own",
        source=ref.source,
        key=ref.key,
        hint="if it is the same person under a new name: «syncsvc decide ID ID same»",
        severity=Severity.NOTICE,
    )


def normalised(profile: SourceProfile, records: Sequence[SealedRecord]) -> tuple[list[SealedContact], list[Issue]]:
    """What normalising makes of records, in the form they are kept in: that is what travels between processes."""
    contacts: list[SealedContact] = []
    issues: list[Issue] = []
    for record in records:
        contact, found = normalise(unseal(record), profile)
        issues += found
        if contact is not None:
            contacts.append(seal_contact(contact))
    return contacts, issues
