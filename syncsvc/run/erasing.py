"""Erasing: a person leaves store, snapshots, history, exports and served views in one go, and does not come back."""

from collections.abc import Iterable

from syncsvc.errors import TargetError
from syncsvc.model.record import RecordRef
from syncsvc.run.asking import find_id
from syncsvc.run.checking import Refused
from syncsvc.run.linking import let_go
from syncsvc.run.owing import purge
from syncsvc.run.service import Run, Service
from syncsvc.run.suppressing import BASES, known_by
from syncsvc.store import AuditLine, Suppression, Unit
from syncsvc.store.erasure import Erasure, erase

REASONS = ("request", "objection", "court", "death", "mistake")
"""Codes, so that nothing about a person stays behind as free text."""


def erase_contact(unit: Unit, run: Run, asked: str, *, author: str, reason: str) -> list[str]:
    """Erase a contact and suppress it; returns the other contacts that have to be merged again."""
    if reason not in REASONS:
        raise Refused("the reason is a code, so that no personal data stays", hint=f"one of: {', '.join(REASONS)}")
    id_ = find_id(unit, asked)
    refs = unit.identities.members([id_]).get(id_, ())
    remembered = known_by(unit, unit.contacts.get(refs).values(), (id_,))
    suppression = Suppression(run.mint(), reason, run.now, author)

    def forget() -> None:
        erased = erase(unit, Erasure((id_,), author, run.now, reason, suppression, remembered))
        for target in erased.targets:
            # Owed until delivered, should the target not answer just now.
            unit.targets.refuse(target, erased.ids, run.now)

    touched = sorted(let_go(unit, refs, run, forget))
    for source in sorted({ref.source for ref in refs}):
        # What a source asked to be reminded of may name the record.
        unit.sources.forget_memory(source)
    return touched


def purge_versions(service: Service) -> tuple[str, ...]:
    """Delete the former versions of files and what undoes changes to servers, and end rollbacks.

    Nothing may bring the erased back. Returns what could not be purged, for the report.
    """
    failed = []
    for active in service.targets:
        try:
            purge(active)
        except TargetError as error:
            failed.append(f"{active.name}: former versions could not be deleted: {error}")
    return tuple(failed)


def suppressions(unit: Unit) -> tuple[Suppression, ...]:
    """Who must not come back; nothing here tells who."""
    return unit.suppressions.all()


def lift(unit: Unit, run: Run, id_: str, *, author: str, reason: str, only: str = "") -> Iterable[str]:
    """End a suppression, or with ``only`` one way it knows somebody; who is let in comes with the next run."""
    if not reason.strip():
        raise Refused("lifting a suppression needs a reason", hint="--reason")
    if only not in ("", *BASES):
        raise Refused(f"nobody is known by «{only}»", hint=f"one of: {', '.join(BASES)}")
    found = [one for one in unit.suppressions.all() if one.id.startswith(id_)] if len(id_) >= 4 else []
    if len(found) != 1 or found[0].lifted_at is not None:
        raise Refused(f"there is no suppression {id_} in force", hint="«syncsvc suppressions» lists them")
    if not only:
        unit.suppressions.lift(found[0].id, by=author, reason=reason, now=run.now)
    elif not unit.suppressions.narrow(found[0].id, only):
        raise Refused(f"the suppression {id_} knows nobody but by {only}", hint="lift it as a whole")
    unit.audit.add(AuditLine(run.now, author, "narrow" if only else "lift", found[0].id, only))
    for state in unit.sources.all():
        # Sources that say «unchanged» would not give the records again.
        unit.sources.forget_memory(state.name)
        unit.issues.remove([RecordRef(state.name, found[0].id)])
    return ()
