"""Measures of persons' names: given name, family name, generation."""

from collections.abc import Callable

import numpy as np

from syncsvc.columns.hashing import Integers, different
from syncsvc.matching.declaration import Comparison
from syncsvc.matching.names import NamePart, family_level, given_level, one_misspelt
from syncsvc.matching.pairs import Flags, Floats, Found, Pairs, Small, distinct, everywhere, plain
from syncsvc.matching.words_alike import family_levels, given_levels, near

Judge = Callable[[NamePart, NamePart], str]
FEW = 200
"""So many pairs of names are judged sooner than it is found out which need not be."""
_UNPLACED = 2.0
"""Bits less that a single name says of which nobody knows whether it is the given or the family name."""
MOST_BITS = 16.0
"""More than any name is worth."""


def given(pairs: Pairs, comparison: Comparison) -> Found:
    """How the given names agree."""
    return _compared(pairs, comparison, pairs.features.given_numbers, given_level, pairs.features.given_bits)


def family(pairs: Pairs, comparison: Comparison) -> Found:
    """How the family names agree; swapped names and two slips at once change the finding on the given name, too."""
    found = _compared(pairs, comparison, pairs.features.family_numbers, family_level, pairs.features.family_bits)
    ours, asked = pairs.found["given"], pairs.asked["given"]
    across = crossed(pairs)
    turned = _turned(pairs, found.level != comparison.index["different"], *across)
    found = _put(found, turned, comparison.index["swapped"], _least(pairs, pairs.features.family_bits, turned))
    ours = _put(ours, turned, asked.index["swapped"], _least(pairs, pairs.features.given_bits, turned))
    ours = _put(ours, _abbreviated(pairs, turned), asked.index["initial"])
    ours, found = _half_turned(pairs, *_lone(pairs, ours, found), across)
    near = (found.level == comparison.index["typo"]) | (found.level == comparison.index["similar"])
    slip = (ours.level == asked.index["similar"]) & near
    pairs.found["given"] = _put(ours, slip, asked.index["slip"])
    return _put(found, slip, comparison.index["slip"])


def contradicted(pairs: Pairs) -> Flags:
    """Pairs whose given names are those of two people."""
    return pairs.at("given", "different", "lookalike")


def renamed(pairs: Pairs, rows: Flags) -> None:
    """Where an id is the same, another name is a change of name, not another person."""
    for name in ("given", "family"):
        index = pairs.asked[name].index
        worst = pairs.at(name, "different", "lookalike") if name == "given" else pairs.at(name, "different")
        pairs.found[name] = _put(pairs.found[name], rows & worst, index["renamed"])


def married(pairs: Pairs, rows: Flags) -> None:
    """Of one house are no two of one given name and birthday: another family name is a married one."""
    taken = rows & pairs.at("given", "equal", "variant") & pairs.at("family", "different")
    pairs.found["family"] = _put(pairs.found["family"], taken, pairs.asked["family"].index["married"])


def misspelt(pairs: Pairs, rows: Flags) -> None:
    """Born on one day with names one slip apart of which one is no known name: twins are not named so."""
    parts, given, asked = pairs.features.names, pairs.table.given, pairs.asked["given"]
    family = pairs.at("family", "equal", "spelling")
    flags = np.zeros(len(pairs), dtype=np.bool_)
    for row in np.flatnonzero(rows & family & contradicted(pairs)).tolist():
        flags[row] = one_misspelt(parts[given[pairs.left[row]]], parts[given[pairs.right[row]]])
    pairs.found["given"] = _put(pairs.found["given"], flags, asked.index["similar"])


def generation(pairs: Pairs, comparison: Comparison) -> Found:
    """Father and son: suffixes that differ."""
    left, right = (pairs.table.generation[rows] for rows in (pairs.left, pairs.right))
    level = everywhere(pairs, comparison, "missing")
    said = (left != 0) & (right != 0)
    level[(left != 0) ^ (right != 0)] = comparison.index["one"]
    level[said & (left == right)] = comparison.index["equal"]
    level[said & (left != right)] = comparison.index["different"]
    return plain(level)


def _compared(
    pairs: Pairs,
    comparison: Comparison,
    column: Small,
    judge: Judge,
    rarity: Floats,
) -> Found:
    """Judge each different pair of names once."""
    left, right = column.take(pairs.left), column.take(pairs.right)
    level = everywhere(pairs, comparison, "equal")
    differing = np.flatnonzero((left != right) | (left == 0))
    ours, theirs, number = distinct(left[differing], right[differing])
    index = comparison.index
    level[differing] = _judged(pairs, comparison, ours, theirs, judge)[number]
    if "initial" in index:
        level[(level == index["equal"]) & pairs.features.bare_names.take(left)] = index["initial"]
    return Found(level, np.zeros(len(level), dtype=np.int64), np.minimum(rarity.take(left), rarity.take(right)))


