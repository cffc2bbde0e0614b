"""The directory: canonical contacts as we stand behind them, and how they are found."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from syncsvc.formats.folding import haystack, wanted
from syncsvc.model.audience import Audience
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Kind
from syncsvc.model.digest import digest
from syncsvc.store.codec import Codec, Shared, joined
from syncsvc.store.connection import Connection, Line, chunks
from syncsvc.store.feed import Feed
from syncsvc.store.schema import blob, metadata, moment, named

_table = sa.Table(
    "canonical",
    metadata,
    named("id", key=True),
    named("kind"),
    named("digest"),
    named("shown"),
    moment("revised_at"),
    blob(),
    sa.Index(None, "kind"),
)
_search = sa.Table(
    "searchable",
    metadata,
    sa.Column("id", _table.c.id.type, sa.ForeignKey("canonical.id", ondelete="CASCADE"), primary_key=True),
    named("sort"),
    named("text"),
    sa.Index(None, "sort"),
)
_BEHIND = ("members", "origins")
"""What lies behind a contact: it may change while the contact itself says the same."""
_REPEATED = ("organisation", "units", "role", "groups", "addresses")
"""What many contacts share."""
_shown = Codec(CanonicalContact, without=("id", "revised_at", *_BEHIND))
_behind = Codec(CanonicalContact, only=_BEHIND)


class SealedCanonical(NamedTuple):
    """A canonical contact as the store keeps it."""

    id: str
    revised_at: datetime
    content: bytes


def unseal_canonical(sealed: SealedCanonical, *, behind: bool = True) -> CanonicalContact:
    """The contact that was encoded; without what lies ``behind`` it, which is most of the work, if nobody asks."""
    known: dict[str, object] = {} if behind else dict.fromkeys(_BEHIND, ())
    return _shown.decode(sealed.content, id=sealed.id, revised_at=sealed.revised_at, **known)


class FreshCanonical(NamedTuple):
    """A canonical contact ready to be kept."""

    id: str
    kind: Kind
    audience: Audience
    shown: str
    """Stands for what the contact says."""
    content: bytes
    sort: str
    text: str
    """What it is found by."""


def seal_canonical(contact: CanonicalContact) -> FreshCanonical:
    """Encode a contact."""
    said = _shown.encode(contact)
    content = joined(said, _behind.encode(contact))
    return FreshCanonical(
        contact.id, contact.kind, contact.audience, digest(said), content, _sort(contact), haystack(contact)
    )


class Directory:
    """The canonical contacts; every change to them goes into the feed with it."""

    def __init__(self, database: Connection) -> None:
        self._database = database
        self._feed = Feed(database)

    def put(self, contacts: Iterable[CanonicalContact], now: datetime) -> tuple[str, ...]:
        """Keep contacts; return the ids of those that differ from what was kept, sorted.

        ``revised_at`` is the store's: it moves to ``now`` when anything but members and origins changed.
        """
        return self.put_sealed(map(seal_canonical, contacts), now)

    def put_sealed(self, contacts: Iterable[FreshCanonical], now: datetime) -> tuple[str, ...]:
        """The same, of contacts that are encoded already."""
        changed: list[str] = []
        for chunk in chunks(contacts, 5_000):
            changed += self._put({contact.id: contact for contact in chunk}, now)
        return tuple(sorted(changed))

    def remove(self, ids: Iterable[str], now: datetime) -> tuple[str, ...]:
        """Take contacts out; return the ids of those that were there, sorted."""
        removed: list[str] = []
        for chunk in chunks(sorted(set(ids))):
            here = self._database.among(_table.c.id, chunk)
            removed += [row.id for row in self._database.rows(sa.select(_table.c.id).where(here))]
            self._database.execute(sa.delete(_table).where(here))
        self._feed.removed(removed, now)
        return tuple(sorted(removed))

    def get(self, ids: Iterable[str]) -> dict[str, CanonicalContact]:
        """These contacts, as far as they are kept under exactly these ids."""
        return {
            contact.id: contact
            for chunk in chunks(ids)
            for contact in map(_contact, self._database.rows(_content.where(self._database.among(_table.c.id, chunk))))
        }

    def sealed(self, ids: Sequence[str] | None = None) -> Iterator[SealedCanonical]:
        """These contacts (None: all) as they are kept; all of them sorted by id."""
        if ids is None:
            yield from (SealedCanonical(*row) for row in self._database.stream(_content.order_by(_table.c.id)))
            return
        for chunk in chunks(ids):
            rows = self._database.rows(_content.where(self._database.among(_table.c.id, chunk)))
            yield from (SealedCanonical(*row) for row in rows)

    def iterate(self) -> Iterator[CanonicalContact]:
        """All contacts one by one, sorted by id."""
        return (_contact(row) for row in self._database.stream(_content.order_by(_table.c.id)))

    def served(self, ids: Sequence[str] | None = None) -> Iterator[CanonicalContact]:
        """These contacts (None: all) without what lies behind them, which is most of the work of reading them."""
        shared: Shared = {name: {} for name in _REPEATED}
        return (
            _shown.decode(one.content, shared, id=one.id, revised_at=one.revised_at, members=(), origins=())
            for one in self.sealed(ids)
        )

    def ids(self, kind: Kind | None = None) -> tuple[str, ...]:
        """All ids, or those of one kind, sorted."""
        query = sa.select(_table.c.id).order_by(_table.c.id)
        if kind is not None:
            query = query.where(_table.c.kind == kind.value)
        return tuple(row.id for row in self._database.rows(query))

    def find(self, text: str, limit: int | None = 50) -> tuple[CanonicalContact, ...]:
        """Contacts that hold every word of a text, or a number in any notation; sorted by name."""
        conditions = [sa.or_(*map(self._holds, forms)) for forms in wanted(text)]
        if not conditions:
            return ()
        query = sa.select(_search.c.id).where(*conditions).order_by(_search.c.sort, _search.c.id).limit(limit)
        ids = [row.id for row in self._database.rows(query)]
        found = self.get(ids)
        return tuple(found[one] for one in ids)

    def refold(self) -> None:
        """Make anew what all contacts are found by."""
        for chunk in chunks(self.ids()):
            self._database.put(_search, [_searchable(contact) for contact in self.served(chunk)])

    def count(self) -> dict[str, int]:
        """How many contacts there are of each kind."""
        query = sa.select(_table.c.kind, sa.func.count()).group_by(_table.c.kind).order_by(_table.c.kind)
        return {kind: int(number) for kind, number in self._database.rows(query)}

    def _holds(self, spelling: str) -> sa.ColumnElement[bool]:
        position = sa.func.strpos if self._database.postgres else sa.func.instr
        return position(_search.c.text, spelling) > 0

    def _put(self, contacts: dict[str, FreshCanonical], now: datetime) -> list[str]:
        kept = self._marks([*contacts])
        rows = [_row(contact, kept.get(contact.id), now) for contact in contacts.values()]
        changed = [row for row in rows if kept.get(str(row["id"]), ("",))[0] != row["digest"]]
        self._database.put(_table, changed)
        fresh = [contacts[str(row["id"])] for row in changed]
        self._database.put(_search, [{"id": one.id, "sort": one.sort, "text": one.text} for one in fresh])
        self._feed.changed({one.id: one.audience for one in fresh}, now)
        return [one.id for one in fresh]

    def _marks(self, ids: Sequence[str]) -> dict[str, tuple[str, str, datetime]]:
        query = sa.select(_table.c.id, _table.c.digest, _table.c.shown, _table.c.revised_at)
        found = self._database.rows(query.where(self._database.among(_table.c.id, ids)))
        return {one: (mark, shown, revised_at) for one, mark, shown, revised_at in found}


_content = sa.select(_table.c.id, _table.c.revised_at, _table.c.content)


def _contact(row: Line) -> CanonicalContact:
    id_, revised_at, content = row
    return _shown.decode(content, id=id_, revised_at=revised_at)


def _row(contact: FreshCanonical, kept: tuple[str, str, datetime] | None, now: datetime) -> dict[str, object]:
    return {
        "id": contact.id,
        "kind": contact.kind.value,
        "digest": digest(contact.content),
        "shown": contact.shown,
        "revised_at": kept[2] if kept is not None and kept[1] == contact.shown else now,
        "content": contact.content,
    }


def _sort(contact: CanonicalContact) -> str:
    return f"{contact.name.family} {contact.name.given} {contact.name.display}".strip().casefold()


def _searchable(contact: CanonicalContact) -> dict[str, object]:
    return {"id": contact.id, "sort": _sort(contact), "text": haystack(contact)}
