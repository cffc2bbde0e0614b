"""Structured data in a page's own elements: microdata, and the microformats hCard and h-card."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from syncsvc.formats.html import covers
from syncsvc.formats.html.links import is_card
from syncsvc.formats.html.schema import Item
from syncsvc.formats.html.styles import Styles
from syncsvc.formats.html.text import fold, inner_text
from syncsvc.formats.html.tree import Walk, attribute, words

_MOST = 500
_DEEPEST = 10
_CARD_TERMS = {
    "fn": "name",
    "p-name": "name",
    "given-name": "givenName",
    "p-given-name": "givenName",
    "family-name": "familyName",
    "p-family-name": "familyName",
    "honorific-prefix": "honorificPrefix",
    "p-honorific-prefix": "honorificPrefix",
    "honorific-suffix": "honorificSuffix",
    "p-honorific-suffix": "honorificSuffix",
    "title": "jobTitle",
    "p-job-title": "jobTitle",
    "role": "jobTitle",
    "p-role": "jobTitle",
    "email": "email",
    "u-email": "email",
    "note": "@note",
    "p-note": "@note",
    "organization-unit": "@units",
    "p-organization-unit": "@units",
    "street-address": "streetAddress",
    "p-street-address": "streetAddress",
    "postal-code": "postalCode",
    "p-postal-code": "postalCode",
    "locality": "addressLocality",
    "p-locality": "addressLocality",
}
_ORGANISATION = frozenset({"org", "p-org"})
_TEL = frozenset({"tel", "p-tel"})
_HREF = frozenset({"a", "link", "area"})


def _value(node: LexborNode, styles: Styles) -> str:
    """A property's value: of a link its address, of data its value attribute, else its text."""
    if attribute(node, "content"):
        return fold(attribute(node, "content"))
    target = attribute(node, "href") if node.tag in _HREF else ""
    if found := covers.from_attributes(node.attributes) or covers.from_link(target):
        return found[0]
    if target.lower().startswith("tel:"):
        text = fold(inner_text(node, styles))
        return text if len(re.sub(r"\D", "", text)) > 5 else target[4:]
    if node.tag == "abbr" and attribute(node, "title"):
        return fold(attribute(node, "title"))
    if node.tag in {"data", "time", "meter"} and (attribute(node, "value") or attribute(node, "datetime")):
        return fold(attribute(node, "value") or attribute(node, "datetime"))
    return fold(inner_text(node, styles))


def _telephone(node: LexborNode, styles: Styles) -> Item:
    """A tel property with its type word («Telefon», «Fax») and its value."""
    kinds = [fold(inner_text(one, styles)) or attribute(one, "title") for one in node.css(".type")]
    value = node.css_first(".value")
    whole = _value(value if value is not None else node, styles)
    if value is None and (number := re.search(r"[+(]?[\d][\d ()/.\-\u2010-\u2013\u00a0]*\d", whole)):
        kinds = kinds or [whole[: number.start()].strip(" :")]
        whole = number[0]
    before = _label_before(node)
    return {"@value": whole, "@label": " ".join(kinds).strip(" :") or before}


def _label_before(node: LexborNode) -> str:
    """A label that stands in front of a number without being part of the property."""
    before = node.prev
    text = (before.text_content or "") if before is not None and before.tag == "-text" else ""
    match = re.search(r"([^\W\d_][\w. -]{0,30}?)[.:]?\s*$", text)
    return match[1].strip() if match else ""


def _card(root: LexborNode, styles: Styles) -> Item:
    """The item of an hCard."""
    item: Item = {"@type": "Person", "@phones": [], "@units": [], "email": [], "address": {}}
    organisation = ""
    walk = Walk(root)
    for step in walk:
        node = step.node
        if not step.entering or not node.is_element_node or node.mem_id == root.mem_id:
            continue
        names = set(words(node))
        if names & {"vcard", "h-card"}:
            walk.skip()
        if names & _TEL:
            item["@phones"].append(_telephone(node, styles))
        elif names & _ORGANISATION:
            organisation = organisation or _organisation(node, styles)
        elif node.tag == "a" and is_card(node):
            item.setdefault("@url", attribute(node, "href"))
        for term in (_CARD_TERMS[name] for name in words(node) if name in _CARD_TERMS):
            _take(item, term, _value(node, styles))
    return _affiliated(item, organisation)


def _take(item: Item, term: str, value: str) -> None:
    """Put a property's value where it belongs; of single values the first counts."""
    if term in {"@units", "email"}:
        item[term].append(value)
    elif term in {"streetAddress", "postalCode", "addressLocality"}:
        item["address"].setdefault(term, value)
    else:
        item.setdefault(term, value)


def _organisation(node: LexborNode, styles: Styles) -> str:
    name = node.css_first(".organization-name, .p-organization-name")
    if name is not None:
        return _value(name, styles)
    return "" if node.css_first(".organization-unit") is not None else _value(node, styles)


def _affiliated(item: Item, organisation: str) -> Item:
    if organisation and organisation == item.get("name"):
        item["@type"] = "Organization"
        item["telephone"] = [phone["@value"] for phone in item["@phones"] if not phone["@label"]]
        item["@phones"] = [phone for phone in item["@phones"] if phone["@label"]]
        return item
    item["worksFor"] = {"name": organisation} if organisation else None
    item["department"] = item["@units"]
    return item


def cards(tree: LexborHTMLParser, styles: Styles) -> list[tuple[int, Item]]:
    """Every outermost hCard and h-card that says how somebody is reached."""
    found = []
    for node in tree.css(".vcard, .h-card")[:_MOST]:
        item = _card(node, styles)
        if item.get("name") and (item.get("email") or item.get("@phones") or item.get("telephone")):
            found.append((node.mem_id, item))
    return found


def _properties(root: LexborNode, styles: Styles, depth: int = 0) -> Item:
    """The item of an element with ``itemscope`` (HTML Standard, 5.2.5)."""
    item: Item = {"@type": [one.rpartition("/")[2] for one in attribute(root, "itemtype").split()]}
    walk = Walk(root)
    for step in walk:
        node = step.node
        if not step.entering or not node.is_element_node or node.mem_id == root.mem_id:
            continue
        nested = "itemscope" in node.attributes
        names = attribute(node, "itemprop").split()
        value: object = None
        if nested:
            walk.skip()
            value = _properties(node, styles, depth + 1) if names and depth < _DEEPEST else None
        elif names:
            value = _value(node, styles)
        for name in names:
            if value:
                item.setdefault(name, []).append(value)
    return item


def microdata(tree: LexborHTMLParser, styles: Styles) -> list[tuple[int, Item]]:
    """Every outermost item in microdata."""
    roots = [node for node in tree.css("[itemscope]")[:_MOST] if not attribute(node, "itemprop")]
    return [(node.mem_id, _properties(node, styles)) for node in roots]
