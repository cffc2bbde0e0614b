"""Records get the keys by which those that might be one find each other.

Keys are of two sorts. A *value* key stands for a mailbox, a number, a postal address, an id, and carries who uses it.
A *combination* key stands for a given name with a family name, a name with an organisation or a postal code and a
letter of the other name, a birthday with a letter of the name. Every pair the model could join or ask about shares one.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from syncsvc.columns.folding import phonetic
from syncsvc.columns.hashing import Integers, different, mixed
from syncsvc.columns.ordering import unfolded
from syncsvc.matching.abreast import abreast, meanwhile
from syncsvc.matching.features import Features
from syncsvc.matching.name_hashes import NameHashes, name_hashes, word_forms
from syncsvc.matching.organisations import Title
from syncsvc.matching.table import FUNCTION, ORGANISATION, PERSON
from syncsvc.matching.value_keys import Entries, values

NAMES, INITIAL, WORK, TOWN, BORN, LABEL = range(5, 11)
TASK, WEB, OFFICE, HOME, CITY = range(13, 18)

_MANY = 50_000


class _Combination(NamedTuple):
    """Keys of one sort: the rows, and what each key is made of."""

    tag: int
    rows: Integers
    wanted: npt.NDArray[np.bool_]
    """Which rows have such a key, and where names have several forms, with which of them."""
    columns: tuple[Integers | int, ...]
    """A value for each row, for each form of each row, or one for all."""

    @property
    def made(self) -> tuple[Integers, list[Integers]]:
        """The rows that have keys, and the columns the keys are made of."""
        place = np.flatnonzero(self.wanted)
        row = place if self.wanted.ndim == 1 else place // self.wanted.shape[1]
        return self.rows[row], [
            np.full(len(row), column)
            if isinstance(column, int)
            else (column[row] if column.ndim == 1 else column.ravel()[place])
            for column in self.columns
        ]


def entries(features: Features) -> Entries:
    """All keys of all records."""
    many = len(features.table) >= _MANY
    if many:
        features.know_names()
    held = meanwhile(values, features) if many else partial(values, features)
    row, key = _combined(chain(_person_keys(features), _other_keys(features)))
    key &= ~np.int64(1)
    return held().beside(row, key)


def _person_keys(features: Features) -> Iterator[_Combination]:
    """Combinations for persons."""
    table = features.table
    rows = np.flatnonzero(table.kind == PERSON)
    names = name_hashes(features)
    given, family = table.given[rows], table.family[rows]
    labels = features.labels
    work = labels[table.organisation[rows]]
    yield _crossed(rows, (names.given, given), (names.family, family))
    called = np.flatnonzero(names.turned[family, 0])
    called = called[~_shared(names.turned[family[called]], names.given[given[called]])]
    yield _crossed(rows[called], (names.turned, family[called]), (names.family, given[called]))
    initial, forms = names.initial[given], names.family[family]
    rare = (names.rare[family] > 0) & (initial != 0)
    yield _some(rows, _all(rare, forms), INITIAL, forms, initial)
    letters = (names.first, names.last)
    around = ((WORK, np.arange(len(rows)), work), *_towns(features, rows))
    yield from _misplaced(features, names, rows, around)
    yield from _homes(features, names, rows)
    for tag, at, place in around:
        telling = (names.telling[family[at]] > 0) & (place != 0)
        yield _some(rows[at], _all(telling, forms[at]), tag, forms[at], place)
        for side, (shapes, one, other) in enumerate(((names.given, given, family), (names.family, family, given))):
            yield from _lettered(
                tag + 100 * side, rows[at], shapes[one[at]], [letter[other[at]] for letter in letters], place
            )
    born = table.birthday[rows]
    for side, letter in enumerate(letters):
        ours, theirs = letter[given], letter[family]
        yield _some(rows, (born != 0) & (ours != 0), BORN, born, ours, side)
        yield _some(rows, (born != 0) & (theirs != 0) & (theirs != ours), BORN, born, theirs, side)
    ids, holder = features.points.id_hashes[table.ids.value], table.ids.row
    day = table.birthday[holder]
    yield _some(holder, (table.kind[holder] == PERSON) & (ids != 0) & (day != 0), BORN, ids, day)
    yield _some(rows, labels[table.role[rows]] != 0, TASK, labels[table.role[rows]], work)


def _misplaced(
    features: Features, names: NameHashes, rows: Integers, around: Iterable[tuple[int, Integers, Integers]]
) -> Iterator[_Combination]:
    """«Vogelreuter, C.» meets one whose family name stands for the given name: by its sound and the initial."""
    table = features.table
    first, last = table.given[rows], table.family[rows]
    odd = features.known_names[last] | features.bare_names[last]
    odd &= ~features.known_names[first] & (names.initial[last] != 0)
    some = np.flatnonzero(odd)
    odd[some] = ~_shared(names.family[first[some]], names.family[last[some]])
    rare, telling = odd & (names.rare[first] > 0), names.telling[first] > 0
    forms = names.family[first]
    yield _some(rows, _all(rare, forms), INITIAL, forms, names.initial[last])
    for tag, everybody, places in around:
        at, place = everybody[odd[everybody]], places[odd[everybody]]
        yield from _lettered(tag + 100, rows[at], forms[at], [names.first[last[at]]], place)
        yield _some(rows[at], _all(telling[at] & (place != 0), forms[at]), tag, forms[at], place)


def _homes(features: Features, names: NameHashes, rows: Integers) -> list[_Combination]:
    """A street with a number and the city, for postal codes have slips; with either name, for many live there."""
    table = features.table
    at, home = _at(features, rows, features.points.homes)
    given, family = table.given[rows[at]], table.family[rows[at]]
    sides = ((0, names.given[given]), (100, names.family[family]))
    return [_some(rows[at], _all(home != 0, forms), HOME + side, forms, home) for side, forms in sides]


def _some(rows: Integers, wanted: npt.NDArray[np.bool_], tag: int, *columns: Integers | int) -> _Combination:
    return _Combination(tag, rows, wanted, columns)


def _all(rows: npt.NDArray[np.bool_], forms: Integers) -> npt.NDArray[np.bool_]:
    """Every form there is, of these rows."""
    return np.asarray(rows[:, None] & (forms != 0))


def _combined(found: Iterable[_Combination]) -> tuple[Integers, Integers]:
    """Rows and keys of combinations; of many rows at once, so that no more are in memory, of few by the sort."""
    sorts: dict[tuple[int, int], list[_Combination]] = {}

    def many() -> Iterator[list[_Combination]]:
        for one in found:
            if len(one.rows) < _MANY:
                sorts.setdefault((one.tag, len(one.columns)), []).append(one)
            else:
                yield [one]

    hashes = [*abreast(_hashed, many())]
    hashes += map(_hashed, sorts.values())
    rows, keys = map(np.concatenate, zip(*hashes, strict=True))
    return rows, keys


def _hashed(ones: list[_Combination]) -> tuple[Integers, Integers]:
    """Rows and keys of combinations of one sort."""
    made = [one.made for one in ones]
    columns = map(np.concatenate, zip(*(columns for _, columns in made), strict=True))
    return np.concatenate([rows for rows, _ in made]), mixed(ones[0].tag, *columns)


def _shared(left: Integers, right: Integers) -> npt.NDArray[np.bool_]:
    """Rows with a form in common."""
    return np.asarray(((left[:, :, None] == right[:, None, :]) & (left != 0)[:, :, None]).any(axis=(1, 2)))


def _crossed(rows: Integers, left: tuple[Integers, Integers], right: tuple[Integers, Integers]) -> _Combination:
    """Each form of one name with each of the other, given as forms and names; unordered, so that swapped names meet."""
    ours, theirs = (np.count_nonzero(forms, axis=1)[names] for forms, names in (left, right))
    many = ours * theirs
    row, nth = unfolded(many)
    one = left[0][left[1][row], nth // theirs[row]]
    other = right[0][right[1][row], nth % theirs[row]]
    low, high = np.minimum(one, other), np.maximum(one, other)
    # Where names have several forms, two combinations may be the same.
    several = np.flatnonzero(many[row] > 1)
    first, _ = different(row[several], low[several], high[several])
    wanted = np.ones(len(row), dtype=np.bool_)
    wanted[several] = False
    wanted[several[first]] = True
    return _some(rows[row], wanted, NAMES, low, high)


def _lettered(
    tag: int, rows: Integers, forms: Integers, letters: list[Integers], place: Integers
) -> list[_Combination]:
    """A name and a place with the first, and with the last letter of the other name: one slip spares one of them."""
    return [
        _some(rows, _all((place != 0) & (letter != 0), forms), tag, forms, place, letter, side)
        for side, letter in enumerate(letters)
    ]


def _towns(features: Features, rows: Integers) -> list[tuple[int, Integers, Integers]]:
    """Postal codes (else cities) of persons, as (tag, position in rows, hash)."""
    return [(TOWN, *_at(features, rows, features.points.towns))]


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


def _other_keys(features: Features) -> Iterator[_Combination]:
    """Combinations for functions, organisations and groups."""
    table = features.table
    rows = np.flatnonzero(table.kind != PERSON)
    labels = features.labels
    label, work, kind = labels[table.label[rows]], labels[table.organisation[rows]], table.kind[rows]
    yield _some(rows, label != 0, LABEL, label, kind)
    yield _some(rows, (kind == FUNCTION) & (label != 0), TASK, label, work)
    yield _some(rows, (kind != ORGANISATION) & (work != 0), WORK, work, kind)
    words = word_forms([_title_forms(item) for item in features.titles])
    office = (kind != ORGANISATION) & (label != 0)
    forms = words[table.organisation[rows]]
    yield _some(rows, _all(office, forms), OFFICE, label, forms, kind)
    sounds = words[table.label[rows]]
    for tag, at, town in _towns(features, rows):
        yield _some(rows[at], sounds[at] != 0, tag, sounds[at], town, kind[at])
    for tag, places in ((HOME, features.points.doors), (CITY, features.points.town_heads)):
        at, place = _at(features, rows, places)
        yield _some(rows[at], sounds[at] != 0, tag, sounds[at], place, kind[at])
    bodies = table.kind[table.mails.row] != PERSON
    row = table.mails.row[bodies]
    domain = features.points.webs[table.mails.value[bodies]]
    first, _ = different(row, domain)
    row, domain = row[first], domain[first]
    yield _some(row, domain != 0, WEB, domain, table.kind[row])


def _title_forms(item: Title) -> tuple[str, ...]:
    return (phonetic(item.initials), *sorted({phonetic(word) for word in item.words if len(word) >= 3})[:5])
