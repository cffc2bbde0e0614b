"""How much comparisons that were not made yet can bring at most: pairs that cannot come far enough are left out early.

Two persons who merely share an office and a letter of a name are most of all pairs. Once their names are compared,
no mailbox or telephone number makes one person of them, and the costly comparisons need not be made; where given names
differ, a common family name does not either, unless it is rarer than most.
"""

from collections.abc import Callable, Mapping

import numpy as np

from syncsvc.columns.encoding import Uses
from syncsvc.matching.declaration import Comparison
from syncsvc.matching.measures_contact import other_given
from syncsvc.matching.measures_names import contradicted, crossed
from syncsvc.matching.pairs import Flags, Floats, Pairs, combos

Limit = Callable[[Pairs, Comparison, Flags], Floats | float]
"""The most that a comparison can bring to pairs; which of them have other given names is told."""

_SLACK = 1e-5
"""Scores are rounded, and sums depend on their order."""


def promising(pairs: Pairs, so_far: Floats, waiting: Mapping[str, Comparison], least: float) -> Flags:
    """Which pairs may come as far as ``least`` by the comparisons that wait."""
    if "family" in waiting:
        return ~_hopeless(pairs, so_far, waiting, least)
    stranger = other_given(pairs) if "birthday" in pairs.found else contradicted(pairs) & ~_born_together(pairs)
    most = so_far.copy()
    for name, comparison in waiting.items():
        most += _LIMITS[name](pairs, comparison, stranger)
    return np.asarray(most >= least - _SLACK, dtype=np.bool_)


def _hopeless(pairs: Pairs, so_far: Floats, waiting: Mapping[str, Comparison], least: float) -> Flags:
    """Pairs with other given names that even the rarest family name of the two would not bring so far.

    Whether they have values in common is not looked at, and names that may stand in each other's place are let pass.
    """
    stranger = contradicted(pairs)
    some = pairs.among(stranger)
    most = so_far[stranger] + _family(some, waiting["family"])
    most += sum(_best(waiting[name], *_BARRED.get(name, ())) for name in waiting if name not in _LOOKED_AT)
    most += _birthday(some, waiting["birthday"]) + _identity(some, waiting["id"])
    stranger[stranger] = most < least - _SLACK
    return stranger


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


def _family(pairs: Pairs, comparison: Comparison) -> Floats:
    """Names that lack or stand in each other's place may make other given names good."""
    bits, names = pairs.features.family_bits, pairs.features.family_numbers
    ours, theirs = names.take(pairs.left), names.take(pairs.right)
    rarity, shares = np.minimum(bits.take(ours), bits.take(theirs)), comparison.rarities
    most = np.max([comparison.weights[shares == share].max() + share * rarity for share in np.unique(shares)], axis=0)
    first, second = crossed(pairs)
    return np.where((ours == 0) | (theirs == 0) | first | second, np.inf, most)


def _identity(pairs: Pairs, comparison: Comparison, *_: Flags) -> Floats:
    """An equal id even makes other names good."""
    return np.where(_said("ids", pairs), np.inf, _unsaid(comparison))


def _birthday(pairs: Pairs, comparison: Comparison, *_: Flags) -> Floats:
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
    return _shared("mails", pairs, comparison, stranger, "kept", "own", "same", "office")


def _phone(pairs: Pairs, comparison: Comparison, stranger: Flags) -> Floats:
    return _shared("phones", pairs, comparison, stranger, "mobile", "line", "switchboard", "household")


def _shared(name: str, pairs: Pairs, comparison: Comparison, stranger: Flags, *equal: str) -> Floats:
    """Only who has a value in common reaches the levels of equal ones."""
    said = _said(name, pairs)
    common = _common(name, getattr(pairs.table, name), pairs, said & ~stranger)
    most = np.where(common, _best(comparison), _best(comparison, *equal))
    most = np.where(stranger, _best(comparison, *_BARRED[comparison.name]), most)
    return np.where(said, most, _unsaid(comparison))


def _address(pairs: Pairs, comparison: Comparison, stranger: Flags) -> Floats:
    """In one house, one given name and birthday make another family name a married one."""
    most = np.where(stranger, _best(comparison, *_BARRED["address"]), _best(comparison))
    family = pairs.asked["family"]
    married = float((family.weights[family.index["married"]] - family.weights[family.index["different"]]).max())
    most += np.where(pairs.at("family", "different"), married, 0)
    return np.where(_said("places", pairs), most, _unsaid(comparison))


def _anything(pairs: Pairs, comparison: Comparison, stranger: Flags) -> float:  # noqa: ARG001
    return _best(comparison)


_BARRED = {
    "mailbox": ("kept", "own", "same", "near", "local"),
    "phone": ("mobile", "line"),
    "address": ("house", "street", "road", "town", "city", "workplace"),
}
"""Levels that two with other given names do not reach: what they share is a household's."""
_LOOKED_AT = frozenset(("family", "birthday", "id"))
_LIMITS: Mapping[str, Limit] = {
    "id": _identity,
    "birthday": _birthday,
    "mailbox": _mailbox,
    "phone": _phone,
    "address": _address,
    **dict.fromkeys(("generation", "organisation", "unit", "role", "source"), _anything),
}
