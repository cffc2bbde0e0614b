"""From the tree of a page to its lines: block borders and line breaks, boxes, tables, links, icons, covers."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from syncsvc.formats.html import covers, icons, scripts
from syncsvc.formats.html.grid import Grid
from syncsvc.formats.html.links import is_covered, link_text
from syncsvc.formats.html.page import END, MAIL, Box, Cell, Line, Page, mark
from syncsvc.formats.html.styles import Styles, styles
from syncsvc.formats.html.text import (
    Piece,
    chunks,
    fold,
    inner_text,
    joined,
    picture,
    plain_text,
    reversed_text,
    with_addresses,
)
from syncsvc.formats.html.tree import Walk, attribute, words
from syncsvc.model.issue import Issue, Severity

_MOST_STEPS = 600_000
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_UNSEEN = frozenset(
    [
        "head",
        "style",
        "template",
        "select",
        "datalist",
        "textarea",
        "object",
        "audio",
        "video",
        "canvas",
        "math",
        "iframe",
        "progress",
        "meter",
        "nav",
    ]
)
_STRONG = frozenset({"b", "strong"})
_INNER = frozenset({"article", "section", "aside", "li", "td", "figure", "blockquote", "main", "dialog", "dd"})
"""A header or footer inside one of these is a part of a contact, not of the page."""
_FOOTER_WORDS = frozenset(
    {"footer", "site-footer", "page-footer", "fusszeile", "footer-wrapper", "colophon", "pagefooter"}
)
_DATA = re.compile(
    r"data-.*(?:phone|tel|fon|nummer|number|mobil|fax|content|contact|kontakt|value|original|text|html|reveal)"
)
_FACT = re.compile(r"[\w.+-]@[\w-]+\.\w|(?<![\w.-])(?:\+|\(?0)\d?(?:[ /().-]{0,3}\d){5}")
_SPAMBOT = re.compile(
    r"(?:diese|die|this)\b[^.!]{0,60}(?:vor spambots geschützt|protected from spam ?bots)[.!]?(?:[^.!]{0,90}javascript[^.!]{0,60}[.!])?",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"""(['"])((?:(?!\1).){5,400})\1""")


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
        self._base = base
        self._skipped = skipped
        self._styles: Styles = styles(tree)
        self._filled = _filled(tree)
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
        if tag in _BLOCKS or tag == "br":
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
            self._boxes.append(Box(state.box, tag, _words(node), self._boxes[state.box].depth + 1))
            state = replace(
                state,
                box=len(self._boxes) - 1,
                heading=_heading(node, tag) or state.heading,
                region=_region(node, tag, state),
                inner=state.inner or tag in _INNER,
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
        """Put something of our own in the place of an element's content, if there is reason to."""
        known = self._filled.get(attribute(node, "id")) if tag != "script" else None
        if known:
            self._add(" ".join(mark(MAIL, address) for address in known))
            return True
        special = _SPECIAL.get(tag)
        if special is not None:
            return special(self, node)
        if not node.attributes:
            return False
        self._add_data(node)
        return self._covered(node) or self._turned(node) or self._iconic(node, tag)

    def _covered(self, node: LexborNode) -> bool:
        found = covers.from_attributes(node.attributes) if len(node.attributes) else ()
        if found:
            self._add(" ".join(mark(MAIL, address) for address in found))
        return bool(found)

    def _turned(self, node: LexborNode) -> bool:
        text = reversed_text(node, self._styles)
        if text is not None:
            self._add(text)
        return text is not None

    def _iconic(self, node: LexborNode, tag: str) -> bool:
        if (
            tag in _BLOCKS
            or not node.attributes
            or any(self._styles.added(node))
            or len((node.text() or "").strip()) > 2
        ):
            return False
        label = icons.label_of(node)
        if label and node.css_first("a, img") is None:
            self._add(f" {label}: ")
            return True
        return False

    def _link(self, node: LexborNode) -> bool:
        self._add_data(node)
        if node.css_first("div, p, h1, h2, h3, h4, h5, h6, li, table") is not None:
            self._after_block_link(node)
            return False
        visible = inner_text(node, self._styles)
        turned = reversed_text(node, self._styles)
        text = link_text(node, turned or visible, self._base)
        if text is not None:
            self._add(text, plain=False)
            return True
        if is_covered(node):
            self._issue("mail-covered", "a link hides a mail address in a way that cannot be opened", value=visible)
        return self._iconic(node, "a") or self._turned(node)

    def _after_block_link(self, node: LexborNode) -> None:
        found = covers.from_attributes(node.attributes) or covers.from_link(attribute(node, "href"))
        if found:
            self._add(" ".join(mark(MAIL, address) for address in found))

    def _image(self, node: LexborNode) -> bool:
        if icons.is_at_sign(node):
            self._add("@")
        elif self._fact_in(attribute(node, "alt")):
            self._add(f" {plain_text(attribute(node, 'alt'))} ")
        elif self._state.link:
            return True
        else:
            label = icons.image_label(node)
            self._add(f" {label}: " if label else "")
            if icons.may_show_mail(node):
                self._add(picture(node), plain=False)
        return True

    def _script(self, node: LexborNode) -> bool:
        script = node.text(deep=True) or ""
        if not any(target in self._filled for target in scripts.targets(script)):
            self._add(" ".join(mark(MAIL, address) for address in scripts.written(script)), plain=False)
        return True

    def _svg(self, node: LexborNode) -> bool:
        use = node.css_first("use")
        label = icons.label_of(node) or (icons.label_of(use) if use is not None else "")
        self._add(f" {label}: " if label else "")
        return True

    def _add_data(self, node: LexborNode) -> None:
        """Numbers and addresses that a click would show."""
        for name, value in node.attributes.items():
            if not value or len(value) > 2000 or name == "data-cfemail":
                continue
            if name == "onclick" and "mailto" not in value:
                texts = [match[2] for match in _QUOTED.finditer(value)]
            elif _DATA.fullmatch(name):
                texts = [value]
            else:
                continue
            for text in texts:
                shown = re.sub(r"<[^<>]*>", " ", text)
                if self._fact_in(shown) and shown not in (node.text() or ""):
                    self._add(f" {plain_text(shown)} ", plain=False)

    @staticmethod
    def _fact_in(text: str) -> bool:
        return bool(text) and len(text) < 2000 and bool(_FACT.search(text))

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


_SPECIAL: dict[str, Callable[[_Flow, LexborNode], bool]] = {
    "a": _Flow._link,
    "img": _Flow._image,
    "script": _Flow._script,
    "svg": _Flow._svg,
}


def _words(node: LexborNode) -> tuple[str, ...]:
    return (*words(node), *words(node, "itemprop"), *words(node, "id"))[:12]


def _heading(node: LexborNode, tag: str) -> int:
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return int(tag[1])
    if attribute(node, "role") == "heading":
        level = attribute(node, "aria-level")
        return int(level) if level in set("123456") else 4
    return 6 if tag in {"summary", "legend"} else 0


def _region(node: LexborNode, tag: str, state: _State) -> str:
    if state.inner or state.region != "main":
        return state.region
    if tag == "footer" or attribute(node, "role") == "contentinfo" or _FOOTER_WORDS & set(_words(node)):
        return "footer"
    return "header" if tag == "header" or attribute(node, "role") == "banner" else "main"


def _filled(tree: LexborHTMLParser) -> dict[str, tuple[str, ...]]:
    """Elements by id that a script fills with addresses."""
    filled: dict[str, tuple[str, ...]] = {}
    for node in tree.css("script"):
        script = node.text(deep=True) or ""
        found = scripts.written(script)
        if found:
            filled.update(dict.fromkeys(scripts.targets(script), found))
    present = {attribute(node, "id") for node in tree.css("[id]")}
    return {name: found for name, found in filled.items() if name in present}


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
