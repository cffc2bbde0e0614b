"""Values (mailboxes, telephone numbers, postal addresses, ids) get keys, with a hash of who uses them."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from syncsvc.columns.hashing import Integers, mixed
from syncsvc.matching.features import Features
from syncsvc.matching.known_names import canonical
from syncsvc.matching.table import PERSON

MAIL, PHONE, PLACE, IDENTITY = range(1, 5)
WHO, PEER = 11, 12


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries of a table: (row, key, name), and where in them each use of a value stands."""

    row: Integers
    key: Integers
    name: Integers
    """0 in a combination key."""
    mails: slice
    phones: slice
    places: slice
    ids: slice
    """Entries of the uses of each column, in its order; the same again, by kind, follow after all four."""
    peers: int
    """How far further on the entry of the same use among records of the same kind stands."""

    def beside(self, row: Integers, key: Integers) -> "Entries":
        """The same values beside other combinations."""
        values = 2 * self.peers
        row, key = np.concatenate((self.row[:values], row)), np.concatenate((self.key[:values], key))
        name = np.zeros(len(row), dtype=np.int64)
        name[:values] = self.name[:values]
        return replace(self, row=row, key=key, name=name)

    @property
    def combinations(self) -> tuple[Integers, Integers]:
        """Rows and keys of the combinations."""
        return self.row[2 * self.peers :], self.key[2 * self.peers :]


def values(features: Features) -> Entries:
    """Only the keys that stand for values."""
    table, points = features.table, features.points
    who = _who(features)
    columns = (
        (table.mails, MAIL, points.mail_hashes),
        (table.phones, PHONE, points.phone_digits),
        (table.places, PLACE, points.seats),
        (table.ids, IDENTITY, points.id_hashes),
    )
    parts: list[tuple[Integers, Integers, Integers]] = []
    slices: list[slice] = []
    for uses, tag, hashes in columns:
        parts.append((uses.row, _value_key(mixed(tag, hashes[uses.value]), hashes[uses.value]), who[uses.row]))
        begin = slices[-1].stop if slices else 0
        slices.append(slice(begin, begin + len(uses.row)))
    row, key, name = (np.concatenate([part[column] for part in parts]) for column in range(3))
    peer = _value_key(mixed(PEER, key, table.kind[row]), key)
    twice = np.concatenate((row, row)), np.concatenate((key, peer)), np.concatenate((name, name))
    mails, phones, places, ids = slices
    return Entries(*twice, mails, phones, places, ids, slices[-1].stop)


def of_values(keys: Integers) -> npt.NDArray[np.bool_]:
    """Which keys stand for a value: the odd ones."""
    return np.asarray(keys & 1 == 1)


def _value_key(keys: Integers, hashes: Integers) -> Integers:
    """Odd keys; 0, «no key», where there is nothing to hash."""
    return np.where(hashes == 0, 0, keys | 1)


def _who(features: Features) -> Integers:
    """Who uses a value: for persons the initials of their names, else the label.

    Coarse on purpose: spellings of one name, in whichever order, must not count as several people.
    """
    table, parts = features.table, features.names
    initials = np.array([ord((canonical(part.first) or "\0")[0]) for part in parts], dtype=np.int64)
    one, other = initials[table.given], initials[table.family]
    persons = mixed(WHO, np.minimum(one, other), np.maximum(one, other))
    return np.where(table.kind == PERSON, persons, mixed(WHO, features.labels[table.label]))
