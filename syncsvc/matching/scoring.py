"""Pairs are weighed: every comparison of the model answers, its weights are summed, the sum gives the lane."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from syncsvc.columns.hashing import Integers
from syncsvc.matching import measures_bodies as bodies
from syncsvc.matching import measures_contact as contact
from syncsvc.matching import measures_facts as facts
from syncsvc.matching import measures_names as names
from syncsvc.matching.blocking import Counts
from syncsvc.matching.clustering import Standing
from syncsvc.matching.declaration import NAME_COUNTS, Comparison, Model, Sheet
from syncsvc.matching.features import Features
from syncsvc.matching.limits import promising
from syncsvc.matching.pairs import Flags, Floats, Found, Measure, Pairs, Shares
from syncsvc.matching.table import FUNCTION, KINDS, PERSON
from syncsvc.matching.value_keys import Entries
from syncsvc.model.contact import Kind

LOOK = ""
_ORDER = (
    "given", LOOK, "family", LOOK, "id", "generation", "birthday", "organisation", LOOK,
    "phone", "address", "unit", "role", LOOK, "mailbox", "source",
)  # fmt: skip
"""How persons are compared: the cheap comparisons first, and in between a look whether it is worth to go on."""
MANY = 1_000
"""Of fewer pairs all are compared in all: looking would cost more than it spares."""

SAME, UNSURE, DIFFERENT, HOLDS, KINDS_DIFFER = range(5)
"""Lanes as numbers."""

_PERSONAL: dict[str, Measure] = {
    "given": names.given,
    "family": names.family,
    "generation": names.generation,
    "birthday": facts.birthday,
    "id": facts.identity,
    "mailbox": contact.mailbox,
    "phone": contact.phone,
    "address": contact.address,
    "organisation": facts.organisation,
    "unit": facts.unit,
    "role": facts.role,
    "source": facts.source,
}
_OF_BODIES: dict[str, Measure] = {
    "label": bodies.label,
    "name": bodies.label,
    "mailbox": bodies.mailbox,
    "phone": bodies.phone,
    "address": bodies.address,
    "id": facts.identity,
    "organisation": facts.organisation,
    "source": facts.source,
}
_OF_HOLDING: dict[str, Measure] = {
    "task": bodies.task,
    "mailbox": bodies.held_mailbox,
    "phone": bodies.held_phone,
    "organisation": facts.organisation,
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """Pairs with their sums and lanes."""

    left: Integers
    right: Integers
    score: Floats
    lane: Integers
    barred: Flags
    """Pairs that never stand in one cluster: contradictions in the lane «different», and different kinds."""
    vouched: Integers
    """How much pairs without a contradiction vouch for each other, see ``Level``."""
    agreed: Integers
    """On which facts that others dispute they agree, a bit for each comparison."""
    disputed: Integers
    """Which facts they dispute."""

    def __getitem__(self, rows: Integers | Flags) -> "Weighed":
        return Weighed(*(getattr(self, field.name)[rows] for field in fields(self)))

    @property
    def standing(self) -> list[Standing]:
        """What clustering wants to know; where records vouch for each other their slips do not count."""
        score = np.where(self.vouched > 0, np.maximum(self.score, 0), self.score)
        columns = (score, self.barred, self.vouched, self.lane == SAME, self.agreed, self.disputed)
        return list(map(Standing, *(column.tolist() for column in columns)))


def joined(parts: Sequence[Weighed]) -> Weighed:
    """Pairs that were weighed in parts."""
    names = [field.name for field in fields(Weighed)]
    return Weighed(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@dataclass(frozen=True, slots=True)
class Scale:
    """All that weighing pairs of a table needs."""

    features: Features
    shares: Shares
    model: Model

    def weigh(self, left: Integers, right: Integers, *, least: float | None = None) -> Weighed:
        """Weigh pairs of rows; those that cannot come as far as ``least`` may be left in the lane «kinds differ»."""
        score = np.zeros(len(left))
        lane = np.full(len(left), KINDS_DIFFER, dtype=np.int64)
        barred, vouch = np.ones(len(left), dtype=np.bool_), np.zeros(len(left), dtype=np.int64)
        agreed, disputed = np.zeros(len(left), dtype=np.int64), np.zeros(len(left), dtype=np.int64)
        for rows, pairs, comparisons, prior in self._sorts(left, right, least):
            total, decided = np.full(len(rows), float(prior)), np.zeros(len(rows), dtype=np.bool_)
            vouched = np.zeros(len(rows), dtype=np.int64)
            for number, comparison in enumerate(comparisons):
                found = pairs.found[comparison.name]
                total += weights(comparison, found)
                decided |= comparison.deciding.take(found.level)
                vouched = np.maximum(vouched, comparison.vouching.take(found.level))
                if comparison.forbidding.any():
                    agreed[rows] |= comparison.agreeing[found.level].astype(np.int64) << number
                    disputed[rows] |= comparison.forbidding[found.level].astype(np.int64) << number
            score[rows] = total
            lane[rows] = self._lanes(total, decided) if comparisons is not self.model.holds else self._holding(total)
            barred[rows] = (lane[rows] >= HOLDS) | ((disputed[rows] > 0) & (lane[rows] == DIFFERENT))
            vouch[rows] = np.where(barred[rows], 0, vouched)
        return Weighed(left, right, np.round(score, 6), lane, barred, vouch, agreed, disputed)

    def asked(self, left: Integers, right: Integers) -> tuple[Pairs, float] | None:
        """One pair with all findings, and the prior of its kind; None if its kinds are not compared."""
        return next(((pairs, prior) for _, pairs, _, prior in self._sorts(left, right, None)), None)

    def _lanes(self, total: Floats, decided: Flags) -> Integers:
        lanes = self.model.lanes
        lane = np.where(total >= lanes.unsure, UNSURE, DIFFERENT)
        lane[(total >= lanes.same) & decided] = SAME
        return lane

    def _holding(self, total: Floats) -> Integers:
        return np.where(total >= self.model.holds_from, HOLDS, KINDS_DIFFER)

    def _sorts(
        self, left: Integers, right: Integers, least: float | None
    ) -> Iterator[tuple[Integers, Pairs, tuple[Comparison, ...], float]]:
        """The pairs by the kinds of their records, each asked all its comparisons."""
        kind = self.features.table.kind
        ours, theirs = kind[left], kind[right]
        for number, name in enumerate(KINDS):
            rows = np.flatnonzero((ours == number) & (theirs == number))
            if not len(rows):
                continue
            sheet = self.model.of(name)
            pairs = self._pairs(left[rows], right[rows], sheet.comparisons)
            if name is not Kind.PERSON:
                _ask(pairs, _OF_BODIES)
            else:
                rows, pairs = _ask_persons(rows, pairs, sheet, least if len(rows) >= MANY else None)
            yield rows, pairs, sheet.comparisons, sheet.prior
        rows = np.flatnonzero(((ours == PERSON) & (theirs == FUNCTION)) | ((ours == FUNCTION) & (theirs == PERSON)))
        if len(rows):
            pairs = self._pairs(left[rows], right[rows], self.model.holds)
            _ask(pairs, _OF_HOLDING)
            yield rows, pairs, self.model.holds, 0.0

    def _pairs(self, left: Integers, right: Integers, comparisons: tuple[Comparison, ...]) -> Pairs:
        return Pairs(self.features, self.shares, left, right, {one.name: one for one in comparisons})


def _ask(pairs: Pairs, measures: dict[str, Measure]) -> None:
    for name, comparison in pairs.asked.items():
        pairs.found[name] = measures[name](pairs, comparison)


def _ask_persons(rows: Integers, pairs: Pairs, sheet: Sheet, least: float | None) -> tuple[Integers, Pairs]:
    """Compare persons; those of whom it shows on the way that they cannot come as far as ``least`` are left out."""
    waiting = dict(pairs.asked)
    for name in _ORDER:
        if name is not LOOK:
            pairs.found[name] = _PERSONAL[name](pairs, waiting.pop(name))
        elif least is not None:
            so_far = sum((weights(pairs.asked[one], found) for one, found in pairs.found.items()), sheet.prior)
            worth = promising(pairs, np.asarray(so_far), waiting, least)
            rows, pairs = rows[worth], pairs.among(worth)
    return rows, pairs


def weights(comparison: Comparison, found: Found) -> Floats:
    """Bits for each finding."""
    fixed = comparison.weights.ravel().take(found.level * comparison.weights.shape[1] + found.bucket)
    rarities = comparison.rarities
    said = fixed + rarities.take(found.level) * found.bits if rarities.any() else fixed
    return np.asarray(said, dtype=np.float64)


def shares(entries: Entries, counts: Counts) -> Shares:
    """In which bucket of names each use of a value is."""
    bucket = np.searchsorted(NAME_COUNTS, np.maximum(counts.names, 1), side="right") - 1
    further = slice(entries.peers, None)
    return Shares(
        bucket[entries.mails],
        bucket[entries.phones],
        bucket[entries.places],
        bucket[entries.ids],
        bucket[further][entries.mails],
        bucket[further][entries.phones],
        bucket[further][entries.places],
    )
