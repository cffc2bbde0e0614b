"""Encoding: what goes in comes out, in less room, and older content stays readable."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from syncsvc.model.audience import Audience
from syncsvc.model.canonical import CanonicalContact, Link, Origin
from syncsvc.model.contact import Contact, ContactClass, Email, Kind, PersonName, Phone
from syncsvc.model.record import Field, RecordRef, SourceRecord
from syncsvc.store.codec import Codec, joined, pack, unpack
from tests.builders import a_contact, ref


@dataclass(frozen=True)
class Small:
    a: str
    b: int = 0


@dataclass(frozen=True)
class Smaller:
    a: str


@dataclass(frozen=True)
class Grown:
    name: str = ""
    smalls: tuple[Small, ...] = ()
    added: str = "default"


@dataclass(frozen=True)
class Shrunk:
    smalls: tuple[Smaller, ...] = ()


def test_what_is_as_its_default_takes_no_room():
    assert (
        Codec(Contact, without=("ref",)).encode(a_contact(name=PersonName("A")))
        == b'{"kind":"person","name":["A","","","","",""]}'
    )


def test_a_field_added_later_reads_as_its_default():
    assert Codec(Grown).decode(b'{"name":"x","smalls":[["a"]]}') == Grown("x", (Small("a"),))


def test_a_field_that_is_gone_is_ignored():
    content = Codec(Grown).encode(Grown("x", (Small("a", 1),), "y"))
    assert Codec(Shrunk).decode(content) == Shrunk((Smaller("a"),))


def test_parts_kept_apart_are_one_value():
    record = SourceRecord(ref(), (Field("name", "Antje Wiesner"),), "line 3")
    said, place = Codec(SourceRecord, without=("ref", "place")), Codec(SourceRecord, only=("place",))
    content = joined(said.encode(record), place.encode(record))
    assert said.decode(content, ref=record.ref) == record
    assert joined(b"{}", b'{"a":1}') == joined(b'{"a":1}', b"{}") == b'{"a":1}'
    assert joined(b"{}", b"{}") == b"{}"


def test_content_is_json_that_other_programs_read():
    content = Codec(Contact, without=("ref",)).encode(a_contact(phones=(Phone("+493023125124", "030 23125-124"),)))
    assert json.loads(content)["phones"] == [["+493023125124", "030 23125-124", "work", 0]]


def test_plain_data_comes_back():
    assert unpack(pack([("a", 1), {"b": None}, "\ud800"])) == [["a", 1], {"b": None}, "\ud800"]


CONTENT_OF_THE_FIRST_VERSION = (
    b'{"kind":"function","name":["Sekretariat","","","","",""],"organisation":"Stadt","units":["Soziales"],'
    b'"phones":[["+493023125124","030 23125-124","work",0]],"emails":[["info@musterstadt.example","work",2]],'
    b'"addresses":[["Am Markt 1","70173","Musterstadt","","work",0]],"links":[["holds","b","person"]],'
    b'"contact_class":"volunteer","audience":1,"audiences":[["note",2]],"members":[["stadt","1"]],'
    b'"origins":[["role","x",[["stadt","1"]],"2026-03-02",false]]}'
)


def test_content_of_the_first_version_stays_readable():
    """The small values are kept by position: a field of theirs that moves, or is put in the middle, breaks this."""
    contact = Codec(CanonicalContact, without=("id", "revised_at")).decode(
        CONTENT_OF_THE_FIRST_VERSION, id="a", revised_at=datetime(2026, 3, 2, tzinfo=UTC)
    )
    assert contact.kind is Kind.FUNCTION
    assert contact.name == PersonName(display="Sekretariat")
    assert contact.phones == (Phone("+493023125124", "030 23125-124"),)
    assert contact.emails == (Email("info@musterstadt.example", "work", Audience.INTERNAL),)
    assert contact.addresses[0].city == "Musterstadt"
    assert contact.links == (Link("holds", "b", Kind.PERSON),)
    assert contact.contact_class is ContactClass.VOLUNTEER
    assert contact.audiences == (("note", Audience.INTERNAL),)
    assert contact.origins == (Origin("role", "x", (RecordRef("stadt", "1"),), "2026-03-02", chosen=False),)
