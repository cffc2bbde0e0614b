"""What one part of a person's name, given or family, says when compared with another."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from syncsvc.columns.folding import loose, looses, phonetic, stricts
from syncsvc.lexicon import given_name_bands, surname_bands
from syncsvc.matching.known_names import (
    FAMILY_BITS,
    GIVEN_BITS,
    INITIALS,
    KNOWN,
    VARIANTS,
    jumbled,
    meant,
    readings,
    variants,
)

PARTICLES = frozenset("von van vom der den de del della di da dos do du la le zu zum zur und al el bin ibn abu".split())
_UMLAUTS = frozenset(("ae", "oe", "ue"))
"""«Ö.» is an initial."""
SHORTEST, SOUNDING, MIDDLING, LONG = 3, 4, 6, 8
"""Letters of a family name of which one slip makes one like it, which may sound alike, of which two slips make one
like it, and of which one slip hardly makes another name."""
_ENDINGS = frozenset(("a", "e", "ie", "in", "ina", "ine", "ette", "ia", "ella", "o"))
"""What makes another person's name of a given name: Michael, Michaela; Christian, Christiane."""


class NamePart(NamedTuple):
    """A given or family name, folded, with all that comparing needs."""

    folded: str
    tokens: tuple[str, ...]
    """Without particles and, beside whole words, without initials."""
    initials: str
    """Only for a part that is nothing but initials."""
    joined: str
    """All words in one, umlauts as bare vowels."""
    whole: str
    """All words in one, particles included: «zum Winkel» is «Zumwinkel»."""

    @property
    def run(self) -> str:
        """All its letters, initials included: «laur a» has those of «laura»."""
        return self.folded.replace(" ", "")

    @property
    def known(self) -> bool:
        """Whether every whole word of it is a known given name: then a letter beside them is an initial."""
        return bool(self.tokens) and all(token in GIVEN_BITS or token in VARIANTS for token in self.tokens)

    @property
    def foreign(self) -> bool:
        """Whether it is written in letters for which there is no transcription here: «王伟»."""
        return not self.folded.isascii()

    @property
    def first(self) -> str:
        """The word a directory sorts by."""
        return self.tokens[0] if self.tokens else self.initials[:1]


@lru_cache(maxsize=400_000)
def name_part(text: str) -> NamePart:
    """Take a given or family name apart."""
    return name_parts((text,))[0]


def name_parts(texts: Sequence[str]) -> list[NamePart]:
    """Take given and family names apart."""
    split = [folded.split() for folded in stricts(texts)]
    kept = [[word for word in words if word not in PARTICLES] or words for words in split]
    tokens = [tuple([word for word in words if len(word) > 1 and word not in _UMLAUTS]) for words in kept]
    initials = ["" if some else "".join([word[0] for word in words]) for words, some in zip(kept, tokens, strict=True)]
    joined = looses([*map("".join, tokens)])
    return [*map(NamePart, map(" ".join, kept), tokens, initials, joined, map("".join, split))]


def given_bits(part: NamePart) -> float:
    """How rare a given name is; several names are as rare as the rarest of them."""
    return max((GIVEN_BITS.get(token, given_name_bands.UNLISTED_BITS) for token in part.tokens), default=0.0)


def family_bits(part: NamePart) -> float:
    """How rare a family name is; a double surname is rarer than either half."""
    bits = [FAMILY_BITS.get(token, surname_bands.UNLISTED_BITS) for token in part.tokens]
    return min(max(bits) + 1.5 * (len(bits) - 1), surname_bands.UNLISTED_BITS + 1) if bits else 0.0


def given_level(left: NamePart, right: NamePart) -> str:
    """The level of the comparison ``given``."""
    if not left.folded or not right.folded:
        return "missing"
    if left.folded == right.folded:
        return "initial" if left.initials else "equal"
    if left.foreign != right.foreign:
        return "script"
    if left.initials or right.initials:
        return "initial" if _initials_fit(left, right) else "different"
    if left.joined == right.joined or _torn(left, right):
        return "variant"
    if _share(left.tokens, right.tokens):
        return "variant" if len(left.tokens) == len(right.tokens) == 1 else "part"
    found = called(left.first, right.first)
    if found == "different" and max(len(left.tokens), len(right.tokens)) > 1:
        whole = alike("".join(left.tokens), "".join(right.tokens))
        return whole if whole == "similar" else found
    return found


def called(left: str, right: str) -> str:
    """How the first words of two given names stand to each other: «similar», «lookalike» or «different»."""
    found = alike(left, right)
    return "similar" if found == "different" and _mean_the_same(left, right) else found


def _mean_the_same(left: str, right: str) -> bool:
    """Whether two words, at least one of them no known name, can only be slips of one name or of a form of it."""
    ours, theirs = readings(left), readings(right)
    return bool(ours and theirs) and all(variants(one, other) for one in ours for other in theirs)


