"""Records get the keys by which those that might be one find each other.

Keys are of two sorts. A *value* key stands for a mailbox, a number, a postal address, an id, and carries who uses it.
A *combination* key stands for a given name with a family name, a name with an organisation or a postal code and a
letter of the other name, a birthday with a letter of the name. Every pair the model could join or ask about shares one.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from syncsvc.lexicon.name_variants import GROUPS
from syncsvc.matching.features import Features
from syncsvc.matching.folding import loose, phonetic
from syncsvc.matching.hashing import Integers, different, hashed, mixed
from syncsvc.matching.names import NamePart, canonical, family_bits, variant_keys
from syncsvc.matching.organisations import Title
from syncsvc.matching.table import FUNCTION, ORGANISATION, PERSON

RARE = 10.5
"""A family name this rare brings a pair together with an initial alone."""
TELLING = 9.0
"""A family name this rare brings a pair together with an organisation or a postal code."""

MAIL, PHONE, PLACE, IDENTITY, NAMES, INITIAL, WORK, TOWN, BORN, LABEL, WHO, PEER, TASK, WEB, OFFICE = range(1, 16)

_MANY = 50_000
_KNOWN_GIVEN = frozenset(form for line in GROUPS for form in line.split())


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


class _Combination(NamedTuple):
    """Keys of one sort: the rows, and what each key is made of."""

    tag: int
    rows: Integers
    wanted: npt.NDArray[np.bool_]
    """Which rows have such a key."""
    columns: tuple[Integers, ...]


def entries(features: Features) -> Entries:
    """All keys of all records."""
    table = features.table
    who = _who(features)
    columns = (
        (table.mails, MAIL, hashed(table.addresses)),
        (table.phones, PHONE, features.phone_digits),
        (table.places, PLACE, _place_hashes(features)),
    )
    parts: list[tuple[Integers, Integers, Integers]] = []
    slices: list[slice] = []
    for uses, tag, hashes in columns:
        parts.append((uses.row, _value_key(mixed(tag, hashes[uses.value]), hashes[uses.value]), who[uses.row]))
        begin = slices[-1].stop if slices else 0
        slices.append(slice(begin, begin + len(uses.row)))
    ids = _identity_hashes(features)[table.ids.value]
    parts.append((table.ids.row, _value_key(mixed(IDENTITY, ids), ids), who[table.ids.row]))
    slices.append(slice(slices[-1].stop, slices[-1].stop + len(ids)))
    plain = slices[-1].stop
    parts += [(row, _value_key(mixed(PEER, key, table.kind[row]), key), name) for row, key, name in parts]
    row, key = _combined([*_person_keys(features), *_other_keys(features)])
    parts.append((row, key & ~np.int64(1), np.zeros(len(row), dtype=np.int64)))
    row, key, name = (np.concatenate([part[column] for part in parts]) for column in range(3))
    mails, phones, places, ids_of = slices
    return Entries(row, key, name, mails, phones, places, ids_of, plain)


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


@dataclass(frozen=True, slots=True)
class _NameHashes:
    """Hashes of the name vocabulary; a name has up to ``width`` forms, 0 where it has fewer."""

    given: Integers
    family: Integers
    turned: Integers
    """Forms as a given name, of family names that are also known as given names."""
    first: Integers
    last: Integers
    initial: Integers
    rare: Integers
    telling: Integers


def _name_hashes(parts: list[NamePart]) -> _NameHashes:
    letters = [loose(part.first) for part in parts]
    return _NameHashes(
        given=_forms([_given_forms(part) for part in parts]),
        family=_forms([_family_forms(part) for part in parts]),
        turned=_forms([_given_forms(part) if part.first in _KNOWN_GIVEN else () for part in parts]),
        first=np.array([ord(word[0]) if word else 0 for word in letters], dtype=np.int64),
        last=np.array([ord(word[-1]) if word else 0 for word in letters], dtype=np.int64),
        initial=np.array([ord(part.folded[0]) if part.folded else 0 for part in parts], dtype=np.int64),
        rare=np.array([family_bits(part) >= RARE for part in parts], dtype=np.int64),
        telling=np.array([family_bits(part) >= TELLING for part in parts], dtype=np.int64),
    )


def _given_forms(part: NamePart) -> tuple[str, ...]:
    words = (*part.tokens[:2], "".join(part.tokens)) if len(part.tokens) > 1 else part.tokens
    return tuple(form if form[0] == "=" else phonetic(form) for word in words for form in variant_keys(word))


def _family_forms(part: NamePart) -> tuple[str, ...]:
    words = (*part.tokens[:3], "".join(part.tokens)) if len(part.tokens) > 1 else part.tokens
    return tuple(phonetic(word) for word in words)


def _forms(rows: list[tuple[str, ...]]) -> Integers:
    """Hashes of the different forms of each row, as columns."""
    rows = [tuple(dict.fromkeys(row)) for row in rows]
    width = max((len(row) for row in rows), default=0) or 1
    table = np.zeros((len(rows), width), dtype=np.int64)
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    table[np.arange(width) < lengths[:, None]] = hashed(form for row in rows for form in row)
    return table


def _person_keys(features: Features) -> list[_Combination]:
    """Combinations for persons."""
    table = features.table
    rows = np.flatnonzero(table.kind == PERSON)
    names = _name_hashes(features.names)
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
    for tag, at, place in ((WORK, np.arange(len(rows)), work), *_towns(features, rows)):
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
    table = features.table
    codes = hashed(place.postal_code or place.city for place in features.localities)
    position = np.full(len(table), -1, dtype=np.int64)
    position[rows] = np.arange(len(rows))
    at = position[table.places.row]
    town = codes[table.places.value]
    wanted = (at >= 0) & (town != 0)
    at, town = at[wanted], town[wanted]
    first, _ = different(at, town)
    return [(TOWN, at[first], town[first])]


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
    words = _forms([_title_forms(item) for item in features.titles])
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
