"""What we remember of each source: its last good run, its last try, and what it asked to be reminded of."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from syncsvc.ports import Memory
from syncsvc.store.codec import pack, unpack
from syncsvc.store.connection import Connection, Line
from syncsvc.store.prepared import Found
from syncsvc.store.schema import blob, metadata, moment, named, optional

_table = sa.Table(
    "source",
    metadata,
    named("name", key=True),
    blob("memory"),
    named("configuration"),
    optional("good_run"),
    moment("good_at", required=False),
    moment("tried_at", required=False),
    named("error_code"),
    named("error_text"),
    sa.Column("records", sa.Integer, nullable=False),
    sa.Column("issues", sa.Integer, nullable=False),
    sa.Column("paused", sa.Boolean, nullable=False),
)
_notes = sa.Table("source_notes", metadata, named("source", key=True), blob())
_by_name = Found(_table, "name")


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source stands."""

    name: str
    memory: Memory = ()
    configuration: str = ""
    """The fingerprint of the settings and code the last good run was read with."""
    good_run: str | None = None
    good_at: datetime | None = None
    tried_at: datetime | None = None
    error_code: str = ""
    """Why the last try failed; empty when it went well."""
    error_text: str = ""
    records: int = 0
    issues: int = 0
    paused: bool = False


class Sources:
    """The state of every source."""

    def __init__(self, database: Connection) -> None:
        self._database = database

    def get(self, name: str) -> SourceState:
        """The state of one source; of one never tried, a blank one."""
        return next(map(_state, _by_name.rows(self._database, {"name": name})), SourceState(name))

    def all(self) -> tuple[SourceState, ...]:
        """Every source ever tried, by name."""
        return tuple(_state(row) for row in self._database.rows(sa.select(_table).order_by(_table.c.name)))

    def keep(self, state: SourceState) -> None:
        """Keep the state as it now is."""
        names = [column.name for column in _table.columns]
        row = {name: getattr(state, name) for name in names} | {"memory": pack(state.memory)}
        self._database.put(_table, [row])

    def notes(self, name: str) -> bytes:
        """What the source noted beside its memory; empty where that is nothing."""
        return self._database.scalar(sa.select(_notes.c.content).where(_notes.c.source == name)) or b""

    def note(self, name: str, notes: bytes) -> None:
        """Note this and forget what was noted before; they may name records."""
        self._database.execute(sa.delete(_notes).where(_notes.c.source == name))
        if notes:
            self._database.add(_notes, [{"source": name, "content": notes}])

    def forget_memory(self, name: str) -> None:
        """Let the source give all its records again, whether they changed or not."""
        self.note(name, b"")
        self._database.execute(sa.update(_table).where(_table.c.name == name).values(memory=pack(())))

    def forget(self, name: str) -> None:
        """Remove a source that is configured no more; its records are removed by their own repository."""
        self.note(name, b"")
        self._database.execute(sa.delete(_table).where(_table.c.name == name))


def _state(row: Line) -> SourceState:
    name, memory, *rest = row
    return SourceState(name, tuple((told, value) for told, value in unpack(memory)), *rest)
