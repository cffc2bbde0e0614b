"""Readable values for tests: sensible defaults, override what matters. Every person is invented."""

from syncsvc.model.audience import Audience
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Contact, Email, Kind, PersonName, Phone
from syncsvc.model.profile import SourceProfile
from syncsvc.model.record import Field, RecordRef, SourceRecord


def ref(key: str = "1", source: str = "stadt") -> RecordRef:
    return RecordRef(source, key)


def a_name(given: str = "Antje", family: str = "Wiesner", prefix: str = "", **parts: str) -> PersonName:
    display = parts.pop("display", " ".join(part for part in (prefix, given, family) if part))
    return PersonName(display=display, prefix=prefix, given=given, family=family, **parts)


def a_phone(number: str = "+493023125124", type: str = "work", audience: Audience = Audience.PUBLIC) -> Phone:
    return Phone(number, number, type, audience)


def an_email(address: str = "a.wiesner@musterstadt.example", audience: Audience = Audience.PUBLIC) -> Email:
    return Email(address, audience=audience)


def a_contact(key: str = "1", source: str = "stadt", **values: object) -> Contact:
    return Contact(**{"ref": ref(key, source), "kind": Kind.PERSON, "name": a_name(), **values})


def a_canonical(id: str = "00000000-0000-4000-8000-000000000001", **values: object) -> CanonicalContact:
    return CanonicalContact(**{"id": id, "kind": Kind.PERSON, "name": a_name(), **values})


def a_record(key: str = "1", source: str = "stadt", place: str = "", **fields: str) -> SourceRecord:
    return SourceRecord(ref(key, source), tuple(Field(name, value) for name, value in fields.items()), place)


def a_profile(name: str = "stadt", **values: object) -> SourceProfile:
    return SourceProfile(name, **values)
