"""Pieces of text to one line: white space, hidden traps, invisible and reversing characters, spelled-out addresses."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from syncsvc.formats.html import addresses
from syncsvc.formats.html.icons import is_at_sign
from syncsvc.formats.html.page import END, IMAGE, MAIL, mark, without_marks
from syncsvc.formats.html.styles import Styles
from syncsvc.formats.html.tree import Walk, attribute

LONGEST_LINE = 4_000
_INVISIBLE = re.compile("[\u200b-\u200f\u2060-\u2064\u2066-\u2069\u202a-\u202c\ufeff\u00ad]")
_OVERRIDE = re.compile("\u202e([^\u202c\u202e]*)[\u202c\u202e]?")
_MARKS = re.compile(f"([{MAIL}-\ue005][^{END}]*{END})")
_WHOLE_FACT = re.compile(rf"[\w.+-]@[\w-]+\.\w|{MAIL}|\d(?:[ /().-]{{0,3}}\d){{4}}")
_RTL_SCRIPT = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")
_COMMON = frozenset(
    {"de", "com", "org", "net", "eu", "info", "at", "ch", "example", "berlin", "bayern", "hamburg", "email"}
)
_UNSEEN = frozenset({"script", "style", "template", "noembed", "noframes"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A bit of text in a line."""

    text: str
    strong: bool = False
    link: bool = False
    hidden: bool = False


def plain_text(text: str) -> str:
    """Text of a page without the characters that nobody sees or that turn the letters round."""
    turned = _OVERRIDE.sub(lambda match: match[1][::-1], text) if "\u202e" in text else text
    return _INVISIBLE.sub("", without_marks(turned))


def fold(text: str) -> str:
    """Runs of white space as one blank."""
    return " ".join(text.split())


def inner_text(root: LexborNode, styles: Styles) -> str:
    """The visible text inside an inline element: comments and hidden spans gone, a picture of an @ read as one."""
    parts: list[str] = []
    walk = Walk(root)
    for step in walk:
        node = step.node
        if not step.entering:
            continue
        if node.tag == "-text":
            parts.append(plain_text(node.text_content or ""))
        elif node.tag in _UNSEEN or (node.mem_id != root.mem_id and node.is_element_node and styles.hides(node)):
            walk.skip()
        elif node.tag == "br":
            parts.append(" ")
        elif node.tag == "img" and is_at_sign(node):
            parts.append("@")
        elif node.is_element_node:
            parts.append("".join(styles.added(node)))
    return "".join(parts)


def reversed_text(node: LexborNode, styles: Styles) -> str | None:
    """The text of an element whose letters are shown from right to left; None where they are not."""
    overridden = styles.overrides(node)
    if not overridden and not styles.right_to_left(node):
        return None
    text = inner_text(node, styles)
    turned = text[::-1].translate(str.maketrans("()[]{}<>", ")(][}{><"))
    if _RTL_SCRIPT.search(text):
        return None
    return turned if overridden or _likelier(turned, text) else None


def _likelier(turned: str, text: str) -> bool:
    """Whether only the turned letters make an address people could mean."""
    whole, turned_whole = addresses.plain(text), addresses.plain(turned)
    return bool(turned_whole) and (not whole or (_tld(turned_whole) in _COMMON and _tld(whole) not in _COMMON))


def _tld(address: str) -> str:
    return address.rpartition(".")[2]


def _kept(pieces: list[Piece], place: int) -> bool:
    """A hidden span stays only where it is a fact by itself, not where it stands inside an address."""
    piece = pieces[place]
    if not piece.hidden:
        return True
    before = pieces[place - 1].text[-1:] if place else ""
    after = pieces[place + 1].text[:1] if place + 1 < len(pieces) else ""
    apart = not (before.strip() and before not in ":|") and not after.strip()
    return apart and bool(_WHOLE_FACT.search(piece.text))


def joined(pieces: list[Piece]) -> tuple[str, list[Piece]]:
    """The text of a line and the pieces that really are in it."""
    kept = [piece for place, piece in enumerate(pieces) if _kept(pieces, place)]
    return "".join(piece.text for piece in kept), kept


def _uncovered(part: str) -> tuple[str, bool]:
    said = addresses.spoken(part)
    found = addresses.find(said)
    if not found:
        return part, False
    out, end, cleaned = [], 0, False
    for start, stop, address, changed in found:
        out += [said[end:start], mark(MAIL, address)]
        end, cleaned = stop, cleaned or changed
    return "".join(out) + said[end:], cleaned


def with_addresses(text: str) -> tuple[str, bool]:
    """The text with every spelled-out address marked, and whether words had to be taken out of one."""
    parts = _MARKS.split(text)
    done = [(part, False) if place % 2 else _uncovered(part) for place, part in enumerate(parts)]
    return "".join(part for part, _ in done), any(cleaned for _, cleaned in done)


def abuts(node: LexborNode, before: str) -> bool:
    """Whether an element begins another fact though nothing parts it from its neighbour but a style sheet.

    ``<span class="name">…Muster</span><span class="tel">Telefon …</span>``: «rT» and «4T» cannot stand in one word.
    """
    beside = node.prev
    if beside is None or beside.tag != node.tag or not (attribute(node, "class") or attribute(beside, "class")):
        return False
    inner = node.child
    left, right = before[-1:], (inner.text_content or "")[:1] if inner is not None and inner.tag == "-text" else ""
    return (left.islower() and right.isupper()) or (left.isdigit() and right.isalpha())


def chunks(text: str) -> list[str]:
    """A line cut into lengths that stay cheap to read, at blanks where there are any."""
    out = []
    while len(text) > LONGEST_LINE:
        cut = text.rfind(" ", 0, LONGEST_LINE)
        cut = cut if cut > 0 else LONGEST_LINE
        out.append(text[:cut])
        text = text[cut:].lstrip()
    return [*out, text]


def picture(image: LexborNode) -> str:
    """The mark of a picture that may show an address."""
    return mark(IMAGE, fold(attribute(image, "alt"))[:80] or "picture")
