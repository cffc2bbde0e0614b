"""One written number is completed to what one would dial, or refused with the reason."""

import re
from dataclasses import replace

from syncsvc.model.issue import Severity
from syncsvc.normalise import dialling
from syncsvc.normalise.dialling import Dialled
from syncsvc.normalise.exchange import Exchange, digits_of

_GERMANY = 49
_LONGEST_AREA = 5
_LONGEST_EXTENSION = 6
_LONGEST_NUMBER = 15
"""E.164 section 6.2.1."""
_SHORTEST_LOCAL = 5
_SHORTEST_WITH_AREA = 10
_SHORTEST_WITH_COUNTRY = 12


class Unread(ValueError):
    """A text that cannot be read as a number without guessing."""

    def __init__(self, code: str, message: str, hint: str = "", severity: Severity = Severity.WARNING) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint
        self.severity = severity


_INVALID = "no such telephone number can exist"
_SWITCHBOARD_HINT = "set the source's switchboard, so that extensions can be completed"
_AREA_HINT = "set the source's area_code, so that local numbers can be completed"


_PLAIN = re.compile(r"(?:0|\+49[ -]?)([1-9]\d{1,4})[ /-]{1,3}(\d{2,9})(?:-(\d{1,6}))?")


def plainly(text: str, exchange: Exchange) -> Dialled | None:
    """A number in the commonest German notation; None for every other text, which needs a closer look.

    Says nothing that ``complete`` would not say, in a tenth of the time.
    """
    found = _PLAIN.fullmatch(text)
    if found is None or exchange.region != "DE":
        return None
    area, local, behind = found.groups(default="")
    national = f"{area}{local}{behind}"
    kind = dialling.kind(_GERMANY, national)
    if not kind or len(area) != dialling.area_length(_GERMANY, national):
        return None
    return Dialled(_GERMANY, national, split=len(behind) if kind == "line" else 0)


def parts(run: str) -> list[str]:
    """The numbers and tails of one run: at «+» and at «/», unless the slash sets off an area code."""
    found: list[str] = []
    for written in re.split(r"(?<=\d)[ /]*(?=\+)", run):
        pieces = [piece.strip() for piece in written.split("/") if piece.strip()]
        for place, piece in enumerate(pieces[:-1]):
            if _is_area(piece):
                pieces[place : place + 2] = ["", f"{piece} {pieces[place + 1]}"]
        found += (number for piece in pieces if piece for number in _side_by_side(piece))
    return found


def _side_by_side(text: str) -> list[str]:
    """Numbers with nothing but a space between them, where there are too many digits for one."""
    if len(digits_of(text)) <= _LONGEST_NUMBER:
        return [text]
    pieces: list[str] = []
    for piece in re.split(r"(?<=\d) +(?=0[1-9])", text):
        if pieces and len(digits_of(pieces[-1])) <= _LONGEST_EXTENSION:
            pieces[-1] += f" {piece}"  # «0176 04069012»: an area code and its number
        else:
            pieces.append(piece)
    return pieces if all(len(digits_of(piece)) > _LONGEST_EXTENSION for piece in pieces) else [text]


def _is_area(text: str) -> bool:
    digits = digits_of(text)
    if text.startswith(("+", "(+")) or digits.startswith("00"):
        return len(digits.removeprefix("00")) <= _LONGEST_AREA + 3
    return digits.startswith("0") and len(digits) <= _LONGEST_AREA + 1


def complete(text: str, exchange: Exchange, previous: Dialled | None) -> Dialled:
    """What one would dial for a written number; ``previous`` is the number before it in a list. Raises Unread."""
    dashed = text.startswith("-")
    text = text.lstrip("- ")
    digits = digits_of(text)
    if text.startswith(("+", "(+")) or digits.startswith("00"):
        return checked(dialling.international(digits.removeprefix("00")), text)
    if digits.startswith("0") and (not dashed or len(digits) > _LONGEST_EXTENSION):
        return checked(dialling.domestic(digits, exchange.region), text)
    if dashed:
        return inner(digits, exchange, previous)
    if previous is not None:
        return tail(digits, text, previous)
    return _local(digits, text, exchange)


def checked(found: tuple[int, str] | None, text: str) -> Dialled:
    """The number, divided as it was written; Unread if it cannot exist."""
    if found is None or not dialling.kind(*found):
        raise Unread("phone-invalid", _INVALID)
    return Dialled(*found, split=_split(text, *found))


