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
        "‌": None,
        "‍": None,
    }
)
_RUN = re.compile(r"(?:- *)?[+(]?[ (]*\d(?:[\d ()./+-]*\d)?")
_AFTER = re.compile(r" *\(([^()\d]+)\)")
_BRACKETS = re.compile(r"\([^()]*\)?")
_NUMBERED = re.compile(r" ?[:.)] ")
SPREADSHEET = re.compile(r"[1-9]\d{3,}[.,]0{1,2}|\d[.,]\d+[eE]\+?\d{1,2}")
"""A number that a spreadsheet took for a quantity: «71419103124.0», «4.97141E+11»."""


class Role(Enum):
    """What the words before a run make of it."""

    LISTED = "the first number, or the next one of a list"
    LABELLED = "a number after «Fax», «mobil»"
    EXTENSION = "an extension after «App.», «Nst.»"
    DIRECT = "an extension dialled straight after the stem: «DW», «Durchwahl»"
    REMARK = "after other words: perhaps office hours"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of digits with their punctuation, and what the words around it say."""

    text: str
    role: Role
    kind: str = ""
    """The phone type the words speak of."""


def clean(text: str) -> str:
    """The text on one line in plain signs: ASCII digits, hyphens, slashes and brackets."""
    text = tidy(text)
    if text.isascii():
        return text
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
    end = 0
    for found in _RUN.finditer(text):
        if len(found[0].strip()) == 1 and _NUMBERED.match(text, found.end()) and words(text[end : found.start()]):
            continue  # the 1 of «Tel. 1: …»
        role, kind = _spoken(text[end : found.start()])
        end = found.end()
        after = _AFTER.match(text, end)
        if after is not None and (told := kind_of_label(after[1])):
            kind, end = told, after.end()
        yield Run(found[0], role, kind)


def _spoken(between: str) -> tuple[Role, str]:
    """What the words between two runs say."""
    spoken = words(between)
    if not spoken:
        return Role.LISTED, ""
    if "(" in between and not kind_of_label(between):
        between = _BRACKETS.sub("", between)
        spoken = words(between)
    last = spoken[-1] if spoken else ""
    if last in EXTENSION_WORDS:
        return (Role.DIRECT if last in DIRECT_WORDS else Role.EXTENSION), ""
    if kind := kind_of_label(between):
        return Role.LABELLED, kind
    return (Role.LISTED if JOINING_WORDS.issuperset(spoken) else Role.REMARK), ""
