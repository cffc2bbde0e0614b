"""Reads a whole table: decode, divide, find the headings, take the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from syncsvc.formats.cycles import uncollected
from syncsvc.formats.passages import Course, Known
from syncsvc.formats.table import layout, workbook
from syncsvc.formats.table.decoding import recoded, refuse_controls
from syncsvc.formats.table.delimited import Rows
from syncsvc.formats.table.headings import Column, plain
from syncsvc.formats.table.layout import Layout
from syncsvc.formats.table.model import VERSION, Line, Options, Row, Table, TableError
from syncsvc.formats.table.records import has_fields
from syncsvc.lexicon.table_headers import LABELLED
from syncsvc.model.digest import digest
from syncsvc.model.issue import Issue, Severity


def read_text(
    content: bytes,
    options: Options | None = None,
    *,
    encoding: str = "",
    declared: str = "",
    delimiter: str = "",
    notes: bytes = b"",
) -> Table:
    """Read delimited text (CSV, TSV). Raises TableError for a table that cannot be read at all.

    ``encoding`` and ``delimiter`` are what the configuration demands; ``declared`` is the charset a server names.
    Without them the encoding is found by rule and the separator by the headings. Rows that ``notes`` of the last
    reading know are not read again.
    """
    options = options or Options()
    named = _named(options)
    content = recoded(content, encoding=encoding, declared=declared)
    with uncollected():
        rows = Rows(content, delimiter, lambda lines: layout.headings_in(lines, named))
        try:
            reading = _Reading(layout.find(rows.head, named), options, named, "line")
        except TableError:
            refuse_controls(content)
            raise
        return reading.through(rows, content, notes)


def read_workbook(content: bytes, options: Options | None = None, *, sheet: str = "") -> Table:
    """Read a workbook (.xlsx, .xls, .ods): the named sheet, or the visible one with most headings.

    Raises TableError for what is no workbook, for a missing sheet, and for a sheet without headings.
    """
    options = options or Options()
    named = _named(options)
    found = list(workbook.sheets(content, sheet))
    if not found:
        raise TableError("the workbook has no visible sheet")
    ranked = [(layout.headings_in(lines, named), -place) for place, (_, lines) in enumerate(found)]
    name, lines = found[-max(ranked)[1]]
    where = "row" if len(found) == 1 else f"sheet {name}, row"
    reading = _Reading(layout.find(lines, named), options, named, where)
    reading.take(lines[reading.start :])
    return reading.table()


def _named(options: Options) -> dict[str, Column]:
    """The configured columns by plain heading."""
    found: dict[str, Column] = {}
    for heading, target in options.columns:
        field, _, label = target.partition(":")
        own = heading if field in LABELLED else ""
        found[plain(heading)] = Column(field.strip(), label.strip() or own, known=True)
    return found


class _Reading:
    """The rows below the headings, as they are taken."""

    def __init__(self, found: Layout, options: Options, named: Mapping[str, Column], where: str) -> None:
        self.start = found.start
        self._keys = [_position(found, heading) for heading in options.key]
        self._found = replace(found, start=0)
        self._named = named
        self._where = where
        self._rows: list[Row] = []
        self._issues: list[Issue] = []
        self._unknown = [
            place
            for place, (heading, column) in enumerate(zip(found.headings, found.columns, strict=True))
            if heading and not column.known
        ]
        self._filled: set[int] = set()
        """Which of the unknown columns hold anything."""

    def through(self, rows: Rows, content: bytes, notes: bytes) -> Table:
        """Read a text passage by passage."""
        how = (VERSION, rows.separator, rows.width, self._found, self._keys, self._unknown)
        stamp = digest(repr(how).encode(errors="surrogatepass"))
        course = Course(content, stamp, Known.recalled(notes, stamp))
        refuse_controls(content, 0, begin := rows.begin(self.start))
        for stretch in course.stretches(begin, rows.over, rows.following):
            if stretch.known:
                rows.skip(stretch.begin, stretch.end)
                self._filled.update(*stretch.known)
                continue
            refuse_controls(content, stretch.begin, stretch.end)
            taken, odd = len(self._rows), len(self._issues)
            filled = self.take(rows.taken())
            if len(self._issues) == odd:
                course.sound(stretch, range(taken, len(self._rows)), filled)
        return replace(self.table(), course=course)

    def take(self, lines: Sequence[Line]) -> list[int]:
        """Take these lines; return which of the unknown columns hold anything in them."""
        columns, keys = self._found.columns, self._keys
        self._rows += [
            Row(
                line.cells, columns, f"{self._where} {line.number}", " ".join([line.cells[key] for key in keys]).strip()
            )
            for line in layout.contacts(lines, self._found, self._issues)
            if has_fields(line.cells, columns)
        ]
        filled = [place for place in self._unknown if any(any(line.cells[place : place + 1]) for line in lines)]
        self._filled.update(filled)
        return filled

    def table(self) -> Table:
        """All that was taken, and one notice for the columns nobody reads."""
        return Table(tuple(self._rows), (*self._issues, *self._unread()))

    def _unread(self) -> list[Issue]:
        """One notice for the columns nobody reads, and one for configured columns that are not there."""
        headings = self._found.headings
        here = {plain(heading) for heading in headings}
        unknown = [headings[place] for place in sorted(self._filled)]
        missing = [heading for heading in self._named if heading not in here]
        issues: list[Issue] = []
        if unknown:
            issues.append(_notice("columns-unread", "columns that are not read", unknown, Severity.NOTICE))
        if missing:
            issues.append(
                _notice("columns-missing", "configured columns that are not there", missing, Severity.WARNING)
            )
        return issues


def _position(found: Layout, heading: str) -> int:
    """The column of a configured key."""
    wanted = plain(heading)
    for place, one in enumerate(found.headings):
        if plain(one) == wanted:
            return place
    raise TableError("the key column is not there", hint=f"the headings are: {', '.join(filter(None, found.headings))}")


def _notice(code: str, message: str, headings: Sequence[str], severity: Severity) -> Issue:
    return Issue(
        "read",
        code,
        message,
        value=", ".join(headings),
        hint="name them in columns, with the field they hold",
        severity=severity,
    )
