"""Asking: what the directory knows of a contact, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from syncsvc.errors import SyncError
from syncsvc.matching import explain
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.record import RecordRef
from syncsvc.run.judging import Reason
from syncsvc.store import Event, SetValue, State, Unit


class NotFound(SyncError):
    """There is no such contact."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Dossier:
    """A canonical contact and what happened to it."""

    contact: CanonicalContact
    history: tuple[Event, ...]
    set_values: tuple[SetValue, ...]
    """What people set on it and did not take back."""
    asked: str
    """The id that was asked for; another one when that was merged into this."""
    related: tuple[tuple[str, CanonicalContact], ...] = ()
    """Contacts it has to do with: «holds», «held-by», «member», and «member-of» for the groups it is in."""


def find_id(unit: Unit, asked: str) -> str:
    """The active id that an id, or the unique beginning of one, leads to. Raises NotFound."""
    if found := unit.identities.resolve(asked):
        return found
    known = unit.identities.get(asked)
    if known is not None:
        raise NotFound(f"{asked} is {known.state.value}", hint="its history ended; «find» searches what there is")
    begun = [id_ for id_ in unit.directory.ids() if id_.startswith(asked.lower())] if len(asked) >= 4 else []
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise NotFound(f"{len(begun)} ids begin with {asked}", hint="type more of it")
    raise NotFound(f"there is no contact with the id {asked}", hint="«syncsvc find TEXT» shows ids")


def dossier(unit: Unit, asked: str) -> Dossier:
    """Everything about one contact. Raises NotFound."""
    id_ = find_id(unit, asked)
    contact = unit.directory.get([id_])[id_]
    former = unit.identities.leading_to(id_)
    values = unit.corrections.of(id_, contact.members)
    return Dossier(contact, unit.events.of([id_, *former]), values, asked, _related(unit, contact))


def _related(unit: Unit, contact: CanonicalContact) -> tuple[tuple[str, CanonicalContact], ...]:
    groups = set(unit.identities.of(unit.contacts.groups_with(contact.members)).values())
    ties = [*((link.relation, link.id) for link in contact.links), *(("member-of", id_) for id_ in sorted(groups))]
    others = unit.directory.get({id_ for _, id_ in ties})
    return tuple((relation, others[id_]) for relation, id_ in ties if id_ in others)


def why(unit: Unit, asked: str) -> tuple[Reason, ...]:
    """The evidence of every pair of records within one contact, strongest first."""
    members = unit.identities.members([find_id(unit, asked)])
    refs = sorted(ref for own in members.values() for ref in own)
    return _reasons(unit, combinations(refs, 2))


def why_not(unit: Unit, asked: str, other: str) -> tuple[Reason, ...]:
    """The evidence between the records of two contacts, strongest first. Raises NotFound if they are one."""
    first, second = find_id(unit, asked), find_id(unit, other)
    if first == second:
        raise NotFound(f"{asked} and {other} are one contact", hint=f"«syncsvc why {first}» tells why")
    members = unit.identities.members([first, second])
    return _reasons(unit, ((left, right) for left in members[first] for right in members[second]))


def _reasons(unit: Unit, pairs: Iterable[tuple[RecordRef, RecordRef]]) -> tuple[Reason, ...]:
    """Each pair explained from what the store keeps."""
    ordered = [(min(pair), max(pair)) for pair in pairs]
    refs = sorted({ref for pair in ordered for ref in pair})
    contacts = unit.contacts.get(refs)
    decisions = {(one.left, one.right): one for one in unit.decisions.in_force(refs)}
    reasons = [
        Reason(
            explain(contacts[left], contacts[right], unit.linkage),
            decisions.get((left, right)),
            (contacts[left].name.display, contacts[right].name.display),
        )
        for left, right in ordered
    ]
    return tuple(sorted(reasons, key=lambda reason: (-reason.match.score, reason.match.left, reason.match.right)))


def retired(unit: Unit) -> tuple[str, ...]:
    """Ids that have no records now."""
    return tuple(one.id for one in unit.identities.all(State.RETIRED))
