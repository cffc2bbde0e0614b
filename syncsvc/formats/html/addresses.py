"""Mail addresses spelled out in running text: «(at)», «[punkt]», blanks, full-width signs, «REMOVE-THIS»."""

import re
from itertools import islice

_OPEN, _CLOSE = r"[(\[{<]", r"[)\]}>]"
_AT_WORD = r"(?:at|ät|a\u0308t|et|a|@|＠|klammeraffe|affenschwanz|æt)"
_DOT_WORD = r"(?:dot|punkt|point|pkt|\.)"
_AT = (
    rf"(?:[ \t]{{0,3}}(?:{_OPEN}{{1,2}}[ -]{{0,2}}{_AT_WORD}[ -]{{0,2}}{_CLOSE}{{1,2}}"
    r"|[-_/|*#~]{1,2}(?:at|ät)[-_/|*#~]{1,2}|[@＠﹫])[ \t]{0,3}|[ \t]{1,3}(?:at|ät)[ \t]{1,3})"
)
_DOT = (
    rf"(?:[ \t]{{0,3}}(?:{_OPEN}{{1,2}}[ -]{{0,2}}{_DOT_WORD}[ -]{{0,2}}{_CLOSE}{{1,2}}|[．。])[ \t]{{0,3}}"
    r"|[ \t]{1,3}[-_/|*#~]?(?:dot|punkt)[-_/|*#~]?[ \t]{1,3}|\.|[ \t]\.[ \t])"
)
_HYPHEN = rf"[ \t]{{0,3}}{_OPEN}[ ]?(?:minus|bindestrich|dash|hyphen|strich)[ ]?{_CLOSE}[ \t]{{0,3}}"
_UNDERSCORE = rf"[ \t]{{0,3}}{_OPEN}[ ]?(?:unterstrich|underscore)[ ]?{_CLOSE}[ \t]{{0,3}}"
_LOCAL_WORD = r"[^\W_]?[\w+&'’%-]{0,63}"
_COVERED_DOT = rf"(?:[ \t]{{0,3}}{_OPEN}{{1,2}}[ ]?{_DOT_WORD}[ ]?{_CLOSE}{{1,2}}[ \t]{{0,3}}|\.)"
_DOMAIN_WORD = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_ADDRESS = re.compile(
    rf"(?<![\w+&'’%.@-])(?P<local>[^\W_]{_LOCAL_WORD}(?:{_COVERED_DOT}{_LOCAL_WORD}){{0,4}}){_AT}"
    rf"(?P<domain>{_DOMAIN_WORD}(?:{_DOT}{_DOMAIN_WORD}){{1,6}})(?![\w@-])",
    re.IGNORECASE,
)
_SIGN = re.compile(
    rf"[@＠﹫]|{_OPEN}[ -]{{0,2}}{_AT_WORD}[ -]{{0,2}}{_CLOSE}|[-_/|*#~ ](?:at|ät)[-_/|*#~ ]", re.IGNORECASE
)
_BEFORE, _AFTER, _MOST = 130, 200, 100
"""How far an address reaches from its sign, and how many signs of one text are looked at."""
_DOTS = re.compile(_DOT, re.IGNORECASE)
_LABEL_TO_REMOVE = re.compile(
    r"(?:(?:please|bitte)[-_]?)?(?:remove|delete|entfern\w*|lösch\w*|loesch\w*|no|kein|anti|stop|gegen|weg)[-_]?"
    r"(?:this|me|mich|dies|das|it|text|spam\w*)?|spam(?:schutz|block|frei|free|filter)?|nospam\w*|dontospamme|gowaway|"
    r"(?:remove|entferne)[-_]\w+",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[\w.+&'%-]{1,64}@(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}")
_LATIN_TLD = re.compile(r"[a-z]{2,24}|xn--[a-z0-9-]{2,59}", re.IGNORECASE)


def plain(text: str) -> str:
    """The address if the text is nothing but one, as mail programs write it; else an empty text."""
    stripped = text.strip().strip("<>,;. ")
    match = _PLAIN.fullmatch(stripped)
    return _tidy(stripped) if match and ".." not in stripped else ""


def _tidy(address: str) -> str:
    local, _, domain = address.partition("@")
    return f"{local.strip('.')}@{domain.lower()}"


def _spoken(text: str) -> str:
    return re.sub(_UNDERSCORE, "_", re.sub(_HYPHEN, "-", text, flags=re.IGNORECASE), flags=re.IGNORECASE)


def _without_labels(parts: list[str]) -> list[str]:
    return [part for part in parts if not _LABEL_TO_REMOVE.fullmatch(part)]


def cleaned(address: str) -> str:
    """The address without the words that tell a person to take them out («REMOVE-THIS», «nospam»)."""
    local, _, domain = address.partition("@")
    labels = domain.split(".")
    host = [*_without_labels(labels[:-2]), *labels[-2:]] if len(labels) > 2 else labels
    stem = ".".join(_without_labels(local.split("."))) or local
    stem = re.sub(r"(?i)^(?:nospam|no-spam|remove-?this)[-_]?|[-_]?(?:nospam|no-spam|remove-?this)$", "", stem) or stem
    return _tidy(f"{stem}@{'.'.join(host)}")


def _address(match: re.Match[str]) -> str:
    local = _DOTS.sub(".", match["local"])
    domain = _DOTS.sub(".", match["domain"])
    return f"{local}@{domain}"


def _believable(address: str) -> bool:
    labels = address.partition("@")[2].split(".")
    return bool(_LATIN_TLD.fullmatch(labels[-1])) and not address.startswith(".") and ".." not in address


def find(text: str) -> tuple[tuple[int, int, str, bool], ...]:
    """Every address in a text: start, end, the plain address, and whether words had to be taken out of it.

    Positions belong to ``spoken(text)``.
    """
    found: list[tuple[int, int, str, bool]] = []
    done = 0
    for sign in islice(_SIGN.finditer(text), _MOST):
        match = _ADDRESS.search(text, max(done, sign.start() - _BEFORE), sign.end() + _AFTER)
        if match is None or match.start() > sign.start():
            continue
        done = match.end()
        address = _address(match)
        if _believable(address):
            clean = cleaned(address)
            found.append((match.start(), match.end(), clean, clean != _tidy(address)))
    return tuple(found)


def spoken(text: str) -> str:
    """The text with «(minus)» and «(unterstrich)» written as signs."""
    return _spoken(text) if "(" in text or "[" in text or "{" in text else text


def looks_like_one(text: str) -> bool:
    """Whether a link's text means an address, whole, covered or shortened («h.adler@…»)."""
    return bool(_SIGN.search(text)) and (bool(_ADDRESS.search(text)) or bool(re.search(r"[\w.-]{2,64}\s?@", text)))
