"""What mailboxes, numbers and postal addresses are, beyond their text."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from syncsvc.columns.folding import loose, looses, strict, stricts
from syncsvc.lexicon.address_words import SHORTENED

_WORD = re.compile(r"[a-z]+")
_STREET = re.compile(r"str(?:asse|eet)|(?<=[a-z])str\b")
_POSTAL_CODES = re.compile(r"(?<=[^\d-] )\d{5,6}(?:-\d{4})?\b")
_ROOM = re.compile(
    r"(?i)\b(?:suite|ste|apt|apartment|unit|floor|room|zimmer|etage)\b\.? *#?[\w-]*|#[\w-]+"
    r"|\b\d+\. *(?:OG|Etage|Stock)\b"
)
_PARTS = re.compile(r",|\s{2,}")
_HOUSE = re.compile(r"\b\d")
_BEYOND = re.compile(
    r"(?i)(?<=\w)[ ,;(]+(?:between|near|off|at|opposite|corner of|ecke"
    r"|gegen(?:ü|ue)ber|n(?:ä|ae)he|eingang|aufgang|hinterhaus"
    r"|vorderhaus|seitenfl(?:ü|ue)gel|hofgeb(?:ä|ae)ude|r(?:ü|ue)ckgeb(?:ä|ae)ude)\b.*"
)
"""What tells the way to a house whose street and number were told."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_FEW_DIGITS = 2
"""Of so short a house number a digit more makes another house."""
_NUMBER = re.compile(r"\d+")
_SHORT = {short: long for long, shorts in SHORTENED for short in shorts.split()}


class Mailbox(NamedTuple):
    """The local part of a mail address, taken apart."""

    local: str
    """Without what follows a «+»."""
    words: tuple[str, ...]
    """Its letters, loosely folded."""


def mailboxes(addresses: Sequence[str]) -> list[Mailbox]:
    """Take mail addresses in lower case apart; ``mail_addresses`` does it for very many."""
    whole = [address.rpartition("@")[0] for address in addresses]
    words = [tuple(_WORD.findall(text)) for text in looses(stricts(whole))]
    return [Mailbox(local.partition("+")[0], said) for local, said in zip(whole, words, strict=True)]


def names_it(letters: str, given: str, family: str) -> bool:
    """Whether letters of a mailbox are made of this person's name: a name in them, or the usual short forms of both."""
    if family and len(family) >= 3 and family in letters:
        return True
    if given and len(given) >= 4 and given in letters:
        return True
    return (
        len(given) > 0
        and len(family) > 0
        and letters in (given[0] + family[:3], given[:2] + family[:2], given[0] + family[0])
    )


class Locality(NamedTuple):
    """A postal address, folded."""

    street: str
    """Without its number."""
    number: str
    postal_code: str
    city: str

    @property
    def head(self) -> str:
        """The first word of the city: «Frankfurt am Main» is told as «Frankfurt», too."""
        return self.city.partition(" ")[0]


def localities(places: Sequence[tuple[str, str, str]]) -> list[Locality]:
    """Take postal addresses, each street, postal code and city, apart; each different line and city once."""
    texts, codes = _codes_apart(places)
    streets = dict(zip(dict.fromkeys(texts), _streets([*dict.fromkeys(texts)]), strict=True))
    cities = {city: loose(strict(city)) for city in {city for _, _, city in places}}
    folded = {code: strict(code.partition("-")[0]).replace(" ", "") for code in {*codes}}
    return [
        Locality(*streets[text], folded[code], cities[city])
        for text, code, (_, _, city) in zip(texts, codes, places, strict=True)
    ]


