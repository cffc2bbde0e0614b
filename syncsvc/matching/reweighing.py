"""Pairs that a change reaches are weighed again and compared with the matches that were kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from syncsvc.columns.comparable import Linkable
from syncsvc.columns.hashing import Integers, among
from syncsvc.matching.abreast import Aside, here
from syncsvc.matching.blocking import candidates
from syncsvc.matching.census import Book, counted, sizes
from syncsvc.matching.clustering import Pair as Rows
from syncsvc.matching.clustering import Standing
from syncsvc.matching.decisions import Ruling, identity_digest, ruling
from syncsvc.matching.declaration import Model
from syncsvc.matching.features import Features
from syncsvc.matching.keys import entries
from syncsvc.matching.linking import Batch
from syncsvc.matching.neighbourhood import Neighbourhood
from syncsvc.matching.reach import Refs, Touched
from syncsvc.matching.scoring import Scale
from syncsvc.matching.table import tabulate
from syncsvc.matching.value_keys import Entries, of_values, values
from syncsvc.model.match import Decision, Match
from syncsvc.model.record import RecordRef

Pair = tuple[RecordRef, RecordRef]


@dataclass(frozen=True)
class Sheet:
    """Some contacts, with all that weighing pairs of them needs."""

    contacts: tuple[Linkable, ...]
    features: Features
    keys: Entries

    @classmethod
    def of(cls, contacts: Iterable[Linkable], aside: Aside = here) -> "Sheet":
        """Encode contacts, in part aside."""
        contacts = tuple(contacts)
        features = Features(tabulate(contacts, aside))
        return cls(contacts, features, entries(features))

    @classmethod
    def bare(cls, contacts: Iterable[Linkable]) -> "Sheet":
        """Encode contacts that are weighed, but not looked for: without keys of combinations."""
        contacts = tuple(contacts)
        features = Features(tabulate(contacts))
        return cls(contacts, features, values(features))

    def beside(self, others: Sequence[Linkable], tipped: Refs, neighbourhood: Neighbourhood) -> "Sheet":
        """These contacts first, then others, whose keys of combinations are known.

        A combination that only records hold that are neither these nor ``tipped`` brings no pair to be weighed again.
        """
        known = neighbourhood.entries([one.ref for one in others])
        row, key = self.keys.combinations
        again = np.array([ref in tipped for ref in known.refs], dtype=np.bool_)[known.row]
        sought = ~of_values(known.key) & among(known.key, np.concatenate((key, known.key[again])))
        rows, keys = known.row[sought] + len(self.contacts), known.key[sought]
        sheet = Sheet.bare((*self.contacts, *others))
        beside = sheet.keys.beside(np.concatenate((row, rows)), np.concatenate((key, keys)))
        return Sheet(sheet.contacts, sheet.features, beside)

    @cached_property
    def place(self) -> dict[RecordRef, int]:
        """The row of each record."""
        return {ref: row for row, ref in enumerate(self.features.table.refs)}

    def scores(self, pairs: Sequence[Pair], scale: Scale) -> list[Standing]:
        """How pairs of these contacts stand to each other."""
        rows: list[Rows] = [(self.place[left], self.place[right]) for left, right in pairs]
        columns = np.array(rows, dtype=np.int64)
        return scale.weigh(columns[:, 0], columns[:, 1]).standing


@dataclass(frozen=True, slots=True)
class Reweighed:
    """What changed among the matches."""

    sheet: Sheet
    """The contacts that were looked at."""
    scale: Scale
    """What their pairs are weighed with."""
    dropped: tuple[Pair, ...]
    matches: tuple[Match, ...]
    """New or changed."""
    stale: tuple[Decision, ...]
    pairs: int
    focus: frozenset[RecordRef]
    """All whose pairs were weighed."""
    concerned: Sequence[Match]
    """The kept matches of these and of those that are gone, as they were."""
    decisions: tuple[Decision, ...]
    """In force on these."""

    @property
    def ends(self) -> set[RecordRef]:
        """Both sides of every pair that changed."""
        return {ref for pair in self.dropped for ref in pair} | {
            ref for match in self.matches for ref in (match.left, match.right)
        }


def reweigh(sheet: Sheet, touched: Touched, neighbourhood: Neighbourhood, book: Book, model: Model) -> Reweighed:
    """Weigh what is touched; ``sheet`` holds the changed contacts."""
    focus = touched.changed | touched.tipped
    decisions = tuple(dict.fromkeys(neighbourhood.decisions([*focus])))
    named = {ref for word in decisions for ref in (word.left, word.right)}
    others = {*touched.tipped, *touched.neighbours, *named} - touched.changed - touched.gone
    if others:
        sheet = sheet.beside(neighbourhood.comparables([*others]), touched.tipped, neighbourhood)
    digests = {one.ref: identity_digest(one) for one in sheet.contacts if one.ref in named}
    words = ruling(decisions, digests.get)
    counts, whole = counted(sheet.keys, book)
    batch = Batch(sheet.features, sheet.keys, counts, _among(words, touched), model)
    size = sizes(sheet.keys, counts, whole, neighbourhood)
    found, weighed = _weigh(batch, touched, candidates(sheet.keys, counts, len(sheet.contacts), size))
    concerned = neighbourhood.matches([*focus, *touched.gone])
    old = {(match.left, match.right): match for match in concerned if touched.again(match.left, match.right)}
    new = {(match.left, match.right): match for match in found}
    return Reweighed(
        sheet,
        batch.scale,
        tuple(sorted(old.keys() - new.keys())),
        tuple(match for pair, match in sorted(new.items()) if old.get(pair) != match),
        words.stale,
        weighed,
        focus,
        concerned,
        decisions,
    )


def _weigh(batch: Batch, touched: Touched, pairs: tuple[Integers, Integers]) -> tuple[tuple[Match, ...], int]:
    """Matches among these pairs as far as they are to be weighed again, and how many pairs that took."""
    left, right = pairs
    refs = batch.table.refs
    changed = np.array([ref in touched.changed for ref in refs], dtype=np.bool_)
    tipped = np.array([ref in touched.tipped for ref in refs], dtype=np.bool_)
    again = changed[left] | changed[right] | (tipped[left] & tipped[right])
    weighed = batch.weigh(left[again], right[again])
    return batch.matches(weighed), int(again.sum())


def _among(words: Ruling, touched: Touched) -> Ruling:
    """Only what is ruled on pairs that are weighed again."""
    return Ruling(
        tuple(pair for pair in words.same if touched.again(*pair)),
        frozenset(pair for pair in words.different if touched.again(*pair)),
        tuple(word for word in words.stale if touched.again(word.left, word.right)),
    )
