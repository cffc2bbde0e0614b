"""Words of names compared by the column: which may be slips of each other, and what that says of two family names."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from syncsvc.columns.encoding import numbered
from syncsvc.columns.folding import phonetics
from syncsvc.columns.hashing import Integers, unique
from syncsvc.matching.features import Features
from syncsvc.matching.known_names import variants
from syncsvc.matching.names import LONG, MIDDLING, SHORTEST, SOUNDING, alike, called, family_level, given_level, like
from syncsvc.matching.pairs import Flags, distinct

_LIKE = ("spelling", "typo", "similar", "different")
"""What ``like`` may say of two words."""
_SPELLING, _DIFFERENT = 0, 3
_SEVERAL = 2
"""Words of a family name of which each is compared with each by the column; of more they are judged one by one."""


def near(features: Features, left: Integers, right: Integers, asked: Flags) -> Flags:
    """Words at most two slips apart, equal but for umlauts, or jumbled; each different pair is measured once."""
    rows = np.flatnonzero(asked & (left != 0) & (right != 0))
    flags = np.zeros(len(left), dtype=np.bool_)
    if len(rows):
        ours, theirs, number = distinct(left[rows], right[rows])
        flags[rows] = _near(features, ours, theirs)[number]
    return flags


def _near(features: Features, left: Integers, right: Integers) -> Flags:
    words = features.words
    alike = (words.loose[left] == words.loose[right]) | (words.jumble[left] == words.jumble[right])
    rows = np.flatnonzero(words.near(left, right) & ~alike)
    alike[rows] = _slips(features, left[rows], right[rows]) <= 2
    return np.asarray(alike, dtype=np.bool_)


def family_levels(features: Features, index: dict[str, int], left: Integers, right: Integers) -> Integers:
    """What ``family_level`` says of pairs of family names; names of one or two words need not be asked one by one."""
    words, foreign = features.words, features.foreign_names
    levels = np.full(len(left), index["different"], dtype=np.int64)
    fewest, most = np.minimum(words.many[left], words.many[right]), np.maximum(words.many[left], words.many[right])
    single = (fewest == 0) | (most > _SEVERAL) | (foreign[left] != foreign[right])
    rows = np.flatnonzero(single)
    couples = zip(left[rows].tolist(), right[rows].tolist(), strict=True)
    levels[rows] = [index[family_level(features.names[ours], features.names[theirs])] for ours, theirs in couples]
    rows = np.flatnonzero(~single & (most == 1))
    levels[rows] = _named(index)[_likes(features, words.first[left[rows]], words.first[right[rows]])]
    rows = np.flatnonzero(~single & (most > 1))
    levels[rows] = _named(index)[_double(features, left[rows], right[rows])]
    spelt = (words.run[left] == words.run[right]) | (words.all[left] == words.all[right])
    spelt |= words.loose[words.whole[left]] == words.loose[words.whole[right]]
    levels[~single & spelt] = index["spelling"]
    levels[~single & (words.folded[left] == words.folded[right])] = index["equal"]
    return levels


_PART = len(_LIKE)


def _named(index: dict[str, int]) -> Integers:
    return np.array([index[name] for name in (*_LIKE, "part")], dtype=np.int64)


def _double(features: Features, left: Integers, right: Integers) -> Integers:
    """Double surnames: the same two halves, one half in common, or neither; then all letters in one may be alike."""
    words = features.words
    sides = [(ours, theirs) for ours in (words.first, words.second) for theirs in (words.first, words.second)]
    columns = [(ours[left], theirs[right]) for ours, theirs in (*sides, (words.whole, words.whole))]
    ours, theirs = map(np.concatenate, zip(*columns, strict=True))
    *halves, whole = _likes(features, ours, theirs).reshape(len(columns), len(left))
    one, other, another, last = (half != _DIFFERENT for half in halves)
    common = (one | other).astype(np.int64) + (another | last)
    level = np.where(common > 0, _PART, _DIFFERENT)
    level[(common == words.many[left]) & (words.many[left] == words.many[right])] = _SPELLING
    rest = (level == _DIFFERENT) | ((level == _PART) & (whole == _SPELLING))
    return np.where(rest, whole, level)


def _likes(features: Features, left: Integers, right: Integers) -> Integers:
    """What ``like`` says of pairs of words, «different» where there is none."""
    said = (left != 0) & (right != 0)
    level = np.full(len(left), _DIFFERENT, dtype=np.int64)
    level[said & (left == right)] = _SPELLING
    rows = np.flatnonzero(said & (left != right))
    ours, theirs, number = distinct(left[rows], right[rows])
    kept = features.judgements(len(features.words.texts), "like")
    level[rows] = kept.of(ours, theirs, partial(_like_levels, features))[number]
    return level


def _like_levels(features: Features, left: Integers, right: Integers) -> Integers:
    """``like`` by the column; only words of the same letters are asked about one by one."""
    words = features.words
    levels = np.full(len(left), _DIFFERENT, dtype=np.int64)
    loose = words.loose[left] == words.loose[right]
    rows = np.flatnonzero(words.near(left, right) & ~loose)
    ours, theirs = left[rows], right[rows]
    slips, length = _slips(features, ours, theirs), np.minimum(words.length[ours], words.length[theirs])
    found = np.full(len(rows), _DIFFERENT, dtype=np.int64)
    found[((slips == 1) & (length >= SHORTEST)) | ((slips == 2) & (length >= MIDDLING))] = _LIKE.index("similar")
    found[(slips == 1) & (length >= LONG)] = _LIKE.index("typo")
    found[_sounding(features, ours, theirs, (slips <= 2) & (length >= SOUNDING))] = _SPELLING
    for row in np.flatnonzero((found == _DIFFERENT) & (words.jumble[ours] == words.jumble[theirs])).tolist():
        found[row] = _LIKE.index(like(words.texts[ours[row]], words.texts[theirs[row]]))
    levels[rows] = found
    levels[loose] = _SPELLING
    return levels


def _slips(features: Features, left: Integers, right: Integers) -> Integers:
    """How many slips lie between words: 0 to 2, or more."""
    ours, theirs = ([features.words.texts[word] for word in side.tolist()] for side in (left, right))
    return np.asarray(cpdist(ours, theirs, scorer=OSA.distance, score_cutoff=2), dtype=np.int64)


def _sounding(features: Features, left: Integers, right: Integers, asked: Flags) -> Flags:
    """Words that sound alike."""
    rows, texts = np.flatnonzero(asked), features.words.texts
    words = unique(np.concatenate((left[rows], right[rows])))
    sounds = numbered(phonetics([texts[word] for word in words.tolist()]))
    flags = asked.copy()
    flags[rows] = sounds[np.searchsorted(words, left[rows])] == sounds[np.searchsorted(words, right[rows])]
    return flags


def given_levels(features: Features, index: dict[str, int], left: Integers, right: Integers) -> Integers:
    """What ``given_level`` says of pairs of given names; names of one or two words need not be asked one by one."""
    words, foreign = features.words, features.foreign_names
    levels = np.empty(len(left), dtype=np.int64)
    fewest, most = np.minimum(words.many[left], words.many[right]), np.maximum(words.many[left], words.many[right])
    single = (
        (fewest == 0) | (most > _SEVERAL) | (foreign[left] != foreign[right]) | (words.run[left] == words.run[right])
    )
    rows = np.flatnonzero(single)
    couples = zip(left[rows].tolist(), right[rows].tolist(), strict=True)
    levels[rows] = [index[given_level(features.names[ours], features.names[theirs])] for ours, theirs in couples]
    rows = np.flatnonzero(~single)
    levels[rows] = _called(features, index, left[rows], right[rows])
    return levels


_CALLED = ("similar", "lookalike", "different")
_SIMILAR, _OTHER = 0, 2


def _called(features: Features, index: dict[str, int], left: Integers, right: Integers) -> Integers:
    """Given names of whole words: forms of one name, by all letters or by a word; else by their first words."""
    words = features.words
    several = (words.many[left] > 1) | (words.many[right] > 1)
    variant = words.loose[words.whole[left]] == words.loose[words.whole[right]]
    shared = np.zeros(len(left), dtype=np.bool_)
    for ours in (words.first, words.second):
        for theirs in (words.first, words.second):
            shared |= _variants(features, ours[left], theirs[right], ~variant & ~shared)
    level = np.full(len(left), _OTHER, dtype=np.int64)
    sides = (words.first[left], words.first[right])
    _judged(features, _Question(_CALLED, called), sides, ~variant & ~shared, level)
    again = ~variant & ~shared & several & (level == _OTHER)
    whole = np.full(len(left), _OTHER, dtype=np.int64)
    _judged(features, _Question(_CALLED, alike), (words.whole[left], words.whole[right]), again, whole)
    level[whole == _SIMILAR] = _SIMILAR
    levels = np.array([index[name] for name in _CALLED], dtype=np.int64)[level]
    levels[shared] = np.where(several[shared], index["part"], index["variant"])
    levels[variant] = index["variant"]
    levels[words.folded[left] == words.folded[right]] = index["equal"]
    return levels


def _variants(features: Features, left: Integers, right: Integers, asked: Flags) -> Flags:
    """Words that are one given name, in one of its forms."""
    words = features.words
    asked = asked & (left != 0) & (right != 0)
    same = asked & (words.loose[left] == words.loose[right])
    rows = asked & ~same & words.varied[left] & words.varied[right]
    level = _judged(features, _Question((False, True), variants), (left, right), rows, same.astype(np.int64))
    return np.asarray(level, dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of two words."""

    answers: tuple[object, ...]
    judge: Callable[[str, str], object]


def _judged(
    features: Features, question: _Question, sides: tuple[Integers, Integers], asked: Flags, level: Integers
) -> Integers:
    """Puts in which place among the answers pairs of words stand that are asked; each different pair is judged once."""
    texts = features.words.texts
    rows = np.flatnonzero(asked)
    ours, theirs, number = distinct(sides[0][rows], sides[1][rows])

    def judged(left: Integers, right: Integers) -> Integers:
        couples = zip(left.tolist(), right.tolist(), strict=True)
        found = [question.answers.index(question.judge(texts[one], texts[other])) for one, other in couples]
        return np.array(found, dtype=np.int64)

    kept = features.judgements(len(texts), question.judge.__name__)
    level[rows] = kept.of(ours, theirs, judged)[number]
    return level
