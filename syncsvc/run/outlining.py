"""Outlining: what a rehearsed run would do to the directory, contact by contact, for people to read."""

from dataclasses import fields

from syncsvc.model.canonical import CanonicalContact
from syncsvc.run.merging import Merged
from syncsvc.run.report import Planned
from syncsvc.store import Store, Unit

_UNTOLD = ("id", "revised_at", "members", "origins", "audiences")


def outline(store: Store, rehearsed: Unit, merged: Merged) -> tuple[Planned, ...]:
    """Every contact that would be new, different or gone, sorted by name; the store still holds what was before."""
    with store.read() as present:
        before = present.directory.get([*merged.changed, *merged.removed])
    after = rehearsed.directory.get([*merged.added, *merged.changed])
    told = [Planned("add", id_, after[id_].name.display) for id_ in merged.added]
    told += [
        Planned("change", id_, after[id_].name.display, _differing(before[id_], after[id_])) for id_ in merged.changed
    ]
    told += [Planned("remove", id_, before[id_].name.display) for id_ in merged.removed]
    return tuple(sorted(told, key=lambda one: (one.name, one.id)))


def _differing(before: CanonicalContact, after: CanonicalContact) -> tuple[str, ...]:
    """The fields people see that would change; none if only origins or marks would."""
    names = (field.name for field in fields(CanonicalContact) if field.name not in _UNTOLD)
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))
