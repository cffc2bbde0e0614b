"""A group of lines cut into blocks: one contact each, or people who share one set of numbers."""

from dataclasses import dataclass

from syncsvc.formats.html.groups import Group
from syncsvc.formats.html.reading import Read

_LONGEST = 100
"""More lines than this are no contact."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one contact; ``lead`` is what a paragraph says of all its contacts before the first."""

    reads: tuple[Read, ...]
    context: tuple[Read, ...] = ()
    lead: tuple[Read, ...] = ()
    prose: bool = False

    @property
    def points(self) -> bool:
        """Whether there is any way to reach somebody."""
        return any(read.points for read in self.reads)

    @property
    def people(self) -> bool:
        """Whether somebody is named."""
        return any(read.people for read in self.reads)


class _Current:
    """The lines being collected, and what is known of them together."""

    def __init__(self) -> None:
        self.reads: list[Read] = []
        self.points = False
        self.people = False
        self.headings = True
        """Nothing but headings so far, which a further heading continues."""

    def take(self, read: Read) -> None:
        """Take a line in."""
        self.reads.append(read)
        self.points = self.points or read.points
        self.people = self.people or read.people
        self.headings = self.headings and bool(read.line.heading)


def _starts(read: Read, current: _Current, *, later_points: bool) -> bool:
    """Whether a line begins another contact than the one being collected."""
    if not current.reads:
        return False
    if read.line.heading and not read.label and (current.points or not current.headings):
        return True
    if not current.points:
        return read.people and read.points and current.people
    if read.people:
        return current.people or not _names_whom_to_ask(read)
    if read.points:
        return read.identity and not read.said[0].bracketed
    return bool(read.said) and not read.label and later_points and not _is_trailing(read)


def _names_whom_to_ask(read: Read) -> bool:
    """«Ansprechpartnerinnen: …» below an office's numbers: the people one reaches there."""
    return not read.points and bool(read.facts) and (read.facts[0].kind, read.facts[0].value) == ("label", "name")


def _is_trailing(read: Read) -> bool:
    """What says more of the contact before it: hours, rooms, duties."""
    return read.extras or all(said.kind == "responsibility" or said.bracketed for said in read.said)


class _Cutter:
    """Collects lines into blocks."""

    def __init__(self, group: Group, terms: frozenset[int]) -> None:
        self._group = group
        self._terms = terms
        self._current = _Current()
        self._context: list[Read] = list(group.context)
        self._lead: tuple[Read, ...] = ()
        self._home = -1
        """The box of the first contact; what is said in it of that contact is said of no other."""
        self.blocks: list[Block] = []

    def _in_prose(self) -> bool:
        return bool(self._current.reads) and self._current.reads[0].prose

    def _reached(self) -> bool:
        return self._current.reads[0].points

    def close(self) -> None:
        """End the block being collected."""
        if self._in_prose():
            self.blocks.append(Block(tuple(self._current.reads), tuple(self._context), (), prose=True))
        elif any(read.points or read.people or read.extras for read in self._current.reads):
            box = self._current.reads[0].line.box
            lead = tuple(read for read in self._lead if self._home in (box, -1) or read.line.box != self._home)
            self.blocks.append(Block(tuple(self._current.reads), tuple(self._context), lead))
            if not self._lead:
                self._lead = self._leading()
        elif self._current.reads:
            told = (read for read in self._current.reads if read.identity or read.line.heading)
            self._context = [*self._group.context, *told]
        self._current = _Current()

    def _leading(self) -> tuple[Read, ...]:
        lead: list[Read] = []
        for read in self._current.reads:
            if read.points or read.people or read.line.number in self._terms:
                self._home = read.line.box
                break
            lead.append(read)
        # What stands in a cell of its own is said of its row alone.
        return tuple(one for one in lead if one.line.cell is None or one.line.cell == read.line.cell)

    def take(self, read: Read, *, later_points: bool) -> None:
        """Take the next line in."""
        if read.prose:
            self.close()
            if read.points or read.mentions:
                self._current.take(read)
            return
        if self._in_prose() and not (read.points and not read.identity and not self._reached()):
            self.close()
        full = len(self._current.reads) >= _LONGEST
        if full or _starts(read, self._current, later_points=later_points):
            self.close()
        self._current.take(read)


def _mended(blocks: list[Block]) -> list[Block]:
    """Numbers that stand above the name they belong to, with nothing else in the group."""
    if len(blocks) != 2 or blocks[0].people or blocks[1].points or any(block.prose for block in blocks):
        return blocks
    if any(read.identity for read in blocks[0].reads):
        return blocks
    return [Block((*blocks[0].reads, *blocks[1].reads), blocks[0].context)]


def cut(group: Group, terms: frozenset[int] = frozenset()) -> list[Block]:
    """The blocks of a group, in order; ``terms`` are lines that speak of their own entry alone (``dt``)."""
    cutter = _Cutter(group, terms)
    last = max((place for place, read in enumerate(group.reads) if read.points and not read.prose), default=-1)
    for place, read in enumerate(group.reads):
        cutter.take(read, later_points=place < last)
    cutter.close()
    return _mended(cutter.blocks)
