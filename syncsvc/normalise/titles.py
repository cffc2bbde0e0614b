"""Titles, offices and degrees are taken off a name, from the front and from the back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from syncsvc.lexicon.titles import (
    DEGREE_PARTS,
    DEGREES,
    DIPLOMA,
    OFFICE_PARTS,
    OFFICES,
    SALUTATIONS,
    SPELLINGS,
    SUFFIX_PAIRS,
    SUFFIXES,
    SURNAMES_TOO,
)

_STRAYING = frozenset({"dr", "prof"})
_GLUED = re.compile(r"\b((?:Prof|Dr|PD|med|rer|nat|phil|jur|Pfr|Pfrin)\.)(?=[^\W\d_])", re.IGNORECASE)


_FEMALE = re.compile(r"(?<=[^\W\d_])['’]in$")
_LOOSE = re.compile(r"(?<=[^\W\d_])(?:- +| +-)(?=[^\W\d_a-zäöüß])")
"""A hyphen with a space on one side: «Müller- Lüdenscheidt»."""


@dataclass(frozen=True, slots=True)
class Titled:
    """A name's words, with what stood around them."""

    words: tuple[str, ...]
    degrees: str = ""
    """Academic: people write and say them with the name."""
    prefix: str = ""
    """Degrees and offices, as written."""
    suffix: str = ""
    salutation: str = ""


def split(text: str) -> list[str]:
    """The words of a name, glued titles apart: «Prof.Dr.Müller» → «Prof.», «Dr.», «Müller»."""
    if "-" in text:
        text = _LOOSE.sub("-", text)
    return _GLUED.sub(r"\1 ", text).split() if "." in text else text.split()


@lru_cache(maxsize=16384)
def key(word: str) -> str:
    """A word as the tables spell it."""
    return _FEMALE.sub("", word.casefold().strip(",;")).rstrip(".").replace(".-", "-")


def strip(words: Sequence[str], *, keep: int = 1) -> Titled:
    """Take off everything that is no name; at least ``keep`` words stay."""
    return _stripped(tuple(words), keep)


@lru_cache(maxsize=1024)
def _stripped(given: tuple[str, ...], keep: int) -> Titled:
    words = [word for word in given if any(map(str.isalnum, word))]
    salutation = ""
    while len(words) > keep and (found := SALUTATIONS.get(key(words[0]))):
        salutation = salutation or found
        del words[0]
    degrees, prefix = _front(words, keep)
    strayed = [word for word in words if key(word) in _STRAYING]
    if strayed and len(words) - len(strayed) >= keep:  # «Anna Muster Dr.»
        words = [word for word in words if key(word) not in _STRAYING]
        strayed = [SPELLINGS[key(word)] for word in strayed]
        degrees, prefix = [*degrees, *strayed], [*prefix, *strayed]
    suffix = _back(words, keep)
    return Titled(tuple(words), " ".join(degrees), " ".join(prefix), " ".join(suffix), salutation)


def only_titles(words: Sequence[str]) -> bool:
    """Whether there is nothing but titles: «Dipl.-Ing. (FH)», «Pfarrerin i. R.»."""
    if words and not _is_title(key(words[0])):
        return False
    rest = list(words)
    _front(rest, 0)
    _back(rest, 0)
    return not rest


def read_titles(words: Sequence[str]) -> Titled:
    """Titles that stand alone, behind a comma: those that otherwise lead go before the name, the others behind."""
    first = key(words[0]) if words else ""
    if first in DEGREES or first in OFFICES:
        return read_prefix(words)
    return Titled((), suffix=" ".join(word.strip(",;") for word in words))


def read_prefix(words: Sequence[str]) -> Titled:
    """What a source calls a prefix: form of address, degrees and offices; an unknown word is kept as an office."""
    rest = list(words)
    address = ""
    while rest and (found := SALUTATIONS.get(key(rest[0]))):
        address = address or found
        del rest[0]
    degrees, prefix = _front(rest, 0)
    while rest:
        prefix.append(rest.pop(0))
        more, further = _front(rest, 0)
        degrees, prefix = [*degrees, *more], [*prefix, *further]
    return Titled((), " ".join(degrees), " ".join(prefix), salutation=address)


def salutation(text: str) -> str:
    """«Frau» or «Herr» for a field that holds a form of address, a sex, or either with a title."""
    words = text.split()
    return SALUTATIONS.get(key(words[0]), "") if words else ""


def _front(words: list[str], keep: int) -> tuple[list[str], list[str]]:
    """Degrees, and all titles, taken off the front."""
    degrees: list[str] = []
    prefix: list[str] = []
    parts: frozenset[str] = frozenset()
    while len(words) > keep:
        word = key(words[0])
        is_degree = word in DEGREES or bool(DIPLOMA.match(word)) or (word == "dipl" and len(words) > keep + 1)
        if is_degree:
            parts = DEGREE_PARTS
        elif _is_office(word, len(words)):
            parts = OFFICE_PARTS
        elif word not in parts and not (prefix[-1:] == ["Dipl."] and "." in words[0]):
            break
        written = words.pop(0).strip(",;")
        prefix.append(SPELLINGS.get(word, written) if written.casefold() == word else written)
        if parts is DEGREE_PARTS:
            degrees.append(prefix[-1])
    return degrees, prefix


def _is_title(word: str) -> bool:
    return word in OFFICES or word in DEGREES or word in SUFFIXES or bool(DIPLOMA.match(word))


def _is_office(word: str, count: int) -> bool:
    return word in OFFICES and (word not in SURNAMES_TOO or count > 2)


def _back(words: list[str], keep: int) -> list[str]:
    """Degrees and marks taken off the end, in their order."""
    taken: list[str] = []
    while len(words) > keep:
        last = key(words[-1])
        if len(words) > keep + 1 and (key(words[-2]), last) in SUFFIX_PAIRS:
            taken[:0] = [words.pop(-2), words.pop()]
        elif (last in SUFFIXES and _is_mark(words[-1])) or DIPLOMA.match(last):
            taken.insert(0, words.pop().strip(",;"))
        else:
            break
    if words:
        words[-1] = words[-1].strip(",;")
    return taken


def _is_mark(word: str) -> bool:
    """Whether a word is written like a degree: with a stop, a bracket, or in capitals («MA», but not «Ma»)."""
    return "." in word or "(" in word or word.isupper() or word[:2] in ("Md", "LL", "Ph", "MS", "BS") or len(word) > 5
