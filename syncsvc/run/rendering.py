"""Render: the directory's contacts, as far as a target's audience may see them, as that target's entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from syncsvc.errors import RecordError
from syncsvc.model.issue import Issue, Severity
from syncsvc.model.plan import Entry
from syncsvc.ports import Export
from syncsvc.privacy import view
from syncsvc.run.crew import spread
from syncsvc.store import SealedCanonical, Unit, unseal_canonical
from syncsvc.store.connection import chunks

BATCH = 2_000
"""Contacts rendered at a time."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What became of contacts: entries, ids of those the target must not show, and what could not be shown."""

    entries: tuple[Entry, ...] = ()
    dropped: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()


def render(unit: Unit, export: Export, ids: Sequence[str] | None) -> Rendered:
    """Render these contacts (None: all). Ids that lead to no contact are among the dropped."""
    things = sum(unit.directory.count().values()) if ids is None else len(ids)
    batches = chunks(unit.directory.sealed(ids), BATCH)
    entries: list[Entry] = []
    dropped: list[str] = []
    issues: list[Issue] = []
    for one in spread(partial(render_batch, export), batches, things=things):
        entries += one.entries
        dropped += one.dropped
        issues += one.issues
    gone = set(ids or ()) - {entry.key for entry in entries} - set(dropped)
    return Rendered(tuple(entries), (*dropped, *sorted(gone)), tuple(issues))


def render_batch(export: Export, contacts: Sequence[SealedCanonical]) -> Rendered:
    """The entries of contacts as they are kept."""
    entries: list[Entry] = []
    dropped: list[str] = []
    issues: list[Issue] = []
    for contact in contacts:
        try:
            seen = view(unseal_canonical(contact, behind=export.provenance), export.audience)
            entry = None if seen is None else export.render(seen)
        except RecordError as error:
            issues.append(_refused(export.name, contact.id, error))
            entry = None
        if entry is None:
            dropped.append(contact.id)
        else:
            entries.append(entry)
    return Rendered(tuple(entries), tuple(dropped), tuple(issues))


def _refused(target: str, id_: str, error: RecordError) -> Issue:
    return Issue(
        stage="deliver",
        code=error.code,
        message=str(error),
        source=target,
        key=id_,
        field=error.field,
        hint=error.hint,
        severity=Severity.ERROR,
    )
