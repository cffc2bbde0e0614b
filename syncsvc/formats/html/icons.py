"""The label a picture, an icon or an abbreviation stands for."""

import re

from selectolax.lexbor import LexborNode

from syncsvc.formats.html.tree import attribute, words
from syncsvc.lexicon.page_labels import ICONS, LABEL_FIELDS
from syncsvc.lexicon.wordlist import word_set

_PARTS = re.compile(r"[^a-zäöüß]+")
_AT_FILE = re.compile(
    r"(?:^|/)(?:at|aet|ät|arroba|affe|klammeraffe|at[-_]?(?:sign|symbol|zeichen))[-_\d]*\.(?:gif|png|jpe?g|svg|webp)$"
)
_AT_WORDS = frozenset({"@", "at", "(at)", "[at]", "ät", "klammeraffe", "at-zeichen", "at-symbol", "affenschwanz"})
_MAIL_WORDS = re.compile(r"e-?mail|mail(?:to|adresse)?|kontakt", re.IGNORECASE)
_HELD = word_set("i span svg em b img use small font strong div label abbr")


def is_ligature(node: LexborNode) -> bool:
    """Whether an element's text is the name of the icon that a font draws in its place."""
    return any(word.startswith(("material-icons", "material-symbols")) for word in words(node))


def from_words(text: str) -> str:
    """The label that words of a class, a file or an icon's name stand for."""
    parts = set(_PARTS.split(text.lower()))
    return next((label for word, label in ICONS if word in parts), "")


def _from_label(text: str) -> str:
    word = text.strip().strip(":").strip()
    return word if word.lower().rstrip(".") in LABEL_FIELDS else ""


def label_of(node: LexborNode) -> str:
    """The label an element without text of its own stands for: by aria-label or title, else by its class."""
    for name in ("aria-label", "title", "data-original-title", "data-label"):
        if label := _from_label(attribute(node, name)):
            return label
    if node.tag == "use":
        target = attribute(node, "href") or attribute(node, "xlink:href")
        return from_words(target.rpartition("#")[2])
    if node.tag == "svg" and (title := node.css_first("title")) is not None and (label := _from_label(title.text())):
        return label
    return from_words(" ".join(words(node))) if node.tag in _HELD else ""


def is_at_sign(image: LexborNode) -> bool:
    """Whether a picture stands for the @ in an address."""
    if attribute(image, "alt").strip().lower() in _AT_WORDS:
        return True
    return bool(_AT_FILE.search(attribute(image, "src").lower().partition("?")[0]))


def image_label(image: LexborNode) -> str:
    """The label a small picture beside a value stands for."""
    if label := _from_label(attribute(image, "alt")) or label_of(image):
        return label
    file = attribute(image, "src").rpartition("/")[2].partition(".")[0]
    return from_words(file) or from_words(attribute(image, "alt") if len(attribute(image, "alt")) <= 20 else "")


def may_show_mail(image: LexborNode) -> bool:
    """Whether a picture may be a mail address drawn as one."""
    return bool(_MAIL_WORDS.search(f"{attribute(image, 'alt')} {attribute(image, 'src').rpartition('/')[2]}"))
