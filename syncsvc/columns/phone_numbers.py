"""Telephone numbers become integers, by the column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import repeat

import numpy as np
import numpy.typing as npt

from syncsvc.columns.encoding import Integers, Uses, column, counting, used
from syncsvc.columns.ordering import numbered

FAX, SWITCHBOARD, MOBILE, LINE = range(4)
_LINES = {"fax": FAX, "pager": FAX, "switchboard": SWITCHBOARD, "cell": MOBILE}
_MOBILES = ("+4915", "+49160", "+49162", "+49163", "+4917")
"""What German mobile numbers begin with."""
_DIGITS = 17
"""So many have room in an integer of 64 bits, whichever they are; E.164 allows 15."""
_PLAIN = re.compile(rf"\+[1-9][0-9]{{0,{_DIGITS - 1}}}").fullmatch
_NUMBER = re.compile(r"\d+")
_POWERS = 10 ** np.arange(_DIGITS + 1, dtype=np.int64)


@dataclass(slots=True)
class Numbers:
    """A column of telephone numbers, on its way."""

    _odd: dict[str, int] = field(default_factory=lambda: counting(""))
    """Those that are no plain numbers."""
    _many: list[Integers] = field(default_factory=list)
    _codes: list[Integers] = field(default_factory=list)
    """A plain number as it is, an odd one as its place among these, below zero."""
    _lines: list[Integers] = field(default_factory=list)

    def add(self, many: Sequence[int], numbers: Sequence[str], types: Sequence[str]) -> None:
        """Take what some more rows have: how many each, and all of them in one."""
        self._many.append(np.array(many, dtype=np.int64))
        self._codes.append(self._coded(numbers))
        self._lines.append(np.array([*map(_LINES.get, types, repeat(LINE))], dtype=np.int64))

    def _coded(self, numbers: Sequence[str]) -> Integers:
        if _plain(numbers):
            return np.fromstring("\n".join(numbers), dtype=np.int64, sep="\n")
        codes = [int(number) if _PLAIN(number) else -self._odd[number] for number in numbers]
        return np.array(codes, dtype=np.int64)

    def uses(self) -> tuple[Uses, Integers]:
        """Who uses which number as what, and the vocabulary as ``digits``; a fax is nobody's."""
        many, codes, lines = column(self._many), column(self._codes), column(self._lines)
        telling = np.flatnonzero((lines != FAX) & (codes != 0))
        first, number = numbered(codes[telling])
        different, lines, row = codes[telling][first], lines[telling], np.repeat(np.arange(len(many)), many)[telling]
        plain = different > 0
        texts = [*self._odd]
        odd = [texts[-code] for code in different[~plain].tolist()]
        mobile = np.zeros(len(different), dtype=np.bool_)
        mobile[plain] = _mobile(different[plain])
        mobile[~plain] = [text.startswith(_MOBILES) for text in odd]
        lines = np.where((lines == LINE) & mobile[number], MOBILE, lines)
        digits = np.concatenate((np.zeros(1, dtype=np.int64), different))
        digits[1:][~plain] = [*map(_integer, odd)]
        return used(len(many), row, number + 1, lines), digits


def _plain(numbers: Sequence[str]) -> bool:
    """Whether all are plain: «+», and digits that have room in an integer and begin with no 0."""
    lines = "".join([f"\n{number}" for number in numbers])
    lengths = [*map(len, numbers)]
    rest = lines.replace("\n+", "")
    return (
        lines.count("\n+") == len(numbers)
        and rest.isascii()
        and rest.isdecimal()
        and "\n+0" not in lines
        and min(lengths) > 1
        and max(lengths) <= _DIGITS + 1
    )


def _mobile(numbers: Integers) -> npt.NDArray[np.bool_]:
    """Which plain numbers begin as German mobile numbers do."""
    length = np.searchsorted(_POWERS, numbers, side="right")
    found = np.zeros(len(numbers), dtype=np.bool_)
    for begin in _MOBILES:
        found |= numbers // _POWERS[np.maximum(length - len(begin) + 1, 0)] == int(begin)
    return found


def _integer(number: str) -> int:
    """The digits without an extension that stands apart; 0 where there are none, or too many."""
    found = "".join(_NUMBER.findall(number.partition(";")[0]))
    return int(found) if 0 < len(found) <= _DIGITS else 0
