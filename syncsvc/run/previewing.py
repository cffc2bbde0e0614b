"""Preview: fetch, read and normalise one source, and keep nothing."""

from dataclasses import dataclass

from syncsvc.model.contact import Contact
from syncsvc.model.issue import Issue
from syncsvc.normalise.record import normalise
from syncsvc.run.fetching import refuse_too_few
from syncsvc.run.service import ActiveSource


@dataclass(frozen=True, slots=True)
class Preview:
    """What a source would bring: contacts, each with its issues, and the issues of the source as a whole."""

    contacts: tuple[tuple[Contact, tuple[Issue, ...]], ...]
    issues: tuple[Issue, ...]
    """Of the source, and of records that could not be used."""


def preview(active: ActiveSource) -> Preview:
    """Read one source now. Raises SourceError."""
    snapshot = active.source.fetch(())
    refuse_too_few(active, len(snapshot.records))
    contacts, issues = [], list(snapshot.issues)
    for record in snapshot.records:
        contact, found = normalise(record, active.profile)
        if contact is None:
            issues += found
        else:
            contacts.append((contact, found))
    return Preview(tuple(contacts), tuple(issues))
