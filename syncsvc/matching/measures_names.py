"""Measures of persons' names: given name, family name, generation."""

from collections.abc import Callable

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from syncsvc.matching.declaration import Comparison
from syncsvc.matching.hashing import Integers, different
from syncsvc.matching.names import NamePart, family_level, given_level, one_misspelt
from syncsvc.matching.pairs import Flags, Floats, Found, Pairs, distinct, everywhere, plain

Judge = Callable[[NamePart, NamePart], str]
FEW = 200
"""So many pairs of names are judged sooner than it is found out which need not be."""
_UNPLACED = 2.0
"""Bits less that a single name says of which nobody knows whether it is the given or the family name."""
MOST_BITS = 16.0
"""More than any name is worth."""


def given(pairs: Pairs, comparison: Comparison) -> Found:
    """How the given names agree."""
    return _compared(pairs, comparison, pairs.table.given, given_level, pairs.features.given_bits)


def family(pairs: Pairs, comparison: Comparison) -> Found:
    """How the family names agree; swapped names and two slips at once change the finding on the given name, too."""
    found = _compared(pairs, comparison, pairs.table.family, family_level, pairs.features.family_bits)
    ours, asked = pairs.found["given"], pairs.asked["given"]
    turned = _turned(pairs, found.level != comparison.index["different"])
    found = _put(found, turned, comparison.index["swapped"], _least(pairs, pairs.features.family_bits, turned))
    ours = _put(ours, turned, asked.index["swapped"], _least(pairs, pairs.features.given_bits, turned))
    ours = _put(ours, turned & _abbreviated(pairs), asked.index["initial"])
    ours, found = _half_turned(pairs, *_lone(pairs, ours, found))
    slip = (ours.level == asked.index["similar"]) & np.isin(
        found.level, [comparison.index[n] for n in ("typo", "similar")]
    )
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
    column: Integers,
    judge: Judge,
    rarity: Floats,
) -> Found:
    """Judge each different pair of names once."""
    left, right = column[pairs.left], column[pairs.right]
    level = everywhere(pairs, comparison, "equal")
    differing = np.flatnonzero((left != right) | (left == 0))
    ours, theirs, number = distinct(left[differing], right[differing])
    index = comparison.index
    level[differing] = _judged(pairs, comparison, ours, theirs, judge)[number]
    if "initial" in index:
        level[(level == index["equal"]) & pairs.features.bare_names[left]] = index["initial"]
    return Found(level, np.zeros(len(level), dtype=np.int64), np.minimum(rarity[left], rarity[right]))


def _judged(pairs: Pairs, comparison: Comparison, left: Integers, right: Integers, judge: Judge) -> Integers:
    """The levels of different pairs of names, sorted; those that cannot be alike are not judged."""
    index, parts = comparison.index, pairs.features.names
    worth = _family_worth if judge is family_level else _given_worth

    def judged(left: Integers, right: Integers) -> Integers:
        levels = np.full(len(left), index["different"])
        asked = np.flatnonzero(worth(pairs, left, right)) if len(left) > FEW else np.arange(len(left))
        couples = zip(left[asked].tolist(), right[asked].tolist(), strict=True)
        levels[asked] = [index[judge(parts[ours], parts[theirs])] for ours, theirs in couples]
        return levels

    return pairs.features.judgements(len(parts), comparison.name, *index).of(left, right, judged)


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
        worth |= _near(pairs, word[left], word[right], ~worth)
    return np.asarray(worth, dtype=np.bool_)


