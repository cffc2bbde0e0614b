"""Measures of birthday, ids, organisation, unit, role and source."""

import numpy as np
from rapidfuzz.distance import OSA

from syncsvc.columns.hashing import Integers
from syncsvc.matching.declaration import Comparison
from syncsvc.matching.features import WORD_BITS
from syncsvc.matching.measures_names import FEW, contradicted, misspelt, renamed
from syncsvc.matching.organisations import title_level
from syncsvc.matching.pairs import Flags, Found, Pairs, best, combos, distinct, everywhere, plain

GENERATION = 14_0000
"""Years, in yyyymmdd, that lie between parent and child at least: of those nearer to each other none is the father."""
_CENTURY = 100_0000
NEXT = 0
"""Ids that differ at their end: numbers given one after the other, to families and colleagues."""


def birthday(pairs: Pairs, comparison: Comparison) -> Found:
    """Days of birth, part by part: slips, swapped parts, and the first of January of those who know only the year."""
    left, right = (pairs.table.birthday[rows] for rows in (pairs.left, pairs.right))
    index = comparison.index
    level = everywhere(pairs, comparison, "missing")
    known = (left > 0) & (right > 0) & ((left % 10000 > 0) & (right % 10000 > 0))
    level[known] = _days(left[known], right[known], comparison)
    level[~well_named(pairs) & comparison.among(("turned", "slip")).take(level)] = index["two parts"]
    level[nameless(pairs) & (level == index["two parts"])] = index["two slips"]
    shared = known & (level < index["two parts"])
    strangers = nowhere_named_alike(pairs) & ~pairs.at("id", "equal")
    if "given" in pairs.asked:
        renamed(pairs, shared & pairs.at("id", "equal", "slip", "near") & ~strangers)
        misspelt(pairs, shared & (left == right))
        _not_neighbours(pairs, known & (level <= index["two parts"]))
        level[(level == index["equal"]) & pairs.at("family", "different")] = index["surname"]
    level[shared & (contradicted(pairs) | strangers)] = index["twins"]
    return plain(level)


