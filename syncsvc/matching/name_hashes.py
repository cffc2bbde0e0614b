"""Names are hashed to the forms under which spellings of one name find each other."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from syncsvc.columns.encoding import counting
from syncsvc.columns.folding import phonetics
from syncsvc.columns.hashing import Integers, different, hashed
from syncsvc.lexicon.name_variants import GROUPS
from syncsvc.matching.features import Features
from syncsvc.matching.known_names import variant_keys
from syncsvc.matching.names import NamePart

RARE = 10.5
"""A family name this rare brings a pair together with an initial alone."""
TELLING = 9.0
"""A family name this rare brings a pair together with an organisation or a postal code."""
_KNOWN_GIVEN = frozenset(form for line in GROUPS for form in line.split())


@dataclass(frozen=True, slots=True)
class NameHashes:
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


def name_hashes(features: Features) -> NameHashes:
    """Hash each name of a vocabulary; those that are nobody's given name have no forms as one."""
    parts, bits = features.names, features.family_bits
    letters = [part.joined or part.initials for part in parts]
    called, known = features.called, np.array([part.first in _KNOWN_GIVEN for part in parts], dtype=np.bool_)
    either = (called | known).tolist()
    given = _hashes(_given_forms(part) if own else () for part, own in zip(parts, either, strict=True))
    return NameHashes(
        given=np.where(called[:, None], given, 0),
        family=_hashes(map(_family_forms, parts)),
        turned=np.where(known[:, None], given, 0),
        first=np.array([ord(word[0]) if word else 0 for word in letters], dtype=np.int64),
        last=np.array([ord(word[-1]) if word else 0 for word in letters], dtype=np.int64),
        initial=np.array([ord(part.folded[0]) if part.folded else 0 for part in parts], dtype=np.int64),
        rare=(bits >= RARE).astype(np.int64),
        telling=(bits >= TELLING).astype(np.int64),
    )


def _given_forms(part: NamePart) -> tuple[str, ...]:
    words = (*part.tokens[:2], "".join(part.tokens)) if len(part.tokens) > 1 else part.tokens
    words = words if part.known else (*words, *_torn(part))
    return tuple([form for word in words for form in variant_keys(word)])


def _family_forms(part: NamePart) -> tuple[str, ...]:
    whole = (part.whole,) if part.whole != part.run else ()
    several = (*part.tokens[: 3 - len(whole)], "".join(part.tokens)) if len(part.tokens) > 1 else part.tokens
    return (*several, *_torn(part), *whole)


def _torn(part: NamePart) -> tuple[str, ...]:
    """All letters of a name beside whose words single ones stand."""
    return (part.run,) if part.tokens and len(part.run) > sum(map(len, part.tokens)) else ()


def _hashes(forms: Iterable[tuple[str, ...]]) -> Integers:
    """Hashes of words as they sound; what begins with «=» is none."""
    return _forms([*forms], _heard)


def word_forms(rows: Sequence[tuple[str, ...]]) -> Integers:
    """Hashes of the different forms of each row, as columns."""
    return _forms(rows, list)


def _heard(words: Iterable[str]) -> list[str]:
    words = [*words]
    sounds = iter(phonetics([word for word in words if word[:1] != "="]))
    return [word if word[:1] == "=" else next(sounds) for word in words]


def _forms(rows: Sequence[tuple[str, ...]], said: Callable[[Iterable[str]], list[str]]) -> Integers:
    words, many = counting(""), np.array([*map(len, rows)], dtype=np.int64)
    number: Integers = np.array([*map(words.__getitem__, chain.from_iterable(rows))], dtype=np.int64)
    codes, row = hashed(said(words))[number], np.repeat(np.arange(len(rows)), many)
    several = np.flatnonzero(many[row] > 1)
    first, _ = different(row[several], codes[several])
    kept = many[row] == 1
    kept[several[first]] = True
    codes, row = codes[kept], row[kept]
    many = np.bincount(row, minlength=len(rows))
    table = np.zeros((len(rows), int(many.max(initial=1))), dtype=np.int64)
    table[row, np.arange(len(row)) - (np.cumsum(many) - many)[row]] = codes
    return table
