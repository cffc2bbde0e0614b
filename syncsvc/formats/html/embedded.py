"""Contacts that a page carries as data, with the lines of its text that say the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from syncsvc.formats.html import jsonld, markup, schema
from syncsvc.formats.html.draft import Draft
from syncsvc.formats.html.styles import styles
from syncsvc.model.issue import Issue
from syncsvc.model.record import Field

_FROM_TEXT = frozenset(
    {"room", "hours", "responsibility", "role", "unit", "organisation", "street", "postal_code", "city", "url"}
)


@dataclass(frozen=True, slots=True)
class Embedded:
    """What a page's data says: contacts of its scripts, and contacts of single elements (``mem_id``)."""

    loose: tuple[Draft, ...] = ()
    cards: tuple[tuple[int, tuple[Draft, ...]], ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def elements(self) -> frozenset[int]:
        """The elements that carry contacts."""
        return frozenset(element for element, _ in self.cards)


def read(tree: LexborHTMLParser, base: str = "") -> Embedded:
    """Read everything a page carries as data."""
    roots, issues = jsonld.items(tree)
    sheet = styles(tree)
    found = [*markup.cards(tree, sheet), *markup.microdata(tree, sheet)]
    cards: dict[int, tuple[Draft, ...]] = {}
    for element, item in found:
        drafts = tuple(_resolved(draft, base) for draft in schema.drafts([item]))
        if drafts and element not in cards:
            cards[element] = drafts
    return Embedded(tuple(schema.drafts(roots)), tuple(cards.items()), issues)


def _resolved(draft: Draft, base: str) -> Draft:
    fields = tuple(Field("url", urljoin(base, one.value)) if one.name == "url" else one for one in draft.fields)
    return replace(draft, fields=fields)


def placed(drafts: tuple[Draft, ...], lines: tuple[int, ...], generic: Sequence[Draft]) -> list[Draft]:
    """The contacts of one element with its lines, and with what only its text says."""
    if len(drafts) != 1:
        return [replace(draft, lines=lines) for draft in drafts]
    draft = replace(drafts[0], lines=lines)
    if len(generic) != 1:
        return [draft]
    have = {one.name for one in draft.fields}
    return [draft.with_fields(*(one for one in generic[0].fields if one.name in _FROM_TEXT - have))]
