"""Structured data that stands in a page's scripts (JSON-LD 1.1)."""

import json
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from syncsvc.formats.html.schema import Item
from syncsvc.formats.html.tree import attribute
from syncsvc.model.issue import Issue, Severity

_LONGEST = 500_000


def _references(roots: list[Any]) -> dict[str, Item]:
    """Items by their @id, so that a reference can be followed."""
    found: dict[str, Item] = {}
    stack = list(roots)
    for _ in range(5000):
        if not stack:
            break
        one = stack.pop()
        if isinstance(one, dict):
            if isinstance(one.get("@id"), str) and len(one) > 1:
                found.setdefault(one["@id"], one)
            stack.extend(one.values())
        elif isinstance(one, list):
            stack.extend(one)
    return found


def _resolved(item: Item, known: dict[str, Item]) -> Item:
    """The item with references one level deep replaced by what they name."""
    out: Item = {}
    for name, value in item.items():
        values = value if isinstance(value, list) else [value]
        whole = [known.get(one["@id"], one) if isinstance(one, dict) and set(one) == {"@id"} else one for one in values]
        out[name] = whole if isinstance(value, list) else whole[0]
    return out


def _graphs(parsed: Any) -> Iterator[Item]:
    for one in parsed if isinstance(parsed, list) else [parsed]:
        if isinstance(one, dict):
            graph = one.get("@graph")
            yield from (item for item in (graph if isinstance(graph, list) else [one]) if isinstance(item, dict))


def items(tree: LexborHTMLParser) -> tuple[list[Item], tuple[Issue, ...]]:
    """The items of a page's JSON-LD, and an issue for each script that is none."""
    roots: list[Item] = []
    issues: list[Issue] = []
    for node in tree.css("script"):
        if attribute(node, "type").partition(";")[0].strip().lower() != "application/ld+json":
            continue
        script = (node.text(deep=True) or "").strip()
        if len(script) > _LONGEST:
            continue
        try:
            roots += _graphs(json.loads(script.removeprefix("<!--").removesuffix("-->"), strict=False))
        except (ValueError, RecursionError):
            issues.append(_broken())
    known = _references(roots)
    nested = {
        id(one) for root in roots for value in root.values() for one in (value if isinstance(value, list) else [value])
    }
    return [_resolved(root, known) for root in roots if id(root) not in nested], tuple(issues)


def _broken() -> Issue:
    return Issue(
        "read",
        "data-broken",
        "the page's embedded data (JSON-LD) cannot be read; its text was read instead",
        place="the page's embedded data",
        hint="tell the site's owner",
        severity=Severity.NOTICE,
    )
