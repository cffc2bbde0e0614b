"""Where cells stand in tables, with spans counted as browsers do (HTML Standard, 4.9.12)."""

from selectolax.lexbor import LexborNode

from syncsvc.formats.html.page import Cell
from syncsvc.formats.html.tree import attribute

_WIDEST = 60


def _span(node: LexborNode, name: str) -> int:
    value = attribute(node, name)
    return min(int(value), _WIDEST) if value.isdecimal() and len(value) < 6 and int(value) else 1


class Grid:
    """Counts tables, rows and columns while a page is walked."""

    def __init__(self) -> None:
        self._tables = 0
        self._rows: dict[int, int] = {}
        self._next: dict[int, int] = {}
        self._held: dict[int, dict[int, int]] = {}

    def table(self) -> int:
        """Begin a table; its number."""
        self._tables += 1
        return self._tables

    def row(self, table: int) -> None:
        """Begin a row."""
        self._rows[table] = self._rows.get(table, 0) + 1
        self._next[table] = 0

    def cell(self, table: int, node: LexborNode) -> Cell:
        """Begin a cell; where it stands."""
        row = self._rows.setdefault(table, 1)
        held = self._held.setdefault(table, {})
        column = self._next.get(table, 0)
        while held.get(column, 0) >= row:
            column += 1
        wide, tall = _span(node, "colspan"), _span(node, "rowspan")
        self._next[table] = column + wide
        if tall > 1:
            held.update(dict.fromkeys(range(column, column + wide), row + tall - 1))
        return Cell(table, row, column, header=node.tag == "th", span=wide)
