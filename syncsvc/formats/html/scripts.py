"""Mail addresses that a script would write into the page, read from its literals without running it."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import unquote

from syncsvc.formats.html import addresses, covers

_LONGEST = 20_000
"""Scripts that write an address are short; libraries are not read."""
_MOST_TOKENS = 4_000
_LONGEST_VALUE = 4_000
_HINT = re.compile(r"mailto|addy|cloak|document\.write|&#64;|%40|@|UnCrypt", re.IGNORECASE)
_TOKEN = re.compile(
    r"""\s+|//[^\n]*|/\*.*?\*/|(?P<string>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)"""
    r"""|(?P<word>[A-Za-z_$][\w$.]*)|(?P<number>\d+)|(?P<sign>\+=|[=+;(),{}\[\]])|(?P<other>.)""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(\n)|(.))", re.DOTALL)
_ID = re.compile(r"""getElementById\(\s*['"]([^'"]{1,80})['"]""")
_LINK = re.compile(r"mailto:([^\"'<>\s\\?]{3,200})", re.IGNORECASE)

Token = tuple[str, str]


def _literal(text: str) -> str:
    def one(escape: re.Match[str]) -> str:
        code = escape[1] or escape[2]
        return chr(int(code, 16)) if code else {"n": "\n", "t": "\t", "r": ""}.get(escape[4] or "", escape[4] or "")

    return _ESCAPE.sub(one, text[1:-1])


def _tokens(script: str) -> Iterator[Token]:
    for count, match in enumerate(_TOKEN.finditer(script)):
        if count > _MOST_TOKENS:
            return
        kind = match.lastgroup or ""
        if kind == "string":
            yield kind, _literal(match[0])
        elif kind:
            yield kind, match[0]


def _statements(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    statement: list[Token] = []
    for token in tokens:
        if token in {("sign", ";"), ("sign", "{"), ("sign", "}")} or token[0] == "other":
            yield statement
            statement = []
        else:
            statement.append(token)
    yield statement


def _text(tokens: list[Token], known: dict[str, str]) -> str:
    """The text a sum of literals and known names gives; calls of unescape and fromCharCode are folded too."""
    parts: list[str] = []
    codes = False
    coded = False
    for kind, value in tokens:
        if kind == "string":
            parts.append(unquote(value) if coded else value)
        elif kind == "word":
            codes = value.endswith("fromCharCode")
            coded = value in {"unescape", "decodeURIComponent", "decodeURI"} or (coded and not codes)
            parts.append(known.get(value, ""))
        elif kind == "number" and codes and int(value[:7]) < 0x110000:
            parts.append(chr(int(value[:7])))
        elif value == ")":
            codes = coded = False
    return "".join(parts)[:_LONGEST_VALUE]


def _assignment(statement: list[Token]) -> tuple[str, str, list[Token]] | None:
    """Name, ``=`` or ``+=``, and what is assigned."""
    for place, (kind, value) in enumerate(statement):
        if kind == "sign" and value in {"=", "+="} and place and statement[place - 1][0] == "word":
            return statement[place - 1][1], value, statement[place + 1 :]
    return None


def _fold(script: str) -> tuple[str, ...]:
    """Every text the script assigns or writes, in order."""
    known: dict[str, str] = {}
    texts: list[str] = []
    for statement in _statements(_tokens(script)):
        assignment = _assignment(statement)
        if assignment is None:
            texts.append(_text(statement, known))
            continue
        name, sign, value = assignment
        text = _text(value, known)
        known[name] = ((known.get(name, "") if sign == "+=" else "") + text)[:_LONGEST_VALUE]
        texts.append(known[name])
    written = known.get("document.write", "") or known.get("innerHTML", "")
    return (*texts, written)


def _found(text: str) -> str:
    decoded = unescape(unescape(text))
    if match := _LINK.search(decoded):
        return next(iter(covers.recipients(f"mailto:{match[1]}")), "")
    inner = re.sub(r"<[^<>]*>", "", decoded)
    return addresses.plain(inner)


def written(script: str) -> tuple[str, ...]:
    """The addresses a script would write, each once; none for a script that has nothing to do with mail."""
    if len(script) > _LONGEST or not _HINT.search(script):
        return ()
    found = dict.fromkeys(address for text in _fold(script) if (address := _found(text)))
    if found:
        return _fullest(tuple(found))
    return covers.script_link(script) if "ncrypt" in script.lower() else ()


def _fullest(found: tuple[str, ...]) -> tuple[str, ...]:
    """Without the halves that a sum passes through («a@amt.co» on the way to «a@amt.co.example»)."""
    return tuple(
        address for address in found if not any(other != address and other.startswith(address) for other in found)
    )


def targets(script: str) -> tuple[str, ...]:
    """The ids of the elements a script fills."""
    return tuple(dict.fromkeys(_ID.findall(script[:_LONGEST])))
