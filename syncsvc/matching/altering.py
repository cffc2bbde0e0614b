"""A model with some weights or thresholds changed, to see what that would do before it does."""

from collections.abc import Mapping
from dataclasses import fields, replace

from syncsvc.matching.declaration import Comparison, Lanes, Level, Model, Sheet

Changes = Mapping[str, object]


def altered(model: Model, changes: Changes) -> Model:
    """The model with ``lanes``, ``priors`` by kind, and ``weights`` by kind, comparison and level changed.

    A weight is a number, or five where it depends on how many different names use the value. Raises ValueError that
    names the place for what the model does not have.
    """
    known = {"lanes", "priors", "weights"}
    if unknown := sorted(changes.keys() - known):
        raise ValueError(f"{unknown[0]}: a model has lanes, priors and weights")
    priors, weights = _table(changes, "priors"), _table(changes, "weights")
    kinds = {sheet.kind.value for sheet in model.sheets}
    if unknown := sorted((priors.keys() | weights.keys()) - kinds):
        raise ValueError(f"{unknown[0]}: the kinds are {', '.join(sorted(kinds))}")
    sheets = tuple(_sheet(sheet, priors, weights) for sheet in model.sheets)
    return replace(model, lanes=_lanes(model.lanes, _table(changes, "lanes")), sheets=sheets)


def _table(changes: Changes, name: str) -> Changes:
    found = changes.get(name, {})
    if not isinstance(found, Mapping):
        raise ValueError(f"{name}: a table is wanted")  # noqa: TRY004 — a mistake in a file, not in the program
    return found


def _number(value: object, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{place}: a number is wanted")  # noqa: TRY004 — as above
    return float(value)


def _lanes(lanes: Lanes, changes: Changes) -> Lanes:
    names = {field.name for field in fields(Lanes)}
    if unknown := sorted(changes.keys() - names):
        raise ValueError(f"lanes.{unknown[0]}: the lanes are {', '.join(sorted(names))}")
    return replace(lanes, **{name: _number(value, f"lanes.{name}") for name, value in changes.items()})


def _sheet(sheet: Sheet, priors: Changes, weights: Changes) -> Sheet:
    kind = sheet.kind.value
    prior = _number(priors.get(kind, sheet.prior), f"priors.{kind}")
    wanted = _table(weights, kind)
    if unknown := sorted(wanted.keys() - {one.name for one in sheet.comparisons}):
        raise ValueError(f"weights.{kind}.{unknown[0]}: there is no such comparison")
    comparisons = tuple(_comparison(one, _table(wanted, one.name), kind) for one in sheet.comparisons)
    return replace(sheet, prior=prior, comparisons=comparisons)


def _comparison(comparison: Comparison, weights: Changes, kind: str) -> Comparison:
    place = f"weights.{kind}.{comparison.name}"
    if unknown := sorted(weights.keys() - comparison.index.keys()):
        raise ValueError(f"{place}.{unknown[0]}: there is no such level")
    levels = tuple(
        replace(level, weight=_weight(level, weights[level.name], place)) if level.name in weights else level
        for level in comparison.levels
    )
    return replace(comparison, levels=levels)


def _weight(level: Level, value: object, place: str) -> float | tuple[float, float, float, float, float]:
    if not isinstance(value, list):
        return _number(value, f"{place}.{level.name}")
    if len(value) != 5:
        raise ValueError(f"{place}.{level.name}: a number is wanted, or five")
    one, two, three, four, five = (_number(part, f"{place}.{level.name}") for part in value)
    return one, two, three, four, five