def _judged(pairs: Pairs, comparison: Comparison, left: Integers, right: Integers, judge: Judge) -> Integers:
    """The levels of different pairs of names, sorted; each is judged once."""
    kept = pairs.features.judgements(len(pairs.table.names), comparison.name, *comparison.index)
    return kept.of(left, right, lambda ours, theirs: _levels(pairs, comparison.index, ours, theirs, judge))


def _levels(pairs: Pairs, index: dict[str, int], left: Integers, right: Integers, judge: Judge) -> Integers:
    """The levels of pairs of names; of many given names those that cannot be alike are not judged."""
    if judge is family_level or len(left) <= FEW:
        return _whichever(pairs, index, left, right, judge)
    levels = np.full(len(left), index["different"], dtype=np.int64)
    asked = np.flatnonzero(_given_worth(pairs, left, right))
    levels[asked] = given_levels(pairs.features, index, left[asked], right[asked])
    return levels


def _whichever(pairs: Pairs, index: dict[str, int], left: Integers, right: Integers, judge: Judge) -> Integers:
    """The levels of pairs of any names, wherever these stand."""
    parts = pairs.features.names
    if len(left) > FEW:
        return (family_levels if judge is family_level else given_levels)(pairs.features, index, left, right)
    couples = zip(left.tolist(), right.tolist(), strict=True)
    return np.array([index[judge(parts[ours], parts[theirs])] for ours, theirs in couples], dtype=np.int64)


def _given_worth(pairs: Pairs, left: Integers, right: Integers) -> Flags:
    """Which pairs of given names may be anything but different names."""
    features = pairs.features
    words, foreign = features.words, features.foreign_names
    worth = (words.many[left] == 0) | (words.many[right] == 0) | (foreign[left] != foreign[right])
    for clue in features.name_clues:
        worth |= clue[left] == clue[right]
    for form in features.name_forms:
        worth |= form[left] & form[right] > 0
    for word in (words.first, words.whole):
        worth |= near(features, word[left], word[right], ~worth)
    return np.asarray(worth, dtype=np.bool_)


def crossed(pairs: Pairs) -> tuple[Flags, Flags]:
    """Pairs of which the left given name is the right family name, and the other way round."""
    given, family = pairs.features.given_folded, pairs.features.family_folded
    ours, theirs = given.take(pairs.left), given.take(pairs.right)
    first = (ours == family.take(pairs.right)) & (ours != 0)
    return first, (theirs == family.take(pairs.left)) & (theirs != 0)


def _turned(pairs: Pairs, alike: Flags, first: Flags, second: Flags) -> Flags:
    """Given for family and family for given: one crosswise equal, the other at least alike."""
    table = pairs.table
    rows = np.flatnonzero((first | second) & ~alike)
    left, right, first, second = pairs.left[rows], pairs.right[rows], first[rows], second[rows]
    misplaced = _misplaced(pairs, left, first) | _misplaced(pairs, right, second)
    ours = np.where(first, table.family[left], table.given[left])
    theirs = np.where(first, table.given[right], table.family[right])
    heads, number = different(ours, theirs)
    given, family = (pairs.asked[name].index for name in ("given", "family"))
    called = _whichever(pairs, given, ours[heads], theirs[heads], given_level)
    named = _whichever(pairs, family, ours[heads], theirs[heads], family_level)
    crosswise = np.isin(called, [given[name] for name in _CROSSWISE & given.keys()])
    crosswise |= np.isin(named, [family[name] for name in _CROSSWISE & family.keys()])
    initial = called == given["initial"]
    turned = np.zeros(len(pairs), dtype=np.bool_)
    turned[rows] = crosswise[number] | (misplaced & initial[number])
    return turned


def _misplaced(pairs: Pairs, rows: Integers, shared: Flags) -> Flags:
    """Rows that share what stands as their given name, though none is known, beside a known one or an initial."""
    table, known, bare = pairs.table, pairs.features.known_names, pairs.features.bare_names
    given, family = table.given[rows], table.family[rows]
    return shared & ~known[given] & (known[family] | bare[family])


