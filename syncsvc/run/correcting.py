"""Corrections: the values people set, found again under whatever id their records have now."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from syncsvc.merge import Correction
from syncsvc.store import Unit
from syncsvc.store.corrections import CorrectionState, SetValue


def corrections(unit: Unit, now: datetime) -> dict[str, tuple[Correction, ...]]:
    """All corrections in force, by the id they belong to now, oldest first."""
    values = [one for one in unit.corrections.all(CorrectionState.ACTIVE) if one.until is None or one.until > now]
    homes = _homes(unit, values)
    found: dict[str, list[Correction]] = {}
    for value in values:
        found.setdefault(homes[value.number], []).append(Correction(value.field, value.value))
    return {id_: tuple(said) for id_, said in found.items()}


def overdue(unit: Unit, now: datetime) -> set[str]:
    """End the corrections whose time is over; return the ids that have to be merged again."""
    ended = unit.corrections.expire(now)
    return set(_homes(unit, ended).values())


def _homes(unit: Unit, values: Iterable[SetValue]) -> dict[int, str]:
    """Where each correction belongs: with most of the records it was made on; on a tie, with its own id."""
    ids = unit.identities.of({ref for value in values for ref in value.anchors})
    homes = {}
    for value in values:
        votes = Counter(ids[ref] for ref in value.anchors if ref in ids)
        homes[value.number] = max(votes, key=lambda id_: (votes[id_], id_ == value.id, id_), default=value.id)
        if homes[value.number] != value.id:
            unit.corrections.move(value.number, homes[value.number])
    return homes
