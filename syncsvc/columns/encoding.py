"""Values become numbers, by the column: equal ones are equal numbers, and small ones."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
ROLES = 4
"""What a value may be used as."""
_Value = TypeVar("_Value")


def counting(empty: _Value) -> defaultdict[_Value, int]:
    """Numbers its keys in the order they come; the empty value is 0."""
    numbers: defaultdict[_Value, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    numbers[empty]
    return numbers


def numbered(values: Iterable[str]) -> Integers:
    """Equal numbers for equal texts; 0 for the empty text."""
    return np.array([*map(counting("").__getitem__, values)], dtype=np.int64)


def column(parts: list[Integers]) -> Integers:
    """A column that came in parts."""
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Uses:
    """Who uses which value: rows in rising order, value numbers, and what the value is used as."""

    row: Integers
    value: Integers
    role: Integers
    start: Integers
    """Of each row's uses; one more than there are rows."""


def used(rows: int, row: Integers, value: Integers, role: Integers | None = None) -> Uses:
    """Each value of a row once, in the lowest role."""
    width = int(value.max(initial=0)) + 1
    roles = 1 if role is None else ROLES
    codes = (row * width + value) * roles + (0 if role is None else role)
    codes.sort()
    held = codes // roles
    fresh = np.ones(len(held), dtype=np.bool_)
    fresh[1:] = held[1:] != held[:-1]
    codes, held = codes[fresh], held[fresh]
    row = held // width
    return Uses(row, held % width, codes % roles, np.searchsorted(row, np.arange(rows + 1)).astype(np.int64))


@dataclass(slots=True)
class Values:
    """A column of many values a row, on its way."""

    vocabulary: defaultdict[Any, int]
    many: list[Integers] = field(default_factory=list)
    value: list[Integers] = field(default_factory=list)

    def add(self, many: Sequence[int], values: Iterable[str]) -> None:
        """Take what some more rows have: how many each, and all of them in one."""
        self.many.append(np.array(many, dtype=np.int64))
        self.value.append(np.array([*map(self.vocabulary.__getitem__, values)], dtype=np.int64))

    @property
    def rows(self) -> Integers:
        """The row of each value."""
        many = column(self.many)
        return np.repeat(np.arange(len(many)), many)

    def uses(self) -> Uses:
        """Who uses which."""
        return used(sum(map(len, self.many)), self.rows, column(self.value))
