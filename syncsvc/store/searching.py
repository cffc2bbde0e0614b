"""Folding for search: every spelling of a name and every notation of a number meet in one text."""

import re
import unicodedata
from collections.abc import Iterator

from syncsvc.model.canonical import CanonicalContact

_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d"}
)
_NUMBER = re.compile(r"[+\d][\d\s()/.–-]*")
_TRUNK = re.compile(r"\(0\)")


def plain(text: str) -> str:
    """Small letters with umlauts written out, other marks off, words apart by one blank."""
    spelled = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    return _words(spelled)


def bare(text: str) -> str:
    """As ``plain``, but umlauts lose their dots: «Müller» as «muller»."""
    return _words(text.casefold())


def _words(text: str) -> str:
    marks_off = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return " ".join(re.findall(r"[^\W_]+(?:@[^\s]+)?", marks_off))


def digits(number: str) -> str:
    """The digits of a number in any notation, from the first that is the same in all: no 00, +, 0 or (0) before it."""
    return re.sub(r"\D", "", _TRUNK.sub("", number)).lstrip("0")


def haystack(contact: CanonicalContact) -> str:
    """Everything a contact can be found by."""
    texts = [*_texts(contact)]
    folded = {plain(text) for text in texts} | {bare(text) for text in texts}
    mails = {email.address.casefold() for email in contact.emails}
    numbers = {digits(phone.number) for phone in contact.phones} | {digits(phone.display) for phone in contact.phones}
    return "\n".join(["", *sorted(folded | mails), *sorted(f"#{number}" for number in numbers if number), ""])


def _texts(contact: CanonicalContact) -> Iterator[str]:
    name = contact.name
    yield from (name.display, f"{name.given} {name.family}", f"{name.family} {name.given}")
    yield from (contact.organisation, contact.role, contact.responsibility, contact.room)
    yield from (*contact.units, *contact.groups)
    yield from (f"{one.street} {one.postal_code} {one.city}" for one in contact.addresses)


def needles(text: str) -> tuple[tuple[str, ...], ...]:
    """What to look for: each group must be found, by any of its spellings."""
    if _NUMBER.fullmatch(text.strip()) and len(digits(text)) >= 2:
        return ((digits(text),),)
    return tuple(_spellings(word) for word in text.split())


def _spellings(word: str) -> tuple[str, ...]:
    if "@" in word:
        return (word.casefold(),)
    return tuple(dict.fromkeys(form for form in (plain(word), bare(word)) if form))
