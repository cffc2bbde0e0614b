"""What one line says: numbers, addresses, rooms, hours, labels, and the text between them."""

import re
from dataclasses import dataclass, replace

from syncsvc.formats.html import numbers, places
from syncsvc.formats.html.hours import find as find_hours
from syncsvc.formats.html.labels import Label
from syncsvc.formats.html.labels import find as find_labels
from syncsvc.formats.html.links import is_generic
from syncsvc.formats.html.mask import BLANK, Mask
from syncsvc.formats.html.page import END, HINT, IMAGE, LINK, MAIL, TEL

_MARK_KINDS = {MAIL: "email", HINT: "hint", LINK: "url", IMAGE: "image", TEL: "phone"}
_MARK = re.compile(f"([{MAIL}{HINT}{LINK}{IMAGE}{TEL}])([^{END}]*){END}")
_LEVEL = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-")
    | dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000", " ")
)
_SEPARATOR = re.compile(rf"{BLANK}+|\s*[|•·;‣▪►→»«✓●]\s*|\s+-\s+|:(?=\s|$|{BLANK})|\s/\s")
_EDGE = " \t,;.:-–—|/*+&" + BLANK
_BRACKETED = re.compile(r"^\(([^()]*)\)$")
_NOISE = re.compile(
    r"\b[A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){3,7}(?: ?\d{1,4})?\b"
    r"|(?<![\d.])(?:0?[1-9]|[12]\d|3[01])\. ?(?:(?:0?[1-9]|1[0-2])\. ?(?:(?:19|20)?\d{2})?(?![\d.])"
    r"|(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b(?: \d{4})?)"
    r"|(?<![\d.,])\d[\d.,]{0,20} ?(?:€|Euro\b|EUR\b)"
    r"|\b(?:Spenden-?[Kk]onto|Bankverbindung|Kontoverbindung)\b:?"
    r"|(?:BLZ|Kto|Konto|Kontonummer|Konto-Nr|BIC|IBAN|USt|USt-Id|Steuernummer|St\.-Nr|Az|Aktenzeichen|AZ|Registernummer|HRB|VR)"
    r"\b[\w.:-]{0,12}[ :.]{0,3}[\d][\d /.-]*"
    r"|(?<![\d+.])\d{1,2}[.:]\d{2} ?(?:-|bis) ?\d{1,2}[.:]\d{2}(?: ?Uhr| ?h\b)?|(?<![\d+.])\d{1,2}(?:[.:]\d{2})? ?Uhr\b"
    r"|©.{0,6}(?:19|20)\d{2}(?: ?- ?(?:19|20)\d{2})?"
)
_RANGE = r"[A-ZÄÖÜ][a-zäöü]{0,3}(?![\w.])(?: ?(?:-|bis) ?[A-ZÄÖÜ][a-zäöü]{0,3}(?!\w))?"
_LETTERS = re.compile(
    rf"(?:\b(?:Anfangsb|B)uchstaben?(?:bereich)?|\b(?:Familien|Nach)?[Nn]amen?)(?: mit| von)?:? ?"
    rf"{_RANGE}(?:(?:, ?| und | sowie |/){_RANGE})*"
    r"|^(?!(?:Mo|Di|Mi|Do|Fr|Sa|So)\b)[A-ZÄÖÜ][a-zäöü]{0,2} ?(?:-|bis) ?[A-ZÄÖÜ][a-zäöü]{0,2}(?=[ ]*(?:[:(,]|$))"
)
_ABBREVIATED = re.compile(r"\b(?:e\. ?V|i\. ?R|a\. ?D|M\. ?A|B\. ?A|N\. ?N|Str|str|jun|sen)$")
_URL = re.compile(r"(?<![\w@.])(?:https?://|www\.)[^\s<>«»\"|,;)]+[^\s<>«»\"|,;).:!?]", re.IGNORECASE)
_FRAGMENT = re.compile(r"[\w.+-]+@|@[\w.-]+")
"""Half a mail address, as tables write it whose caption has the other half."""
_AREA = re.compile(r"\b(?:Orts)?[Vv]orwahl(?:nummer)?:? ?\(?(0\d{1,5})\)?(?!\d)")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a line says.

    ``kind`` is a field of the vocabulary, or ``text`` (a name, a unit, …: not yet known), ``label`` (announces the
    next line's value), ``hint`` (a name in a link's title), ``image``, ``area`` (a dialling code).
    """

    kind: str
    value: str
    label: str = ""
    start: int = 0
    end: int = 0
    colon: bool = False
    """A colon follows: what comes next belongs to this."""
    bracketed: bool = False
    owner: str = ""
    """A name in brackets behind a number."""


def level(text: str) -> str:
    """Text with one kind of blank and one kind of hyphen, letter for letter as long as before."""
    return text.translate(_LEVEL)


def _marks(mask: Mask) -> list[Fact]:
    facts = []
    for match in _MARK.finditer(mask.text):
        facts.append(Fact(_MARK_KINDS[match[1]], match[2], "", match.start(), match.end()))
        mask.take(match.start(), match.end())
    return facts


def _claimed(mask: Mask) -> list[Fact]:
    """Values that are recognised by their own form, in the order in which they may claim text."""
    facts: list[Fact] = []
    for match in _URL.finditer(mask.text):
        facts.append(Fact("url", mask.original[match.start() : match.end()], "", match.start(), match.end()))
        mask.take(match.start(), match.end())
    for start, end in find_hours(mask.text):
        facts.append(Fact("hours", mask.original[start:end], "", start, end))
        mask.take(start, end)
    for match in _AREA.finditer(mask.text):
        facts.append(Fact("area", match[1], "", match.start(), match.end()))
        mask.take(match.start(), match.end())
    for match in _LETTERS.finditer(mask.text):
        facts.append(
            Fact("responsibility", mask.original[match.start() : match.end()].strip(), "", match.start(), match.end())
        )
        mask.take(match.start(), match.end())
    for match in _NOISE.finditer(mask.text):
        mask.take(match.start(), match.end())
    for kind, start, end, value in places.find(mask):
        facts.append(Fact(kind, value, "", start, end))
    return facts


def _numbers(mask: Mask, labels: list[Label]) -> list[Fact]:
    facts = []
    for number in numbers.find(mask, labels):
        facts.append(Fact("phone", number.value, number.label, number.start, number.end, owner=number.owner))
        if number.days:
            facts.append(Fact("hours", number.days, "", number.end, number.end))
    return facts


def _labelled(facts: list[Fact], labels: list[Label], mask: Mask) -> list[Fact]:
    """Give every label to the fact that follows it; labels nothing follows become facts themselves."""
    out = list(facts)
    for label in labels:
        follower = next(
            (
                place
                for place, fact in enumerate(out)
                if fact.start >= label.start and _touches(mask, label.end, fact.start)
            ),
            None,
        )
        if (
            follower is not None
            and not out[follower].label
            and out[follower].kind in {"phone", "email", "url", "hours"}
        ):
            out[follower] = replace(out[follower], label=label.text)
        elif follower is None or out[follower].kind not in {"phone", "email", "url", "hours", "room", "street", "city"}:
            out.append(Fact("label", label.field, label.text, label.start, label.end))
    return out


def _touches(mask: Mask, end: int, start: int) -> bool:
    return end <= start and not mask.original[end:start].strip(" :.,-–/(\t")


def _texts(mask: Mask) -> list[Fact]:
    facts: list[Fact] = []
    start = 0
    for match in [*_SEPARATOR.finditer(mask.text), None]:
        end = match.start() if match else len(mask.text)
        colon = bool(match) and match is not None and match[0].startswith(":")
        facts += _text(mask, start, end, colon=colon)
        start = match.end() if match else end
    return facts


def _balanced(text: str) -> str:
    """Text without brackets that close or open nothing."""
    value = text.strip(_EDGE)
    if value.startswith("(") and value.endswith(")") and "(" not in value[1:]:
        return value[1:-1].strip(_EDGE)
    while value.startswith((")", "]")) or (value.endswith(("(", "["))):
        value = value.strip(")]([" + _EDGE) if value[0] in ")]" else value.rstrip("([" + _EDGE)
    if value.count("(") > value.count(")"):
        head, _, tail = value.rpartition("(")
        value = f"{head.rstrip()} {tail}".strip(_EDGE) if tail else head.rstrip(_EDGE)
    elif value.count(")") > value.count("("):
        value = value.replace(")", "", 1).strip(_EDGE)
    return value


def _text(mask: Mask, start: int, end: int, *, colon: bool) -> list[Fact]:
    raw = mask.original[start:end].strip()
    value = _balanced(raw)
    if not re.search(r"[^\W\d_]", value) or is_generic(value) or _FRAGMENT.fullmatch(value):
        return []
    if _ABBREVIATED.search(value) and raw[raw.rfind(value) + len(value) :].startswith("."):
        value += "."
    return [Fact("text", value, "", start, end, colon=colon, bracketed=bool(_BRACKETED.match(raw.strip(" ,.-"))))]


def scan(text: str) -> tuple[Fact, ...]:
    """Everything a line says, in the order in which it says it."""
    mask = Mask(text, level(text))
    facts = _marks(mask)
    facts += _claimed(mask)
    labels = find_labels(mask)
    facts += _numbers(mask, labels)
    for label in labels:
        mask.take(label.start, label.end)
    facts = _labelled(sorted(facts, key=lambda fact: (fact.start, fact.end)), labels, mask)
    facts += _texts(mask)
    return tuple(sorted(facts, key=lambda fact: (fact.start, fact.end)))
