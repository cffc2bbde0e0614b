"""What a matching model is made of."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from syncsvc.model.contact import Kind

NAME_COUNTS = (1, 2, 3, 5, 20)
"""Shared values weigh by how many different names use them: 1, 2, 3 to 4, 5 to 19, 20 and more."""


@dataclass(frozen=True, slots=True)
class Level:
    """One possible outcome of a comparison, with its weight in bits and a sentence that says it."""

    name: str
    weight: float | tuple[float, float, float, float, float]
    """Five weights where it matters how many different names use the value, see ``NAME_COUNTS``."""
    de: str
    en: str
    rarity: float = 0.0
    """The share of the value's rarity (in bits, from the fixed tables) that is added."""
    decides: bool = False
    """Whether it may join records; without one such level the names alone never do."""
    forbids: bool = False
    """Whether it is a contradiction: a pair in the lane «different» with one never stands in one cluster."""
    vouches: int = 0
    """How much it is one person's own: 1 a birthday, 2 an id.

    Where nothing contradicts, it makes up for slips within a cluster. And a contradiction between two records is
    overruled by a third that shares an id with one of them, and an id or a birthday with the other.
    """
    agrees: bool = False
    """Whether both say the same of a fact that may be disputed, see ``forbids``.

    A third record that is one with two others, and agrees with one of them on what these two dispute, settles it: it
    was found to be one with the other in spite of the same dispute.
    """


@dataclass(frozen=True)
class Comparison:
    """One question asked of a pair; ``levels`` are the possible answers.

    Where records hold several values, every one is compared with every other and the first level that is met counts.
    """

    name: str
    de: str
    en: str
    levels: tuple[Level, ...]

    @cached_property
    def index(self) -> dict[str, int]:
        """The position of each level."""
        return {level.name: position for position, level in enumerate(self.levels)}

    def among(self, levels: tuple[str, ...]) -> npt.NDArray[np.bool_]:
        """For each level whether it is one of these."""
        if levels not in self._among:
            self._among[levels] = np.array([level.name in levels for level in self.levels], dtype=np.bool_)
        return self._among[levels]

    @cached_property
    def _among(self) -> dict[tuple[str, ...], npt.NDArray[np.bool_]]:
        return {}

    @cached_property
    def weights(self) -> npt.NDArray[np.float64]:
        """Weights by level and bucket of names."""
        rows = [level.weight if isinstance(level.weight, tuple) else (level.weight,) * 5 for level in self.levels]
        return np.array(rows, dtype=np.float64)

    @cached_property
    def rarities(self) -> npt.NDArray[np.float64]:
        """Shares of rarity by level."""
        return np.array([level.rarity for level in self.levels], dtype=np.float64)

    @cached_property
    def deciding(self) -> npt.NDArray[np.bool_]:
        """Which levels decide."""
        return np.array([level.decides for level in self.levels], dtype=np.bool_)

    @cached_property
    def vouching(self) -> npt.NDArray[np.int64]:
        """How much the levels vouch."""
        return np.array([level.vouches for level in self.levels], dtype=np.int64)

    @cached_property
    def agreeing(self) -> npt.NDArray[np.bool_]:
        """Which levels agree on a fact that others dispute."""
        return np.array([level.agrees for level in self.levels], dtype=np.bool_)

    @cached_property
    def forbidding(self) -> npt.NDArray[np.bool_]:
        """Which levels contradict."""
        return np.array([level.forbids for level in self.levels], dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Lanes:
    """How a sum of bits becomes a verdict."""

    same: float
    """From here on two records are one."""
    unsure: float
    """From here on a person is asked."""
    veto: float
    """Below this, two records never stand in one cluster, whatever connects them."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """How two records of one kind are compared."""

    kind: Kind
    prior: float
    """Bits against two records that merely met, before anything is compared."""
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True)
class Model:
    """Everything a score depends on, besides the two records and how many names use what they share."""

    version: int
    lanes: Lanes
    sheets: tuple["Sheet", ...]
    """One for each kind of contact."""
    holds: tuple[Comparison, ...]
    """For a person and a function; there is no prior."""
    holds_from: float
    """From this sum on the person holds the function."""
    mean: float
    """Two clusters become one only if their pairs weigh at least this on average."""

    def of(self, kind: Kind) -> "Sheet":
        """The sheet for two records of this kind."""
        return next(sheet for sheet in self.sheets if sheet.kind is kind)
