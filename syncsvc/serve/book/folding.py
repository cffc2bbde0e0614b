"""Folding by comparison: what is looked for in an attribute, and what its values are found by."""

from collections.abc import Callable, Iterable

from syncsvc.formats.folding import EDGE, Forms, dialled, mail, number, text
from syncsvc.formats.ldap.attributes import Comparison
from syncsvc.formats.ldap.dn import normal

__all__ = ["ASSERTED", "EDGE", "Forms", "dialled", "key", "mail", "name", "number", "plain", "text", "trigrams"]


def name(value: str) -> Forms:
    """A distinguished name in the one spelling that stands for all; none for what is no name."""
    try:
        return (",".join("+".join(f"{kind}={what}" for kind, what in rdn) for rdn in normal(value)).replace(EDGE, ""),)
    except ValueError:
        return ()


def plain(value: str) -> Forms:
    """A name or number of a class, a moment, a UUID: case does not count."""
    return (value.strip().casefold(),)


def nothing(_value: str) -> Forms:
    """Of values that are not compared."""
    return ()


ASSERTED: dict[Comparison, Callable[[str], Forms]] = {
    Comparison.TEXT: text,
    Comparison.MAIL: mail,
    Comparison.NUMBER: dialled,
    Comparison.NAME: name,
    Comparison.CLASS: plain,
    Comparison.TIME: plain,
    Comparison.UUID: plain,
    Comparison.BOOLEAN: plain,
    Comparison.BINARY: nothing,
}
"""How what is looked for is folded."""


def key(forms: Iterable[str]) -> str:
    """All forms in one text, each between two edges."""
    joined = EDGE.join(forms)
    return f"{EDGE}{joined}{EDGE}" if joined else ""


def trigrams(folded: str) -> set[str]:
    """Every three letters in a row, edges included."""
    return {folded[at : at + 3] for at in range(len(folded) - 2)}
