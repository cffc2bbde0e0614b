"""Mail addresses bear witness to where a name divides and which part comes first."""

from collections.abc import Callable, Iterable, Sequence

from syncsvc.lexicon.given_names import GIVEN_NAMES
from syncsvc.lexicon.page_given_names import is_given_name
from syncsvc.lexicon.surname_bands import BANDS
from syncsvc.normalise.folding import ascii_fold

_FAMILY_NAMES = frozenset(name for _, names in BANDS for name in names.split())
_Forms = Callable[[tuple[str, ...]], set[str]]
Division = tuple[tuple[str, ...], tuple[str, ...]]
"""Given names and family names."""


def is_given(word: str) -> bool:
    """Whether a word is a common given name, or a double one that begins with one."""
    folded = ascii_fold(word)
    return folded in GIVEN_NAMES or folded.partition("-")[0] in GIVEN_NAMES or is_given_name(word)


def is_family(word: str) -> bool:
    """Whether a word is a common family name."""
    return ascii_fold(word) in _FAMILY_NAMES


def division(words: tuple[str, ...], mailboxes: Sequence[str]) -> Division | None:
    """How the local parts divide the words; None if they say nothing of it.

    ``s.maier-lidle`` divides «Sylvia Maier Lidle» after the first word; ``s.maier`` turns «Maier Silvia» round.
    """
    locals_ = [ascii_fold(mailbox).replace("_", ".").rstrip("0123456789") for mailbox in mailboxes]
    folded = tuple(map(ascii_fold, words))
    if len(words) == 2:
        # «given.family» is the commonest form of all; the tables overrule it only where they know just one word.
        first, second = map(is_given, words)
        if f"{folded[0]}.{folded[1]}" in locals_ and (first or not second):
            return words[:1], words[1:]
        if f"{folded[1]}.{folded[0]}" in locals_ and (second or not first):
            return words[1:], words[:1]
    cuts = range(1, len(words))
    for cut in cuts:
        if _fit(locals_, folded[:cut], folded[cut:], _initial):
            return words[:cut], words[cut:]
    for cut in cuts:
        if _fit(locals_, folded[cut:], folded[:cut], _initial):
            return words[cut:], words[:cut]
    for cut in cuts:
        if _fit(locals_, folded[:cut], folded[cut:], _full):
            turned = is_given(words[cut]) and not is_given(words[0])
            return (words[cut:], words[:cut]) if turned else (words[:cut], words[cut:])
    return None


def _fit(locals_: Iterable[str], given: tuple[str, ...], family: tuple[str, ...], forms: _Forms) -> bool:
    wanted = {
        spelt
        for last in (("-".join(family)), "".join(family).replace("-", ""))
        for first in forms(given)
        for spelt in (f"{first}.{last}", f"{last}.{first}", f"{first}{last}")
    }
    return any(local in wanted for local in locals_)


def _initial(given: tuple[str, ...]) -> set[str]:
    letters = [piece[0] for word in given for piece in word.split("-") if piece]
    return {letters[0], "".join(letters), "-".join(letters), ".".join(letters)} if letters else set()


def _full(given: tuple[str, ...]) -> set[str]:
    joined = "-".join(given)
    return {given[0], joined, joined.replace("-", ""), joined.replace("-", ".")}
