"""Corrections: the values people set, found again under whatever id their records have now, and held to the sources."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from syncsvc.correction import NUMBERS, POINTS, Correction
from syncsvc.merge import fold
from syncsvc.model.audience import Audience
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import LIST_FIELDS, Address, Contact, Email, Kind, Phone, text_of
from syncsvc.model.issue import Issue, Severity
from syncsvc.model.profile import SourceProfile
from syncsvc.normalise import addresses, emails, names, phones, texts
from syncsvc.normalise.visibility import Marking
from syncsvc.store import Unit
from syncsvc.store.corrections import CorrectionState, SetValue

UNSEEN = "\0"
"""In place of what the sources say, for a value set just now: the merge that follows fills it in."""


def corrections(unit: Unit, now: datetime) -> dict[str, tuple[SetValue, ...]]:
    """All corrections in force, by the id they belong to now, oldest first."""
    values = [one for one in unit.corrections.all(CorrectionState.ACTIVE) if one.until is None or one.until > now]
    homes = _homes(unit, values)
    found: dict[str, list[SetValue]] = {}
    for value in values:
        found.setdefault(homes[value.number], []).append(value)
    return {id_: tuple(said) for id_, said in found.items()}


def made(
    values: Iterable[SetValue], members: Sequence[Contact], profiles: Mapping[str, SourceProfile]
) -> tuple[Correction, ...]:
    """What the values people set on a contact make of it, each under the strictest mark its sources put on such."""
    known = [(member, profiles.get(member.ref.source) or SourceProfile(member.ref.source)) for member in members]
    markings = [Marking(profile, member.kind, Audience.PUBLIC) for member, profile in known]
    person = all(member.kind is Kind.PERSON for member in members)
    applied = (_made(value, markings, known[0][1]) for value in values)
    return tuple(_in_parts(one) if one.field == "name" and person else one for one in applied)


def _in_parts(correction: Correction) -> Correction:
    return replace(correction, name=replace(names.read(correction.value), display=correction.value))


def _made(value: SetValue, markings: Sequence[Marking], profile: SourceProfile) -> Correction:
    field, text = value.field, value.value
    if field == "audience":
        return Correction(field, text, Audience.of(text))
    if field in NUMBERS:
        found = phones.read(text, label=NUMBERS[field], profile=profile)[0] if text else ()
        mark = max(marking.of_set("phones", NUMBERS[field]) for marking in markings)
        return Correction(field, text, mark, phones=tuple(_typed(phone, NUMBERS[field]) for phone in found))
    if field == "email":
        mark = max(marking.of_set("emails", "work") for marking in markings)
        return Correction(field, text, mark, emails=emails.read(text)[0] if text else ())
    if field == "address":
        mark = max(marking.of_set("addresses", "work") for marking in markings)
        return Correction(field, text, mark, addresses=addresses.of_text(text))
    if field in LIST_FIELDS:
        mark = max(marking.of_set(field) for marking in markings)
        return Correction(field, text, mark, texts=texts.parted(field, text))
    return Correction(field, text, max(marking.of_set(field) for marking in markings))


def _typed(phone: Phone, kind: str) -> Phone:
    return replace(phone, type=kind)


def said(contact: CanonicalContact, field: str) -> str:
    """What the sources say of a field that can be set, of a contact merged without corrections."""
    if field in POINTS:
        kind, values = NUMBERS.get(field, "work"), getattr(contact, POINTS[field])
        return ", ".join(sorted(text_of(one) for one in values if one.type == kind))
    if field in LIST_FIELDS:
        return ", ".join(sorted(getattr(contact, field)))
    if field in ("prefix", "given", "family", "suffix"):
        return str(getattr(contact.name, field))
    return contact.name.display if field == "name" else str(getattr(contact, field))


Seen = tuple[tuple[int, str], ...]
"""Numbers of corrections, with what the sources say now."""


def compared(
    plain: CanonicalContact, values: Iterable[SetValue], applied: Iterable[Correction]
) -> tuple[Seen, tuple[Issue, ...]]:
    """Where the sources have come to agree with what people set on a contact, or say something else than then.

    First comes what is to be remembered of corrections that were set just now.
    """
    issues: list[Issue] = []
    seen: list[tuple[int, str]] = []
    for value, correction in zip(values, applied, strict=True):
        if value.field in ("audience", "consent"):
            continue
        now, set_to = said(plain, value.field), _plain(correction)
        if value.seen == UNSEEN:
            seen.append((value.number, now))
        elif fold(now) == fold(set_to):
            hint = f"«syncsvc unset {value.id[:8]} {value.field}» leaves it to the sources again"
            issues.append(_issue(value, "correction-agrees", "the sources say by now what was set", now, hint))
        elif now != value.seen:
            hint = "set it again to keep it, or unset it"
            issues.append(_issue(value, "correction-differs", "the sources changed since this was set", now, hint))
    return tuple(seen), tuple(issues)


def _plain(correction: Correction) -> str:
    points: tuple[Phone | Email | Address, ...] = (*correction.phones, *correction.emails, *correction.addresses)
    return ", ".join(sorted([*map(text_of, points), *correction.texts])) or correction.value


def _issue(value: SetValue, code: str, message: str, now: str, hint: str) -> Issue:
    return Issue(
        "correct", code, message, key=value.id, field=value.field, value=now, hint=hint, severity=Severity.NOTICE
    )


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
