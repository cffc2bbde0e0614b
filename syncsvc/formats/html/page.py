"""A page as lines of text with the boxes they stand in."""

import re
from dataclasses import dataclass

from syncsvc.model.issue import Issue

MAIL, TEL, HINT, LINK, IMAGE, SPAN = (chr(code) for code in range(0xE000, 0xE006))
"""Private-use characters that open an evident value inside a line's text; END closes it."""
END = chr(0xE00F)
_MARKED = re.compile(f"[{MAIL}-{SPAN}]([^{END}]*){END}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")


def mark(kind: str, value: str) -> str:
    """A value that the markup itself shows to be a mail address, a number, a name, a link, a picture."""
    return f"{kind}{value}{END}"


def without_marks(text: str) -> str:
    """Text from a stranger, without characters we use ourselves."""
    return _PRIVATE.sub(" ", text)


def shown(text: str) -> str:
    """A line's text without the signs round evident values."""
    return _MARKED.sub(r"\1", text)


@dataclass(frozen=True, slots=True)
class Box:
    """A block of the page: where it stands, and what its markup calls it."""

    parent: int
    tag: str
    words: tuple[str, ...] = ()
    """Words of its class, in lower case."""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a line stands in a table."""

    table: int
    row: int
    column: int
    header: bool
    span: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One line as a reader sees it; line breaks and block borders end it."""

    number: int
    text: str
    box: int
    heading: int = 0
    """1 to 6 for a heading, else 0."""
    strong: bool = False
    """All of it is bold."""
    link: bool = False
    """All of it is one ordinary link."""
    region: str = "main"
    """main, header or footer of the page."""
    cell: Cell | None = None
    card: int = 0
    """The element with data of its own that the line stands in (``mem_id``), or 0."""


@dataclass(frozen=True, slots=True)
class Page:
    """All lines of a page, the boxes they name by number, and what could not be read."""

    lines: tuple[Line, ...]
    boxes: tuple[Box, ...]
    title: str = ""
    issues: tuple[Issue, ...] = ()

    def chain(self, box: int) -> list[int]:
        """A box and all boxes round it, innermost first."""
        chain = [box]
        while (box := self.boxes[box].parent) >= 0:
            chain.append(box)
        return chain

    def words(self, line: Line, reach: int = 3) -> frozenset[str]:
        """Class words of the boxes close round a line."""
        return frozenset(word for box in self.chain(line.box)[:reach] for word in self.boxes[box].words)