def _torn(left: NamePart, right: NamePart) -> bool:
    """«laur a» is a Laura, torn by a blank; «Karl A.» is no Karla."""
    torn = left if len(left.run) > sum(map(len, left.tokens)) else right
    return left.run == right.run and not torn.known


def _initials_fit(left: NamePart, right: NamePart) -> bool:
    ours, theirs = (part.initials or "".join(token[0] for token in part.tokens) for part in (left, right))
    return (
        ours.startswith(theirs)
        or theirs.startswith(ours)
        or (len(theirs) == 1 and theirs in ours)
        or (len(ours) == 1 and ours in theirs)
        or _initial_of_variant(left, right)
        or _initial_of_variant(right, left)
        or _initial_of_meant(left, right)
        or _initial_of_meant(right, left)
    )


def _initial_of_variant(short: NamePart, long: NamePart) -> bool:
    """«S.» for Bine, who is a Sabine."""
    return len(short.initials) == 1 and any(short.initials in INITIALS.get(token, ()) for token in long.tokens)


def _initial_of_meant(short: NamePart, long: NamePart) -> bool:
    """«N.» for «ick», who lost it, or «T.» for «heodor»."""
    initial, word = short.initials, long.first
    if len(initial) != 1 or word in KNOWN:
        return False
    return initial + word in KNOWN or any(name.startswith(initial) for name in meant(word))


def _share(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    return any(variants(ours, theirs) for ours in left for theirs in right)


def alike(left: str, right: str) -> str:
    """Two different given names: a slip of the pen, another name that looks alike, or simply another name."""
    distance = OSA.distance(left, right, score_cutoff=2)
    close = distance == 1 and min(len(left), len(right)) >= 4
    close = close or (
        distance == 2 and min(len(left), len(right)) >= 6 and left[0] == right[0] and left[-1] == right[-1]
    )
    if _other_name(left, right):
        return "lookalike" if close or phonetic(left) == phonetic(right) else "different"
    known = left in GIVEN_BITS or right in GIVEN_BITS
    close = close or jumbled(left, right)
    if close or (distance == 1 and known and min(len(left), len(right)) >= 2):
        return "similar"
    short, long = sorted((left, right), key=len)
    return "similar" if len(short) >= 3 and long.startswith(short) else "different"


def _other_name(left: str, right: str) -> bool:
    """Whether two names are two: known ones, slips of known ones, or an ending makes one of the other."""
    if left in GIVEN_BITS and right in GIVEN_BITS:
        return True
    ours, theirs = readings(left), readings(right)
    if ours and theirs and not any(variants(one, other) for one in ours for other in theirs):
        return True
    short, long = sorted((left, right), key=len)
    stem = short.removesuffix("e").removesuffix("o").removesuffix("a")
    return len(stem) >= 3 and long.startswith(stem) and long.removeprefix(stem) in _ENDINGS


def one_misspelt(left: NamePart, right: NamePart) -> bool:
    """Whether one slip lies between two given names that are not both known: «Kayl», «Kayla»."""
    return not (left.known and right.known) and OSA.distance(left.run, right.run, score_cutoff=1) == 1


def family_level(left: NamePart, right: NamePart) -> str:
    """The level of the comparison ``family``."""
    if not left.folded or not right.folded:
        return "missing"
    if left.folded == right.folded:
        return "initial" if left.initials else "equal"
    if left.foreign != right.foreign:
        return "script"
    if left.initials or right.initials:
        return "initial" if left.folded[0] == right.folded[0] else "different"
    if left.joined == right.joined or left.run == right.run or left.whole == right.whole:
        return "spelling"
    if len(left.tokens) > 1 or len(right.tokens) > 1:
        halves = _double(left.tokens, right.tokens)
        whole = like("".join(left.tokens), "".join(right.tokens))
        return whole if halves == "different" or (halves == "part" and whole == "spelling") else halves
    return like(left.first, right.first)


def _double(left: tuple[str, ...], right: tuple[str, ...]) -> str:
    """Double surnames: the same two halves, one half in common, or neither."""
    common = [token for token in left if any(like(token, other) != "different" for other in right)]
    if len(common) == len(left) == len(right):
        return "spelling"
    return "part" if common else "different"


def like(left: str, right: str) -> str:
    """How two words of family names stand to each other: «spelling», «typo», «similar» or «different»."""
    if left == right or loose(left) == loose(right):
        return "spelling"
    distance = OSA.distance(left, right, score_cutoff=2)
    length = min(len(left), len(right))
    if distance <= 2 and length >= SOUNDING and phonetic(left) == phonetic(right):
        return "spelling"
    if distance == 1 and length >= LONG:
        return "typo"
    if (distance == 1 and length >= SHORTEST) or (distance == 2 and length >= MIDDLING):
        return "similar"
    if jumbled(left, right) and not (left in FAMILY_BITS and right in FAMILY_BITS):
        return "similar"
    return "different"
