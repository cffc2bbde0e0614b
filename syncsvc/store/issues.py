"""Issues: what a person should look at now, each with the moment it was first found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

import sqlalchemy as sa

from syncsvc.model.digest import digest
from syncsvc.model.issue import Issue, Severity
from syncsvc.model.record import RecordRef
from syncsvc.store.codec import pack
from syncsvc.store.connection import Connection, Line, chunks, columns
from syncsvc.store.numbering import by_source
from syncsvc.store.schema import metadata, moment, named

_table = sa.Table(
    "issue",
    metadata,
    named("id", key=True),
    named("stage"),
    named("code"),
    named("message"),
    named("source"),
    named("key"),
    named("place"),
    named("field"),
    named("value"),
    named("hint"),
    named("severity"),
    named("run"),
    moment("since"),
    sa.Index(None, "stage", "source", "key"),
    sa.Index(None, "source", "key"),
    sa.Index(None, "place", "stage"),
)
_NAMES = tuple(field.name for field in fields(Issue))


@dataclass(frozen=True, slots=True)
class OpenIssue:
    """An issue, the run that found it first, and when."""

    issue: Issue
    run: str
    since: datetime


class Issues:
    """The issues that are open.

    Each belongs to the scope it was found in, (stage, source) or (stage, source, key), and
    stands until that scope is looked at again.
    """

    def __init__(self, database: Connection) -> None:
        self._database = database

    def replace(
        self, stage: str, source: str, keys: Sequence[str] | None, issues: Iterable[Issue], *, run: str, now: datetime
    ) -> None:
        """Make these the issues of a stage for a source: of the named keys only, or of all when ``keys`` is None."""
        rows = {row["id"]: row for row in (_row(issue, run, now) for issue in issues)}
        here = (_table.c.stage == stage, _table.c.source == source)
        scopes = [()] if keys is None else [(self._database.among(_table.c.key, chunk),) for chunk in chunks(keys)]
        for scope in scopes:
            known = [row.id for row in self._database.rows(sa.select(_table.c.id).where(*here, *scope))]
            for gone in chunks([known_id for known_id in known if known_id not in rows]):
                self._database.execute(sa.delete(_table).where(self._database.among(_table.c.id, gone)))
        for chunk in chunks(rows.values()):
            self._database.put(_table, chunk, keep=("run", "since"))

    def remove(self, refs: Iterable[RecordRef]) -> None:
        """Close every issue on these records."""
        for source, keys in by_source(refs).items():
            for chunk in chunks(keys):
                self._database.execute(
                    sa.delete(_table).where(_table.c.source == source, self._database.among(_table.c.key, chunk))
                )

    def remove_mentions(self, texts: Iterable[str]) -> None:
        """Close every issue that quotes one of these texts, whatever record it is on."""
        position = sa.func.strpos if self._database.postgres else sa.func.instr
        for text in sorted({text for text in texts if text}):
            quoted = sa.or_(position(_table.c.value, text) > 0, position(_table.c.message, text) > 0)
            self._database.execute(sa.delete(_table).where(quoted))

    def forget(self, source: str) -> None:
        """Close every issue of a source."""
        self._database.execute(sa.delete(_table).where(_table.c.source == source))

    def all(
        self, *, source: str | None = None, key: str | None = None, stage: str | None = None, run: str | None = None
    ) -> tuple[OpenIssue, ...]:
        """Open issues, of one source, record or stage, or first found by one run; sorted."""
        wanted = {"source": source, "key": key, "stage": stage, "run": run}
        query = sa.select(_table).where(*(_table.c[name] == word for name, word in wanted.items() if word is not None))
        order = (_table.c.source, _table.c.key, _table.c.stage, _table.c.code, _table.c.id)
        return tuple(_open(row) for row in self._database.rows(query.order_by(*order)))

    def keys_at(self, stage: str, places: Iterable[str]) -> set[str]:
        """The keys of a stage's open issues that stand at one of these places."""
        query = sa.select(_table.c.key).where(_table.c.stage == stage)
        return {
            row.key
            for chunk in chunks(places)
            for row in self._database.rows(query.where(self._database.among(_table.c.place, chunk)))
        }

    def count(self, source: str | None = None) -> int:
        """How many are open."""
        query = sa.select(sa.func.count()).select_from(_table)
        return int(self._database.scalar(query if source is None else query.where(_table.c.source == source)))


def _row(issue: Issue, run: str, now: datetime) -> dict[str, object]:
    values: dict[str, object] = {name: str(getattr(issue, name)) for name in _NAMES}
    # Message and hint may be reworded and a place may move without making it another issue.
    same = (issue.stage, issue.code, issue.source, issue.key, issue.field, issue.value)
    identity = pack(same if issue.key or issue.field or issue.value else (*same, issue.place, issue.message))
    return values | {"id": digest(identity), "run": run, "since": now}


def _open(row: Line) -> OpenIssue:
    values = columns(row)
    issue = Issue(**{name: values[name] for name in _NAMES} | {"severity": Severity(values["severity"])})
    return OpenIssue(issue, values["run"], values["since"])
