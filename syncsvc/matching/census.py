"""What a neighbourhood says of the keys of some records, as columns beside their entries."""

import numpy as np

from syncsvc.matching.blocking import Counts, Sizes
from syncsvc.matching.hashing import Integers, different
from syncsvc.matching.keys import Entries
from syncsvc.matching.neighbourhood import Census, Neighbourhood
from syncsvc.matching.neighbourhood import Entries as Kept
from syncsvc.matching.table import Table

_NOBODY = Census()


def kept(entries: Entries, table: Table) -> Kept:
    """Entries as a neighbourhood keeps them: without empty keys, each once."""
    held = np.flatnonzero(entries.key != 0)
    held = held[different(entries.row[held], entries.key[held], entries.name[held])[0]]
    return Kept(tuple(table.refs), entries.row[held], entries.key[held], entries.name[held])


def counted(entries: Entries, neighbourhood: Neighbourhood) -> Counts:
    """How many records and names hold the key of each entry; keys only one of the rows holds count as private."""
    records = np.ones(len(entries.key), dtype=np.int64)
    names = np.ones(len(entries.key), dtype=np.int64)
    order = np.argsort(entries.key)
    key = entries.key[order]
    twin = np.zeros(len(key), dtype=np.bool_)
    twin[1:] = key[1:] == key[:-1]
    twin[:-1] |= twin[1:]
    shared = order[twin & (key != 0)]
    asked = np.unique(entries.key[shared]).tolist()
    census = neighbourhood.census(asked) if asked else {}
    found = [census.get(one, _NOBODY) for one in entries.key[shared].tolist()]
    records[shared] = [one.records for one in found]
    names[shared] = [one.names for one in found]
    return Counts(records, names)


def sizes(neighbourhood: Neighbourhood) -> Sizes:
    """How many records hold both of two keys, by asking who holds each."""

    def size(low: Integers, high: Integers, key: Integers) -> Integers:
        first, number = different(key)
        couples = list(zip(low[first].tolist(), high[first].tolist(), strict=True))
        holders = neighbourhood.holders(sorted({one for couple in couples for one in couple}))
        both = [len({*holders.get(a, ())} & {*holders.get(b, ())}) for a, b in couples]
        return np.array(both, dtype=np.int64)[number] if couples else key

    return size
