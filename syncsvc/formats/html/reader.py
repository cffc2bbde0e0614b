"""The way of a page: bytes, tree, lines, groups, blocks, contacts, records."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from syncsvc.formats.html import (
    blocks,
    contacts,
    embedded,
    flow,
    groups,
    keys,
    merging,
    reading,
    selected,
    tables,
    tree,
)
from syncsvc.formats.html.charset import decode
from syncsvc.formats.html.draft import PERSON, Draft
from syncsvc.formats.html.options import PageOptions
from syncsvc.formats.html.page import Line, Page
from syncsvc.model.issue import Issue
from syncsvc.model.record import RecordRef, SourceRecord

VERSION = 2
"""Raised whenever the same page may give other records."""
_GENERIC = PageOptions()
_Found = tuple[list[Draft], list[Issue]]
_MOSTLY = 2
"""So many people to every other contact make a page one of people."""
_OTHER = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def read(
    content: bytes, *, source: str = "", url: str = "", charset: str = "", options: PageOptions = _GENERIC
) -> tuple[tuple[SourceRecord, ...], tuple[Issue, ...]]:
    """Every contact of a page in the order of the page, and what could not be read.

    ``url`` is where the page came from (links are resolved against it), ``charset`` what the server said. Never raises
    for anything a page may hold; a page without contacts gives no records. Time and memory grow with the length of the
    page, whatever it holds.
    """
    parsed = tree.parse(decode(content, charset))
    drafts: list[Draft] = []
    issues: list[Issue] = []
    for found, problems in _parts(parsed, url, options):
        drafts += found
        issues += problems
    records = tuple(_record(source, key, draft) for key, draft in keys.assign(merging.united(drafts)))
    return records, tuple(replace(issue, source=source) for issue in issues)


def links(content: bytes, selector: str, *, url: str = "", charset: str = "") -> tuple[str, ...]:
    """Where the links a selector finds lead to, each once; links inside the page and to other programs are left out."""
    parsed = tree.parse(decode(content, charset))
    anchors = (node if node.tag == "a" else node.css_first("a[href]") for node in parsed.css(selector))
    targets = (tree.attribute(node, "href").partition("#")[0].strip() for node in anchors if node is not None)
    wanted = (target for target in targets if target and not _OTHER.match(target))
    return tuple(dict.fromkeys(urljoin(url, target) if "://" in url else target for target in wanted))


def _parts(parsed: LexborHTMLParser, url: str, options: PageOptions) -> Iterator[_Found]:
    skipped = selected.hidden_ids(parsed, options.skip)
    if not options.block and not options.fields:
        yield _whole(parsed, url, skipped)
        return
    first = 1
    for node in selected.nodes(parsed, options.block or "body"):
        page = flow.lines(parsed, root=node, base=url, skipped=skipped, first=first)
        drafts, issues = _drafts(page, page.lines)
        fields = selected.chosen(parsed, node, options.fields)
        yield selected.overlaid(drafts, fields, tuple(line.number for line in page.lines)), [*page.issues, *issues]
        first += len(page.lines)


def _whole(parsed: LexborHTMLParser, url: str, skipped: frozenset[int]) -> _Found:
    """A page without selectors: what it carries as data, and what its text says."""
    data = embedded.read(parsed, url)
    page = flow.lines(parsed, base=url, skipped=skipped, cards=data.elements)
    cards = dict(data.cards)
    drafts: list[Draft] = []
    for element, own in groupby(page.lines, key=lambda line: line.card):
        lines = tuple(own)
        if element:
            numbers = tuple(line.number for line in lines)
            drafts += embedded.placed(cards.pop(element, ()), numbers, _drafts(page, lines)[0])
    found, issues = _drafts(page, tuple(line for line in page.lines if not line.card))
    drafts = sorted([*drafts, *found], key=lambda draft: draft.lines[:1])
    return [*drafts, *data.loose], [*page.issues, *data.issues, *issues]


def _drafts(page: Page, lines: Sequence[Line]) -> _Found:
    """The contacts that lines of a page name."""
    drafts: list[Draft] = []
    issues: list[Issue] = []
    for region in ("main", "header", "footer"):
        own = [line for line in lines if line.region == region]
        listed, done = tables.split(page, own)
        reads = reading.read_lines(page, (line for line in own if line.number not in done))
        terms = frozenset(line.number for line in own if page.boxes[line.box].tag == "dt")
        cut = [block for group in groups.groups(page, reads) for block in blocks.cut(group, terms)]
        drafts += [*listed, *_of_blocks(cut, page.title, main=region == "main")]
        issues += [issue for block in cut for issue in contacts.gaps(block)]
    return drafts, issues


def _of_blocks(cut: list[blocks.Block], title: str, *, main: bool) -> list[Draft]:
    found = [draft for block in cut for draft in contacts.of_block(block, title=title, people=main)]
    named = sum(1 for draft in found if draft.kind == PERSON)
    if main and len(found) > named >= _MOSTLY * (len(found) - named):
        return [draft for block in cut for draft in contacts.of_block(block, title=title, assume=True)]
    return found


def _record(source: str, key: str, draft: Draft) -> SourceRecord:
    return SourceRecord(RecordRef(source, key), draft.fields, place=_place(draft.lines))


def _place(lines: Iterable[int]) -> str:
    """«lines 4 to 9», as one counts the lines of the page's text."""
    ordered = sorted(set(lines))
    if not ordered:
        return "the page's embedded data"
    if len(ordered) == 1:
        return f"line {ordered[0]}"
    return f"lines {ordered[0]} to {ordered[-1]}"
