"""Which records belong to which id now, and how many do: counted once, and from then on with each change."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import sqlalchemy as sa

from syncsvc.store.connection import Connection
from syncsvc.store.facts import Facts
from syncsvc.store.lookup import Lookup
from syncsvc.store.schema import metadata, moment, named

membership_table = sa.Table(
    "membership",
    metadata,
    named("source", key=True),
    named("key", key=True),
    named("id"),
    moment("since"),
    sa.Index(None, "id"),
)
_member = membership_table.c
_CENSUS = "census"
"""The fact under which the count is kept."""
_MANY = 50_000
"""Of more ids than that changes are not followed: to count once is as quick."""
sizes = Lookup(sa.select(_member.id, sa.func.count()).group_by(_member.id), _member.id)
"""Each id that has records, and how many it has."""


class Census(NamedTuple):
    """A count of the directory."""

    contacts: int
    """Ids that have records."""
    members: int
    """Records that have an id."""
    joined: int
    """Those of them that share it with another."""


class Headcount:
    """Counts who belongs to whom."""

    def __init__(self, database: Connection) -> None:
        self._database = database
        self._facts = Facts(database)

    def census(self) -> Census:
        """The count: no run is to walk through the whole directory for it."""
        known = self._known()
        if known is not None:
            return known
        counted = self._count()
        if self._database.writes:
            self._keep(counted)
        return counted

    @contextmanager
    def kept_right(self, ids: Collection[str]) -> Iterator[None]:
        """Keep the count right while the records of these ids change; one that is not known is not begun."""
        known = self._known() if ids else None
        if known is None or len(ids) > _MANY:
            if known is not None:
                self._facts.forget(_CENSUS)
            yield
            return
        before = self._of(ids)
        yield
        after = self._of(ids)
        self._keep(Census(*(number + now - then for number, then, now in zip(known, before, after, strict=True))))

    def extremes(self) -> tuple[int, int]:
        """How many records the largest id has, and how many ids have several records of one source."""
        own_sizes = sa.select(sa.func.count(_member.key).label("number")).group_by(_member.id).subquery()
        largest = self._database.scalar(sa.select(sa.func.coalesce(sa.func.max(own_sizes.c.number), 0)))
        own = sa.select(_member.id).group_by(_member.id, _member.source).having(sa.func.count() > 1)
        doubles = self._database.scalar(sa.select(sa.func.count(sa.distinct(own.subquery().c.id))))
        return int(largest), int(doubles)

    def _known(self) -> Census | None:
        known = self._facts.get(_CENSUS)
        return Census(*map(int, known.split())) if known else None

    def _keep(self, counted: Census) -> None:
        self._facts.put(_CENSUS, " ".join(map(str, counted)))

    def _count(self) -> Census:
        each = sa.select(sa.func.count().label("size")).select_from(membership_table).group_by(_member.id).subquery()
        shared = sa.func.coalesce(sa.func.sum(sa.case((each.c.size > 1, each.c.size), else_=0)), 0)
        query = sa.select(sa.func.count(each.c.size), sa.func.coalesce(sa.func.sum(each.c.size), 0), shared)
        return Census(*map(int, self._database.rows(query)[0]))

    def _of(self, ids: Iterable[str]) -> Census:
        """The part of these ids in the count."""
        held = [records for _, records in sizes.rows(self._database, ids)]
        return Census(len(held), sum(held), sum(size for size in held if size > 1))
