"""Linkage: the matches and clusters of the last linking, and the neighbourhood that relinking asks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import sqlalchemy as sa

from syncsvc.columns.comparable import Linkable
from syncsvc.columns.hashing import Integers
from syncsvc.matching.neighbourhood import Census, Couple, Entries
from syncsvc.model.match import Cluster, Decision, Match, Verdict
from syncsvc.model.record import RecordRef
from syncsvc.store.connection import Connection, Line, chunks
from syncsvc.store.contacts import Contacts
from syncsvc.store.decisions import Decisions
from syncsvc.store.entries import KeptEntries
from syncsvc.store.lookup import Lookup, Removal
from syncsvc.store.numbering import Numbers, record_table
from syncsvc.store.prepared import Prepared
from syncsvc.store.schema import Number, metadata, named, record_number

_match = sa.Table(
    "match",
    metadata,
    record_number("left", key=True),
    record_number("right", key=True),
    sa.Column("score", sa.Float(53), nullable=False),
    named("verdict"),
    named("relation"),
    named("basis"),
    sa.Index(None, "right"),
    sa.Index(None, "verdict"),
)
_RELATING = _match.c.relation != sa.literal_column("''")
for _side in ("left", "right"):
    sa.Index(f"ix_match_relating_{_side}", _match.c[_side], sqlite_where=_RELATING, postgresql_where=_RELATING)
"""Few matches are relations: whoever asks for those of many records should not have to look at all the others."""
_member = sa.Table(
    "member",
    metadata,
    record_number(key=True),
    sa.Column("cluster", Number, nullable=False, index=True),
)
"""``cluster`` is the smallest record number in it: no two clusters share a record."""
_here, _there = _member.alias("here"), _member.alias("there")
_left = record_table.alias("left_record")
_right = record_table.alias("right_record")
_anything = sa.union_all(sa.select(_member.c.record), sa.select(_match.c.left)).limit(1)
_of_verdict = Prepared(sa.select(sa.func.count()).where(_match.c.verdict == sa.bindparam("wanted")))


class Linkage:
    """Implements ``matching.neighbourhood.Neighbourhood`` on indexed tables."""

    def __init__(self, database: Connection) -> None:
        self._database = database
        self._numbers = Numbers(database)
        self._entries = KeptEntries(database)
        self._contacts = Contacts(database)
        self._decisions = Decisions(database)
        self._some = False

    def census(self, keys: Sequence[int]) -> Mapping[int, Census]:
        """Count who holds each key."""
        return self._entries.census(keys)

    def holders(self, keys: Sequence[int]) -> Mapping[int, Sequence[RecordRef]]:
        """The records that hold each key."""
        return self._entries.holders(keys)

    def shared(self) -> Integers:
        """The keys of all values that several names hold."""
        return self._entries.shared()

    def both(self, couples: Sequence[Couple]) -> Mapping[Couple, Sequence[RecordRef]]:
        """The records that hold both keys of each couple."""
        return self._entries.both(couples)

    def common(self, couples: Sequence[Couple]) -> Mapping[Couple, int]:
        """How many records hold both keys of each couple."""
        return self._entries.common(couples)

    def entries(self, refs: Sequence[RecordRef]) -> Entries:
        """The entries of these records."""
        return self._entries.entries(refs)

    def replace(self, gone: Sequence[RecordRef], entries: Entries) -> None:
        """Forget the entries of ``gone`` and of every record in ``entries.refs``, then keep ``entries``."""
        self._entries.replace(gone, entries)

    def comparables(self, refs: Sequence[RecordRef]) -> Sequence[Linkable]:
        """What linking asks of the contacts of these records."""
        return self._contacts.comparables(refs)

    def decisions(self, refs: Sequence[RecordRef]) -> Sequence[Decision]:
        """The decisions in force on these records."""
        return self._decisions.in_force(refs)

    def matches(self, refs: Sequence[RecordRef]) -> Sequence[Match]:
        """The kept matches with one of these records on either side, each once."""
        return self._of(refs, _of_sides)

    def _of(self, refs: Sequence[RecordRef], lookups: Iterable[Lookup]) -> Sequence[Match]:
        if self._empty():
            return ()
        known = {number: ref for ref, number in self._numbers.of(refs).items()}
        rows = {row[:2]: row for lookup in lookups for row in lookup.rows(self._database, known)}
        known |= self._numbers.refs([*({number for pair in rows for number in pair} - known.keys())])
        return [_weighed((*known[left], *known[right], *rest)) for left, right, *rest in rows.values()]

    def related(self, refs: Sequence[RecordRef]) -> Sequence[Match]:
        """As ``matches``, but only relations («holds»)."""
        return self._of(refs, _related)

    def lane(self, verdict: Verdict) -> Iterator[Match]:
        """The kept matches with one verdict, the highest score first."""
        query = _matches.where(_match.c.verdict == verdict.value)
        order = (_match.c.score.desc(), _left.c.source, _left.c.key, _right.c.source, _right.c.key)
        return (_weighed(row) for row in self._database.stream(query.order_by(*order)))

    def refused(self) -> Iterator[Match]:
        """The kept matches «same» whose records stand apart all the same, the highest score first."""
        return self._edges(_here.c.cluster != _there.c.cluster, _match.c.score.desc())

    def holding(self) -> Iterator[Match]:
        """The kept matches «same» within clusters, those of decisions apart, the lowest score first."""
        return self._edges(sa.and_(_here.c.cluster == _there.c.cluster, _match.c.basis == ""), _match.c.score)

    def _edges(self, where: sa.ColumnElement[bool], order: sa.ColumnElement[float]) -> Iterator[Match]:
        query = (
            _matches.join(_here, _here.c.record == _match.c.left)
            .join(_there, _there.c.record == _match.c.right)
            .where(_match.c.verdict == Verdict.SAME.value, where)
        )
        ordered = query.order_by(order, _left.c.source, _left.c.key, _right.c.source, _right.c.key)
        return (_weighed(row) for row in self._database.stream(ordered))

    def count(self, verdict: Verdict) -> int:
        """How many kept matches have this verdict."""
        ((number,),) = _of_verdict.rows(self._database, {"wanted": verdict.value})
        return int(number)

    def clusters(self, refs: Sequence[RecordRef]) -> Sequence[Cluster]:
        """The kept clusters that hold one of these records."""
        found: dict[int, set[RecordRef]] = {}
        if self._empty():
            return ()
        for cluster, source, key in _mates.rows(self._database, self._numbers.of(refs).values()):
            found.setdefault(cluster, set()).add(RecordRef(source, key))
        return [Cluster(tuple(sorted(members))) for members in found.values()]

    def partition(self) -> Iterator[Cluster]:
        """All kept clusters, one by one."""
        record = record_table.c
        query = sa.select(_member.c.cluster, record.source, record.key).join_from(_member, record_table)
        current, members = None, list[RecordRef]()
        for cluster, source, key in self._database.stream(query.order_by(_member.c.cluster)):
            if cluster != current and members:
                yield Cluster(tuple(sorted(members)))
                members = []
            current = cluster
            members.append(RecordRef(source, key))
        if members:
            yield Cluster(tuple(sorted(members)))

    def keep(
        self,
        dropped: Iterable[tuple[RecordRef, RecordRef]],
        matches: Iterable[Match],
        dissolved: Iterable[Cluster],
        built: Iterable[Cluster],
    ) -> None:
        """Keep the outcome of a relinking: drop and dissolve, then keep and build."""
        self._drop([*dropped])
        for chunk in chunks(matches):
            self._weigh(chunk)
        for gone in chunks(dissolved):
            self._dissolve(gone)
        for fresh in chunks(built):
            self._build(fresh)

    def _empty(self) -> bool:
        """Whether nothing was linked yet: a first run asks after all its records, and need not look for any."""
        self._some = self._some or self._database.scalar(_anything) is not None
        return not self._some

    def clear(self) -> None:
        """Forget entries, matches and clusters, before everything is linked afresh."""
        self._some = False
        self._entries.clear()
        self._database.execute(sa.delete(_match))
        self._database.execute(sa.delete(_member))

    def _drop(self, pairs: list[tuple[RecordRef, RecordRef]]) -> None:
        for chunk in chunks(pairs):
            numbers = self._numbers.of(ref for pair in chunk for ref in pair)
            known = [pair for pair in chunk if pair[0] in numbers and pair[1] in numbers]
            self._database.remove(_match, ("left", "right"), [(numbers[left], numbers[right]) for left, right in known])

    def _weigh(self, matches: list[Match]) -> None:
        numbers = self._numbers.of(ref for match in matches for ref in (match.left, match.right))
        rows = [
            {
                "left": numbers[match.left],
                "right": numbers[match.right],
                "score": match.score,
                "verdict": match.verdict.value,
                "relation": match.relation,
                "basis": match.basis,
            }
            for match in matches
        ]
        self._database.put(_match, rows)

    def _dissolve(self, clusters: list[Cluster]) -> None:
        numbers = self._numbers.of(ref for cluster in clusters for ref in cluster.members)
        _dissolved.run(self._database, numbers.values())

    def _build(self, clusters: list[Cluster]) -> None:
        numbers = self._numbers.of(ref for cluster in clusters for ref in cluster.members)
        rows = []
        for cluster in clusters:
            members = [numbers[ref] for ref in cluster.members]
            first = min(members)
            rows += [{"record": number, "cluster": first} for number in members]
        self._database.put(_member, rows)


_matches = (
    sa.select(
        _left.c.source,
        _left.c.key,
        _right.c.source,
        _right.c.key,
        _match.c.score,
        _match.c.verdict,
        _match.c.relation,
        _match.c.basis,
    )
    .join_from(_match, _left, _left.c.number == _match.c.left)
    .join(_right, _right.c.number == _match.c.right)
)
_bare = sa.select(_match)
"""Without the records: joined to them SQLite looks up a record, which is large, before it knows of any match."""
_of_sides = tuple(Lookup(_bare, column) for column in (_match.c.left, _match.c.right))
_related = tuple(Lookup(_bare.where(_RELATING), column) for column in (_match.c.left, _match.c.right))
_dissolved = Removal(_member.c.record)
_own = _member.alias("own")
_mates = Lookup(
    sa.select(_member.c.cluster, record_table.c.source, record_table.c.key)
    .join_from(_own, _member, _member.c.cluster == _own.c.cluster)
    .join(record_table, record_table.c.number == _member.c.record),
    _own.c.record,
)
_VERDICTS = {verdict.value: verdict for verdict in Verdict}


def _weighed(row: Line) -> Match:
    left_source, left_key, right_source, right_key, score, verdict, relation, basis = row
    left, right = RecordRef(left_source, left_key), RecordRef(right_source, right_key)
    return Match(left, right, score, _VERDICTS[verdict], (), relation, basis)