def _family_worth(pairs: Pairs, left: Integers, right: Integers) -> Flags:
    """Which pairs of family names may be anything but different names: some of their words are two slips apart."""
    words, single, foreign = pairs.features.words, pairs.features.single_names, pairs.features.foreign_names
    fewest, most = np.minimum(words.many[left], words.many[right]), np.maximum(words.many[left], words.many[right])
    worth = (fewest == 0) | (most > 2) | (foreign[left] != foreign[right])
    one = single[left] & single[right] & ~worth
    worth |= _near(pairs, words.folded[left], words.folded[right], one)
    worth |= (words.run[left] == words.run[right]) | (words.all[left] == words.all[right])
    double = ~worth & ~one
    sides = ((words.first, words.first), (words.first, words.second), (words.second, words.first))
    for ours, theirs in (*sides, (words.second, words.second), (words.whole, words.whole)):
        worth |= _near(pairs, ours[left], theirs[right], double & ~worth)
    return np.asarray(worth, dtype=np.bool_)


def _near(pairs: Pairs, left: Integers, right: Integers, asked: Flags) -> Flags:
    """Words at most two slips apart, equal but for umlauts, or jumbled; each different pair is measured once."""
    words = pairs.features.words
    rows = np.flatnonzero(asked & (left != 0) & (right != 0))
    flags = np.zeros(len(left), dtype=np.bool_)
    if len(rows):
        ours, theirs, number = distinct(left[rows], right[rows])
        alike = (words.loose[ours] == words.loose[theirs]) | (words.jumble[ours] == words.jumble[theirs])
        near = np.flatnonzero(words.near(ours, theirs) & ~alike)
        texts = ([words.texts[word] for word in side[near].tolist()] for side in (ours, theirs))
        alike[near] = cpdist(*texts, scorer=OSA.distance, score_cutoff=2) <= 2
        flags[rows] = alike[number]
    return flags


def _turned(pairs: Pairs, alike: Flags) -> Flags:
    """Given for family and family for given: one crosswise equal, the other at least alike."""
    table, folded, parts = pairs.table, pairs.features.folded_names, pairs.features.names
    given_left, given_right = table.given[pairs.left], table.given[pairs.right]
    family_left, family_right = table.family[pairs.left], table.family[pairs.right]
    first = (folded[given_left] == folded[family_right]) & (folded[given_left] != 0)
    second = (folded[family_left] == folded[given_right]) & (folded[family_left] != 0)
    misplaced = _misplaced(pairs, pairs.left, first) | _misplaced(pairs, pairs.right, second)
    turned = np.zeros(len(pairs), dtype=np.bool_)
    rows = np.flatnonzero((first | second) & ~alike)
    ours = np.where(first[rows], family_left[rows], given_left[rows])
    theirs = np.where(first[rows], given_right[rows], family_right[rows])
    heads, number = different(ours, theirs)
    couples = [(parts[a], parts[b]) for a, b in zip(ours[heads].tolist(), theirs[heads].tolist(), strict=True)]
    levels = [(given_level(a, b), family_level(a, b)) for a, b in couples]
    crosswise = np.array([not _CROSSWISE.isdisjoint(both) for both in levels], dtype=np.bool_)
    initial = np.array([given == "initial" for given, _ in levels], dtype=np.bool_)
    turned[rows] = crosswise[number] | (misplaced[rows] & initial[number])
    return turned


def _misplaced(pairs: Pairs, rows: Integers, shared: Flags) -> Flags:
    """Rows that share what stands as their given name, though none is known, beside a known one or an initial."""
    table, known, bare = pairs.table, pairs.features.known_names, pairs.features.bare_names
    given, family = table.given[rows], table.family[rows]
    return shared & ~known[given] & (known[family] | bare[family])


def _lone(pairs: Pairs, ours: Found, found: Found) -> tuple[Found, Found]:
    """Somebody has but one name, and it is the other's, in the other place: nobody knows where it stands right."""
    table, asked = pairs.table, pairs.asked
    given, family = (
        tuple(column[side] for side in (pairs.left, pairs.right)) for column in (table.given, table.family)
    )
    for one, other in ((0, 1), (1, 0)):
        called = (family[one] == 0) & (given[one] != 0) & (ours.level > asked["given"].index["missing"])
        equal, alike = _across(pairs, called, given[one], family[other])
        ours = _put(ours, equal | alike, asked["given"].index["missing"])
        found = _put(found, alike, asked["family"].index["similar"])
        found = _put(found, equal, asked["family"].index["swapped"], _unplaced(pairs, equal))
        named = (given[one] == 0) & (family[one] != 0) & (found.level > asked["family"].index["missing"])
        equal, alike = _across(pairs, named, family[one], given[other])
        found = _put(found, equal | alike, asked["family"].index["missing"])
        ours = _put(ours, alike, asked["given"].index["similar"])
        ours = _put(ours, equal, asked["given"].index["swapped"], _unplaced(pairs, equal))
    return ours, found


