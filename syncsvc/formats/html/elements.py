"""What single elements add to the text of their line: links, pictures, icons, scripts, covers, data behind a click."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from syncsvc.formats.html import covers, icons, scripts
from syncsvc.formats.html.links import is_covered, link_text
from syncsvc.formats.html.page import MAIL, mark
from syncsvc.formats.html.styles import Styles
from syncsvc.formats.html.text import inner_text, picture, plain_text, reversed_text
from syncsvc.formats.html.tree import attribute

_DATA = re.compile(
    r"data-.*(?:phone|tel|fon|nummer|number|mobil|fax|content|contact|kontakt|value|original|text|html|reveal)"
)
_FACT = re.compile(r"[\w.+-]@[\w-]+\.\w|(?<![\w.-])(?:\+|\(?0)\d?(?:[ /().-]{0,3}\d){5}")
_PROTECTED = re.compile(r"\[email\W*protected\]", re.IGNORECASE)
"""What Cloudflare writes in the place of an address."""
_QUOTED = re.compile(r"""(['"])((?:(?!\1).){5,400})\1""")
_LONGEST = 2000
_BLOCKS_INSIDE = "div, p, h1, h2, h3, h4, h5, h6, li, table"


@dataclass(frozen=True, slots=True)
class Inserted:
    """Texts for the line (and whether a link's text is no more than that), and whether they replace the content."""

    texts: tuple[tuple[str, bool], ...] = ()
    instead: bool = False
    unreadable: bool = False
    """An address is hidden here in a way that cannot be opened."""
    value: str = ""


_NOTHING = Inserted()


def _addresses(found: Iterable[str]) -> Inserted:
    text = " ".join(mark(MAIL, address) for address in found)
    return Inserted(((text, False),), instead=True) if text else _NOTHING


def _label(text: str, *, instead: bool = True) -> Inserted:
    return Inserted(((f" {text}: ", False),), instead=instead) if text else Inserted(instead=instead)


def _has_fact(text: str) -> bool:
    return bool(text) and len(text) < _LONGEST and bool(_FACT.search(text))


class Elements:
    """Reads the elements of one page."""

    def __init__(self, tree: LexborHTMLParser, styles: Styles, base: str) -> None:
        self._styles = styles
        self._base = base
        self._filled = _filled(tree)

    def read(self, node: LexborNode, tag: str, *, block: bool, linked: bool) -> Inserted:
        """What an element puts into its line, besides or instead of its content."""
        if tag == "script":
            return self._script(node)
        if known := self._filled.get(attribute(node, "id")):
            return _addresses(known)
        if tag == "a":
            return self._link(node)
        if tag == "img":
            return _image(node, linked=linked)
        if tag == "svg":
            return _svg(node)
        return self._plain(node, block=block) if node.attributes else _NOTHING

    def _plain(self, node: LexborNode, *, block: bool) -> Inserted:
        shown = _behind_click(node)
        found = covers.from_attributes(node.attributes)
        inner = _addresses(found) if found else self._turned(node)
        if not inner.instead and not block:
            inner = self._icon(node)
        return Inserted((*shown, *inner.texts), instead=inner.instead)

    def _turned(self, node: LexborNode) -> Inserted:
        text = reversed_text(node, self._styles)
        return _NOTHING if text is None else Inserted(((text, True),), instead=True)

    def _icon(self, node: LexborNode) -> Inserted:
        text = (node.text() or "").strip()
        if icons.is_ligature(node):
            return _label(icons.from_words(text))
        if any(self._styles.added(node)) or len(text) > 2:
            return _NOTHING
        label = icons.label_of(node)
        return _label(label) if label and node.css_first("a, img") is None else _NOTHING

    def _link(self, node: LexborNode) -> Inserted:
        shown = _behind_click(node)
        if node.css_first(_BLOCKS_INSIDE) is not None:
            found = covers.from_attributes(node.attributes) or covers.from_link(attribute(node, "href"))
            return Inserted((*shown, *_addresses(found).texts))
        if clicked := scripts.written(attribute(node, "onclick")):
            return Inserted((*shown, *_addresses(clicked).texts), instead=True)
        visible = inner_text(node, self._styles)
        turned = self._turned(node)
        text = link_text(node, turned.texts[0][0] if turned.instead else visible, self._base)
        if text is not None:
            return Inserted((*shown, (text, False)), instead=True)
        if _PROTECTED.fullmatch(visible.strip()):
            return Inserted(shown, instead=True, unreadable=True, value=visible)
        inner = turned if turned.instead else self._icon(node)
        return Inserted((*shown, *inner.texts), instead=inner.instead, unreadable=is_covered(node), value=visible)

    def _script(self, node: LexborNode) -> Inserted:
        script = node.text(deep=True) or ""
        if not _runs(node) or any(target in self._filled for target in scripts.targets(script)):
            return Inserted(instead=True)
        return Inserted(_addresses(scripts.written(script)).texts, instead=True)


def _runs(node: LexborNode) -> bool:
    """Whether a script is one; data in a script element (JSON-LD, settings, templates) writes nothing into the page."""
    kind = attribute(node, "type").lower()
    return not kind or kind == "module" or "script" in kind


def _image(node: LexborNode, *, linked: bool) -> Inserted:
    alternative = attribute(node, "alt")
    if icons.is_at_sign(node):
        return Inserted((("@", True),), instead=True)
    if _has_fact(alternative):
        return Inserted(((f" {plain_text(alternative)} ", False),), instead=True)
    if linked:
        return Inserted(instead=True)
    texts = _label(icons.image_label(node)).texts
    drawn = ((picture(node), False),) if icons.may_show_mail(node) else ()
    return Inserted((*texts, *drawn), instead=True)


def _svg(node: LexborNode) -> Inserted:
    use = node.css_first("use")
    return _label(icons.label_of(node) or (icons.label_of(use) if use is not None else ""))


def _behind_click(node: LexborNode) -> tuple[tuple[str, bool], ...]:
    """Numbers and addresses that a click would show."""
    texts: list[tuple[str, bool]] = []
    for name, value in node.attributes.items():
        if not value or len(value) > _LONGEST or name == "data-cfemail":
            continue
        if name == "onclick" and "mailto" not in value:
            said = [match[2] for match in _QUOTED.finditer(value)]
        else:
            said = [value] if _DATA.fullmatch(name) else []
        for text in said:
            shown = re.sub(r"<[^<>]*>", " ", text)
            if _has_fact(shown) and shown not in (node.text() or ""):
                texts.append((f" {plain_text(shown)} ", False))
    return tuple(texts)


def _filled(tree: LexborHTMLParser) -> dict[str, tuple[str, ...]]:
    """Elements by id that a script fills with addresses."""
    filled: dict[str, tuple[str, ...]] = {}
    for node in filter(_runs, tree.css("script")):
        script = node.text(deep=True) or ""
        found = scripts.written(script)
        if found:
            filled.update(dict.fromkeys(scripts.targets(script), found))
    if not filled:
        return {}
    present = {attribute(node, "id") for node in tree.css("[id]")}
    return {name: found for name, found in filled.items() if name in present}
