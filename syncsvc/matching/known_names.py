"""The names the tables know, their forms, and what words that are none of them may be slips of."""

from functools import lru_cache

from rapidfuzz.distance import OSA

from syncsvc.columns.folding import loose, strict
from syncsvc.lexicon import given_name_bands, surname_bands
from syncsvc.lexicon.name_variants import GROUPS

GIVEN_BITS = {
    name: bits
    for table in (given_name_bands.MALE, given_name_bands.FEMALE)
    for bits, names in table
    for name in names.split()
}
FAMILY_BITS = {name: bits for bits, names in reversed(surname_bands.BANDS) for name in names.split()}


def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(GROUPS):
        for form in line.split():
            found.setdefault(strict(form).replace(" ", ""), set()).add(number)
    return {form: frozenset(numbers) for form, numbers in found.items()}


VARIANTS = _groups()
NONE: frozenset[int] = frozenset()
INITIALS = {
    form: frozenset(strict(other)[0] for number in numbers for other in GROUPS[number].split())
    for form, numbers in VARIANTS.items()
}
"""The first letters of all forms of a given name."""


_FIRST_FORM = {form: GROUPS[min(numbers)].split()[0] for form, numbers in VARIANTS.items()}
KNOWN = frozenset(GIVEN_BITS) | frozenset(VARIANTS)
_MISTAKABLE = 5
"""Letters of which a name has to be made for one slip not to make many other names of it."""


def _shortened(name: str) -> set[str]:
    return {name[:place] + name[place + 1 :] for place in range(len(name))}


def _by_shortened() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in sorted(KNOWN):
        for form in (name, *_shortened(name)):
            found.setdefault(form, []).append(name)
    return {form: tuple(names) for form, names in found.items()}


_BY_SHORTENED = _by_shortened()


@lru_cache(maxsize=100_000)
def meant(token: str) -> frozenset[str]:
    """The given names of the tables one slip from a word that is none: «Theoor» and «heodor» both mean Theodor."""
    if token in KNOWN or len(token) < _MISTAKABLE:
        return frozenset()
    near = {name for form in (token, *_shortened(token)) for name in _BY_SHORTENED.get(form, ())}
    return frozenset(name for name in near if OSA.distance(token, name, score_cutoff=1) == 1)


def variants(left: str, right: str) -> bool:
    """Whether two given names are one name: equal but for umlauts, or in one line of the table."""
    return (
        left == right
        or loose(left) == loose(right)
        or not VARIANTS.get(left, NONE).isdisjoint(VARIANTS.get(right, NONE))
    )


def readings(word: str) -> frozenset[str]:
    """The known names that a word is, or may be a slip of."""
    return frozenset((word,)) if word in KNOWN else meant(word)


def jumble(word: str) -> str:
    """The letters of a word in the order of the alphabet."""
    return "".join(sorted(word))


def _by_letters() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in sorted(KNOWN):
        found.setdefault(jumble(name), []).append(name)
    return {letters: tuple(names) for letters, names in found.items()}


_BY_LETTERS = _by_letters()


def jumbled(left: str, right: str) -> bool:
    """The same letters in another order, and of no two given names: «Densin» is a Dennis, «Chirstian» nobody knows.

    Of fewer than five letters other names are made too easily; of a Christian's a Christina is made.
    """
    if not len(left) == len(right) >= _MISTAKABLE or (letters := jumble(left)) != jumble(right):
        return False
    names = _BY_LETTERS.get(letters, ())
    return all(variants(names[0], name) for name in names)


def canonical(token: str) -> str:
    """One form for all variants of a given name that belong to one family of forms; itself for all others."""
    return _FIRST_FORM.get(token) or loose(token)


@lru_cache(maxsize=100_000)
def variant_keys(token: str) -> tuple[str, ...]:
    """The forms under which variants of a given name find each other."""
    groups = VARIANTS.get(token, NONE)
    return tuple(f"={number}" for number in sorted(groups)) or (loose(token),)
