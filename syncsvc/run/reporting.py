"""Report: everything held about one person, where it comes from and where it went (Art. 15 GDPR)."""

from collections.abc import Iterable
from typing import Any

from syncsvc.formats.contact_json import contact_json
from syncsvc.model.canonical import CanonicalContact, Origin
from syncsvc.model.contact import VALUE_FIELDS, text_of
from syncsvc.model.record import RecordRef, SourceRecord
from syncsvc.privacy import view
from syncsvc.run.asking import find_id
from syncsvc.run.service import ActiveTarget, Service
from syncsvc.store import AuditFilter, LedgerEntry, SetValue, Unit

Told = dict[str, Any]
"""Plain data, ready to be printed or written as JSON."""


def access(service: Service, unit: Unit, asked: str) -> Told:
    """All the store holds about the contact with this id, in plain data.

    Of other people it tells no more than that there is a relation: they have rights too (Art. 15 (4)). Raises NotFound.
    """
    id_ = find_id(unit, asked)
    contact = unit.directory.get([id_])[id_]
    former = unit.identities.merged_into([id_])
    mine = set(contact.members)
    values = [one for one in unit.corrections.all() if one.id in (id_, *former) or mine & set(one.anchors)]
    return {
        "id": id_,
        "former_ids": list(former),
        "contact": contact_json(contact),
        "class": contact.contact_class.value,
        "values": [_value(service, contact, origin) for origin in contact.origins],
        "records": [_record(service, unit, record) for record in unit.records.get(contact.members)],
        "set": [_set(one) for one in values],
        "decisions": [_decision(one, mine) for one in unit.decisions.of(contact.members)],
        "links": [{"relation": link.relation, "id": link.id, "kind": link.kind.value} for link in contact.links],
        "history": [
            {"at": _at(event.at), "event": event.kind, "cause": event.cause} for event in unit.events.of([id_, *former])
        ],
        "issues": _issues(unit, id_, contact.members),
        "acts": [{"at": _at(line.at), "action": line.action, "detail": line.detail} for line in _acts(unit, id_)],
        "recipients": [_recipient(unit, active, contact) for active in service.targets],
    }


def _at(moment: Any) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _title(service: Service, source: str) -> str:
    return next((active.profile.title for active in service.sources if active.name == source), source)


def _value(service: Service, contact: CanonicalContact, origin: Origin) -> Told:
    marks = [
        value.audience for field in VALUE_FIELDS for value in getattr(contact, field) if origin.value == text_of(value)
    ]
    return {
        "field": origin.field,
        "value": origin.value,
        "chosen": origin.chosen,
        "audience": max([contact.audience_of(origin.field), *marks]).word,
        "since": origin.since,
        "sources": sorted({_title(service, ref.source) for ref in origin.refs}),
    }


def _record(service: Service, unit: Unit, record: SourceRecord) -> Told:
    seen = unit.records.sighting(record.ref)
    return {
        "source": record.ref.source,
        "title": _title(service, record.ref.source),
        "key": record.ref.key,
        "place": record.place,
        "first_seen": _at(seen and seen.first_seen),
        "changed": _at(seen and seen.changed_at),
        "gone_since": _at(seen and seen.vanished_at),
        "fields": [{"name": field.name, "label": field.label, "value": field.value} for field in record.fields],
    }


def _set(one: SetValue) -> Told:
    return {
        "field": one.field,
        "value": one.value,
        "at": _at(one.at),
        "until": _at(one.until),
        "reason": one.reason,
        "by": one.author,
        "state": one.state.value,
        "taken_back": one.closed_reason or None,
    }


def _decision(entry: LedgerEntry, mine: set[RecordRef]) -> Told:
    said = entry.decision
    sides = [f"{ref.source}:{ref.key}" if ref in mine else "somebody else" for ref in (said.left, said.right)]
    return {"records": sides, "verdict": said.verdict.value, "at": _at(said.at), "in_force": entry.in_force}


def _issues(unit: Unit, id_: str, refs: Iterable[RecordRef]) -> list[Told]:
    found = [one for ref in refs for one in unit.issues.all(source=ref.source, key=ref.key)]
    found += unit.issues.all(source="", key=id_)
    return [
        {"since": _at(one.since), "what": one.issue.message, "field": one.issue.field, "value": one.issue.value}
        for one in found
    ]


def _acts(unit: Unit, id_: str) -> Iterable[Any]:
    return unit.audit.lines(AuditFilter(subject=id_))


def _recipient(unit: Unit, active: ActiveTarget, contact: CanonicalContact) -> Told:
    """What an export was given of the contact: the fields its audience sees, or when it was taken out again."""
    holds = active.name in unit.targets.holding(contact.id)
    gone = next((one.at for one in unit.targets.removals(active.name) if one.key == contact.id), None)
    seen = view(contact, active.export.audience)
    fields = (
        [name for name, value in contact_json(seen).items() if value and name not in ("id", "kind")] if seen else []
    )
    return {
        "export": active.name,
        "kind": active.settings.model_dump().get("kind", ""),
        "audience": active.export.audience.word,
        "holds": holds,
        "fields": fields if holds else [],
        "removed": _at(gone),
    }
