"""Texts are folded to forms in which spellings of the same word are equal."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_UMLAUTS = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ø": "oe",
        "æ": "ae",
        "œ": "oe",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "đ": "dj",
        "ı": "i",
    }
)
_CYRILLIC_AND_GREEK = str.maketrans(
    dict(
        zip(
            "абвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюяёђјљњћџαβγδεζηθικλμνξοπρσςτυφχψω",
            "a b v g g d e je zh z i i ji j k l m n o p r s t u f kh ts ch sh shch  y  e ju ja jo dj j lj nj c dz "
            "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(" "),
            strict=True,
        )
    )
)
_OTHER = re.compile(r"[^0-9a-z\u0590-\U0010ffff]+")
_OTHER_OF_LINES = re.compile(r"[^0-9a-z\n]+")
_TRANSLITERATED = re.compile(r"u(?<![aeiouq]u)e|a(?<!qa)e|oe")
_SHORT = {"ue": "u", "ae": "a", "oe": "o"}


@lru_cache(maxsize=200_000)
def strict(text: str) -> str:
    """Lower case, ä as ae, accents and punctuation gone, hyphens as spaces: «Müller-Lü» → «mueller lue»."""
    text = text.casefold()
    if text.isascii():
        return _OTHER.sub(" ", text.replace("'", "")).strip()
    text = unicodedata.normalize("NFC", text).translate(_UMLAUTS)
    text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    text = text.translate(_CYRILLIC_AND_GREEK)
    return _OTHER.sub(" ", text.replace("'", "").replace("’", "")).strip()


def loosened(folded: str) -> str:
    """A strictly folded text, or the lines of one, with umlauts as the bare vowel, so that ä, ae and a are equal."""
    return _TRANSLITERATED.sub(lambda match: _SHORT[match[0]], folded)


loose = lru_cache(maxsize=400_000)(loosened)
"""The same of a word that may come again: «kraemer» → «kramer»."""


def stricts(texts: Sequence[str]) -> list[str]:
    """``strict`` of each text; plain ones are folded in one go, as lines of one text."""
    plain = [text for text in texts if text.isascii()]
    lines = _OTHER_OF_LINES.sub(" ", "\n".join(plain).lower().replace("'", "")).split("\n")
    if len(lines) != len(plain):
        return [*map(strict, texts)]
    folded = map(str.strip, lines)
    return [next(folded) if text.isascii() else strict(text) for text in texts]


def looses(folded: Sequence[str]) -> list[str]:
    """``loose`` of each text, in one go as lines of one."""
    lines = loosened("\n".join(folded)).split("\n")
    return lines if len(lines) == len(folded) else [*map(loose, folded)]


_CODES = {
    **dict.fromkeys("aeiouy", ""),
    "b": "1",
    **dict.fromkeys("fvw", "3"),
    **dict.fromkeys("gkq", "4"),
    "l": "5",
    **dict.fromkeys("mn", "6"),
    "r": "7",
    **dict.fromkeys("sz", "8"),
    "h": "",
    "j": "",
}

_BY_NEIGHBOURS = frozenset("pdtxc")


@lru_cache(maxsize=400_000)
def phonetic(word: str) -> str:
    """The Kölner Phonetik of one folded word, with its first vowel kept as 0; an aid to find candidates, no proof."""
    codes: list[str] = []
    before = last = ""
    for char, after in zip(word, (*word[1:], " "), strict=False):
        code = _code(char, before, after) if char in _BY_NEIGHBOURS else _CODES.get(char, char)
        code = code or ("" if before else "0")
        if code != last:
            codes.append(code)
        last = code[-1:]
        before = char
    return "".join(codes) or word


def _code(char: str, before: str, after: str) -> str:
    if char == "p":
        return "3" if after == "h" else "1"
    if char in "dt":
        return "8" if after in "csz" else "2"
    if char == "x":
        return "8" if before and before in "ckq" else "48"
    hard = "ahkoqux" if before else "ahkloqrux"
    return "4" if after in hard and before not in ("s", "z") else "8"


_SOUNDS = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"(?m)^c(?=[ahkloqrux])|(?<=[^sz\n])c(?=[ahkoqux])", "K"),
        (r"(?<=[ckqK])x", "8"),
        (r"[dt](?=[cszK])", "8"),
        (r"p(?=h)", "3"),
        (r"(?m)^[aeiouyhj]", "0"),
    )
)
"""What letters beside others are: a hard C is K until all have seen their neighbours."""
_LONE = str.maketrans("bpdtfvwgkqKlmnrszcxaeiouyhj", "112233344445667888X" + "-" * 8)
_REPEATED = re.compile(r"([^-X\n])\1+")
_HISSING = re.compile(r"X8+")


def phonetics(words: Sequence[str]) -> list[str]:
    """``phonetic`` of each word, in one go as lines of one text."""
    text = "\n".join(words)
    for pattern, code in _SOUNDS:
        text = pattern.sub(code, text)
    text = _HISSING.sub("X", _REPEATED.sub(r"\1", text.translate(_LONE)))
    lines = text.replace("-", "").replace("X", "48").split("\n")
    return lines if len(lines) == len(words) else [*map(phonetic, words)]
