"""What the markup says of a block: the rank of a heading, the region of the page, the words of its class."""

from selectolax.lexbor import LexborNode

from syncsvc.formats.html.tree import attribute
from syncsvc.formats.html.tree import words as class_words

INNER = frozenset({"article", "section", "aside", "li", "td", "figure", "blockquote", "main", "dialog", "dd"})
"""A header or footer inside one of these is a part of a contact, not of the page."""
_FOOTER_WORDS = frozenset(
    {"footer", "site-footer", "page-footer", "fusszeile", "footer-wrapper", "colophon", "pagefooter"}
)


def words(node: LexborNode) -> tuple[str, ...]:
    """Words of a block's class, property and id, in lower case."""
    return (*class_words(node), *class_words(node, "itemprop"), *class_words(node, "id"))[:12]


def heading(node: LexborNode, tag: str) -> int:
    """1 to 6 for a heading, else 0."""
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return int(tag[1])
    if attribute(node, "role") == "heading":
        level = attribute(node, "aria-level")
        return int(level) if level in set("123456") else 4
    return 6 if tag in {"summary", "legend", "dt"} else 0


def region(node: LexborNode, tag: str, *, inner: bool, around: str) -> str:
    """main, header or footer: the part of the page a block belongs to."""
    if inner or around != "main":
        return around
    if tag == "footer" or attribute(node, "role") == "contentinfo" or _FOOTER_WORDS & set(words(node)):
        return "footer"
    return "header" if tag == "header" or attribute(node, "role") == "banner" else "main"
