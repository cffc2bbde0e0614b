"""Reads a whole table: decode, divide, find the headings, take the rows."""

from collections.abc import Mapping, Sequence

from syncsvc.formats.cycles import uncollected
from syncsvc.formats.table import delimited, layout, workbook
from syncsvc.formats.table.decoding import decode
from syncsvc.formats.table.headings import Column, plain
from syncsvc.formats.table.layout import Layout
from syncsvc.formats.table.model import Line, Options, Row, Table, TableError
from syncsvc.formats.table.records import has_fields
from syncsvc.lexicon.table_headers import LABELLED
from syncsvc.model.issue import Issue, Severity


def read_text(
    content: bytes, options: Options | None = None, *, encoding: str = "", declared: str = "", delimiter: str = ""
) -> Table:
    """Read delimited text (CSV, TSV). Raises TableError for a table that cannot be read at all.

    ``encoding`` and ``delimiter`` are what the configuration demands; ``declared`` is the charset a server names.
    Without them the encoding is found by rule and the separator by the headings.
    """
    options = options or Options()
    named = _named(options)
    text = decode(content, encoding=encoding, declared=declared)
    with uncollected():
        lines = delimited.lines(text, delimiter, lambda rows: layout.headings_in(rows, named))
        return _table(lines, options, named, "line")


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
    return _table(lines, options, named, where)


def _named(options: Options) -> dict[str, Column]:
    """The configured columns by plain heading."""
    found: dict[str, Column] = {}
    for heading, target in options.columns:
        field, _, label = target.partition(":")
        own = heading if field in LABELLED else ""
        found[plain(heading)] = Column(field.strip(), label.strip() or own, known=True)
    return found


def _table(lines: Sequence[Line], options: Options, named: Mapping[str, Column], where: str) -> Table:
    issues: list[Issue] = []
    found = layout.find(lines, named)
    keys = [_position(found, heading) for heading in options.key]
    rows = [
        Row(line.cells, found.columns, f"{where} {line.number}", " ".join([line.cells[key] for key in keys]).strip())
        for line in layout.contacts(lines, found, issues)
        if has_fields(line.cells, found.columns)
    ]
    issues += _unread(lines, found, named)
    return Table(tuple(rows), tuple(issues))


def _position(found: Layout, heading: str) -> int:
    """The column of a configured key."""
    wanted = plain(heading)
    for place, one in enumerate(found.headings):
        if plain(one) == wanted:
            return place
    raise TableError("the key column is not there", hint=f"the headings are: {', '.join(filter(None, found.headings))}")


def _unread(lines: Sequence[Line], found: Layout, named: Mapping[str, Column]) -> list[Issue]:
    """One notice for the columns nobody reads, and one for configured columns that are not there."""
    here = {plain(heading) for heading in found.headings}
    unknown = [
        heading
        for place, (heading, column) in enumerate(zip(found.headings, found.columns, strict=True))
        if heading and not column.known and any(line.cells[place : place + 1] != ("",) for line in lines[found.start :])
    ]
    missing = [heading for heading in named if heading not in here]
    issues: list[Issue] = []
    if unknown:
        issues.append(_notice("columns-unread", "columns that are not read", unknown, Severity.NOTICE))
    if missing:
        issues.append(_notice("columns-missing", "configured columns that are not there", missing, Severity.WARNING))
    return issues


def _notice(code: str, message: str, headings: Sequence[str], severity: Severity) -> Issue:
    return Issue(
        "read",
        code,
        message,
        value=", ".join(headings),
        hint="name them in columns, with the field they hold",
        severity=severity,
    )
