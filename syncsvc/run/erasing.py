"""Erasing: a person leaves store, snapshots, history, exports and served views in one go, and does not come back."""

from collections.abc import Iterable

from syncsvc.exports.files import FileExport
from syncsvc.exports.ldap.export import LdapExport
from syncsvc.run.asking import find_id
from syncsvc.run.deciding import Refused
from syncsvc.run.linking import let_go
from syncsvc.run.service import Run, Service
from syncsvc.run.suppressing import terms
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
    contacts = unit.contacts.get(refs)
    known_by = tuple(sorted({term for contact in contacts.values() for term in terms(contact)}))
    suppression = Suppression(run.mint(), reason, run.now, author)

    def forget() -> None:
        erased = erase(unit, Erasure((id_,), author, run.now, reason, suppression, known_by))
        for target in erased.targets:
            # Owed until delivered, should the target not answer just now.
            unit.targets.refuse(target, erased.ids, run.now)

    return sorted(let_go(unit, refs, run, forget))


def purge_versions(service: Service) -> None:
    """Delete the former versions of files and what undoes changes to servers: nothing may bring the erased back."""
    for active in service.targets:
        if isinstance(active.export, FileExport | LdapExport):
            active.export.purge()


def suppressions(unit: Unit) -> tuple[Suppression, ...]:
    """Who must not come back; nothing here tells who."""
    return unit.suppressions.all()


def lift(unit: Unit, run: Run, id_: str, *, author: str, reason: str) -> Iterable[str]:
    """End a suppression; whoever it covered comes back with the next run of their source."""
    if not reason.strip():
        raise Refused("lifting a suppression needs a reason", hint="--reason")
    found = [one for one in unit.suppressions.all() if one.id.startswith(id_)] if len(id_) >= 4 else []
    if len(found) != 1 or not unit.suppressions.lift(found[0].id, by=author, reason=reason, now=run.now):
        raise Refused(f"there is no suppression {id_} in force", hint="«syncsvc suppressions» lists them")
    unit.audit.add(AuditLine(run.now, author, "lift", found[0].id))
    for state in unit.sources.all():
        # Sources that say «unchanged» would not give the records again.
        unit.sources.forget_memory(state.name)
    return ()
