"""Unite: contacts as they are kept become canonical contacts as they are kept. Pure, so that a crew can do it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from syncsvc.correction import corrected
from syncsvc.merge import merge
from syncsvc.model.audience import Audience
from syncsvc.model.canonical import CanonicalContact, Link, Origin
from syncsvc.model.contact import Contact, Kind
from syncsvc.model.issue import Issue
from syncsvc.model.profile import SourceProfile
from syncsvc.model.record import RecordRef
from syncsvc.run.correcting import Seen, compared, made
from syncsvc.run.disputing import disputes
from syncsvc.store import FreshCanonical, SealedCanonical, SetValue, seal_canonical, unseal_canonical, unseal_contact


class Case(NamedTuple):
    """All that one canonical contact is made of."""

    id: str
    members: tuple[tuple[RecordRef, bytes], ...]
    """Its records with their contacts."""
    related: tuple[tuple[RecordRef, Link], ...] = ()
    """Links by the record they come of; a link without a relation leads from a person to a function or back."""
    values: tuple[SetValue, ...] = ()
    former: SealedCanonical | None = None


class Place(NamedTuple):
    """What others' links depend on."""

    label: tuple[Kind, Audience]
    links: tuple[str, ...]
    """Ids it links to."""
    members: tuple[RecordRef, ...]


class United(NamedTuple):
    """A canonical contact and what making it brought to light."""

    contact: FreshCanonical
    now: Place
    before: Place | None
    seen: Seen
    issues: tuple[Issue, ...]
    """About what people set."""
    disputes: tuple[Issue, ...]


def place(contact: CanonicalContact) -> Place:
    """Take from a contact what others' links depend on."""
    return Place((contact.kind, contact.audience), tuple(link.id for link in contact.links), contact.members)


def unite(profiles: Mapping[str, SourceProfile], day: str, cases: Sequence[Case]) -> list[United]:
    """Merge each case; ``day`` (ISO 8601) is when values that were not held before are held from."""
    return [_united(case, profiles, day) for case in cases]


def _united(case: Case, profiles: Mapping[str, SourceProfile], day: str) -> United:
    own = [unseal_contact(ref, content) for ref, content in case.members]
    former = None if case.former is None else unseal_canonical(case.former)
    applied = made(case.values, own, profiles) if case.values else ()
    plain = merge(case.id, own, profiles, [one for one in applied if one.field == "consent"])
    seen, issues = compared(plain, case.values, applied)
    contact = corrected(plain, [one for one in applied if one.field != "consent"])
    contact = replace(contact, origins=_since(contact.origins, former, day), links=_links(case, own))
    before = None if former is None else place(former)
    return United(seal_canonical(contact), place(contact), before, seen, issues, disputes(contact, own))


def _links(case: Case, own: Sequence[Contact]) -> tuple[Link, ...]:
    people = {contact.ref for contact in own if contact.kind is Kind.PERSON}
    found = {
        link if link.relation else replace(link, relation="holds" if ref in people else "held-by")
        for ref, link in case.related
    }
    return tuple(sorted(found, key=lambda link: (link.relation, link.id)))


def _since(origins: Sequence[Origin], former: CanonicalContact | None, day: str) -> tuple[Origin, ...]:
    """The origins with the day from which each value has been held: as before, or today."""
    known = {(origin.field, origin.value): origin.since for origin in (former.origins if former else ())}
    return tuple(
        Origin(one.field, one.value, one.refs, known.get((one.field, one.value), day), one.chosen) for one in origins
    )
