"""Text of a page to a tree, in linear time whatever a stranger sends."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from syncsvc.lexicon.wordlist import word_set

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>?")
_FORMATTING = word_set("b big code em font i nobr s small strike strong tt u")
_FREE = word_set(
    """area base body br circle col dd dt ellipse embed head hr html img input li line link meta option p param
    path polygon polyline rect source stop tbody td tfoot th thead tr track use wbr"""
)
"""Elements without content, or whose end tag may be left out: their start tags say nothing about depth."""
_NAMES = word_set(
    """a abbr address article aside blockquote button center dialog details div dl fieldset figure footer form h1
    h2 h3 h4 h5 h6 header iframe label main nav ol script section select span style summary svg table template
    textarea title ul"""
)
_DEEP = 200
"""Open elements of one name; the parser's time grows with the square of the depth."""
_OPEN_FORMATTING = 4
"""Open formatting elements: every paragraph after them repeats them all (HTML Standard, 13.2.4.3)."""


def _bucket(name: str) -> str:
    if name in _FORMATTING:
        return "formatting"
    return name if name in _NAMES else "other"


def _shallow(text: str) -> str:
    """Drop the start tags that nest deeper than any page means to."""
    opened: dict[str, int] = {}

    def judge(tag: re.Match[str]) -> str:
        name = tag[2].lower()
        if name in _FREE:
            return tag[0]
        bucket = _bucket(name)
        depth = opened.get(bucket, 0)
        if tag[1]:
            opened[bucket] = max(0, depth - 1)
            return tag[0]
        if depth >= (_OPEN_FORMATTING if bucket == "formatting" else _DEEP):
            return ""
        opened[bucket] = depth + 1
        return tag[0]

    return _TAG.sub(judge, text)


def parse(text: str) -> LexborHTMLParser:
    """The tree of a page; NUL characters and hostile nesting are taken out first."""
    return LexborHTMLParser(_shallow(text.replace("\0", "")))


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a walk: into a node, or out of it again."""

    node: LexborNode
    entering: bool


class Walk:
    """Walks a subtree in document order without recursion; ``skip`` leaves out the children just ahead."""

    def __init__(self, root: LexborNode) -> None:
        self._root = root
        self._skip = False

    def skip(self) -> None:
        """Do not go into the node that was just entered."""
        self._skip = True

    def __iter__(self) -> Iterator[Step]:
        node: LexborNode = self._root
        while True:
            self._skip = False
            yield Step(node, entering=True)
            child = None if self._skip else node.child
            if child is not None:
                node = child
                continue
            yield Step(node, entering=False)
            while node.next is None or node.mem_id == self._root.mem_id:
                if node.mem_id == self._root.mem_id or node.parent is None:
                    return
                node = node.parent
                yield Step(node, entering=False)
            node = node.next


def attribute(node: LexborNode, name: str) -> str:
    """An attribute's value; an empty text where it is missing or has none."""
    return node.attributes.get(name) or ""


def words(node: LexborNode, name: str = "class") -> tuple[str, ...]:
    """The words of an attribute, in lower case."""
    return tuple(attribute(node, name).lower().split())