def _days(left: Integers, right: Integers, comparison: Comparison) -> Integers:
    """How days of birth agree that are both known."""
    index = comparison.index
    parts = tuple((side // 10000, side // 100 % 100, side % 100) for side in (left, right))
    equal = [(ours == theirs) | (ours == 0) | (theirs == 0) for ours, theirs in zip(*parts, strict=True)]
    agreeing = sum(flags.astype(np.int64) for flags in equal)
    near = np.abs(left - right) < GENERATION
    level = np.where(near, index["close"], index["different"])
    level[near & (_digits_apart(left, right) <= 2)] = index["two slips"]
    level[agreeing == 2] = index["two parts"]
    level[(agreeing == 2) & _one_slip(left, right)] = index["slip"]
    swapped = equal[0] & (parts[0][1] == parts[1][2]) & (parts[0][2] == parts[1][1])
    level[swapped & (left != right)] = index["turned"]
    level[agreeing == 3] = index["equal"]
    level[(agreeing == 3) & (left % 10000 == 101)] = index["new year"]
    return np.asarray(level, dtype=np.int64)


def _not_neighbours(pairs: Pairs, born: Flags) -> None:
    """Numbers in a row are given to families and colleagues; two of one name and one birthday are neither."""
    asked = pairs.asked["id"]
    named = pairs.at("given", "equal", "variant") & pairs.at("family", "equal", "spelling", "typo", "similar")
    rows = born & named & pairs.at("id", "next")
    found = pairs.found["id"]
    pairs.found["id"] = Found(np.where(rows, asked.index["beside"], found.level), found.bucket, found.bits)


def well_named(pairs: Pairs) -> Flags:
    """Pairs whose names agree so far that a fact with a slip in it may count."""
    if "name" in pairs.asked:
        return pairs.at("name", "full", "equal")
    return pairs.at("given", "equal", "variant", "part", "swapped", "script") & pairs.at(
        "family", "equal", "spelling", "part", "swapped", "script"
    )


def nowhere_named_alike(pairs: Pairs) -> Flags:
    """Pairs with different family names of whom one has no given name: a birthday alone makes them nobody."""
    if "given" not in pairs.asked:
        return np.zeros(len(pairs), dtype=np.bool_)
    return pairs.at("given", "missing") & pairs.at("family", "different")


def nameless(pairs: Pairs) -> Flags:
    """Pairs of which a name is not known, or but an initial: a fact that agrees only nearly may be a relative's."""
    if "name" in pairs.asked:
        return pairs.at("name", "missing")
    return pairs.at("given", "missing", "initial") | pairs.at("family", "missing", "initial")


def _digits(days: Integers) -> list[Integers]:
    return [days // 10**place % 10 for place in range(8)]


def _digits_apart(left: Integers, right: Integers) -> Integers:
    both = zip(_digits(left), _digits(right), strict=True)
    return np.asarray(sum((ours != theirs).astype(np.int64) for ours, theirs in both))


def _one_slip(left: Integers, right: Integers) -> Flags:
    """One other digit, two swapped ones, one part off by one, or another century.

    Years are reckoned from ages, and those of two digits are completed wrongly.
    """
    ours, theirs = _digits(left), _digits(right)
    apart = _digits_apart(left, right)
    swapped = np.zeros(len(left), dtype=np.bool_)
    for place in range(7):
        crossed = (ours[place] == theirs[place + 1]) & (ours[place + 1] == theirs[place])
        swapped |= crossed & (ours[place] != theirs[place])
    beside = np.isin(np.abs(left - right), (1, 100, 1_0000, _CENTURY))
    return np.asarray((apart <= 1) | (swapped & (apart == 2)) | beside, dtype=np.bool_)


def identity(pairs: Pairs, comparison: Comparison) -> Found:
    """Ids of one scheme; schemes that every system fills for itself cannot contradict."""
    table, points, index = pairs.table, pairs.features.points, comparison.index
    combo = combos(table.ids, pairs)
    left, right = table.ids.value[combo.left], table.ids.value[combo.right]
    one = points.id_schemes[left] == points.id_schemes[right]
    same = one & (points.id_numbers[left] == points.id_numbers[right])
    level = np.full(len(left), index["missing"])
    telling = one & (points.schemes[left] != 0)
    level[telling] = index["different"]
    rows = np.flatnonzero(telling & ~same)
    values = points.id_values
    apart = [_apart(values[a], values[b]) for a, b in zip(left[rows].tolist(), right[rows].tolist(), strict=True)]
    slips = np.array(apart, dtype=np.int64)
    level[rows[slips == 2]] = index["near"]
    level[rows[slips == 1]] = index["slip"]
    slipped = (slips == 1) | (slips == 2)
    if slipped.any():
        level[rows[slipped & ~_told_apart(pairs)[combo.pair[rows]]]] = index["next"]
    level[rows[slips == NEXT]] = index["next"]
    level[same] = index["equal"]
    bucket = np.where(same, np.minimum(pairs.shares.ids[combo.left], pairs.shares.ids[combo.right]), 0)
    found = best(pairs, comparison, combo, level, bucket)
    if "given" in pairs.asked:
        equal = (found.level == index["equal"]) & (found.bucket <= 2)
        shared = _one_membership(pairs, equal)
        renamed(pairs, equal & ~shared)
        found = Found(np.where(shared, index["family"], found.level), found.bucket, found.bits)
    return found


def _one_membership(pairs: Pairs, asked: Flags) -> Flags:
    """Two known given names under one family name, and no common birthday: a number may be a family's."""
    table, known = pairs.table, pairs.features.known_names
    flags = asked & contradicted(pairs) & ~pairs.at("family", "different", "missing")
    rows = np.flatnonzero(flags)
    ours, theirs = pairs.left[rows], pairs.right[rows]
    left, right = table.birthday[ours], table.birthday[theirs]
    flags[rows] = (left == 0) | (right == 0) | ((left != right) & ~_one_slip(left, right))
    flags[rows] &= known[table.given[ours]] & known[table.given[theirs]]
    return flags


def _told_apart(pairs: Pairs) -> Flags:
    """Pairs of which a number with a slip tells something: the names agree, or half of them and the birthday.

    Where numbers are dense, many differ by a slip, and among their holders somebody shares a birthday or a given name.
    """
    if "name" in pairs.asked:
        return well_named(pairs)
    named = well_named(pairs) & ~pairs.at("given", "script") & ~pairs.at("family", "script")
    half = ~(contradicted(pairs) | pairs.at("given", "missing", "initial"))
    half |= pairs.at("family", "equal", "spelling", "swapped", "typo", "similar")
    born = pairs.table.birthday
    same = (born[pairs.left] == born[pairs.right]) & (born[pairs.left] > 0)
    return np.asarray(named | (half & same), dtype=np.bool_)


def _apart(left: str, right: str) -> int:
    """How many slips lie between two ids; many between short ones, where one digit makes another id."""
    if min(len(left), len(right)) < 6:
        return 9
    if left[:-1] == right[:-1]:
        return NEXT
    slips = OSA.distance(left, right)
    return NEXT if slips == 2 and left[:-2] == right[:-2] else slips


def organisation(pairs: Pairs, comparison: Comparison) -> Found:
    """Names of organisations, by any of their names."""
    column = pairs.table.organisation
    left, right = column[pairs.left], column[pairs.right]
    level = titled(pairs, comparison, left, right)
    if "full" in comparison.index:
        bits = pairs.features.title_bits
        level[(level == comparison.index["equal"]) & (bits[left] >= 2 * WORD_BITS)] = comparison.index["full"]
    return plain(level)


def titled(pairs: Pairs, comparison: Comparison, left: Integers, right: Integers) -> Integers:
    """The level of two titles; each different pair is judged once."""
    keys, titles, index = pairs.features.title_keys, pairs.features.titles, comparison.index
    level = np.full(len(left), index["equal"])
    differing = np.flatnonzero((keys[left] != keys[right]) | (keys[left] == 0))
    ours, theirs, number = distinct(left[differing], right[differing])
    worst = index["different"]

    def judged(left: Integers, right: Integers) -> Integers:
        levels = np.full(len(left), worst)
        rows = np.arange(len(left))
        if len(left) > FEW:
            letters = pairs.features.title_letters
            unsaid = (letters.many[left] == 0) | (letters.many[right] == 0)
            levels[unsaid] = index.get("missing", worst)
            rows = np.flatnonzero(~unsaid & letters.may_fit(left, right))
        couples = zip(left[rows].tolist(), right[rows].tolist(), strict=True)
        levels[rows] = [index.get(title_level(titles[a], titles[b]), worst) for a, b in couples]
        return levels

    kept = pairs.features.judgements(len(titles), comparison.name, *index)
    level[differing] = kept.of(ours, theirs, judged)[number]
    return level


def unit(pairs: Pairs, comparison: Comparison) -> Found:
    """Units, where the organisation is the same."""
    table, index = pairs.table, comparison.index
    combo = combos(table.units, pairs)
    keys = pairs.features.title_keys
    left, right = keys[table.units.value[combo.left]], keys[table.units.value[combo.right]]
    level = np.where(left == right, index["equal"], index["different"])
    level[~_one_house(pairs)[combo.pair]] = index["missing"]
    return best(pairs, comparison, combo, level, np.zeros(len(level), dtype=np.int64))


def role(pairs: Pairs, comparison: Comparison) -> Found:
    """Roles, where the organisation is the same."""
    keys, index = pairs.features.title_keys[pairs.table.role], comparison.index
    left, right = keys[pairs.left], keys[pairs.right]
    level = np.where(left == right, index["equal"], index["different"])
    level[(left == 0) | (right == 0) | ~_one_house(pairs)] = index["missing"]
    return plain(level)


def _one_house(pairs: Pairs) -> Flags:
    return pairs.at("organisation", "equal", "part")


def source(pairs: Pairs, comparison: Comparison) -> Found:
    """One source that lists both means them to be two, unless a fact of the person says otherwise."""
    one = pairs.table.source[pairs.left] == pairs.table.source[pairs.right]
    level = np.where(one, comparison.index["twice"], comparison.index["two"])
    if "likely" in comparison.index:
        private = one & ~pairs.at("organisation", "equal", "part")
        private &= ~pairs.at("address", "road", "neighbours", "elsewhere")
        level[private & (pairs.at("phone", "line") | pairs.at("address", "street"))] = comparison.index["likely"]
    if "sure" in comparison.index:
        sure = pairs.at("birthday", "equal", "surname", "new year", "slip", "turned", "twins", "two parts") | pairs.at(
            "id", "equal", "slip"
        )
        sure |= pairs.at("mailbox", "kept", "own", "same") | pairs.at("phone", "mobile") | pairs.at("address", "house")
        level[one & sure] = comparison.index["sure"]
        own = pairs.at("birthday", "equal", "surname", "turned") | pairs.at("id", "equal", "beside")
        level[one & own & ~pairs.at("birthday", "close", "different")] = comparison.index["own"]
    return plain(level)
