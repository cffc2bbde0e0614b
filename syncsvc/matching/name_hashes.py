"""Names are hashed to the forms under which spellings of one name find each other."""

from dataclasses import dataclass

import numpy as np

from syncsvc.lexicon.name_variants import GROUPS
from syncsvc.matching.folding import phonetic
from syncsvc.matching.hashing import Integers, hashed
from syncsvc.matching.known_names import variant_keys
from syncsvc.matching.names import NamePart, family_bits

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


def name_hashes(parts: list[NamePart]) -> NameHashes:
    """Hash each name of a vocabulary."""
    letters = [part.joined or part.initials for part in parts]
    return NameHashes(
        given=word_forms([_given_forms(part) for part in parts]),
        family=word_forms([_family_forms(part) for part in parts]),
        turned=word_forms([_given_forms(part) if part.first in _KNOWN_GIVEN else () for part in parts]),
        first=np.array([ord(word[0]) if word else 0 for word in letters], dtype=np.int64),
        last=np.array([ord(word[-1]) if word else 0 for word in letters], dtype=np.int64),
        initial=np.array([ord(part.folded[0]) if part.folded else 0 for part in parts], dtype=np.int64),
        rare=np.array([family_bits(part) >= RARE for part in parts], dtype=np.int64),
        telling=np.array([family_bits(part) >= TELLING for part in parts], dtype=np.int64),
    )


def _given_forms(part: NamePart) -> tuple[str, ...]:
    words = (*part.tokens[:2], "".join(part.tokens)) if len(part.tokens) > 1 else part.tokens
    words = words if part.known else (*words, *_torn(part))
    return tuple(form if form[0] == "=" else phonetic(form) for word in words for form in variant_keys(word))


def _family_forms(part: NamePart) -> tuple[str, ...]:
    words = (*part.tokens[:3], "".join(part.tokens)) if len(part.tokens) > 1 else part.tokens
    words = (*words, *_torn(part))
    return tuple(phonetic(word) for word in words)


def _torn(part: NamePart) -> tuple[str, ...]:
    """All letters of a name beside whose words single ones stand."""
    return (part.run,) if part.tokens and len(part.run) > sum(map(len, part.tokens)) else ()


def word_forms(rows: list[tuple[str, ...]]) -> Integers:
    """Hashes of the different forms of each row, as columns."""
    rows = [tuple(dict.fromkeys(row)) for row in rows]
    width = max((len(row) for row in rows), default=0) or 1
    table = np.zeros((len(rows), width), dtype=np.int64)
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    table[np.arange(width) < lengths[:, None]] = hashed(form for row in rows for form in row)
    return table
