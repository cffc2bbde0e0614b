"""What a change reaches: the records themselves, their neighbours, and who shares a block that the change tipped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from syncsvc.matching.blocking import LIMIT, opens
from syncsvc.matching.census import kept
from syncsvc.matching.declaration import NAME_COUNTS
from syncsvc.matching.features import Features
from syncsvc.matching.keys import entries
from syncsvc.matching.neighbourhood import Census, Neighbourhood
from syncsvc.matching.table import tabulate
from syncsvc.model.contact import Contact
from syncsvc.model.record import RecordRef

Refs = frozenset[RecordRef]
KeyPair = tuple[int, int]
_NOBODY = Census()


@dataclass(frozen=True, slots=True)
class Touched:
    """What has to be looked at again."""

    changed: Refs
    """New or changed records: all their pairs."""
    gone: Refs
    tipped: Refs
    """Records whose pairs among each other may weigh otherwise now."""
    neighbours: Refs
    """Records that share an open block with a changed one."""

    def again(self, left: RecordRef, right: RecordRef) -> bool:
        """Whether a kept match of these two is to be weighed again."""
        here = self.changed | self.gone
        return left in here or right in here or (left in self.tipped and right in self.tipped)


def keep_entries(
    contacts: Sequence[Contact], gone: Sequence[RecordRef], decided: Sequence[RecordRef], neighbourhood: Neighbourhood
) -> Touched:
    """Keep the entries of changed records and see whom that reaches."""
    table = tabulate(contacts)
    rows = kept(entries(Features(table)), table)
    refs = [*table.refs, *gone]
    former = set(neighbourhood.keys(refs))
    present: dict[RecordRef, set[int]] = {ref: set() for ref in table.refs}
    for ref, key, _ in rows:
        present[ref].add(key)
    concerned = sorted(former | {key for keys in present.values() for key in keys})
    before = _State.of(concerned, refs, former, neighbourhood)
    neighbourhood.replace(gone, rows)
    after = _State.of(concerned, refs, set().union(*present.values()), neighbourhood)
    tipped = {
        ref for key in concerned if before.kind(key) != after.kind(key) for ref in after.holding(key, neighbourhood)
    }
    for pair in before.couples.keys() | after.couples.keys():
        if before.couple_open(pair) != after.couple_open(pair):
            tipped |= before.couples.get(pair, set()) | after.couples.get(pair, set())
    tipped |= {contact.ref for contact in neighbourhood.contacts(decided)} if decided else set()
    return Touched(
        frozenset(table.refs),
        frozenset(gone),
        frozenset(tipped - set(gone)),
        frozenset(after.neighbours(present, neighbourhood)),
    )


@dataclass(frozen=True, slots=True)
class _State:
    """Census of the concerned keys, and who holds both of two closed ones."""

    census: Mapping[int, Census]
    couples: Mapping[KeyPair, set[RecordRef]]

    @classmethod
    def of(
        cls, keys: Sequence[int], refs: Iterable[RecordRef], own: set[int], neighbourhood: Neighbourhood
    ) -> "_State":
        """Look at the neighbourhood as it is now."""
        census = neighbourhood.census(keys)
        closed = sorted(key for key in own if not _open(census.get(key, _NOBODY)))
        mixed = [(a, b) for a, b in combinations(closed, 2) if not (a & 1 and b & 1)]
        holders = neighbourhood.holders(sorted({key for pair in mixed for key in pair})) if mixed else {}
        sets = {key: set(found) for key, found in holders.items()}
        both = {pair: sets.get(pair[0], set()) & sets.get(pair[1], set()) for pair in mixed}
        return cls(census, {pair: found for pair, found in both.items() if not found.isdisjoint(refs)})

    def kind(self, key: int) -> tuple[bool, int]:
        """What of a key's census matters: whether it opens, and for a value its bucket of names."""
        census = self.census.get(key, _NOBODY)
        bucket = int(np.searchsorted(NAME_COUNTS, max(census.names, 1), side="right")) if key & 1 else 0
        return _open(census), bucket

    def couple_open(self, pair: KeyPair) -> bool:
        """Whether the records of two closed blocks meet; not a question while one of them opens."""
        return 0 < len(self.couples.get(pair, ())) <= LIMIT

    def holding(self, key: int, neighbourhood: Neighbourhood) -> Sequence[RecordRef]:
        """Who holds a key now."""
        return neighbourhood.holders([key]).get(key, ())

    def neighbours(self, present: Mapping[RecordRef, set[int]], neighbourhood: Neighbourhood) -> set[RecordRef]:
        """Everybody who shares an open block, or a refined one, with a changed record."""
        keys = {key for own in present.values() for key in own}
        opened = sorted(key for key in keys if _open(self.census.get(key, _NOBODY)) and self.census[key].records > 1)
        holders = neighbourhood.holders(opened)
        found = {ref for key in opened for ref in holders.get(key, ())}
        for pair, both in self.couples.items():
            if self.couple_open(pair):
                found |= both
        return found


def _open(census: Census) -> bool:
    return bool(opens(np.array([census.records]), np.array([census.names]))[0])