def _split(text: str, country: int, national: str) -> int:
    """How many digits stand behind the one hyphen inside the local part; 0 if that is not clear."""
    if "-" not in text or dialling.kind(country, national) == "cell":
        return 0
    local = len(national) - dialling.area_length(country, national)
    behind = {len(digits_of(text[found.end() :])) for found in re.finditer("-", text)}
    inside = [count for count in behind if 0 < count < local]
    return inside[0] if len(inside) == 1 else 0


def inner(digits: str, exchange: Exchange, previous: Dialled | None = None) -> Dialled:
    """An extension, behind the stem of the number before it, else behind the source's switchboard."""
    if not digits or len(digits) > _LONGEST_EXTENSION:
        raise Unread("phone-invalid", "this is no extension")
    if previous is not None and previous.split:
        return _behind(previous.country, previous.stem, digits)
    if previous is not None and not (exchange.stem and previous.national.startswith(exchange.stem)):
        raise Unread("phone-unclear", "the number before this extension does not show where its stem ends")
    if not exchange.stem:
        raise Unread("phone-extension", "an extension without its switchboard", _SWITCHBOARD_HINT)
    return _behind(exchange.country, exchange.stem, digits)


def _behind(country: int, stem: str, digits: str) -> Dialled:
    if not dialling.kind(country, stem + digits):
        raise Unread("phone-invalid", _INVALID)
    return Dialled(country, stem + digits, split=len(digits))


def tail(digits: str, text: str, previous: Dialled) -> Dialled:
    """The next number of a list, written only as far as it differs from the one before: «-310/311», «3124/25»."""
    count = len(digits)
    if previous.extension:
        return replace(previous, extension=digits)
    if count > _SHORTEST_LOCAL:
        area = previous.national[: dialling.area_length(previous.country, previous.national)]
        return checked((previous.country, area + digits), text)
    if previous.split and (count >= previous.split or previous.is_exchange):
        return _behind(previous.country, previous.stem, digits)
    if count > max(2, previous.split) or not 0 < int(digits) - int(previous.national[-count:]) < 10:
        raise Unread("phone-unclear", "it is not clear which digits of the number before it this replaces")
    national = previous.national[:-count] + digits
    return Dialled(previous.country, national, split=previous.split)


def _local(digits: str, text: str, exchange: Exchange) -> Dialled:
    """A number without its area code, a bare extension, or a number that lost its leading zero."""
    count = len(digits)
    plain = text == digits or (count < _SHORTEST_LOCAL and text.replace(" ", "") == digits)
    if plain and count >= _SHORTEST_WITH_AREA - 1:
        return restored(digits, exchange)
    if count >= _SHORTEST_WITH_COUNTRY and digits.startswith(str(exchange.country)):
        return checked(dialling.international(digits), text)  # «49 30 23125-124»: the plus is missing
    if plain and count < _SHORTEST_LOCAL:
        return inner(digits, exchange)
    if plain and count == _SHORTEST_LOCAL and exchange.stem:
        if exchange.area_said:
            raise Unread("phone-unclear", "this may be a local number or an extension", "write the number in full")
        return inner(digits, exchange)
    if not exchange.area:
        raise Unread("phone-local", "a local number without its area code", _AREA_HINT)
    return checked((exchange.country, exchange.area + digits), text)


def restored(text: str, exchange: Exchange) -> Dialled:
    """A number a spreadsheet took for a quantity, with the zero or plus it lost; Unread if digits were lost too."""
    digits = _unrounded(text.replace(",", "."))
    count = len(digits)
    if count < _SHORTEST_WITH_AREA - 1:
        return _local(digits, digits, exchange)
    code = str(exchange.country)
    if count >= _SHORTEST_WITH_COUNTRY and digits.startswith(code):
        return checked(dialling.international(digits), digits)
    found = dialling.domestic("0" + digits, exchange.region)
    mobile = found is not None and dialling.kind(*found) == "cell"
    if not mobile and (count < _SHORTEST_WITH_AREA or _either(digits, code)):
        raise Unread("phone-unclear", "the leading zero is missing", "format the column as text")
    return checked(found, digits)


def _either(digits: str, code: str) -> bool:
    """Whether the digits may as well begin with the country code."""
    found = dialling.international(digits) if digits.startswith(code) else None
    return found is not None and len(digits) > _SHORTEST_WITH_AREA and bool(dialling.kind(*found))


def _unrounded(text: str) -> str:
    """All digits of «71419103124.0» or «4.971419103124E+12»; Unread where the exponent says that some are gone."""
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    if not exponent:
        return whole
    places = int(exponent)
    if len(fraction) < places - 1:
        raise Unread("phone-rounded", "the spreadsheet rounded this number", "format the column as text")
    return whole + fraction[:places].ljust(places, "0")