def _across(pairs: Pairs, rows: Flags, left: Integers, right: Integers) -> tuple[Flags, Flags]:
    """Of these rows, those with the same name on both sides, and those with names that are alike as family names."""
    folded, parts = pairs.features.folded_names, pairs.features.names
    equal, alike = rows & (folded[left] == folded[right]), np.zeros(len(pairs), dtype=np.bool_)
    for row in np.flatnonzero(rows & ~equal & (right != 0)).tolist():
        alike[row] = family_level(parts[left[row]], parts[right[row]]) in ("spelling", "typo", "similar")
    return equal, alike


def _unplaced(pairs: Pairs, rows: Flags) -> Floats:
    return _least(pairs, pairs.features.given_bits, rows) - _UNPLACED


def _half_turned(pairs: Pairs, ours: Found, found: Found) -> tuple[Found, Found]:
    """One name in common, but in the other's place: as equal as names in their places, and the other as different.

    Which of the two it is the tables say: a known given name beside two names that are none, or a name that is none
    beside two that are. In all other cases nobody knows whether «Karl Friedrich» is «Friedrich, Karl».
    """
    table, folded, known = pairs.table, pairs.features.folded_names, pairs.features.known_names
    sides, asked = (pairs.left, pairs.right), pairs.asked
    given, family = (tuple(column[side] for side in sides) for column in (table.given, table.family))
    apart = (ours.level == asked["given"].index["different"]) & (found.level == asked["family"].index["different"])
    for one, other in ((0, 1), (1, 0)):
        crossed = apart & (folded[given[one]] == folded[family[other]]) & (folded[given[one]] != 0)
        shared, beside = known[given[one]], (known[family[one]], known[given[other]])
        named = crossed & shared & ~beside[0] & ~beside[1]
        ours = _put(ours, named, asked["given"].index["swapped"], _least(pairs, pairs.features.given_bits, named))
        called = crossed & ~shared & beside[0] & beside[1]
        found = _put(found, called, asked["family"].index["swapped"], _least(pairs, pairs.features.family_bits, called))
    return ours, found


_CROSSWISE = frozenset(("equal", "variant", "spelling", "typo", "similar", "part"))


def _least(pairs: Pairs, rarity: Floats, rows: Flags) -> Floats:
    """The least rarity of all four names (but initials): nobody knows which of them stand in their place."""
    table = pairs.table
    columns = [column[side[rows]] for column in (table.given, table.family) for side in (pairs.left, pairs.right)]
    bits = np.array([rarity[column] for column in columns])
    return np.asarray(np.min(np.where(bits > 0, bits, np.inf), axis=0, initial=MOST_BITS), dtype=np.float64)


def _abbreviated(pairs: Pairs) -> Flags:
    """Pairs in which one of the names is an initial."""
    table, bare = pairs.table, np.array([bool(part.initials) for part in pairs.features.names], dtype=np.bool_)
    columns = [column[side] for column in (table.given, table.family) for side in (pairs.left, pairs.right)]
    return np.asarray(np.any([bare[column] for column in columns], axis=0), dtype=np.bool_)


def _put(found: Found, rows: Flags, level: int, bits: Floats | float = 0.0) -> Found:
    levels, rarity = found.level.copy(), found.bits.copy()
    levels[rows], rarity[rows] = level, bits
    return Found(levels, found.bucket, rarity)
