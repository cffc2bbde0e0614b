"""Corrections: a person's value for a field, which outranks every source and follows the people it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from syncsvc.model.record import RecordRef
from syncsvc.store.connection import Connection, Line, chunks, columns
from syncsvc.store.numbering import by_source
from syncsvc.store.prepared import Prepared
from syncsvc.store.schema import counted, metadata, moment, named, optional

_correction = sa.Table(
    "correction",
    metadata,
    counted(),
    named("id"),
    named("field"),
    named("value"),
    named("author"),
    named("reason"),
    moment("at"),
    moment("until", required=False),
    named("state"),
    optional("closed_by"),
    moment("closed_at", required=False),
    optional("closed_reason"),
    named("seen"),
    sa.Index(None, "id"),
    sa.Index(None, "state"),
    sqlite_autoincrement=True,
)
_anchor = sa.Table(
    "correction_anchor",
    metadata,
    sa.Column(
        "correction",
        _correction.c.number.type,
        sa.ForeignKey("correction.number", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    named("source", key=True),
    named("key", key=True),
    sa.Index(None, "key", "source"),
)


class CorrectionState(StrEnum):
    """How a correction stands."""

    ACTIVE = "active"
    UNSET = "unset"
    EXPIRED = "expired"
    REPLACED = "replaced"


_over = Prepared(
    sa.select(_correction.c.number)
    .where(_correction.c.state == CorrectionState.ACTIVE.value, _correction.c.until <= sa.bindparam("now"))
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class SetValue:
    """A value a person set."""

    id: str
    """The canonical id it was set on."""
    field: str
    value: str
    author: str
    reason: str
    at: datetime
    until: datetime | None = None
    anchors: tuple[RecordRef, ...] = ()
    """The records the contact had then: where they go, the correction goes."""
    seen: str = ""
    """What the sources said when it was set or last looked at, to tell when they agree or differ."""
    state: CorrectionState = CorrectionState.ACTIVE
    closed_by: str | None = None
    closed_at: datetime | None = None
    closed_reason: str | None = None
    """Why it was taken back, if somebody said so."""
    number: int = 0


class Corrections:
    """The values people set."""

    def __init__(self, database: Connection) -> None:
        self._database = database

    def add(self, value: SetValue) -> int:
        """Set a value; one set earlier on the same id and field is replaced. Returns its number."""
        self._close((_correction.c.id == value.id, _correction.c.field == value.field), CorrectionState.REPLACED, value)
        row = {
            name: getattr(value, name)
            for name in ("id", "field", "value", "author", "reason", "at", "until", "state", "seen")
        }
        number = int(self._database.scalar(sa.insert(_correction).values(row).returning(_correction.c.number)))
        anchors = [{"correction": number, "source": ref.source, "key": ref.key} for ref in sorted(set(value.anchors))]
        self._database.add(_anchor, anchors)
        return number

    def unset(self, number: int, *, by: str, now: datetime, reason: str = "") -> bool:
        """Take a value back; False if there is none active under that number."""
        statement = sa.update(_correction).where(
            _correction.c.number == number, _correction.c.state == CorrectionState.ACTIVE.value
        )
        values = {"state": CorrectionState.UNSET.value, "closed_by": by, "closed_at": now, "closed_reason": reason}
        return self._database.execute(statement.values(values)).rowcount == 1

    def see(self, number: int, said: str) -> None:
        """Remember what the sources say now."""
        self._database.execute(sa.update(_correction).where(_correction.c.number == number).values(seen=said))

    def move(self, number: int, id_: str) -> None:
        """Note the id its records belong to now."""
        self._database.execute(sa.update(_correction).where(_correction.c.number == number).values(id=id_))

    def expire(self, now: datetime) -> tuple[SetValue, ...]:
        """End every value whose time is over; return them."""
        if not _over.rows(self._database, {"now": now}):
            return ()
        over = self._values(_correction.c.state == CorrectionState.ACTIVE.value, _correction.c.until <= now)
        for value in over:
            statement = sa.update(_correction).where(_correction.c.number == value.number)
            self._database.execute(statement.values(state=CorrectionState.EXPIRED.value, closed_at=now))
        return over

    def of(self, id_: str, refs: Iterable[RecordRef] = ()) -> tuple[SetValue, ...]:
        """Active values set on this id or anchored in one of these records, oldest first."""
        anchored: set[int] = set()
        wanted = set(refs)
        for chunk in chunks(sorted({ref.key for ref in wanted})):
            rows = self._database.rows(sa.select(_anchor).where(self._database.among(_anchor.c.key, chunk)))
            anchored |= {row.correction for row in rows if RecordRef(row.source, row.key) in wanted}
        mine = sa.or_(_correction.c.id == id_, self._database.among(_correction.c.number, sorted(anchored)))
        return self._values(_correction.c.state == CorrectionState.ACTIVE.value, mine)

    def all(self, state: CorrectionState | None = None) -> tuple[SetValue, ...]:
        """Every value ever set, or those in one state, oldest first."""
        return self._values(*(() if state is None else (_correction.c.state == state.value,)))

    def loosen(self, refs: Iterable[RecordRef]) -> None:
        """Let go of records that speak of another person now: what was set on the former one does not follow them."""
        for source, keys in by_source(refs).items():
            for chunk in chunks(keys):
                here = (_anchor.c.source == source, self._database.among(_anchor.c.key, chunk))
                self._database.execute(sa.delete(_anchor).where(*here))

    def remove(self, ids: Iterable[str], refs: Iterable[RecordRef]) -> None:
        """Strike every value about these, for an erasure."""
        refs = [*refs]
        numbers = {value.number for id_ in ids for value in self._values(_correction.c.id == id_)}
        wanted = set(refs)
        for chunk in chunks(sorted({ref.key for ref in wanted})):
            rows = self._database.rows(sa.select(_anchor).where(self._database.among(_anchor.c.key, chunk)))
            numbers |= {row.correction for row in rows if RecordRef(row.source, row.key) in wanted}
        for struck in chunks(sorted(numbers)):
            self._database.execute(sa.delete(_anchor).where(self._database.among(_anchor.c.correction, struck)))
            self._database.execute(sa.delete(_correction).where(self._database.among(_correction.c.number, struck)))

    def _close(self, where: tuple[sa.ColumnElement[bool], ...], state: CorrectionState, by: SetValue) -> None:
        active = _correction.c.state == CorrectionState.ACTIVE.value
        statement = sa.update(_correction).where(active, *where)
        self._database.execute(statement.values(state=state.value, closed_by=by.author, closed_at=by.at))

    def _values(self, *conditions: sa.ColumnElement[bool]) -> tuple[SetValue, ...]:
        rows = self._database.rows(sa.select(_correction).where(*conditions).order_by(_correction.c.number))
        numbers = [row.number for row in rows]
        anchors: dict[int, list[RecordRef]] = {}
        for chunk in chunks(numbers):
            for row in self._database.rows(sa.select(_anchor).where(self._database.among(_anchor.c.correction, chunk))):
                anchors.setdefault(row.correction, []).append(RecordRef(row.source, row.key))
        return tuple(_value(row, tuple(sorted(anchors.get(row.number, ())))) for row in rows)


def _value(row: Line, anchors: tuple[RecordRef, ...]) -> SetValue:
    line = columns(row)
    return SetValue(**line | {"state": CorrectionState(line["state"]), "anchors": anchors})
