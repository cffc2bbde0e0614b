"""How much comparisons that were not made yet can bring at most: pairs that cannot come far enough are left out early.

Two persons who merely share an office and a letter of a name are most of all pairs. Once their names are compared,
no mailbox or telephone number makes one person of them, and the costly comparisons need not be made.
"""

from collections.abc import Callable, Mapping

import numpy as np

from syncsvc.matching.declaration import Comparison
from syncsvc.matching.encoding import Uses
from syncsvc.matching.measures_contact import other_given
from syncsvc.matching.measures_names import contradicted
from syncsvc.matching.pairs import Flags, Floats, Pairs, combos

Limit = Callable[[Pairs, Comparison, Flags], Floats | float]
"""The most that a comparison can bring to pairs; which of them have other given names is told."""

_SLACK = 1e-5
"""Scores are rounded, and sums depend on their order."""


def promising(pairs: Pairs, so_far: Floats, waiting: Mapping[str, Comparison], least: float) -> Flags:
    """Which pairs may come as far as ``least`` by the comparisons that wait."""
    stranger = other_given(pairs) if "birthday" in pairs.found else contradicted(pairs) & ~_born_together(pairs)
    most = so_far.copy()
    for name, comparison in waiting.items():
        most += _LIMITS[name](pairs, comparison, stranger)
    return np.asarray(most >= least - _SLACK, dtype=np.bool_)


def _best(comparison: Comparison, *but: str) -> float:
    """The highest weight of all levels but some."""
    return max(
        float(weight.max())
        for level, weight in zip(comparison.levels, comparison.weights, strict=True)
        if level.name not in but
    )


def _unsaid(comparison: Comparison) -> float:
    """What it weighs that one of the two says nothing."""
    return float(comparison.weights[comparison.index["missing"]].max())


def _said(uses: str, pairs: Pairs) -> Flags:
    """Pairs of which both have a value."""
    told = pairs.features.points.told[uses]
    return np.asarray(told.take(pairs.left) & told.take(pairs.right), dtype=np.bool_)


def _common(name: str, uses: Uses, pairs: Pairs, said: Flags) -> Flags:
    """Of pairs that both have values those with one in common; who have no mark in common are not looked at."""
    marks, flags = pairs.features.points.marks[name], np.zeros(len(pairs), dtype=np.bool_)
    rows = np.flatnonzero(said)
    rows = rows[(marks.take(pairs.left[rows]) & marks.take(pairs.right[rows])) != 0]
    combo = combos(uses, Pairs(pairs.features, pairs.shares, pairs.left[rows], pairs.right[rows]))
    flags[rows[combo.pair[uses.value[combo.left] == uses.value[combo.right]]]] = True
    return flags


def _identity(pairs: Pairs, comparison: Comparison, stranger: Flags) -> Floats:  # noqa: ARG001
    """An equal id even makes other names good."""
    return np.where(_said("ids", pairs), np.inf, _unsaid(comparison))


def _birthday(pairs: Pairs, comparison: Comparison, stranger: Flags) -> Floats:  # noqa: ARG001
    """An equal birthday even makes another given name one with a slip."""
    born, given = pairs.table.birthday, pairs.asked["given"]
    known = (born[pairs.left] > 0) & (born[pairs.right] > 0)
    mended = _best(given) - float(given.weights.min())
    most = np.where(_born_together(pairs) & contradicted(pairs), _best(comparison) + mended, _best(comparison))
    return np.where(known, most, _unsaid(comparison))


def _born_together(pairs: Pairs) -> Flags:
    born = pairs.table.birthday
    return np.asarray((born[pairs.left] == born[pairs.right]) & (born[pairs.left] > 0), dtype=np.bool_)


def _mailbox(pairs: Pairs, comparison: Comparison, stranger: Flags) -> Floats:
    mails = pairs.table.mails
    equal = ("kept", "own", "same", "office")
    other = np.where(stranger, _best(comparison, *equal, "near", "local"), _best(comparison, *equal))
    same = np.where(stranger, _best(comparison, "kept", "own", "same", "near", "local"), _best(comparison))
    said = _said("mails", pairs)
    most = np.where(_common("mails", mails, pairs, said), same, other)
    return np.where(said, most, _unsaid(comparison))


def _phone(pairs: Pairs, comparison: Comparison, stranger: Flags) -> Floats:
    phones = pairs.table.phones
    other = _best(comparison, "mobile", "line", "switchboard", "household")
    same = np.where(stranger, _best(comparison, "mobile", "line"), _best(comparison))
    said = _said("phones", pairs)
    most = np.where(_common("phones", phones, pairs, said), same, other)
    return np.where(said, most, _unsaid(comparison))


def _address(pairs: Pairs, comparison: Comparison, stranger: Flags) -> Floats:
    """In one house, one given name and birthday make another family name a married one."""
    shared = [level.name for level in comparison.levels[: comparison.index["household"]]]
    most = np.where(stranger, _best(comparison, *shared), _best(comparison))
    family = pairs.asked["family"]
    married = float((family.weights[family.index["married"]] - family.weights[family.index["different"]]).max())
    most += np.where(pairs.at("family", "different"), married, 0)
    return np.where(_said("places", pairs), most, _unsaid(comparison))


def _anything(pairs: Pairs, comparison: Comparison, stranger: Flags) -> float:  # noqa: ARG001
    return _best(comparison)


_LIMITS: Mapping[str, Limit] = {
    "id": _identity,
    "birthday": _birthday,
    "mailbox": _mailbox,
    "phone": _phone,
    "address": _address,
    **dict.fromkeys(("generation", "organisation", "unit", "role", "source"), _anything),
}
