"""Labels inside a line: which words announce a value, and which."""

import re
from dataclasses import dataclass

from syncsvc.formats.html.mask import BLANK, Mask
from syncsvc.formats.html.page import MAIL, TEL
from syncsvc.lexicon.page_given_names import is_given_name
from syncsvc.lexicon.page_labels import LABEL_FIELDS, NUMBER_FIELDS, QUALIFIERS, SURNAME_LABELS, TEXT_LABELS

_WORD = "|".join(sorted((re.escape(word) for word in LABEL_FIELDS), key=len, reverse=True))
_QUALIFIER = "|".join(sorted(QUALIFIERS, key=len, reverse=True))
_LABEL = re.compile(
    rf"(?<![\w@.-])(?P<word>{_WORD})(?![\w@])(?P<more>(?:\.?-?[ ]?nr\b)?\.?)"
    rf"(?P<second>[ ]?(?:/|&|\+|und|u\.|or|oder)[ ]?(?:{_WORD})(?![\w@])\.?)?"
    rf"(?P<qualifier>(?:[ ]?\([^()\d]{{1,40}}\)|[ ](?:{_QUALIFIER})\b\.?)*)"
    r"(?P<colon>[ ]*:)?",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"(?:telefonisch|tel(?:efon)?nummer|rufnummer|telefon|nummer|mobil|fax)"
    r"(?: (?:erreichbar|erreichen|zu|sie|uns|ihn|ist|sind|auch|immer|am|besten))*"
    r" (?:unter|über|lautet|ist)(?: (?:der|die|den|folgender|folgenden))?"
    r"(?: (?:telefon|ruf|mobil|handy|fax)?nummern?)?:?"
    r"|unter der (?:telefon|ruf|mobil|handy|fax)?nummer:?|unter (?:tel\.|telefon|mobil|handy|fax):?",
    re.IGNORECASE,
)
_VALUE = re.compile(rf"[ .:]*(?:nr\.? ?)?(?:[+(]*-? ?\d|[{MAIL}{TEL}{BLANK}])", re.IGNORECASE)
_DIGITS = re.compile(rf"[ .:]*(?:nr\.? ?)?(?:[+(]*-? ?\d|{BLANK})", re.IGNORECASE)
_FLOOR = re.compile(r"[ .:]*(?:nr\.? ?:? ?)?[A-Z]{0,3}[ .-]?\d", re.IGNORECASE)

_WORD_BEFORE = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*) $")
_LONG_NUMBER = re.compile(rf"[ .:,]*(?:[+(]|0\d\d|[{MAIL}{TEL}])")


@dataclass(frozen=True, slots=True)
class Label:
    """A label, what it announces, and where it stands; ``end`` lies behind its colon."""

    field: str
    text: str
    start: int
    end: int
    colon: bool


def field_of(word: str) -> str:
    """The field a label announces; empty for a word that is none."""
    return LABEL_FIELDS.get(word.strip().strip(":").strip().rstrip(".").casefold(), "")


def _counts(text: str, match: re.Match[str], field: str) -> bool:
    """Whether a label word is meant as one here."""
    rest = text[match.end() :]
    alone = not text[: match.start()].strip() and not rest.strip()
    if field in TEXT_LABELS:
        return bool(match["colon"]) or alone or (field == "hours" and rest.lstrip().startswith(BLANK))
    if len(match["word"]) == 1 and match["word"].isalpha():
        return (
            bool(_DIGITS.match(rest)) if field in NUMBER_FIELDS else bool(match["colon"]) and bool(_VALUE.match(rest))
        )
    if field in NUMBER_FIELDS:
        return bool(match["colon"]) or alone or bool(_VALUE.match(rest))
    if field in {"room", "areacode", "postbox"}:
        return bool(match["colon"]) or alone or bool(_FLOOR.match(rest))
    return bool(match["colon"]) or alone or rest.lstrip()[:1] in {MAIL, BLANK}


def _is_surname(text: str, match: re.Match[str], field: str) -> bool:
    """Whether a label word is a person's family name here: «Anna Ruf: 030 …», but not «Herr Ernst, Zimmer 12»."""
    if match["word"].casefold() not in SURNAME_LABELS or not match["word"][0].isupper():
        return False
    before = _WORD_BEFORE.search(text[: match.start()][-40:])
    if before is None or not is_given_name(before[1]):
        return False
    return field != "room" or bool(_LONG_NUMBER.match(text, match.end()))


def find(mask: Mask) -> list[Label]:
    """Every label of a line, in order."""
    text = mask.text
    found = []
    for match in _LABEL.finditer(text):
        field = LABEL_FIELDS[match["word"].casefold()]
        if _counts(text, match, field) and not _is_surname(text, match, field):
            found.append(
                Label(field, match[0].strip().rstrip(":").strip(), match.start(), match.end(), bool(match["colon"]))
            )
    taken = [(label.start, label.end) for label in found]
    found += [
        Label("phone", match[0].rstrip(":"), match.start(), match.end(), colon=True)
        for match in _SPOKEN.finditer(text)
        if all(match.end() <= start or match.start() >= end for start, end in taken)
    ]
    return sorted(found, key=lambda label: label.start)
