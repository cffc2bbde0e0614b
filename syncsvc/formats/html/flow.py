"""From the tree of a page to its lines: block borders and line breaks, boxes, tables, links, icons, covers."""

import re
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from syncsvc.formats.html import outline
from syncsvc.formats.html.elements import Elements
from syncsvc.formats.html.grid import Grid
from syncsvc.formats.html.page import END, MAIL, Box, Cell, Line, Page
from syncsvc.formats.html.styles import Styles, styles
from syncsvc.formats.html.text import Piece, abuts, chunks, fold, joined, plain_text, with_addresses
from syncsvc.formats.html.tree import Walk, attribute
from syncsvc.lexicon.wordlist import word_set
from syncsvc.model.issue import Issue, Severity

_MOST_STEPS = 600_000
_BLOCKS = word_set(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section
    summary table tbody td tfoot th thead tr ul"""
)
_UNSEEN = word_set(
    """head style template select datalist textarea object audio video canvas math iframe progress meter nav"""
)
_STRONG = frozenset({"b", "strong"})
_SPAMBOT = re.compile(
    r"(?:diese|die|this)\b[^.!]{0,60}(?:(?:vor|gegen) spam-?bots geschützt|protected from spam ?bots)[.!]?"
    r"(?:[^.!]{0,90}javascript[^.!]{0,60}[.!])?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _State:
    """What holds for the node being read and for all inside it."""

    box: int = 0
    heading: int = 0
    strong: bool = False
    link: bool = False
    region: str = "main"
    hidden: bool = False
    inner: bool = False
    table: int = 0
    cell: Cell | None = None
    card: int = 0


class _Flow:
    """Reads one tree; ``page()`` gives the result."""

    def __init__(
        self, tree: LexborHTMLParser, base: str, skipped: frozenset[int], first: int, cards: frozenset[int]
    ) -> None:
        self._tree = tree
        self._first = first
        self._cards = cards
        self._skipped = skipped
        self._styles: Styles = styles(tree)
        self._elements = Elements(tree, self._styles, base)
        self._boxes = [Box(-1, "html")]
        self._lines: list[Line] = []
        self._issues: list[Issue] = []
        self._pieces: list[Piece] = []
        self._state = _State()
        self._stack: list[_State] = []
        self._grid = Grid()

    def page(self, root: LexborNode) -> Page:
        walk = Walk(root)
        for count, step in enumerate(walk):
            if count > _MOST_STEPS:
                self._issue(
                    "page-too-large",
                    "the page has more parts than any contact page; its end was not read",
                    Severity.ERROR,
                )
                break
            if step.node.tag == "-text":
                if step.entering:
                    self._add(plain_text(step.node.text_content or ""))
            elif step.node.is_element_node:
                self._step(walk, step.node, entering=step.entering)
        self._flush()
        title = self._tree.css_first("title")
        return Page(tuple(self._lines), tuple(self._boxes), fold(title.text()) if title else "", tuple(self._issues))

    def _step(self, walk: Walk, node: LexborNode, *, entering: bool) -> None:
        tag = node.tag or ""
        if not entering:
            if tag in _BLOCKS:
                self._flush()
            elif after := self._styles.added(node)[1]:
                self._add(after)
            self._state = self._stack.pop()
            return
        if tag in _BLOCKS or tag == "br" or (self._pieces and abuts(node, self._pieces[-1].text)):
            self._flush()
        self._stack.append(self._state)
        if node.mem_id in self._cards:
            self._state = replace(self._state, card=node.mem_id)
        if tag in _UNSEEN or node.mem_id in self._skipped or attribute(node, "role") == "navigation":
            walk.skip()
            return
        self._enter(node, tag)
        if self._replaced(node, tag):
            walk.skip()

    def _enter(self, node: LexborNode, tag: str) -> None:
        state = self._state
        if tag in _BLOCKS:
            self._boxes.append(Box(state.box, tag, outline.words(node), self._boxes[state.box].depth + 1))
            state = replace(
                state,
                box=len(self._boxes) - 1,
                heading=outline.heading(node, tag) or state.heading,
                region=outline.region(node, tag, inner=state.inner, around=state.region),
                inner=state.inner or tag in outline.INNER,
            )
            state = self._in_table(node, tag, state)
        else:
            state = replace(
                state,
                strong=state.strong or tag in _STRONG,
                link=state.link or tag == "a",
                hidden=state.hidden or self._styles.hides(node),
            )
        self._state = state
        if before := self._styles.added(node)[0]:
            self._add(before)

    def _in_table(self, node: LexborNode, tag: str, state: _State) -> _State:
        if tag == "table":
            return replace(state, table=self._grid.table(), cell=None)
        if tag == "tr":
            self._grid.row(state.table)
        if tag in {"td", "th"}:
            return replace(state, cell=self._grid.cell(state.table, node), strong=state.strong)
        return state

    def _replaced(self, node: LexborNode, tag: str) -> bool:
        """Put something of our own beside an element's content or in its place, if there is reason to."""
        known = self._elements.read(node, tag, block=tag in _BLOCKS, linked=self._state.link)
        for text, plain in known.texts:
            self._add(text, plain=plain)
        if known.unreadable:
            self._issue("mail-covered", "a link hides a mail address in a way that cannot be opened", value=known.value)
        return known.instead

    def _add(self, text: str, *, plain: bool = True) -> None:
        if text:
            state = self._state
            self._pieces.append(Piece(text, state.strong, state.link and plain, state.hidden))

    def _issue(self, code: str, message: str, severity: Severity = Severity.WARNING, value: str = "") -> None:
        hint = "look at the page and enter the value by hand" if severity is Severity.WARNING else "name a smaller page"
        place = f"line {self._first + len(self._lines)}"
        self._issues.append(Issue("read", code, message, place=place, value=fold(value), hint=hint, severity=severity))

    def _flush(self) -> None:
        if not self._pieces:
            return
        whole, kept = joined(self._pieces)
        self._pieces = []
        said = _SPAMBOT.sub(" ", whole)
        if said != whole and MAIL not in whole:
            self._issue("mail-covered", "a script hides a mail address in a way that cannot be opened")
        for chunk in chunks(fold(said)):
            text, cleaned = with_addresses(chunk)
            if not text.strip(f" {END}"):
                continue
            if cleaned:
                self._issue(
                    "mail-cleaned", "words like «REMOVE-THIS» were taken out of an address", Severity.NOTICE, chunk
                )
            self._lines.append(self._line(fold(text), kept))

    def _line(self, text: str, kept: list[Piece]) -> Line:
        said = [piece for piece in kept if piece.text.strip()]
        state = self._state
        return Line(
            number=self._first + len(self._lines),
            text=text,
            box=state.box,
            heading=state.heading,
            strong=all(piece.strong for piece in said),
            link=all(piece.link for piece in said),
            region=state.region,
            cell=state.cell,
            card=state.card,
        )


def lines(
    tree: LexborHTMLParser,
    *,
    root: LexborNode | None = None,
    base: str = "",
    skipped: frozenset[int] = frozenset(),
    first: int = 1,
    cards: frozenset[int] = frozenset(),
) -> Page:
    """Read a tree, or the part below ``root``, into lines numbered from ``first``.

    ``skipped`` names nodes (``mem_id``) to leave out with all they hold; lines inside one of ``cards`` say so.
    """
    start = root if root is not None else tree.root
    return _Flow(tree, base, skipped, first, cards).page(start) if start is not None else Page((), ())
