"""Where a source's short numbers belong: its region, its area code, its private exchange."""

import re
from dataclasses import dataclass
from functools import lru_cache

from syncsvc.normalise import dialling
from syncsvc.normalise.phone_text import clean

_NOT_DIGITS = re.compile(r"\D")


def digits_of(text: str) -> str:
    """The digits of a cleaned text."""
    return _NOT_DIGITS.sub("", text)


@dataclass(frozen=True, slots=True)
class Exchange:
    """Region, area code and switchboard of a source, as digits."""

    region: str
    country: int
    area: str = ""
    """The area code without its trunk zero: the configured one, else the switchboard's."""
    area_said: bool = False
    """Whether the area code was configured."""
    stem: str = ""
    """National number of the exchange without the extension."""


@lru_cache(maxsize=256)
def exchange_of(region: str, area_code: str, switchboard: str) -> Exchange:
    """Read the settings of a source; a switchboard that cannot be read counts as none."""
    country = dialling.calling_code(region)
    area = _area(clean(area_code), country)
    stem = _stem(clean(switchboard), region, area)
    if stem and not area:
        return Exchange(region, country, stem[: dialling.area_length(country, stem + "00")], area_said=False, stem=stem)
    return Exchange(region, country, area, area_said=bool(area), stem=stem)


def _area(text: str, country: int) -> str:
    """The area code of «030», «+49 30», «(0)30» without what is dialled before it."""
    digits = digits_of(text)
    if text.lstrip("( ").startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00").removeprefix(str(country))
    return digits.removeprefix("0")


def _stem(text: str, region: str, area: str) -> str:
    """The stem of «069 90009-0», «+49 69 90009-» or «069 900090»."""
    head, hyphen, tail = text.rpartition("-")
    if hyphen and len(digits_of(tail)) <= 1:
        text = head
    elif text.endswith("0"):
        text = text[:-1]
    digits = digits_of(text)
    if text.startswith("+"):
        found = dialling.international(digits)
    elif digits.startswith("00"):
        found = dialling.international(digits[2:])
    elif digits.startswith("0"):
        found = dialling.domestic(digits, region)
    else:
        return area + digits if area and digits else ""
    return found[1] if found is not None else ""
