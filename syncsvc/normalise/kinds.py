"""Whether a name is a person's, an office's, an organisation's or a group's."""

import re
from collections.abc import Sequence

from syncsvc.lexicon.mailbox_words import FUNCTION_WORDS
from syncsvc.lexicon.mailboxes import is_function_mailbox
from syncsvc.lexicon.office_words import LEGAL_FORMS, kind_of
from syncsvc.lexicon.titles import HOUSEHOLDS
from syncsvc.model.contact import Kind
from syncsvc.normalise import titles
from syncsvc.normalise.folding import ascii_fold
from syncsvc.normalise.witness import is_given

_JOINED = re.compile(r"\s+(?:und|u\.|&|\+|and|bzw\.)\s+|\s*/\s*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_MOST_WORDS = 6
"""No usual name has more."""


def is_several(text: str) -> bool:
    """Whether several people bear a name: «A. und B. Maier», «Familie Maier», «Metzler, Patricia / Ott, Patrick»."""
    words = text.split()
    if words and titles.key(words[0]) in HOUSEHOLDS:
        return True
    sides = _JOINED.split(text)
    if len(sides) < 2:
        return _is_list(text)
    return all(_begins_a_name(side) for side in sides if side)


def _is_list(text: str) -> bool:
    """«Patricia Metzler, Patrick Ott»: given names first on both sides of a comma."""
    if "," not in text:
        return False
    sides = [side.split() for side in text.split(",")]
    return len(sides) > 1 and all(len(side) > 1 and is_given(side[0]) and not is_given(side[-1]) for side in sides)


def _begins_a_name(side: str) -> bool:
    """Whether one side of an «und» may be a person: a form of address, a title, a given name, an initial."""
    words = side.replace(",", " ").split()
    if not words:
        return False
    rest = titles.strip(words, keep=0)
    if rest.salutation or rest.prefix:
        return True
    return any(is_given(word) or len(word.rstrip(".")) == 1 for word in words)


def without_role(text: str) -> tuple[str, str]:
    """A name, and the office behind its comma: «Anna Muster, Leitung»."""
    head, comma, rest = text.partition(",")
    words = titles.strip(titles.split(head)).words
    if not comma or len(words) < 2 or not rest.split() or titles.only_titles(titles.split(rest)):
        return text, ""
    office = any(_kind_of(ascii_fold(word)) for word in _WORD.findall(rest))
    return (head, rest.strip()) if office and not is_given(rest.split()[0]) else (text, "")


def classify(text: str, mailboxes: Sequence[str] = ()) -> Kind:
    """The kind a free name speaks of; a person where nothing speaks for anything else."""
    words = titles.split(without_role(text)[0])
    titled = titles.strip(words)
    if titles.only_titles(words):
        return Kind.FUNCTION
    if titled.salutation or titled.degrees:
        return Kind.PERSON
    folded = [ascii_fold(word.strip(".")) for word in _WORD.findall(text)]
    named = _names_a_person(titled.words)
    if not LEGAL_FORMS.isdisjoint(folded[1:]):
        return Kind.ORGANISATION
    told = next((kind for word in folded if (kind := _kind_of(word))), None)
    if told is not None and not named:
        return told
    if named:
        return Kind.PERSON
    if any(map(str.isdigit, text)) or len(words) > _MOST_WORDS or _JOINED.search(text):
        return Kind.FUNCTION
    return Kind.FUNCTION if len(folded) == 1 and _is_mailbox_of(folded[0], mailboxes) else Kind.PERSON


def _names_a_person(words: Sequence[str]) -> bool:
    """Whether two or three words hold a known given name where one belongs: «Petra Amt», «Rat, Lisa»."""
    if not 2 <= len(words) <= 3:
        return False
    return is_given(words[1]) if words[0].endswith(",") else is_given(words[0])


def _kind_of(word: str) -> Kind | None:
    found = kind_of(word)
    return Kind.FUNCTION if found is None and word in FUNCTION_WORDS else found


def _is_mailbox_of(word: str, mailboxes: Sequence[str]) -> bool:
    return any(word == ascii_fold(local) and is_function_mailbox(word) for local in mailboxes)
