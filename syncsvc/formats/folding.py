"""Folding for search: every spelling of a name and every notation of a number meet in the same forms."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from syncsvc.model.canonical import CanonicalContact

EDGE = "\0"
"""Never stands in a form, so it can stand between them."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "ø": "oe", "œ": "oe", "ł": "l", "đ": "d"})
_BARE = {
    sign: letter
    for sign in range(0x80, 0x250)
    if (
        letter := "".join(one for one in unicodedata.normalize("NFKD", chr(sign)) if not unicodedata.combining(one))
    ).isascii()
}
"""The Latin letters that are an ASCII letter with a mark."""
_TWO_WAYS = re.compile("([äöü])")
_MIXED = 3
"""Umlauts up to which every one of them may be written out or not; of longer texts all are, or none."""
_HYPHENS = re.compile(r"[\s\u00ad\u2010-\u2015\u2212\u200b-\u200d-]+")
_BETWEEN_DIGITS = re.compile(r"[\s/().\u2010-\u2015\u2212-]+")
_TRUNK_MARK = re.compile(r"\(\s*0\s*\)")
_EXTENSION = re.compile(r"(?:;ext=|ext\.)")
_TRUNK = ("49", "43", "41", "33")
"""Countries whose national numbers begin with a 0 that international ones lack."""

Forms = tuple[str, ...]


def text(value: str) -> Forms:
    """A text with umlauts written out, and with bare letters: «müller» is «mueller» and «muller».

    In short texts each for itself: «Jörg Müller» is «jorg mueller» too.
    """
    folded = value.casefold()
    if folded.isascii():
        return (" ".join(folded.replace(EDGE, "").replace("-", " ").split()),)
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", folded).casefold())
    spelt, bare = _spaced(_unmarked(composed.translate(_UMLAUTS))), _spaced(_unmarked(composed))
    if spelt == bare:
        return (spelt,)
    pieces = _TWO_WAYS.split(composed)
    if not 2 <= len(pieces) // 2 <= _MIXED:
        return spelt, bare
    ways = product(*[(piece, piece.translate(_UMLAUTS)) if at % 2 else (piece,) for at, piece in enumerate(pieces)])
    return tuple(dict.fromkeys((spelt, bare, *[_spaced(_unmarked("".join(way))) for way in ways])))


def _unmarked(value: str) -> str:
    if value.isascii() or (value := value.translate(_BARE)).isascii():
        return value
    return "".join(one for one in unicodedata.normalize("NFKD", value) if not unicodedata.combining(one))


def _spaced(value: str) -> str:
    return _HYPHENS.sub(" ", value.replace(EDGE, "")).strip()


def mail(value: str) -> Forms:
    """An address in small letters; there umlauts are letters of their own."""
    composed = value if value.isascii() else unicodedata.normalize("NFKC", value)
    return (composed.casefold().replace(EDGE, "").strip(),)


def dialled(value: str) -> Forms:
    """What somebody typed of a number, without what only makes it readable."""
    # The mark goes last: «(0» and «0)» are pieces that a client may cut.
    return (_BETWEEN_DIGITS.sub("", _TRUNK_MARK.sub("", value)).casefold().replace(EDGE, ""),)


@lru_cache(maxsize=64)
def _local(area_code: str) -> str:
    return re.sub(r"\D", "", area_code).lstrip("0")


def number(value: str, area_code: str = "") -> Forms:
    """A number as it may be dialled: +49…, 0049…, 49…, 0…, and without the area code where that is ours."""
    if value.startswith("+") and value.isascii() and value[1:].isdigit():
        return _forms(value, value[1:], area_code)
    main, *extension = _EXTENSION.split(value, maxsplit=1)
    (plain,) = dialled(main)
    (tail,) = dialled(extension[0]) if extension else ("",)
    whole = plain + tail
    if not plain.startswith("+"):
        return (whole,)
    return _forms(whole, whole[1:], area_code)


def _forms(whole: str, digits: str, area_code: str) -> Forms:
    forms = [whole, f"00{digits}", digits]
    if digits.startswith(_TRUNK):
        forms.append(f"0{digits[2:]}")
        ours = _local(area_code)
        if ours and digits[2:].startswith(ours) and len(digits) > len(ours) + 2:
            forms.append(digits[2 + len(ours) :])
    return tuple(forms)


def wanted(text_: str) -> tuple[Forms, ...]:
    """What somebody who types a text looks for: each group must be found, by any of its forms."""
    digits = number(text_)[0]
    if digits.removeprefix("+").isdigit() and len(digits) >= 3:
        return ((digits,),)
    return tuple(forms for word in text_.split() if any(forms := mail(word) if "@" in word else text(word)))


def haystack(contact: CanonicalContact) -> str:
    """Everything a contact can be found by, a form a line; the same values that its directory entry holds."""
    found = dict.fromkeys(form for value in _texts(contact) if value for form in text(value))
    found |= dict.fromkeys(form for email in contact.emails for form in mail(email.address))
    found |= dict.fromkeys(form for phone in contact.phones for form in number(phone.number or phone.display))
    return "\n".join(found)


def _texts(contact: CanonicalContact) -> Iterator[str]:
    name = contact.name
    yield from (contact.id, name.display, f"{name.given} {name.family}")
    yield from (contact.organisation, contact.role, contact.responsibility, contact.hours, contact.note, contact.room)
    yield from (*contact.units, *contact.groups, *contact.urls)
    for one in contact.addresses:
        yield from (one.street, f"{one.postal_code} {one.city}", one.country)
