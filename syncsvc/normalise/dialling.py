"""Numbering plans: what a string of digits dials, whether it exists, and how people here write it."""

from dataclasses import dataclass
from functools import lru_cache

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    country_code_for_region,
    format_number,
    length_of_national_destination_code,
    number_type,
    parse,
)

_GERMANY = 49
_HYPHENATED = frozenset({43, 49})
"""Countries where a hyphen sets off the extension of a private exchange (DIN 5008 and its Austrian sister)."""
_TELLING = 7
_MOBILE_CODE = 3
"""People write German mobile numbers with three digits after the zero («0151 70901047»), whatever the network block."""
_SERVICE = ("180", "900", "137", "138")


@dataclass(frozen=True, slots=True)
class Dialled:
    """A complete number: country calling code, national significant number, and how it was divided."""

    country: int
    national: str
    split: int = 0
    """How many digits at the end were set off by a hyphen: the extension of a private exchange."""
    extension: str = ""
    """What has to be asked for or dialled after the connection stands (``;ext=``, RFC 3966 section 5.3)."""

    @property
    def e164(self) -> str:
        """E.164 with ``;ext=`` where there is one."""
        number = f"+{self.country}{self.national}"
        return f"{number};ext={self.extension}" if self.extension else number

    @property
    def stem(self) -> str:
        """The national number without its extension."""
        return self.national[: -self.split] if self.split else self.national

    @property
    def is_exchange(self) -> bool:
        """Whether the number ends in the «-0» of a switchboard."""
        return bool(self.split) and not self.extension and not self.national[-self.split :].strip("0")


def kind(country: int, national: str) -> str:
    """«line», «cell», «pager», or an empty text where no such number can exist."""
    return _kind(country, _typical(country, national))


@lru_cache(maxsize=65536)
def _kind(country: int, national: str) -> str:
    return _KINDS.get(number_type(_number(country, national)), "line")


def _typical(country: int, national: str) -> str:
    """A German number that stands for all with its first digits and its length.

    The German plan looks at no digit behind the sixth; one answer serves a whole exchange.
    """
    return national[:_TELLING].ljust(len(national), "2") if country == _GERMANY else national


_KINDS = {
    PhoneNumberType.UNKNOWN: "",
    PhoneNumberType.MOBILE: "cell",
    PhoneNumberType.PAGER: "pager",
}


def _number(country: int, national: str) -> PhoneNumber:
    zeros = len(national) - len(national.lstrip("0"))
    return PhoneNumber(
        country_code=country,
        national_number=int(national or 0),
        italian_leading_zero=True if zeros else None,
        number_of_leading_zeros=zeros if zeros > 1 else None,
    )


def international(digits: str) -> tuple[int, str] | None:
    """Country code and national number of the digits after a plus sign; None if no country has them."""
    if digits.startswith("49"):
        return _GERMANY, digits[2:].removeprefix("0")  # «+49 (0)7141 …»: the zero is not dialled from abroad
    try:
        number = parse("+" + digits)
    except NumberParseException:
        return None
    return number.country_code or 0, _national(number)


def domestic(digits: str, region: str) -> tuple[int, str] | None:
    """Country code and national number of digits as dialled inside the region, with its trunk prefix."""
    if region == "DE":
        return _GERMANY, digits.removeprefix("0")
    try:
        number = parse(digits, region)
    except NumberParseException:
        return None
    return number.country_code or 0, _national(number)


def _national(number: PhoneNumber) -> str:
    zeros = (number.number_of_leading_zeros or 1) if number.italian_leading_zero else 0
    return "0" * zeros + str(number.national_number)


@lru_cache(maxsize=256)
def calling_code(region: str) -> int:
    """The country calling code of a region; 0 for an unknown one."""
    return country_code_for_region(region)


def area_length(country: int, national: str) -> int:
    """How many digits of the national number are the area code."""
    if country == _GERMANY and national[:1] == "1" and national[1:2] in "567":
        return _MOBILE_CODE
    return _area_length(country, _typical(country, national))


@lru_cache(maxsize=16384)
def _area_length(country: int, national: str) -> int:
    return length_of_national_destination_code(_number(country, national))


def display(number: Dialled) -> str:
    """The number as people here write it: «07141 910-3124», «0151 70901047», «+43 1 5344011»."""
    written = _written(number)
    return f"{written} App. {number.extension}" if number.extension else written


def _written(number: Dialled) -> str:
    length = area_length(number.country, number.national)
    if number.country not in _HYPHENATED or not length or number.national.startswith(_SERVICE):
        return _formatted(number)
    if number.country != _GERMANY and not number.split:
        return _formatted(number)
    lead = "0" if number.country == _GERMANY else f"+{number.country} "
    area, local = number.national[:length], number.national[length:]
    if number.split:
        local = f"{local[: -number.split]}-{local[-number.split :]}"
    return f"{lead}{area} {local}"


def _formatted(number: Dialled) -> str:
    style = PhoneNumberFormat.NATIONAL if number.country == _GERMANY else PhoneNumberFormat.INTERNATIONAL
    return format_number(_number(number.country, number.national), style)
