"""What the names of organisations, functions, groups, units and roles say when compared."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from syncsvc.lexicon.organisation_aliases import ALIASES, EMPTY_WORDS
from syncsvc.matching.folding import loose, strict

_ALIASES = {alias: names[0] for names in ALIASES for alias in names}
_PHRASES = re.compile(
    r"\b(?:" + "|".join(re.escape(alias) for alias in sorted(_ALIASES, key=lambda text: (-len(text), text))) + r")\b"
)
_ENDINGS = re.compile(r"(?<=\w{4})(?:innen|in|er|en|es|e|n|s|r)$")


ALIKE = 85
"""From this ratio on (of 100) differing words are taken for slips of each other."""


@dataclass(frozen=True, slots=True)
class Title:
    """The name of an organisation, function, unit or role, folded."""

    folded: str
    words: frozenset[str]
    """What distinguishes it: aliases made one, legal forms and small words gone, endings cut."""
    numbers: frozenset[str]

    @property
    def key(self) -> str:
        """Equal for titles that are equal but for order, aliases, legal forms and endings."""
        return " ".join(sorted(self.words))


@lru_cache(maxsize=100_000)
def title(text: str) -> Title:
    """Take a title apart."""
    folded = strict(text)
    said = _PHRASES.sub(lambda match: _ALIASES[match[0]], folded).split()
    kept = [word for word in said if word not in EMPTY_WORDS] or said
    words = frozenset(_ENDINGS.sub("", loose(word)) for word in kept)
    return Title(folded, words, frozenset(word for word in words if any(char.isdigit() for char in word)))


def title_level(left: Title, right: Title) -> str:
    """The level of any comparison of titles: equal, part, similar, different or missing."""
    if not left.words or not right.words:
        return "missing"
    if left.words == right.words:
        return "equal"
    if left.numbers != right.numbers and left.numbers and right.numbers:
        return "different"
    if left.words <= right.words or right.words <= left.words:
        return "part"
    if _slips(left, right):
        return "similar"
    return "different"


def _slips(left: Title, right: Title) -> bool:
    """Whether what one has and the other has not are the same words with slips."""
    ours, theirs = sorted(left.words - right.words), sorted(right.words - left.words)
    return fuzz.ratio(" ".join(ours), " ".join(theirs)) >= ALIKE