def _streets(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Streets and house numbers of lines."""
    lines = [*map(_line, _by_lines(_roomless, texts), texts)]
    roads = _by_lines(_road, stricts(lines))
    words = [[_SHORT.get(word, word) for word in road.split()] for road in roads]
    numbers = ["".join([word for word in said if word[0].isdigit()]) for said in words]
    names = looses([" ".join([word for word in said if not word[0].isdigit()]) for said in words])
    return [*zip([name.replace(" ", "") for name in names], numbers, strict=True)]


def _road(folded: str) -> str:
    return _STREET.sub("str", folded).replace("platz", "pl")


def _by_lines(fold: Callable[[str], str], texts: Sequence[str]) -> list[str]:
    """Fold texts in one go, as lines of one."""
    lines = fold("\n".join(texts)).split("\n")
    return lines if len(lines) == len(texts) else [*map(fold, texts)]


def _codes_apart(places: Sequence[tuple[str, str, str]]) -> tuple[list[str], list[str]]:
    """Streets and postal codes; where there is no code, one that stands in the street's line is."""
    texts, codes = [street for street, _, _ in places], [code for _, code, _ in places]
    for place, text in enumerate(texts):
        if not codes[place] and (found := _POSTAL_CODES.findall(text)):
            codes[place] = found[-1]
            texts[place] = text[: text.rindex(found[-1])]
    return texts, codes


def _roomless(text: str) -> str:
    return _ROOM.sub(" ", text)


def _line(roomless: str, text: str) -> str:
    """The street of an address that may stand whole in one line: «Suite 9, 12 Main St, Springfield 12345»."""
    if "," not in roomless and "  " not in roomless:
        line = roomless.strip() or text
    else:
        parts = [part for part in map(str.strip, _PARTS.split(roomless)) if part]
        telling = [part for part in parts if _HOUSE.search(part) and sum(map(str.isalpha, part)) > 1]
        line = next(iter((*telling, *parts)), text)
    return _BEYOND.sub("", line).strip() or line


def spread(left: str, right: str) -> bool:
    """Whether three slips between two long mail addresses lie on both sides of the @: «a.» and «anna.» are no slips."""
    if min(len(left), len(right)) < _LONG:
        return False
    ours, theirs = left.rpartition("@"), right.rpartition("@")
    return all(OSA.distance(ours[part], theirs[part], score_cutoff=2) <= 2 for part in (0, 2))


_LONG = 24
"""Characters of an address that may have a third slip."""


def number_slip(left: str, right: str) -> bool:
    """Whether two house numbers are one: «12» and «12a», «235» and «253», «298» and «29»."""
    if left.rstrip(_LETTERS) == right.rstrip(_LETTERS):
        return not (left[-1:] in _LETTERS and right[-1:] in _LETTERS)
    short, long = sorted((left, right), key=len)
    if len(long) - len(short) == 1:
        return len(long) > _FEW_DIGITS and any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
    return sorted(left) == sorted(right) and sum(a != b for a, b in zip(left, right, strict=True)) == 2


def digits_of(texts: Sequence[str]) -> list[str]:
    """The digits of each text; of plain ones in one go, as lines of one text."""
    plain = [text for text in texts if text.isascii()]
    lines = _NO_DIGIT.sub("", "\n".join(plain)).split("\n")
    if len(lines) != len(plain):
        return ["".join(filter(str.isdigit, text)) for text in texts]
    said = iter(lines)
    return [next(said) if text.isascii() else "".join(filter(str.isdigit, text)) for text in texts]


_NO_DIGIT = re.compile(r"[^0-9\n]+")


def fits(left: Mailbox, right: Mailbox) -> bool:
    """Whether two mailboxes may be forms of one name: «a.muster» and «anna.muster», «muster.a» and «a.muster»."""
    if _NUMBER.findall(left.local) != _NUMBER.findall(right.local):
        return False
    ours, theirs = sorted(left.words), sorted(right.words)
    if len(ours) == 1 and len(theirs) == 1:
        return _compact(ours[0], theirs[0])
    if len(ours) != len(theirs):
        short, long = sorted((ours, theirs), key=len)
        return len(short) == 1 and (short[0] in long or short[0] in _squeezed(long))
    return all(any(_abbreviates(a, b) for b in theirs) for a in ours) and all(
        any(_abbreviates(a, b) for a in ours) for b in theirs
    )


def _squeezed(words: list[str]) -> set[str]:
    """«amuster», «annamuster», «mustera» for «anna.muster»."""
    first, last = words[0], words[-1]
    return {first + last, last + first, first[0] + last, last[0] + first, last + first[0], first + last[0]}


def _abbreviates(left: str, right: str) -> bool:
    return left == right or (1 in (len(left), len(right)) and left[0] == right[0])


def _compact(left: str, right: str) -> bool:
    """One word each: the same but for an initial before it."""
    short, long = sorted((left, right), key=len)
    return len(short) >= 3 and long.endswith(short) and len(long) - len(short) == 1
