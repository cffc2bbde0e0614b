"""Contacts where a source has said by CSS selectors which elements hold them."""

from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from syncsvc.errors import ConfigError
from syncsvc.formats.html import flow, persons
from syncsvc.formats.html.draft import FUNCTION, PERSON, Draft
from syncsvc.formats.html.facts import scan
from syncsvc.formats.html.page import Line, shown
from syncsvc.model.record import Field

_SCANNED = frozenset({"phone", "email", "room", "hours", "street", "city"})


def check(selector: str) -> None:
    """Raise ConfigError for text that is no CSS selector."""
    try:
        LexborHTMLParser("<p></p>").css(selector)
    except (SelectolaxError, ValueError) as error:
        raise ConfigError(f"{selector!r} is not a CSS selector", hint="try it in a browser's inspector") from error


def nodes(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    """The elements a selector finds, without those inside another one of them."""
    found = tree.css(selector)
    inside = {node.mem_id for node in found}
    return [node for node in found if not _within(node, inside)]


def _within(node: LexborNode, others: set[int]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.mem_id in others:
            return True
        parent = parent.parent
    return False


def hidden_ids(tree: LexborHTMLParser, selector: str) -> frozenset[int]:
    """The elements to leave out."""
    return frozenset(node.mem_id for node in tree.css(selector)) if selector else frozenset()


def _values(name: str, lines: Iterable[Line]) -> list[Field]:
    """What an element says of one field: the evident value if there is one, else its text."""
    texts = [line.text for line in lines]
    facts = [fact for text in texts for fact in scan(text) if fact.kind == name] if name in _SCANNED else []
    if facts:
        return [Field(name, fact.value, fact.label) for fact in facts]
    whole = "; ".join(shown(text) for text in texts) if name == "hours" else " ".join(shown(text) for text in texts)
    return [Field(name, whole)] if whole else []


def chosen(tree: LexborHTMLParser, block: LexborNode, selectors: tuple[tuple[str, str], ...]) -> tuple[Field, ...]:
    """The fields of one block that have a selector of their own."""
    fields: list[Field] = []
    for name, selector in selectors:
        for node in block.css(selector):
            fields += _values(name, flow.lines(tree, root=node).lines)
    return tuple(dict.fromkeys(fields))


def overlaid(drafts: list[Draft], fields: tuple[Field, ...], lines: tuple[int, ...]) -> list[Draft]:
    """One contact with the chosen fields, and for all others what the generic reader found in the block."""
    if not fields:
        return drafts
    names = {field.name for field in fields}
    base = drafts[0] if drafts else Draft(FUNCTION, "", (), lines)
    kept = tuple(field for field in base.fields if field.name not in names)
    name = next((field.value for field in fields if field.name == "name"), base.name)
    if not name:
        return []
    kind = PERSON if persons.score(name) >= persons.SURE or base.kind == PERSON else base.kind
    if "name" in names and "kind" not in names:
        kept = (Field("kind", kind), *(field for field in kept if field.name not in {"kind", "given", "family"}))
    whole = (*kept, *fields)
    personal = tuple(
        f.value for f in whole if f.name == "email" and kind == PERSON and persons.witnesses(f.value, name)
    )
    first = Draft(kind, name, whole, base.lines or lines, personal)
    return [first, *(() if "name" in names else drafts[1:])]
