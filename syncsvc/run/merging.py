"""Merge: every cluster that was touched becomes its canonical contact again, and the feed tells who changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, tee

from syncsvc.model.profile import SourceProfile
from syncsvc.run import relating
from syncsvc.run.correcting import corrections
from syncsvc.run.crew import spread
from syncsvc.run.disputing import STAGE
from syncsvc.run.service import Run
from syncsvc.run.uniting import Case, Place, United, place, unite
from syncsvc.store import SealedCanonical, SetValue, Unit, unseal_canonical
from syncsvc.store.connection import chunks

BATCH = 2_000
"""Canonical contacts merged at a time."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Which canonical contacts changed."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def remerge(unit: Unit, ids: Iterable[str], profiles: Mapping[str, SourceProfile], run: Run) -> Merged:
    """Merge these ids from their present members; ids without members leave the directory."""
    ordered = sorted(set(ids))
    set_values = corrections(unit, run.now) if ordered else {}
    ours, theirs = tee(_batch(unit, batch, set_values) for batch in chunks(ordered, BATCH))
    work = partial(unite, profiles, run.now.date().isoformat())
    answers = spread(work, (batch.cases for batch in theirs), things=len(ordered))
    added: list[str] = []
    changed: list[str] = []
    removed: list[str] = []
    linked: set[str] = set()
    for batch, united in zip(ours, answers, strict=True):
        put = _keep(unit, batch, united, run)
        added += [id_ for id_ in put if id_ not in batch.former]
        changed += [id_ for id_ in put if id_ in batch.former]
        removed += unit.directory.remove(batch.empty, run.now)
        linked |= relating.concerned(unit, batch.places(united), {one.contact.id: one.now for one in united})
    relabelled = relating.relabel(unit, sorted(linked), run.now)
    changed += sorted({*relabelled} - {*added, *changed})
    return Merged(tuple(added), tuple(changed), tuple(removed))


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some ids, and all that has to be known to merge them."""

    ids: Sequence[str]
    former: Mapping[str, SealedCanonical]
    cases: tuple[Case, ...]

    @property
    def empty(self) -> list[str]:
        """The ids that have no records left."""
        return sorted({*self.ids} - {case.id for case in self.cases})

    def places(self, united: Sequence[United]) -> dict[str, Place]:
        """Where the contacts that were there before stood."""
        stood = {one.contact.id: one.before for one in united if one.before is not None}
        return stood | {id_: place(unseal_canonical(self.former[id_])) for id_ in self.empty if id_ in self.former}


def _batch(unit: Unit, ids: Sequence[str], set_values: Mapping[str, tuple[SetValue, ...]]) -> _Batch:
    members = unit.identities.members(ids)
    former = {one.id: one for one in unit.directory.sealed(ids)}
    contents = unit.contacts.contents(ref for refs in members.values() for ref in refs)
    related = relating.links(unit, members)
    cases = (
        Case(
            id_,
            tuple((ref, contents[ref]) for ref in refs),
            related.get(id_, ()),
            set_values.get(id_, ()),
            former.get(id_),
        )
        for id_, refs in members.items()
    )
    return _Batch(ids, former, tuple(cases))


def _keep(unit: Unit, batch: _Batch, united: Sequence[United], run: Run) -> tuple[str, ...]:
    """Keep what was merged; return the ids of those that differ from what was kept."""
    for number, said in (seen for one in united for seen in one.seen):
        unit.corrections.see(number, said)
    looked_at = sorted({one.contact.id for one in united} | batch.former.keys())
    for stage, issues in ("correct", (one.issues for one in united)), (STAGE, (one.disputes for one in united)):
        unit.issues.replace(stage, "", looked_at, chain.from_iterable(issues), run=run.id, now=run.now)
    return unit.directory.put_sealed((one.contact for one in united), run.now)
