"""Which lines belong together: the boxes of a page that each hold a contact of their own."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from syncsvc.formats.html.page import Page
from syncsvc.formats.html.reading import Read

_DEEPEST = 60


@dataclass(slots=True)
class _Node:
    """A box with what it holds, in the order of the page."""

    heading: int = 0
    entries: list["_Node | Read"] = field(default_factory=list)
    points: bool = False
    people: bool = False
    identity: bool = False
    extras: bool = False
    texts: bool = False
    """Any text besides numbers, labels and sentences."""

    def take(self, entry: "_Node | Read") -> None:
        self.entries.append(entry)
        self.heading = self.heading or (entry.line.heading if isinstance(entry, Read) else 0)
        self.points |= entry.points
        self.people |= entry.people
        self.identity |= entry.identity
        self.extras |= entry.extras
        self.texts |= entry.texts if isinstance(entry, _Node) else bool(entry.said) and not entry.prose


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that belong to one contact, or to a few that stand close, and the headings above them."""

    reads: tuple[Read, ...]
    context: tuple[Read, ...] = ()


def _tree(page: Page, reads: Sequence[Read]) -> _Node:
    """The boxes that hold these lines, as a tree; boxes deeper than any page means to count as their parents."""
    nodes: dict[int, _Node] = {}
    order: dict[int, list[_Node | Read | int]] = {}
    parents: dict[int, int] = {}
    for read in reads:
        chain = [box for box in page.chain(read.line.box) if page.boxes[box].depth <= _DEEPEST]
        for inner, outer in itertools.pairwise(chain):
            if inner in parents:
                break
            parents[inner] = outer
            order.setdefault(outer, []).append(inner)
        order.setdefault(chain[0], []).append(read)
    for box in sorted(order, key=lambda one: -page.boxes[one].depth):
        node = nodes.setdefault(box, _Node())
        for entry in order[box]:
            node.take(nodes[entry] if isinstance(entry, int) else entry)
    return nodes.get(0, _Node())


def _flat(entry: _Node | Read) -> Iterator[Read]:
    """All lines of a node, without recursion."""
    stack: list[_Node | Read] = [entry]
    while stack:
        top = stack.pop()
        if isinstance(top, Read):
            yield top
        else:
            stack.extend(reversed(top.entries))


def _is_heading(entry: _Node | Read) -> bool:
    reads = [entry] if isinstance(entry, Read) else entry.entries
    return len(reads) == 1 and isinstance(reads[0], Read) and bool(reads[0].line.heading) and not reads[0].label


def _level(entry: _Node | Read) -> int:
    return entry.line.heading if isinstance(entry, Read) else entry.heading


def _sections(node: _Node) -> list[_Node]:
    """The entries of a box, with every heading and what follows it up to the next of its rank as one part."""
    parts: list[_Node] = []
    level = 0
    for entry in node.entries:
        if _is_heading(entry) and (not level or _level(entry) <= level):
            parts.append(_Node())
            level = _level(entry)
        elif not parts or not (level or _continues(parts[-1], entry)):
            parts.append(_Node())
        parts[-1].take(entry)
    return parts


def _continues(part: _Node, entry: _Node | Read) -> bool:
    """Lines that stand in one box without boxes of their own are one part."""
    return isinstance(entry, Read) and isinstance(part.entries[-1], Read)


def _strong(part: _Node) -> bool:
    return part.points and (part.identity or part.texts)


def _unwrapped(node: _Node) -> _Node:
    while len(node.entries) == 1 and isinstance(node.entries[0], _Node):
        node = node.entries[0]
    return node


def _attaches(waiting: _Node, part: _Node) -> bool:
    """A name on its own belongs to the part behind it that has numbers but no name."""
    return waiting.people and not waiting.points and not part.people


def _joined(parts: list[_Node]) -> list[_Node]:
    """Neighbours put together until every part that holds a contact holds all of it."""
    out: list[_Node] = []
    waiting: _Node | None = None
    for part in parts:
        if _strong(part):
            if waiting is not None and not _attaches(waiting, part):
                out.append(waiting)
                waiting = None
            whole = _merge(waiting, part) if waiting is not None else part
            waiting = None
            out.append(whole)
        elif (
            out
            and waiting is None
            and _strong(out[-1])
            and not part.identity
            and not part.texts
            and (part.points or part.extras)
            and not _many(out[-1])
        ):
            out[-1] = _merge(out[-1], part)
        else:
            waiting = part if waiting is None else _merge(waiting, part)
    return out if waiting is None else [*out, waiting]


def _many(part: _Node) -> bool:
    """Whether a part surely holds more than one contact."""
    inner = _unwrapped(part)
    return sum(1 for one in _sections(inner) if _strong(one)) > 1


def _merge(left: _Node, right: _Node) -> _Node:
    merged = _Node()
    for entry in (*left.entries, *right.entries):
        merged.take(entry)
    return merged


def _split(node: _Node, context: tuple[Read, ...]) -> Iterator[Group]:
    node = _unwrapped(node)
    parts = _sections(node)
    if len(parts) == 1 and len(node.entries) > 1 and _is_heading(node.entries[0]):
        head = next(_flat(node.entries[0]))
        rest = _Node()
        for entry in node.entries[1:]:
            rest.take(entry)
        if sum(1 for part in _sections(_unwrapped(rest)) if _strong(part)) > 1:
            yield from _split(rest, context if head.people else (*context, head))
            return
    if sum(1 for part in parts if _strong(part)) > 1:
        for part in _joined(parts):
            yield from _split(part, context)
        return
    if node.points or node.people:
        deeper = _only_child(parts)
        if deeper is not None:
            yield from _split(deeper, context)
            return
        own = (entry for part in parts for entry in part.entries if not _is_aside(entry))
        yield Group(tuple(read for entry in own for read in _flat(entry)), context)


def _is_aside(part: _Node | Read) -> bool:
    """What says when or where something is, but nothing of a contact: «Treffen: jeden Dienstag, Lindenweg 4»."""
    if isinstance(part, Read):
        return False
    return part.extras and part.texts and not (part.points or part.people or part.identity or part.heading)


def _only_child(parts: list[_Node]) -> _Node | None:
    """The one part that holds contacts where all others hold nothing of them."""
    holding = [part for part in parts if part.points or part.people or part.extras]
    if len(holding) != 1 or len(parts) < 2 or not _strong(holding[0]):
        return None
    return holding[0]


def groups(page: Page, reads: Sequence[Read]) -> list[Group]:
    """The lines of a page in groups, in its order; lines that have to do with no contact are left out."""
    return list(_split(_tree(page, reads), ()))
