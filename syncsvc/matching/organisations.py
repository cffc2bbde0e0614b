"""What the names of organisations, functions, groups, units and roles say when compared."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from syncsvc.columns.folding import loose, strict
from syncsvc.lexicon.organisation_aliases import ALIASES, EMPTY_WORDS

_ALIASES = {alias: names[0] for names in ALIASES for alias in names}
_PHRASES = re.compile(
    r"\b(?:" + "|".join(re.escape(alias) for alias in sorted(_ALIASES, key=lambda text: (-len(text), text))) + r")\b"
)
_ENDINGS = re.compile(r"(?<=\w{4})(?:innen|in|er|en|es|e|n|s|r)$")


_DOTTED = re.compile(r"(\w{2,})\.")
_SHORTEST = 5
"""Letters of a word of which one may be a slip."""
_MOST = 0.7
"""Of all words of two names so many are in both if one is a form of the other."""
_OFFICE = re.compile(
    r"(?:amt|amtes|stelle|buero|referat|abteilung|dezernat|fachdienst|fachbereich|sachgebiet|sekretariat|beratung|dienst"
    r"|kita|kindergarten|kinderhaus|hort|schule|heim|haus|ausschuss|beirat|kreis|gruppe|jugend|station)$"
)
"""How the names of offices and institutions end that somebody else runs."""
LETTERS = 3
"""Words at least that are told by their first letters."""
ALIKE = 85
"""From this ratio on (of 100) differing words are taken for slips of each other."""


@dataclass(frozen=True, slots=True)
class Title:
    """The name of an organisation, function, unit or role, folded."""

    folded: str
    words: frozenset[str]
    """What distinguishes it: aliases made one, legal forms and small words gone, endings cut."""
    numbers: frozenset[str]
    shortened: frozenset[str] = frozenset()
    """Words that a dot says to be the beginnings of longer ones: «Kirchengem.»."""

    @property
    def initials(self) -> str:
        """The first letters of its words, of three at least: «NFH» for «Netzwerk freiwilliger Helfer»."""
        words = [word for word in self.folded.split() if word not in EMPTY_WORDS]
        return "".join(word[0] for word in words) if len(words) >= LETTERS else ""

    @property
    def key(self) -> str:
        """Equal for titles that are equal but for order, aliases, legal forms and endings."""
        return " ".join(sorted(self.words))


_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=100_000)
def title(text: str) -> Title:
    """Take a title apart."""
    folded = strict(text)
    said = _PHRASES.sub(lambda match: _ALIASES[match[0]], folded).split()
    kept = [word for word in said if word not in EMPTY_WORDS] or said
    words = frozenset(_ENDINGS.sub("", loose(word)) for word in kept)
    shortened = frozenset(loose(strict(word)) for word in _DOTTED.findall(text)) & words if "." in text else _NONE
    return Title(folded, words, frozenset(word for word in words if any(char.isdigit() for char in word)), shortened)


def title_level(left: Title, right: Title) -> str:
    """The level of any comparison of titles: equal, part, similar, different or missing."""
    if not left.words or not right.words:
        return "missing"
    if left.words == right.words:
        return "equal"
    if left.numbers != right.numbers and left.numbers and right.numbers:
        return "different"
    ours, theirs = left.words - right.words, right.words - left.words
    if not ours or not theirs:
        return "part"
    if _slips(ours, theirs) or _abbreviated(ours, theirs, right) or _abbreviated(theirs, ours, left):
        return "similar"
    return _by_words(left, right)


def _slips(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether what one has and the other has not are the same words with slips."""
    return fuzz.ratio(" ".join(sorted(ours)), " ".join(sorted(theirs)), score_cutoff=ALIKE) >= ALIKE


def _abbreviated(letters: frozenset[str], words: frozenset[str], long: Title) -> bool:
    """Whether the one word that only one has is made of the first letters of those that only the other has."""
    if len(letters) != 1 or len(words) < LETTERS:
        return False
    initials = "".join(word[0] for word in long.folded.split() if any(word.startswith(one) for one in words))
    return letters == {initials}


def one_is_a_unit(left: Title, right: Title) -> bool:
    """Whether what only one of two names has names an office: it is within what the other names, or another one."""
    only = left.words ^ right.words
    words = (*left.folded.split(), *right.folded.split())
    return any(_OFFICE.search(word) and _ENDINGS.sub("", loose(word)) in only for word in words)


def _by_words(left: Title, right: Title) -> str:
    """Names of several words of which each has its like in the other, spelt with a slip or cut short; or most have."""
    short, long = (left, right) if len(left.words) <= len(right.words) else (right, left)
    if len(short.words) == 1 or short.words.isdisjoint(long.words):
        return "different"
    shortened = left.shortened | right.shortened
    most = len(short.words & long.words) >= _MOST * len(short.words | long.words)
    if not most and not all(
        any(_like(word, other, shortened) for other in long.words) for word in short.words - long.words
    ):
        return "different"
    rest = set(long.words)
    for word in sorted(short.words, key=lambda one: (one not in long.words, one)):
        like = next((other for other in sorted(rest) if _like(word, other, shortened)), None)
        if like is None:
            return "part" if most else "different"
        rest.remove(like)
    return "part" if rest else "similar"


def _like(left: str, right: str, shortened: frozenset[str]) -> bool:
    """Whether two words are one: equal, one slip apart, or one the beginning of the other, as a dot says."""
    if left == right:
        return True
    short, long = (left, right) if len(left) <= len(right) else (right, left)
    if short in shortened and long.startswith(short):
        return True
    if len(short) < _SHORTEST or len(long) > len(short) + 1:
        return False
    return OSA.distance(left, right, score_cutoff=1) == 1 and not _numbered(left + right)


def _numbered(text: str) -> bool:
    return any(map(str.isdigit, text))
