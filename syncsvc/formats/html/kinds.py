"""What a text on a contact page is when it is no person: organisation, group, unit, role, responsibility."""

import re
from functools import lru_cache

from syncsvc.lexicon import page_words as words

_WORD = re.compile(r"[^\W\d_]+(?:[-/.:*](?=[^\W\d_])[^\W\d_]+)*[-.]?")
_RESPONSIBLE = re.compile(
    r"^(?:zuständig(?:keit)? (?:für|in|bei)\b|Buchstaben?\b|Bezirke? \d|Familiennamen?\b|Nachnamen?\b|Namen?\b.* [A-Z]"
    r"|[A-Z][a-z]{0,2} ?(?:-|–|bis) ?[A-Z][a-z]{0,2}\b(?!\w))"
)
_HOUSE = re.compile(r"Haus (?:der|des|am|zum|zur) [A-ZÄÖÜ]")
_VACANCY = re.compile(
    r"^(?:(?:zur ?zeit|derzeit|z\. ?zt\.|zzt\.|momentan|aktuell) )?"
    r"(?:nicht besetzt|unbesetzt|vakant|N\. ?N\.?)\s*[,;–-]\s*",
    re.IGNORECASE,
)
_MAKERS = re.compile(
    r"\b(?:Web-?design|Screen-?design|Gestaltung|Layout|Umsetzung|Realisierung|Hosting|Programmierung|Webmaster(?:in)?)"
    r"(?: und \w+)?(?::| by | von | durch )",
    re.IGNORECASE,
)
_GENDERED = re.compile(r"(?:/-?|[*:_]|\()(?:in|innen|r|frau)\)?\b", re.IGNORECASE)


def _ends(word: str, endings: tuple[str, ...], least: int = 3) -> bool:
    return any(word.endswith(ending) and (word == ending or len(word) >= len(ending) + least) for ending in endings)


@lru_cache(maxsize=8192)
def kind_of_word(word: str) -> str:
    """What one word by itself speaks of; an empty text if it says nothing."""
    folded = word.casefold().rstrip(".")
    last = folded.rpartition("-")[2] or folded
    if folded.endswith("-"):
        return ""
    if folded in words.ROLE_WORDS:
        return "role"
    if folded in words.GROUP_WORDS or _ends(last, words.GROUP_ENDINGS):
        return "group"
    if folded in words.ORGANISATION_OPENERS or _ends(last, words.ORGANISATION_ENDINGS, 2):
        return "organisation"
    if folded in words.UNIT_WORDS:
        return "unit"
    if _ends(last, words.ROLE_ENDINGS, 2):
        return "role"
    return "unit" if folded not in words.NO_UNITS and _ends(last, words.UNIT_ENDINGS) else ""


def _opening(text: str) -> list[str]:
    return [
        word
        for word in _WORD.findall(_GENDERED.sub("", text))[:12]
        if word[:1].isupper() or word.casefold() in words.ROLE_WORDS
    ]


@lru_cache(maxsize=8192)
def kind_of(text: str) -> str:
    """organisation, group, unit, role or responsibility, by the first word that says so; empty if none does."""
    folded = f" {text.casefold()} "
    if any(mark in folded for mark in words.ORGANISATION_MARKS) or _HOUSE.match(text):
        return "organisation"
    if _RESPONSIBLE.match(text):
        return "responsibility"
    said = _opening(text)
    for place, word in enumerate(said):
        adjective = word.casefold().rstrip(".") in words.ADJECTIVE_OPENERS
        if adjective and place + 1 < len(said):
            continue
        if kind := kind_of_word(word):
            return kind
    return ""


def is_vacant(text: str) -> bool:
    """Whether a text says that nobody holds the post («N. N.»)."""
    return text.strip(" ()").casefold() in words.VACANT


def without_vacancy(text: str) -> str:
    """«Vertretung» of «zurzeit nicht besetzt, Vertretung»."""
    return _VACANCY.sub("", text)


def is_prose(text: str) -> bool:
    """Whether a text is a sentence rather than a fact."""
    said = text.split()
    if len(said) < 6:
        return False
    small = sum(1 for word in said if word[:1].islower())
    verbs = sum(1 for word in said if word.strip(".,;:!?()").casefold() in words.VERBS)
    ended = text.rstrip()[-1:] in ".!?" and small >= 3
    return (small >= 2 and verbs > 0) or (small >= 3 and (ended or len(said) > 18))


def names_no_contact(text: str) -> bool:
    """Whether a text names people who are no contacts: legal representatives, authors, photographers."""
    folded = text.casefold()
    return any(opening in folded for opening in words.REPRESENTATIVES)


def makers_at(text: str) -> int:
    """Where a text begins to name who made the page («Webdesign: …»); -1 where it does not."""
    match = _MAKERS.search(text)
    return match.start() if match else -1


def announces(text: str) -> bool:
    """Whether a heading only says that contacts follow («Ansprechpartnerinnen bei der Stadt»)."""
    return text.strip().casefold().startswith(words.ANNOUNCEMENTS)


def announced(text: str) -> str:
    """What follows the announcing word: «Jana Ruß» of «Kontakt Jana Ruß»."""
    return text.partition(" ")[2].lstrip(" :–-")


def embedded_unit(text: str) -> str:
    """The unit inside a function's name: «Amt für Integration» of «Sekretariat Amt für Integration»."""
    head, _, rest = text.partition(" ")
    rest = re.sub(r"^(?:der|des|dem|beim|im|am|vom|-|–)\s+", "", rest.strip())
    if head.casefold() not in words.FUNCTION_HEADS or not rest:
        return ""
    return rest if kind_of(rest) == "unit" else ""
