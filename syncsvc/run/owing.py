"""Owe: what a target still holds of erased people goes, whatever else about it waits, is held up or switched off."""

from dataclasses import replace
from typing import TYPE_CHECKING

from syncsvc.exports.files import FileExport
from syncsvc.exports.ldap.export import LdapExport
from syncsvc.model.plan import ChangeKind
from syncsvc.run.service import ActiveTarget, Service

if TYPE_CHECKING:
    from syncsvc.run.delivering import Draft


def due(service: Service) -> list[ActiveTarget]:
    """The targets to deliver to: those in use, and those that still hold somebody who was erased."""
    with service.store.read() as unit:
        return [active for active in service.targets if active.settings.enabled or unit.targets.refused(active.name)]


def purge(active: ActiveTarget) -> None:
    """Delete what a target keeps of its past, for somebody who was erased. Raises TargetError."""
    if isinstance(active.export, FileExport | LdapExport):
        active.export.purge()


def erased_alone(ready: "Draft") -> "Draft":
    """Of all that would be done, only the removal of the erased, which no guard and no switch holds up."""
    changes = tuple(one for one in ready.plan.changes if one.kind is ChangeKind.REMOVE and one.key in ready.owed)
    plan = replace(ready.plan, changes=changes)
    return replace(ready, plan=plan, changed={}, dropped=ready.owed, issues=(), rendered=False, alone=True)


def left_behind(service: Service) -> tuple[str, ...]:
    """Exports that still hold erased people and are configured no more, for the report."""
    known = {active.name for active in service.targets}
    with service.store.read() as unit:
        names = [one.name for one in unit.targets.all() if one.name not in known and unit.targets.refused(one.name)]
    return tuple(
        f"{name}: this export is configured no more and may still hold the erased; delete its files by hand"
        for name in names
    )
