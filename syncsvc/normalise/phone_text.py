"""One field of telephone numbers is taken apart into runs of digits and the words before them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from urllib.parse import unquote

from syncsvc.lexicon.phone_words import DIRECT_WORDS, EXTENSION_WORDS, JOINING_WORDS, kind_of_label, words
from syncsvc.normalise.text import tidy

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
        **dict.fromkeys("⁄∕／", "/"),
        **dict.fromkeys("[{（", "("),
        **dict.fromkeys("]}）", ")"),
        "＋": "+",
        "•": "|",
        "·": " ",
        "📠": " fax ",
        "📱": " mobil ",
        "‌": None,
        "‍": None,
    }
)
_RUN = re.compile(
    r"(?:- *)?(?:\( ?(?:\+|00) ?[1-9]\d{0,2} ?\)[ ./-]*|(?:\+ ?|00 ?)\d{1,3}[ ./-]*)?"  # the country
    r"(?:\([ \d/-]*\d *\)[ ./-]*){0,2}"  # «(0)», «(07141)»
    r"\d(?:[\d ./+-]*\d)?"
)
_AFTER = re.compile(r" *\(([^()\d]+)\)")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_NUMBERED = re.compile(r" ?[:.)] ")
_UNIT = re.compile(r" ?(?:ct|cent|€|eur|uhr|h\b|min|std|og\b|eg\b|ug\b|etage|%|\.? ?stock|:\d)", re.IGNORECASE)
_RANGE = re.compile(r"(?<=[\d)]) *(?:\.{2,}|…)")
_MISTYPED = re.compile(r"[oOlI][\doOlI]+|O\b|[ /-]*(?:[xX]{2,}|[*?_]{2,})")
"""Letters for digits («-2OO»), or digits left out («-xxx»)."""
_LINES = re.compile(r"\s*\n\s*(?=[(+0])")
"""A cell of several lines: a whole number begins on the next."""
_BETWEEN = re.compile(r" · ")
_SQUARE = re.compile(r"[\[{]")
_WHOLE = 6
"""So many digits make a number, whatever stands around them."""
SPREADSHEET = re.compile(r"[1-9]\d{3,}[.,]0{1,2}|\d[.,]\d+[eE]\+?\d{1,2}")
"""A number that a spreadsheet took for a quantity: «71419103124.0», «4.97141E+11»."""


class Role(Enum):
    """What the words before a run make of it."""

    LISTED = "the first number, or the next one of a list"
    LABELLED = "a number after «Fax», «mobil»"
    EXTENSION = "an extension after «App.», «Nst.»"
    DIRECT = "an extension dialled straight after the stem: «DW», «Durchwahl»"
    REMARK = "after other words: perhaps office hours"
    TORN = "goes on in brackets or letters: «23125-1(24)», «23125-xx»"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of digits with their punctuation, and what the words around it say."""

    text: str
    role: Role
    kind: str = ""
    """The phone type the words speak of."""


def clean(text: str) -> str:
    """The text on one line in plain signs: ASCII digits, hyphens, slashes and brackets."""
    text = tidy(_LINES.sub(" | ", text) if "\n" in text else text)
    if text.isascii() and not _SQUARE.search(text):
        return text
    text = _BETWEEN.sub(" | ", text)
    return "".join(_digit(sign) for sign in text.translate(_SIGNS))


def _digit(sign: str) -> str:
    """«３» and «٣» are the digit 3."""
    return str(int(sign)) if sign.isdecimal() else sign


def from_uri(text: str) -> str:
    """The number of a ``tel:`` URI (RFC 3966) as text; empty if it is none."""
    if text[:4].lower() != "tel:":
        return ""
    number, *parameters = unquote(text[4:]).split(";")
    given = dict(parameter.partition("=")[::2] for parameter in parameters)
    context = given.get("phone-context", "")
    if context.startswith("+") and not number.startswith("+"):
        number = f"{context}-{number}"
    return f"{number} ext {given['ext']}" if given.get("ext") else number


def runs(text: str) -> Iterator[Run]:
    """The runs of digits of a cleaned text, in order."""
    text = _RANGE.sub(" bis ", _BRACKETS.sub(_without_remark, text) if "(" in text else text)
    end = 0
    for found in _RUN.finditer(text):
        start = found.start()
        if start < end:
            continue  # inside the brackets of a torn number
        before = text[end:start]
        if len(found[0].strip()) == 1 and _NUMBERED.match(text, found.end()) and words(before):
            continue  # the 1 of «Tel. 1: …»
        role, kind = _spoken(before)
        end = found.end()
        if _UNIT.match(text, end) or text[max(0, start - 1) : start] == ":":
            role = Role.REMARK  # «14 ct», «12 Uhr», «9:30»
        elif text[end : end + 1] == "(" and text[end + 1 : end + 2].isdigit():
            role, end = Role.TORN, text.find(")", end) + 1 or len(text)
        elif (mistyped := _MISTYPED.match(text, end)) is not None:
            role, end = Role.TORN, mistyped.end()
        after = _AFTER.match(text, end)
        if after is not None and (told := kind_of_label(after[1])):
            kind, end = told, after.end()
        yield Run(found[0], role, kind)


def _without_remark(found: re.Match[str]) -> str:
    """What brackets hold, unless it is neither a number nor a word on one: «(Mo-Do)», «(0,14 €/Min.)»."""
    inner = found[1]
    if kind_of_label(inner) or not any(sign.isalpha() or sign in "€%:" for sign in inner):
        return found[0]
    return found[0] if sum(map(str.isdigit, inner)) >= _WHOLE else " "


def _spoken(between: str) -> tuple[Role, str]:
    """What the words between two runs say."""
    spoken = words(between)
    if not spoken:
        return Role.LISTED, ""
    if spoken[-1] in EXTENSION_WORDS:
        return (Role.DIRECT if spoken[-1] in DIRECT_WORDS else Role.EXTENSION), ""
    if kind := kind_of_label(between):
        return Role.LABELLED, kind
    return (Role.LISTED if JOINING_WORDS.issuperset(spoken) else Role.REMARK), ""
