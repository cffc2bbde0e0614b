"""What a page's own style sheet hides, reverses or adds, as far as it matters for reading an address."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from syncsvc.formats.html.tree import attribute, words

_LONGEST = 200_000
_NAME = re.compile(r"^(?:[a-z]+)?([.#][\w-]+)(::?(?:before|after))?$", re.IGNORECASE)
_CONTENT = re.compile(r"content\s*:\s*(?:\"([^\"]*)\"|'([^']*)')")
_GONE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])")
_OVERRIDE = re.compile(r"unicode-bidi\s*:\s*(?:bidi-override|isolate-override)")
_RTL = re.compile(r"direction\s*:\s*rtl")


@dataclass(frozen=True, slots=True)
class Styles:
    """Selectors of one name («.x», «#y») by what they do."""

    gone: set[str] = field(default_factory=set)
    override: set[str] = field(default_factory=set)
    rtl: set[str] = field(default_factory=set)
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)

    def _among(self, node: LexborNode, chosen: Collection[str]) -> str:
        """The element's class or id among these; an empty text if none is."""
        if not chosen:
            return ""
        names = (*(f".{word}" for word in words(node)), f"#{attribute(node, 'id').lower()}")
        return next((name for name in names if name in chosen), "")

    def hides(self, node: LexborNode) -> bool:
        """Whether a reader does not see the element."""
        given = node.attributes
        if not given:
            return False
        if "hidden" in given or _GONE.search((given.get("style") or "").lower()):
            return True
        return bool(self._among(node, self.gone))

    def overrides(self, node: LexborNode) -> bool:
        """Whether the letters are shown in reverse order."""
        style = attribute(node, "style").lower()
        if node.tag == "bdo" and attribute(node, "dir").lower() == "rtl":
            return True
        return bool(_OVERRIDE.search(style)) or bool(self._among(node, self.override))

    def right_to_left(self, node: LexborNode) -> bool:
        """Whether the direction is right to left; by itself this leaves Latin letters in their order."""
        if attribute(node, "dir").lower() == "rtl" or _RTL.search(attribute(node, "style").lower()):
            return True
        return bool(self._among(node, self.rtl))

    def added(self, node: LexborNode) -> tuple[str, str]:
        """What the style sheet puts before and after the element's text."""
        if not self.before and not self.after:
            return "", ""
        return self.before.get(self._among(node, self.before), ""), self.after.get(self._among(node, self.after), "")

    def learn(self, selector: str, body: str) -> None:
        """Take one rule in, if its selector is a single class or id."""
        match = _NAME.match(selector.strip())
        if match is None:
            return
        name, pseudo = match[1].lower(), (match[2] or "").strip(":").lower()
        if pseudo:
            if content := _CONTENT.search(body):
                (self.before if pseudo == "before" else self.after)[name] = content[1] or content[2] or ""
            return
        for pattern, names in ((_GONE, self.gone), (_OVERRIDE, self.override), (_RTL, self.rtl)):
            if pattern.search(body.lower()):
                names.add(name)


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Selector and body of every rule outside @media and its like."""
    css = re.sub(r"/\*(?:[^*]|\*(?!/))*\*/", "", css[:_LONGEST])
    depth = 0
    start = selector = 0
    head = ""
    for match in re.finditer(r"[{};]", css):
        sign = match[0]
        if sign == "{":
            depth += 1
            if depth == 1:
                head, selector = css[start : match.start()], match.end()
        elif sign == "}":
            depth = max(0, depth - 1)
            if depth == 0:
                if not head.lstrip().startswith("@"):
                    yield head, css[selector : match.start()]
                start = match.end()
        elif depth == 0:
            start = match.end()


def styles(tree: LexborHTMLParser) -> Styles:
    """Read the style sheets that stand in the page itself."""
    found = Styles()
    for sheet in tree.css("style"):
        for selectors, body in _rules(sheet.text(deep=True)):
            for selector in selectors.split(","):
                found.learn(selector, body)
    return found
