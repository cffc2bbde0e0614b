"""Pairs that a change reaches are weighed again and compared with the matches that were kept."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from syncsvc.matching.blocking import candidates
from syncsvc.matching.census import counted, sizes
from syncsvc.matching.decisions import Ruling, identity_digest, ruling
from syncsvc.matching.declaration import Model
from syncsvc.matching.features import Features
from syncsvc.matching.keys import entries
from syncsvc.matching.linking import Batch
from syncsvc.matching.neighbourhood import Neighbourhood
from syncsvc.matching.reach import Touched
from syncsvc.matching.table import tabulate
from syncsvc.model.contact import Contact
from syncsvc.model.match import Decision, Match
from syncsvc.model.record import RecordRef

Pair = tuple[RecordRef, RecordRef]


@dataclass(frozen=True, slots=True)
class Reweighed:
    """What changed among the matches."""

    dropped: tuple[Pair, ...]
    matches: tuple[Match, ...]
    """New or changed."""
    stale: tuple[Decision, ...]
    loaded: int
    pairs: int

    @property
    def ends(self) -> set[RecordRef]:
        """Both sides of every pair that changed."""
        return {ref for pair in self.dropped for ref in pair} | {
            ref for match in self.matches for ref in (match.left, match.right)
        }


def reweigh(touched: Touched, neighbourhood: Neighbourhood, model: Model) -> Reweighed:
    """Weigh what is touched."""
    focus = sorted(touched.changed | touched.tipped)
    decisions = neighbourhood.decisions(focus)
    wanted = {*focus, *touched.neighbours, *(ref for word in decisions for ref in (word.left, word.right))}
    contacts = sorted(neighbourhood.contacts(sorted(wanted - touched.gone)), key=lambda contact: contact.ref)
    words = _ruling(contacts, decisions)
    found, weighed = _weigh(touched, contacts, words, neighbourhood, model)
    concerned = neighbourhood.matches(sorted(touched.changed | touched.tipped | touched.gone))
    old = {(match.left, match.right): match for match in concerned if touched.again(match.left, match.right)}
    new = {(match.left, match.right): match for match in found}
    return Reweighed(
        tuple(sorted(old.keys() - new.keys())),
        tuple(match for pair, match in sorted(new.items()) if old.get(pair) != match),
        words.stale,
        len(contacts),
        weighed,
    )


def _ruling(contacts: Iterable[Contact], decisions: Iterable[Decision]) -> Ruling:
    decisions = tuple(dict.fromkeys(decisions))
    named = {ref for word in decisions for ref in (word.left, word.right)}
    digests = {contact.ref: identity_digest(contact) for contact in contacts if contact.ref in named}
    return ruling(decisions, digests.get)


def _weigh(
    touched: Touched, contacts: list[Contact], words: Ruling, neighbourhood: Neighbourhood, model: Model
) -> tuple[tuple[Match, ...], int]:
    """Matches among the loaded contacts that are to be weighed again, and how many pairs that took."""
    features = Features(tabulate(contacts))
    refs = features.table.refs
    keys = entries(features)
    counts = counted(keys, neighbourhood)
    left, right = candidates(keys, counts, len(refs), sizes(neighbourhood))
    changed = np.array([ref in touched.changed for ref in refs], dtype=np.bool_)
    tipped = np.array([ref in touched.tipped for ref in refs], dtype=np.bool_)
    again = changed[left] | changed[right] | (tipped[left] & tipped[right])
    batch = Batch(features, keys, counts, _among(words, touched), model)
    weighed = batch.weigh(left[again], right[again])
    return batch.matches(weighed), int(again.sum())


def _among(words: Ruling, touched: Touched) -> Ruling:
    """Only what is ruled on pairs that are weighed again."""
    return Ruling(
        tuple(pair for pair in words.same if touched.again(*pair)),
        frozenset(pair for pair in words.different if touched.again(*pair)),
        tuple(word for word in words.stale if touched.again(word.left, word.right)),
    )
