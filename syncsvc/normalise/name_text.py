"""What stands in a name field besides a name: vacancies, birth names, remarks, capitals."""

import re

from syncsvc.lexicon.particles import LOWERED
from syncsvc.normalise import titles

_VACANT = re.compile(
    r"(?:n\.?\s?n\.?|vakant|unbesetzt|nicht besetzt|(?:zurzeit|zur zeit|z\.\s?zt\.|derzeit|aktuell|momentan) .*besetzt|"
    r"wird (?:nach|neu|wieder)?besetzt|nachbesetzung.*|stelle .*besetzt|vacant|nomen nominandum|tba|offen)"
    r"(?=$|[\s(,;/–-])",
    re.IGNORECASE,
)
_BIRTH = re.compile(
    r"[\s,;/(]*\b(?:geb\.|geb:|geborene[rn]?|gebürtige|née|verw\.|verwitwete|gesch\.|vorm\.|ehem\.|früher)\s*"
    r"(?:(?:von|vom|van|zu|der|de)\s+)*[^\s,;()]+\)?",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_NICKNAME = re.compile(r"\s*[\"„“”«»][^\"„“”«»]*[\"„“”«»]")
_DEGREE_IN_BRACKETS = re.compile(r"(?:fh|univ\.?|ba|th|dh|tu|em\.?|i\.\s?r\.|a\.\s?d\.)", re.IGNORECASE)
_PIECES = re.compile(r"([-'’\u2010\u2011])")


def is_vacant(text: str) -> bool:
    """Whether the field says that the post is vacant: «N.N.», «z. Zt. nicht besetzt»."""
    return bool(text) and _VACANT.match(text) is not None


def without_birth_name(text: str) -> str:
    """The text without «geb. …» and its like, which a directory has no use for."""
    if "." not in text and "geb" not in text and "früher" not in text:
        return text
    bare, count = _BIRTH.subn("", text)
    return bare.strip(" ,;") if count else text


def without_remarks(text: str) -> tuple[str, str]:
    """The name, and what stood beside it in brackets or quotation marks."""
    if not any(sign in text for sign in '([„"“«»'):
        return text, ""
    text = _BRACKETS.sub(_unwrapped, text)
    remarks = [found[1].strip() for found in _BRACKETS.finditer(text) if not _DEGREE_IN_BRACKETS.fullmatch(found[1])]
    bare = _BRACKETS.sub(lambda found: found[0] if _DEGREE_IN_BRACKETS.fullmatch(found[1]) else "", text)
    return " ".join(_NICKNAME.sub("", bare).split()), "; ".join(remarks)


def _unwrapped(found: re.Match[str]) -> str:
    """«(M.Sc.)» behind a name is a title like «, M.Sc.»; «(FH)» belongs to the word before it."""
    words = titles.split(found[1])
    alone = not _DEGREE_IN_BRACKETS.fullmatch(found[1]) and titles.only_titles(words)
    return f", {found[1].strip()}" if words and alone else found[0]


def readable(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name with capitals where people put them, if they are all capitals or all small."""
    if all(word.islower() for word in words):
        return tuple(word if word in LOWERED else _capital(word) for word in words)
    shouted = all(word.isupper() for word in words) and any(len(word) > 3 for word in words)
    return tuple(_calm(word, shouted=shouted) for word in words)


def is_shouted(word: str) -> bool:
    """Whether a word is written in capitals, and is no initial."""
    return word.isupper() and "." not in word and len(word) > 2


def _calm(word: str, *, shouted: bool) -> str:
    if "." in word or not (is_shouted(word) or (shouted and word.isupper() and len(word) > 1)):
        return word
    small = word.lower()
    return small if shouted and small in LOWERED else _capital(word)


def _capital(word: str) -> str:
    """«MÜLLER-LÜDENSCHEIDT» → «Müller-Lüdenscheidt», «O'BRIEN» → «O'Brien», «MCCLOUD» → «McCloud»."""
    return "".join(_capital_piece(piece) for piece in _PIECES.split(word))


def _capital_piece(piece: str) -> str:
    small = piece.replace("İ", "I").lower()
    if small.startswith("mc") and len(small) > 4:
        return f"Mc{small[2:].capitalize()}"
    return small.capitalize()