def _lone(pairs: Pairs, ours: Found, found: Found) -> tuple[Found, Found]:
    """Somebody has but one name, and it is the other's, in the other place: nobody knows where it stands right."""
    table, features, asked = pairs.table, pairs.features, pairs.asked
    for one, other in ((pairs.left, pairs.right), (pairs.right, pairs.left)):
        called = features.only_given.take(one) & (ours.level > asked["given"].index["missing"])
        equal, alike = _across(pairs, called, table.given[one[called]], table.family[other[called]])
        ours = _put(ours, equal | alike, asked["given"].index["missing"])
        found = _put(found, alike, asked["family"].index["similar"])
        found = _put(found, equal, asked["family"].index["swapped"], _unplaced(pairs, equal))
        named = features.only_family.take(one) & (found.level > asked["family"].index["missing"])
        equal, alike = _across(pairs, named, table.family[one[named]], table.given[other[named]])
        found = _put(found, equal | alike, asked["family"].index["missing"])
        ours = _put(ours, alike, asked["given"].index["similar"])
        ours = _put(ours, equal, asked["given"].index["swapped"], _unplaced(pairs, equal))
    return ours, found


def _across(pairs: Pairs, rows: Flags, left: Integers, right: Integers) -> tuple[Flags, Flags]:
    """Of these rows, those with the same name on both sides, and those with names that are alike as family names."""
    folded, parts = pairs.features.folded_names, pairs.features.names
    equal, alike = rows.copy(), rows.copy()
    same = folded[left] == folded[right]
    equal[rows] = same
    alike[rows] = [
        not one and other != 0 and family_level(parts[ours], parts[other]) in ("spelling", "typo", "similar")
        for one, ours, other in zip(same.tolist(), left.tolist(), right.tolist(), strict=True)
    ]
    return equal, alike


def _unplaced(pairs: Pairs, rows: Flags) -> Floats:
    return _least(pairs, pairs.features.given_bits, rows) - _UNPLACED


def _half_turned(pairs: Pairs, ours: Found, found: Found, crossed: tuple[Flags, Flags]) -> tuple[Found, Found]:
    """One name in common, but in the other's place: as equal as names in their places, and the other as different.

    Which of the two it is the tables say: a known given name beside two names that are none, or a name that is none
    beside two that are. In all other cases nobody knows whether «Karl Friedrich» is «Friedrich, Karl».
    """
    table, known, asked = pairs.table, pairs.features.known_names, pairs.asked
    apart = (ours.level == asked["given"].index["different"]) & (found.level == asked["family"].index["different"])
    for one, other, cross in ((pairs.left, pairs.right, crossed[0]), (pairs.right, pairs.left, crossed[1])):
        rows = np.flatnonzero(apart & cross)
        shared = known[table.given[one[rows]]]
        beside = (known[table.family[one[rows]]], known[table.given[other[rows]]])
        named, called = np.zeros(len(pairs), dtype=np.bool_), np.zeros(len(pairs), dtype=np.bool_)
        named[rows] = shared & ~beside[0] & ~beside[1]
        called[rows] = ~shared & beside[0] & beside[1]
        ours = _put(ours, named, asked["given"].index["swapped"], _least(pairs, pairs.features.given_bits, named))
        found = _put(found, called, asked["family"].index["swapped"], _least(pairs, pairs.features.family_bits, called))
    return ours, found


_CROSSWISE = frozenset(("equal", "variant", "spelling", "typo", "similar", "part"))


def _least(pairs: Pairs, rarity: Floats, rows: Flags) -> Floats:
    """The least rarity of all four names (but initials): nobody knows which of them stand in their place."""
    table = pairs.table
    columns = [column[side[rows]] for column in (table.given, table.family) for side in (pairs.left, pairs.right)]
    bits = np.array([rarity[column] for column in columns])
    return np.asarray(np.min(np.where(bits > 0, bits, np.inf), axis=0, initial=MOST_BITS), dtype=np.float64)


def _abbreviated(pairs: Pairs, rows: Flags) -> Flags:
    """Which of these pairs have an initial for one of the names."""
    table, bare = pairs.table, pairs.features.bare_names
    columns = [column[side[rows]] for column in (table.given, table.family) for side in (pairs.left, pairs.right)]
    flags = rows.copy()
    flags[rows] = np.any([bare[column] for column in columns], axis=0)
    return flags


def _put(found: Found, rows: Flags, level: int, bits: Floats | float = 0.0) -> Found:
    if not rows.any():
        return found
    levels, rarity = found.level.copy(), found.bits.copy()
    levels[rows], rarity[rows] = level, bits
    return Found(levels, found.bucket, rarity)
