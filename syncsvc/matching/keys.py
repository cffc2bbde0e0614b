"""Records get the keys by which those that might be one find each other.

Keys are of two sorts. A *value* key stands for a mailbox, a number, a postal address, an id, and carries who uses it.
A *combination* key stands for a given name with a family name, a name with an organisation or a postal code and a
letter of the other name, a birthday with a letter of the name. Every pair the model could join or ask about shares one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from syncsvc.matching.features import Features
from syncsvc.matching.folding import phonetic
from syncsvc.matching.hashing import Integers, different, hashed, mixed
from syncsvc.matching.name_hashes import NameHashes, name_hashes, word_forms
from syncsvc.matching.names import canonical
from syncsvc.matching.organisations import Title
from syncsvc.matching.table import FUNCTION, ORGANISATION, PERSON

MAIL, PHONE, PLACE, IDENTITY, NAMES, INITIAL, WORK, TOWN, BORN, LABEL, WHO, PEER, TASK, WEB, OFFICE, HOME = range(1, 17)

_MANY = 50_000


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


class _Combination(NamedTuple):
    """Keys of one sort: the rows, and what each key is made of."""

    tag: int
    rows: Integers
    wanted: npt.NDArray[np.bool_]
    """Which rows have such a key."""
    columns: tuple[Integers, ...]


def entries(features: Features) -> Entries:
    """All keys of all records."""
    row, key = _combined([*_person_keys(features), *_other_keys(features)])
    return values(features).beside(row, key & ~np.int64(1))


def values(features: Features) -> Entries:
    """Only the keys that stand for values."""
    table = features.table
    who = _who(features)
    columns = (
        (table.mails, MAIL, hashed(table.addresses)),
        (table.phones, PHONE, features.phone_digits),
        (table.places, PLACE, _place_hashes(features)),
        (table.ids, IDENTITY, _identity_hashes(features)),
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
    return Entries(*twice, *slices, peers=slices[-1].stop)


def of_values(keys: Integers) -> npt.NDArray[np.bool_]:
    """Which keys stand for a value: the odd ones."""
    return np.asarray(keys & 1 == 1)


def _value_key(keys: Integers, hashes: Integers) -> Integers:
    """Odd keys; 0, «no key», where there is nothing to hash."""
    return np.where(hashes == 0, 0, keys | 1)


def _place_hashes(features: Features) -> Integers:
    """Only a street with a number is a place one person can be found at."""
    return hashed(
        f"{place.street} {place.number} {place.postal_code or place.city}" if place.street and place.number else ""
        for place in features.localities
    )


def _identity_hashes(features: Features) -> Integers:
    schemes = features.id_schemes.tolist()
    names = {number: scheme for number, (scheme, _) in zip(schemes, features.table.identities, strict=True)}
    return hashed(
        f"{names[number]} {value}" if value else "" for number, value in zip(schemes, features.id_values, strict=True)
    )


def _labels(features: Features) -> Integers:
    return hashed(item.key for item in features.titles)


def _who(features: Features) -> Integers:
    """Who uses a value: for persons the sound of the family name and the given name's initial, else the label.

    Coarse on purpose: spellings of one name must not count as several people.
    """
    table, parts = features.table, features.names
    sounds = hashed(phonetic(part.first) for part in parts)
    initials = np.array([ord((canonical(part.first) or "\0")[0]) for part in parts], dtype=np.int64)
    persons = mixed(WHO, sounds[table.family], initials[table.given])
    return np.where(table.kind == PERSON, persons, mixed(WHO, _labels(features)[table.label]))


def _person_keys(features: Features) -> list[_Combination]:
    """Combinations for persons."""
    table = features.table
    rows = np.flatnonzero(table.kind == PERSON)
    names = name_hashes(features.names)
    given, family = table.given[rows], table.family[rows]
    labels = _labels(features)
    work = labels[table.organisation[rows]]
    found = _crossed(rows, names.given[given], names.family[family])
    twice = (names.turned[family][:, :, None] == names.given[given][:, None, :]).any(axis=(1, 2))
    found += _crossed(rows[~twice], names.turned[family[~twice]], names.family[given[~twice]])
    initial = names.initial[given]
    for form in names.family[family].T:
        rare = (names.rare[family] > 0) & (form != 0)
        found.append(_some(rows, rare & (initial != 0), INITIAL, form, initial))
    letters = (names.first, names.last)
    around = ((WORK, np.arange(len(rows)), work), *_towns(features, rows))
    found += _misplaced(features, names, rows, around)
    found += _homes(features, names, rows)
    for tag, at, place in around:
        for form in names.family[family[at]].T:
            found.append(
                _some(rows[at], (names.telling[family[at]] > 0) & (form != 0) & (place != 0), tag, form, place)
            )
        for side, (forms, one, other) in enumerate(((names.given, given, family), (names.family, family, given))):
            found += _lettered(
                tag + 100 * side, rows[at], forms[one[at]], [letter[other[at]] for letter in letters], place
            )
    born = table.birthday[rows]
    for side, letter in enumerate(letters):
        ours, theirs = letter[given], letter[family]
        sides = np.broadcast_to(np.int64(side), len(rows))
        found.append(_some(rows, (born != 0) & (ours != 0), BORN, born, ours, sides))
        found.append(_some(rows, (born != 0) & (theirs != 0) & (theirs != ours), BORN, born, theirs, sides))
    found.append(_some(rows, labels[table.role[rows]] != 0, TASK, labels[table.role[rows]], work))
    return found


def _misplaced(
    features: Features, names: NameHashes, rows: Integers, around: Iterable[tuple[int, Integers, Integers]]
) -> list[_Combination]:
    """«Vogelreuter, C.» meets one whose family name stands for the given name: by its sound and the initial."""
    table = features.table
    first, last = table.given[rows], table.family[rows]
    odd = features.known_names[last] | features.bare_names[last]
    odd &= ~features.known_names[first] & (names.initial[last] != 0)
    ours, theirs = names.family[first][:, :, None], names.family[last][:, None, :]
    odd &= ~((ours == theirs) & (ours != 0)).any(axis=(1, 2))
    rare, telling = odd & (names.rare[first] > 0), names.telling[first] > 0
    found = [_some(rows, rare & (form != 0), INITIAL, form, names.initial[last]) for form in names.family[first].T]
    for tag, everybody, places in around:
        at, place = everybody[odd[everybody]], places[odd[everybody]]
        found += _lettered(tag + 100, rows[at], names.family[first[at]], [names.first[last[at]]], place)
        for form in names.family[first[at]].T:
            found.append(_some(rows[at], telling[at] & (form != 0) & (place != 0), tag, form, place))
    return found


def _homes(features: Features, names: NameHashes, rows: Integers) -> list[_Combination]:
    """A street with a number and the city, for postal codes have slips; with either name, for many live there."""
    table = features.table
    homes = hashed(
        f"{place.street} {place.number} {place.city}" if place.street and place.number and place.city else ""
        for place in features.localities
    )
    at, home = _at(features, rows, homes)
    given, family = table.given[rows[at]], table.family[rows[at]]
    return [
        _some(rows[at], (form != 0) & (home != 0), HOME + side, form, home)
        for side, forms in ((0, names.given[given]), (100, names.family[family]))
        for form in forms.T
    ]


def _some(rows: Integers, wanted: npt.NDArray[np.bool_], tag: int, *columns: Integers) -> _Combination:
    return _Combination(tag, rows, wanted, columns)


def _combined(found: list[_Combination]) -> tuple[Integers, Integers]:
    """Rows and keys of combinations; of one sort they are hashed in one go, if they are few."""
    sorts: dict[tuple[int, int], list[_Combination]] = {}
    for one in found:
        sorts.setdefault((one.tag, len(one.columns)), []).append(one)
    keys: list[Integers] = []
    for (tag, width), ones in sorts.items():
        for batch in [ones] if sum(len(one.rows) for one in ones) < _MANY else [[one] for one in ones]:
            columns = (np.concatenate([one.columns[column][one.wanted] for one in batch]) for column in range(width))
            keys.append(mixed(tag, *columns))
    return np.concatenate([one.rows[one.wanted] for ones in sorts.values() for one in ones]), np.concatenate(keys)


def _crossed(rows: Integers, left: Integers, right: Integers) -> list[_Combination]:
    """Each form of one name with each of the other; unordered, so that swapped names meet."""
    found: list[_Combination] = []
    earlier: list[tuple[Integers, Integers]] = []
    for ours in left.T:
        for theirs in right.T:
            low, high = np.minimum(ours, theirs), np.maximum(ours, theirs)
            wanted = (ours != 0) & (theirs != 0)
            for before in earlier:
                wanted &= (low != before[0]) | (high != before[1])
            earlier.append((low, high))
            found.append(_some(rows, wanted, NAMES, low, high))
    return found


def _lettered(
    tag: int, rows: Integers, forms: Integers, letters: list[Integers], place: Integers
) -> list[_Combination]:
    """A name and a place with the first, and with the last letter of the other name: one slip spares one of them."""
    found = []
    for form in forms.T:
        for side, letter in enumerate(letters):
            wanted = (form != 0) & (place != 0) & (letter != 0)
            found.append(_some(rows, wanted, tag, form, place, letter, np.broadcast_to(np.int64(side), len(rows))))
    return found


def _towns(features: Features, rows: Integers) -> list[tuple[int, Integers, Integers]]:
    """Postal codes (else cities) of persons, as (tag, position in rows, hash)."""
    codes = hashed(place.postal_code or place.city for place in features.localities)
    return [(TOWN, *_at(features, rows, codes))]


def _at(features: Features, rows: Integers, hashes: Integers) -> tuple[Integers, Integers]:
    """Which of the rows is at which place, by hashes of places, each once."""
    table = features.table
    position = np.full(len(table), -1, dtype=np.int64)
    position[rows] = np.arange(len(rows))
    at = position[table.places.row]
    place = hashes[table.places.value]
    wanted = (at >= 0) & (place != 0)
    at, place = at[wanted], place[wanted]
    first, _ = different(at, place)
    return at[first], place[first]


def _other_keys(features: Features) -> list[_Combination]:
    """Combinations for functions, organisations and groups."""
    table = features.table
    rows = np.flatnonzero(table.kind != PERSON)
    labels = _labels(features)
    label, work, kind = labels[table.label[rows]], labels[table.organisation[rows]], table.kind[rows]
    found = [
        _some(rows, label != 0, LABEL, label, kind),
        _some(rows, (kind == FUNCTION) & (label != 0), TASK, label, work),
        _some(rows, (kind != ORGANISATION) & (work != 0), WORK, work, kind),
    ]
    words = word_forms([_title_forms(item) for item in features.titles])
    office = (kind != ORGANISATION) & (label != 0)
    forms = words[table.organisation[rows]].T
    found += [_some(rows, office & (form != 0), OFFICE, label, form, kind) for form in forms]
    sounds = words[table.label[rows]]
    for tag, at, town in _towns(features, rows):
        found += [_some(rows[at], form != 0, tag, form, town, kind[at]) for form in sounds[at].T]
    bodies = table.kind[table.mails.row] != PERSON
    row = table.mails.row[bodies]
    domain = hashed("" if box.free else box.domain for box in features.mailboxes)[table.mails.value[bodies]]
    first, _ = different(row, domain)
    row, domain = row[first], domain[first]
    found.append(_some(row, domain != 0, WEB, domain, table.kind[row]))
    return found


def _title_forms(item: Title) -> tuple[str, ...]:
    return tuple(sorted({phonetic(word) for word in item.words if len(word) >= 3}))[:5]
