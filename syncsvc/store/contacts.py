"""Contacts: what normalising made of each record, and with which version of itself."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import sqlalchemy as sa

from syncsvc.columns.comparable import Linkable, Packed, comparable, pack
from syncsvc.model.contact import Contact
from syncsvc.model.record import RecordRef
from syncsvc.store.codec import Codec
from syncsvc.store.connection import Connection, Line, chunks
from syncsvc.store.lookup import Lookup, Removal
from syncsvc.store.numbering import Numbers, by_source, record_table
from syncsvc.store.schema import blob, metadata, named, record_number

_record = record_table.c
_table = sa.Table(
    "contact",
    metadata,
    record_number(key=True),
    named("maker"),
    named("made_from"),
    blob(),
    sa.Column("comparable", sa.LargeBinary, nullable=True),
)
"""``comparable`` is what linking asks for; null in what an older version kept."""
_grouped = sa.Table("group_member", metadata, record_number(key=True), named("key", key=True), sa.Index(None, "key"))
"""Which records a group names as its members, by their keys in its source; the group may know them before we do."""
_codec = Codec(Contact, without=("ref",))


class SealedContact(NamedTuple):
    """A contact as the store keeps it."""

    ref: RecordRef
    content: bytes
    comparable: bytes
    """What linking asks for."""
    members: tuple[str, ...] = ()
    """Of a group: keys of member records in the same source."""


def seal_contact(contact: Contact) -> SealedContact:
    """Encode a contact."""
    return SealedContact(contact.ref, _codec.encode(contact), pack(comparable(contact)), contact.members)


def unseal_contact(ref: RecordRef, content: bytes) -> Contact:
    """The contact that was encoded."""
    return _codec.decode(content, ref=ref)


class Contacts:
    """The contact of every record that could be normalised."""

    def __init__(self, database: Connection) -> None:
        self._database = database
        self._numbers = Numbers(database)

    def put(self, contacts: Iterable[Contact], maker: str) -> None:
        """Keep contacts made of records that are kept; ``maker`` is the fingerprint of what made them."""
        self.put_sealed(map(seal_contact, contacts), maker)

    def put_sealed(self, contacts: Iterable[SealedContact], maker: str) -> None:
        """The same, of contacts that are encoded already."""
        for chunk in chunks(contacts, 5_000):
            states = self._states({contact.ref: None for contact in chunk})
            rows = {
                contact.ref: {
                    "record": states[contact.ref][0],
                    "maker": maker,
                    "made_from": states[contact.ref][1],
                    "content": contact.content,
                    "comparable": contact.comparable,
                }
                for contact in chunk
            }
            self._database.put(_table, [*rows.values()])
            self._group({states[contact.ref][0]: contact.members for contact in chunk})

    def remove(self, refs: Iterable[RecordRef]) -> None:
        """Forget the contacts of these records."""
        for chunk in chunks(self._numbers.of(refs).values()):
            self._database.execute(sa.delete(_table).where(self._database.among(_table.c.record, chunk)))
            self._group(dict.fromkeys(chunk, ()))

    def groups_with(self, refs: Iterable[RecordRef]) -> set[RecordRef]:
        """The groups that name one of these records as a member."""
        wanted = {*refs}
        rows = _groups.rows(self._database, {ref.key for ref in wanted})
        return {RecordRef(source, key) for source, key, member in rows if RecordRef(source, member) in wanted}

    def _group(self, members: Mapping[int, Iterable[str]]) -> None:
        """Note whom these records, by number, name as members."""
        _ungroup.run(self._database, members)
        rows = [{"record": number, "key": key} for number, keys in members.items() for key in sorted(set(keys))]
        if rows:
            self._database.add(_grouped, rows)

    def members(self, groups: Iterable[RecordRef]) -> dict[RecordRef, tuple[RecordRef, ...]]:
        """Whom these records name as members, of those that name any."""
        known = {number: ref for ref, number in self._numbers.of(groups).items()}
        found: dict[RecordRef, tuple[RecordRef, ...]] = {}
        for number, key in _named.rows(self._database, known):
            ref = known[number]
            found[ref] = (*found.get(ref, ()), RecordRef(ref.source, key))
        return found

    def get(self, refs: Iterable[RecordRef]) -> dict[RecordRef, Contact]:
        """The contacts of these records, as far as there are any."""
        return {ref: unseal_contact(ref, content) for ref, content in self.contents(refs).items()}

    def contents(self, refs: Iterable[RecordRef]) -> dict[RecordRef, bytes]:
        """The same, as they are kept."""
        return {
            RecordRef(name, key): content
            for source, keys in by_source(refs).items()
            for name, key, content in _by_key.rows(self._database, keys, source=source)
        }

    def comparables(self, refs: Iterable[RecordRef]) -> list[Linkable]:
        """What linking asks of the contacts of these records, as far as there are any."""
        known = {number: ref for ref, number in self._numbers.of(refs).items()}
        return [
            _comparable(known[number], packed, content)
            for number, packed, content in _by_number.rows(self._database, known)
        ]

    def every_comparable(self) -> Iterator[Linkable]:
        """What linking asks of every contact, sorted by record."""
        query = sa.select(_record.source, _record.key, *_compared).select_from(record_table.join(_table))
        rows = self._database.stream(query.order_by(_record.source, _record.key))
        return (_comparable(RecordRef(source, key), packed, content) for source, key, packed, content in rows)

    def iterate(self, source: str | None = None) -> Iterator[Contact]:
        """Contacts one by one, sorted by record."""
        query = _content.order_by(_record.source, _record.key)
        if source is not None:
            query = query.where(_record.source == source)
        return (_contact(row) for row in self._database.stream(query))

    def stale(self, source: str, maker: str) -> tuple[RecordRef, ...]:
        """Records of a source whose contact is missing, or made of something else or by something else; sorted."""
        query = (
            sa.select(_record.source, _record.key)
            .select_from(record_table.outerjoin(_table))
            .where(
                _record.source == source,
                sa.or_(_table.c.record.is_(None), _table.c.maker != maker, _table.c.made_from != _record.digest),
            )
            .order_by(_record.key)
        )
        return tuple(RecordRef(name, key) for name, key in self._database.rows(query))

    def count(self) -> int:
        """How many contacts are kept."""
        return int(self._database.scalar(sa.select(sa.func.count()).select_from(_table)))

    def _states(self, refs: Iterable[RecordRef]) -> dict[RecordRef, tuple[int, str]]:
        """Number and present digest of each record."""
        found = {
            RecordRef(name, key): (number, state)
            for source, keys in by_source(refs).items()
            for name, key, number, state in _records.rows(self._database, keys, source=source)
        }
        self._database.numbers.update((ref, number) for ref, (number, _) in found.items())
        return found


_content = sa.select(_record.source, _record.key, _table.c.content).select_from(record_table.join(_table))
_named = Lookup(sa.select(_grouped.c.record, _grouped.c.key), _grouped.c.record)
_ungroup = Removal(_grouped.c.record)
# Asked for a source too, SQLite would go through all records of that source.
_groups = Lookup(
    sa.select(_record.source, _record.key, _grouped.c.key).select_from(record_table.join(_grouped)), _grouped.c.key
)
_by_key = Lookup(_content.where(_record.source == sa.bindparam("source")), _record.key)
_compared = (_table.c.comparable, sa.case((_table.c.comparable.is_(None), _table.c.content)))
"""The content only where it has to do instead."""
_by_number = Lookup(sa.select(_table.c.record, *_compared), _table.c.record)
_records = Lookup(
    sa.select(_record.source, _record.key, _record.number, _record.digest).where(
        _record.source == sa.bindparam("source")
    ),
    _record.key,
)


def _contact(row: Line) -> Contact:
    source, key, content = row
    return unseal_contact(RecordRef(source, key), content)


def _comparable(ref: RecordRef, packed: bytes | None, content: bytes) -> Linkable:
    return comparable(_codec.decode(content, ref=ref)) if packed is None else Packed(ref, packed)
