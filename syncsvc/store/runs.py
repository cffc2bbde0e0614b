"""Runs: what each one did, source by source and target by target."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from syncsvc.store.codec import pack, unpack
from syncsvc.store.connection import Connection, Line, columns
from syncsvc.store.schema import blob, metadata, moment, named

Counts = tuple[tuple[str, int], ...]
_run = sa.Table(
    "run",
    metadata,
    named("id", key=True),
    moment("started"),
    moment("ended", required=False),
    named("outcome"),
    named("cause"),
    blob("counts"),
    sa.Index(None, "started"),
)
_part = sa.Table(
    "run_part",
    metadata,
    sa.Column("run", _run.c.id.type, sa.ForeignKey("run.id", ondelete="CASCADE"), primary_key=True),
    named("scope", key=True),
    named("name", key=True),
    named("outcome"),
    named("error_code"),
    named("error_text"),
    blob("counts"),
)


@dataclass(frozen=True, slots=True)
class RunPart:
    """What a run did with one source or one target."""

    scope: str
    """``source`` or ``target``."""
    name: str
    outcome: str
    counts: Counts = ()
    error_code: str = ""
    error_text: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One run; ``ended`` is None while it lasts, and for good if it was killed."""

    id: str
    started: datetime
    ended: datetime | None = None
    outcome: str = ""
    cause: str = ""
    """What started it: schedule, command, web."""
    counts: Counts = ()
    parts: tuple[RunPart, ...] = ()


class Runs:
    """The runs, newest first."""

    def __init__(self, database: Connection) -> None:
        self._database = database

    def keep(self, run: Run) -> None:
        """Keep a run as it now is, begun or ended."""
        names = ("id", "started", "ended", "outcome", "cause")
        self._database.put(_run, [{name: getattr(run, name) for name in names} | {"counts": pack(run.counts)}])
        parts = ("scope", "name", "outcome", "error_code", "error_text")
        rows = [
            {"run": run.id, "counts": pack(part.counts)} | {name: getattr(part, name) for name in parts}
            for part in run.parts
        ]
        self._database.put(_part, rows)

    def get(self, id_: str) -> Run | None:
        """One run."""
        return next(iter(self._runs(sa.select(_run).where(_run.c.id == id_))), None)

    def latest(self, limit: int = 20) -> tuple[Run, ...]:
        """The last runs, newest first."""
        return self._runs(sa.select(_run).order_by(_run.c.started.desc(), _run.c.id.desc()).limit(limit))

    def unended(self) -> tuple[Run, ...]:
        """Runs that have not ended: under way, or killed."""
        return self._runs(sa.select(_run).where(_run.c.ended.is_(None)).order_by(_run.c.started))

    def _runs(self, query: sa.Select[tuple[object, ...]]) -> tuple[Run, ...]:
        return tuple(self._whole(row) for row in self._database.rows(query))

    def _whole(self, row: Line) -> Run:
        line = columns(row)
        query = sa.select(_part).where(_part.c.run == line["id"]).order_by(_part.c.scope, _part.c.name)
        parts = tuple(_run_part(part) for part in self._database.rows(query))
        return Run(**line | {"counts": _counts(line["counts"]), "parts": parts})


def _run_part(row: Line) -> RunPart:
    line = columns(row)
    del line["run"]
    return RunPart(**line | {"counts": _counts(line["counts"])})


def _counts(packed: bytes) -> Counts:
    return tuple((name, number) for name, number in unpack(packed))
