"""robots.txt (RFC 9309): which paths a program may read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

_MAX_CHARACTERS = 500 * 1024  # RFC 9309 section 2.5


@dataclass(frozen=True, slots=True)
class Rule:
    """One allow or disallow line."""

    pattern: str
    allow: bool

    def matches(self, path: str) -> bool:
        """Whether the pattern, with ``*`` and a final ``$``, fits the beginning of a path (section 2.2.2)."""
        anchored = self.pattern.endswith("$")
        first, *rest = self.pattern.removesuffix("$").split("*")
        if not path.startswith(first):
            return False
        position = len(first)
        for part in rest[:-1]:
            found = path.find(part, position)
            if found < 0:
                return False
            position = found + len(part)
        return _ends(path, position, rest[-1] if rest else None, anchored=anchored)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for one program; without any, everything is allowed."""

    rules: tuple[Rule, ...] = ()

    def allow(self, url: str) -> bool:
        """The longest matching rule decides; of equally long ones the allowing one (section 2.2.2)."""
        parts = urlsplit(url)
        path = _normal(parts.path or "/") + (f"?{_normal(parts.query)}" if parts.query else "")
        matching = [rule for rule in self.rules if rule.matches(path)]
        return max(matching, key=lambda rule: (len(rule.pattern), rule.allow)).allow if matching else True


def parse(text: str, agent: str) -> Rules:
    """Read the rules of the groups that name a program, or else those for all (section 2.2.1)."""
    groups: dict[str, list[Rule]] = {}
    names: list[str] = []
    fresh = True
    for key, value in _lines(text):
        if key == "user-agent":
            names = [value.lower()] if fresh else [*names, value.lower()]
            fresh = False
            groups.setdefault(value.lower(), [])
            continue
        fresh = True
        if value and key in ("allow", "disallow"):
            for name in names:
                groups[name].append(Rule(_normal(value), key == "allow"))
    return Rules(tuple(groups.get(agent.lower(), groups.get("*", ()))))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text[:_MAX_CHARACTERS].removeprefix("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            name = key.strip().lower()
            yield name, re.split(r"[\s/]", value.strip())[0] if name == "user-agent" else value.strip()


def _ends(path: str, position: int, last: str | None, *, anchored: bool) -> bool:
    if last is None:
        return not anchored or len(path) == position
    if anchored:
        return path.endswith(last) and len(path) - len(last) >= position
    return path.find(last, position) >= 0


def _normal(text: str) -> str:
    """Compare octets: «ü» and «%C3%BC» are the same (section 2.2.2)."""
    return quote(unquote(text, errors="surrogateescape"), safe="/*$?=&;:@!,'()+~%", errors="surrogateescape")
