"""Removals: vanished records wait out their grace; too many, or those of a changed reading, wait for a person."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from syncsvc.model.record import RecordRef
from syncsvc.plan import exceeds
from syncsvc.run.service import ActiveSource
from syncsvc.store import Unit
from syncsvc.store.holds import Hold, HoldState, Scope

EXPIRY = timedelta(days=7)
"""How long a hold waits for a person, and how long an approval counts."""


@dataclass(frozen=True, slots=True)
class Removals:
    """Records to remove now, and how many wait for a person."""

    refs: tuple[RecordRef, ...] = ()
    held: int = 0


def removals(
    unit: Unit,
    active: ActiveSource,
    now: datetime,
    mint: Callable[[], str],
    *,
    doubtful: tuple[str, ...] = (),
) -> Removals:
    """Decide which vanished records of a source go.

    ``doubtful`` vanished in a run that read the source in a new way: they wait for a person, whatever their number.
    """
    name, settings = active.name, active.settings
    vanished = unit.records.vanished(name)
    if not vanished:
        _close(unit, name, now)
        return Removals()
    holds = unit.holds.all(scope=Scope.SOURCE, name=name)
    approved = _approved(unit, holds, vanished, now)
    refused = _still_gone((hold for hold in holds if hold.state is HoldState.REFUSED), vanished)
    waiting = _still_gone((hold for hold in holds if hold.reason == "configuration"), vanished) | set(doubtful)
    waiting -= approved | refused
    due = set(unit.records.overdue(name, now - settings.grace)) - approved - refused - waiting
    too_many = exceeds(settings.max_removed, len(due), unit.records.count(name))
    held = waiting | (due if too_many else set())
    if held:
        reason = "configuration" if waiting else "limit"
        unit.holds.open(Hold(mint(), Scope.SOURCE, name, tuple(sorted(held)), now, now + EXPIRY, reason))
    else:
        _close(unit, name, now)
    gone = approved | (set() if too_many else due)
    return Removals(tuple(RecordRef(name, key) for key in sorted(gone)), len(held))


def _still_gone(holds: Iterable[Hold], vanished: Mapping[str, datetime]) -> set[str]:
    """What these holds were about, without records that came back since and vanished anew."""
    return {key for hold in holds for key in hold.keys if key in vanished and vanished[key] <= hold.created}


def _approved(unit: Unit, holds: tuple[Hold, ...], vanished: dict[str, datetime], now: datetime) -> set[str]:
    """The records a person let go, if exactly that set is still what would go."""
    gone: set[str] = set()
    for hold in holds:
        if hold.state is HoldState.APPROVED and hold.expires > now and vanished.keys() >= set(hold.keys):
            gone |= set(hold.keys)
            unit.holds.done(hold.id, now)
    return gone


def _close(unit: Unit, name: str, now: datetime) -> None:
    """Nothing waits any more: holds of this source are called for no longer."""
    for hold in unit.holds.waiting(Scope.SOURCE, name):
        if hold.state is HoldState.OPEN:
            unit.holds.done(hold.id, now)
