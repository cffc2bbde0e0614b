"""What a neighbourhood says of the keys of some records, as columns beside their entries."""

import numpy as np

from syncsvc.columns.hashing import different
from syncsvc.columns.ordering import Integers, fresh, numbered, ordered, rising
from syncsvc.matching.blocking import Counts, Sizes, count
from syncsvc.matching.neighbourhood import Census, Neighbourhood
from syncsvc.matching.neighbourhood import Entries as Kept
from syncsvc.matching.pairs import Flags
from syncsvc.matching.table import Table
from syncsvc.matching.value_keys import Entries

_NOBODY = Census()
_NONE = np.zeros(0, dtype=np.int64)


class Book:
    """The census of keys, each asked of the neighbourhood but once."""

    def __init__(self, neighbourhood: Neighbourhood) -> None:
        self._neighbourhood = neighbourhood
        self._key, self._counts = _NONE, Counts(_NONE, _NONE)

    def know(self, key: Integers, counts: Counts) -> None:
        """Take these different keys, of which nothing was known, as counted."""
        key = np.concatenate((self._key, key))
        order = ordered(key)
        records, names = (
            np.concatenate(columns)[order]
            for columns in ((self._counts.records, counts.records), (self._counts.names, counts.names))
        )
        self._key, self._counts = key[order], Counts(records, names)

    def of(self, key: Integers) -> Counts:
        """The counts of keys."""
        # In their order: millions of keys looked up here and there wait for memory each time.
        order, risen = rising(key)
        place = self._places(risen)
        missing = risen[self._key[place] != risen] if len(self._key) else risen
        if len(missing):
            missing = missing[fresh(missing)]
            self.know(missing, asked(missing, self._neighbourhood))
            place = self._places(risen)
        records, names = np.empty_like(key), np.empty_like(key)
        records[order], names[order] = self._counts.records[place], self._counts.names[place]
        return Counts(records, names)

    def _places(self, key: Integers) -> Integers:
        """Where keys stand, if they do."""
        return np.minimum(np.searchsorted(self._key, key), max(len(self._key) - 1, 0))


def asked(key: Integers, neighbourhood: Neighbourhood) -> Counts:
    """What the neighbourhood says of keys now."""
    census = neighbourhood.census(key.tolist()) if len(key) else {}
    if not census:
        return Counts(np.zeros_like(key), np.zeros_like(key))
    found = [census.get(one, _NOBODY) for one in key.tolist()]
    records, names = ([getattr(one, name) for one in found] for name in ("records", "names"))
    return Counts(np.array(records, dtype=np.int64), np.array(names, dtype=np.int64))


def kept(entries: Entries, table: Table) -> Kept:
    """Entries as a neighbourhood keeps them: without empty keys, each once."""
    held = np.flatnonzero(entries.key != 0)
    held = held[different(entries.row[held], entries.key[held], entries.name[held])[0]]
    return Kept(tuple(table.refs), entries.row[held], entries.key[held], entries.name[held])


def counted(entries: Entries, book: Book) -> tuple[Counts, Flags]:
    """How many records and names hold the key of each entry, and whether all of them are among the rows.

    Keys that only one of the rows holds count as private.
    """
    local = count(entries)
    shared = (local.records > 1) & (entries.key != 0)
    records, names = np.ones_like(local.records), np.ones_like(local.names)
    held = book.of(entries.key[shared])
    records[shared], names[shared] = held.records, held.names
    return Counts(records, names, local.blocks), local.records == records


def sizes(entries: Entries, counts: Counts, whole: Flags, neighbourhood: Neighbourhood) -> Sizes:
    """How many records hold both of two closed keys; who holds them is asked only if not all of them are here."""
    closed = np.flatnonzero(~counts.open & (counts.records > 1))
    first, _ = numbered(entries.key[closed])
    key, complete = entries.key[closed[first]], whole[closed[first]]

    def size(low: Integers, high: Integers, couple: Integers) -> Integers:
        heads, number = different(couple)
        many = np.bincount(number, minlength=len(heads))
        low, high = low[heads], high[heads]
        elsewhere = np.flatnonzero(~(complete[np.searchsorted(key, low)] | complete[np.searchsorted(key, high)]))
        if len(elsewhere):
            couples = list(zip(low[elsewhere].tolist(), high[elsewhere].tolist(), strict=True))
            common = neighbourhood.common(couples)
            many[elsewhere] = [common.get(one, 0) for one in couples]
        return np.asarray(many[number], dtype=np.int64)

    return size
