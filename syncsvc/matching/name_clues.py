"""What given names that are not simply two names have in common, so that most pairs need not be judged."""

from syncsvc.columns.folding import loose, phonetic
from syncsvc.matching.known_names import readings, variant_keys
from syncsvc.matching.names import NamePart

CLUES = 5
"""Sorts of clues."""


def clues(part: NamePart) -> tuple[str, ...]:
    """Given names that are alike have one of these, or a form, in common, or few slips lie between them."""
    word = part.first
    return phonetic(word), part.run, part.joined, word[:3], "".join(part.tokens)[:3]


def forms(part: NamePart) -> set[str]:
    """What the words of a given name are, or may be a slip of, and the groups of names these are in."""
    words = (min(readings(part.first), default=part.first), *part.tokens)
    return {form for word in words for form in (loose(word), *variant_keys(word))}
