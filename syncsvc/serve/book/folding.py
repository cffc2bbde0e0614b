"""Folding: every spelling of a name and every notation of a number meet in the same forms."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

from syncsvc.formats.ldap.attributes import Comparison
from syncsvc.formats.ldap.dn import normal

EDGE = "\0"
"""Stands before and behind every form in a key, so that beginnings and ends can be looked for like any other part."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "ø": "oe", "œ": "oe", "ł": "l", "đ": "d"})
_BARE = {
    sign: letter
    for sign in range(0x80, 0x250)
    if (
        letter := "".join(one for one in unicodedata.normalize("NFKD", chr(sign)) if not unicodedata.combining(one))
    ).isascii()
}
"""The Latin letters that are an ASCII letter with a mark."""
_HYPHENS = re.compile(r"[\s\u00ad\u2010-\u2015\u2212\u200b-\u200d-]+")
_BETWEEN_DIGITS = re.compile(r"[\s/().\u2010-\u2015\u2212-]+")
_TRUNK_MARK = re.compile(r"\(\s*0\s*\)")
_EXTENSION = re.compile(r"(?:;ext=|ext\.)")
_TRUNK = ("49", "43", "41", "33")
"""Countries whose national numbers begin with a 0 that international ones lack."""

Forms = tuple[str, ...]


def text(value: str) -> Forms:
    """A text with umlauts written out, and with bare letters: «müller» is «mueller» and «muller»."""
    folded = value.casefold()
    if folded.isascii():
        return (" ".join(folded.replace(EDGE, "").replace("-", " ").split()),)
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", folded).casefold())
    spelt, bare = _spaced(_unmarked(composed.translate(_UMLAUTS))), _spaced(_unmarked(composed))
    return (spelt,) if spelt == bare else (spelt, bare)


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


def name(value: str) -> Forms:
    """A distinguished name in the one spelling that stands for all; none for what is no name."""
    try:
        return (",".join("+".join(f"{kind}={what}" for kind, what in rdn) for rdn in normal(value)).replace(EDGE, ""),)
    except ValueError:
        return ()


def plain(value: str) -> Forms:
    """A name or number of a class, a moment, a UUID: case does not count."""
    return (value.strip().casefold(),)


def nothing(_value: str) -> Forms:
    """Of values that are not compared."""
    return ()


ASSERTED: dict[Comparison, Callable[[str], Forms]] = {
    Comparison.TEXT: text,
    Comparison.MAIL: mail,
    Comparison.NUMBER: dialled,
    Comparison.NAME: name,
    Comparison.CLASS: plain,
    Comparison.TIME: plain,
    Comparison.UUID: plain,
    Comparison.BOOLEAN: plain,
    Comparison.BINARY: nothing,
}
"""How what is looked for is folded."""


def key(forms: Iterable[str]) -> str:
    """All forms in one text, each between two edges."""
    joined = EDGE.join(forms)
    return f"{EDGE}{joined}{EDGE}" if joined else ""


def trigrams(folded: str) -> set[str]:
    """Every three letters in a row, edges included."""
    return {folded[at : at + 3] for at in range(len(folded) - 2)}
