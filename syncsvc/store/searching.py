"""Folding for search: every spelling of a name and every notation of a number meet in one text."""

import re
import unicodedata
from collections.abc import Iterator

from syncsvc.model.canonical import CanonicalContact

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "ø": "oe", "œ": "oe", "ł": "l", "đ": "d"})
_NUMBER = re.compile(r"[+\d(][\d\s()/.–-]*")
_OTHER = re.compile(r"\D+")
_BETWEEN = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Small letters with umlauts written out, other marks off, words apart by one blank."""
    text = text.casefold()
    return _bare(text if text.isascii() else unicodedata.normalize("NFC", text).translate(_UMLAUTS))


def bare(text: str) -> str:
    """As ``plain``, but umlauts only lose their dots: «Müller» as «muller»."""
    return _bare(text.casefold())


def _bare(text: str) -> str:
    if not text.isascii():
        text = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return _BETWEEN.sub(" ", text).strip()


def digits(number: str) -> str:
    """The digits of a number in any notation, from the first that is the same in all: no 00, +, 0 or (0) before it."""
    return _OTHER.sub("", number.replace("(0)", "")).lstrip("0")


def haystack(contact: CanonicalContact) -> str:
    """Everything a contact can be found by, in lines."""
    text = " | ".join(_texts(contact))
    words = {plain(text)} if text.isascii() else {plain(text), bare(text)}
    mails = [email.address.casefold() for email in contact.emails]
    numbers = {digits(written) for phone in contact.phones for written in (phone.number, phone.display)}
    return "\n".join([*sorted(words), *mails, *sorted(numbers)])


def _texts(contact: CanonicalContact) -> Iterator[str]:
    name = contact.name
    yield from (name.display, name.given, name.family)
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
