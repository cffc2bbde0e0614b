"""Filters of addressbook-query: which cards they match (RFC 6352 section 10.5)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from syncsvc.formats.vcard.card import Card, Property
from syncsvc.formats.vcard.values import unescape
from syncsvc.serve.book import folding
from syncsvc.serve.carddav.names import CARD

COLLATIONS = ("i;ascii-casemap", "i;octet", "i;unicode-casemap")
"""RFC 6352 section 8.3 asks for the first and the last."""
_HOW: dict[str, Callable[[str, str], bool]] = {
    "equals": str.__eq__,
    "contains": str.__contains__,
    "starts-with": str.startswith,
    "ends-with": str.endswith,
}
_LARGEST = 100
"""Conditions in one filter."""


@dataclass(frozen=True, slots=True)
class TextMatch:
    """A text to be found in a value; as in every search here, in any spelling and in any notation of a number."""

    text: str
    how: str = "contains"
    negated: bool = False
    exact: bool = False
    """By octets, where capitals and spellings count (i;octet)."""

    def matches(self, value: str, *, number: bool = False) -> bool:
        """Whether the condition holds for a value, negation included."""
        return self._found(value, number=number) != self.negated

    def _found(self, value: str, *, number: bool) -> bool:
        compare = _HOW[self.how]
        if compare(value, self.text) or self.exact:
            return compare(value, self.text)
        if compare(value.casefold(), self.text.casefold()):
            return True
        held = folding.number(value) if number else folding.text(value)
        sought = folding.dialled(self.text) if number else folding.text(self.text)
        return any(compare(one, piece) for one in held for piece in sought if piece)


@dataclass(frozen=True, slots=True)
class ParamFilter:
    """A condition on a parameter of a property."""

    name: str
    absent: bool = False
    match: TextMatch | None = None

    def matches(self, entry: Property) -> bool:
        """Whether a property has the parameter, with a value that matches."""
        values = [value for name, values in entry.header.params if name.upper() == self.name for value in values]
        if self.match is None or not values:
            return bool(values)
        found = any(TextMatch(self.match.text, self.match.how, exact=self.match.exact).matches(one) for one in values)
        return found != self.match.negated


@dataclass(frozen=True, slots=True)
class PropFilter:
    """A condition on the properties of one name."""

    name: str
    absent: bool = False
    every: bool = False
    """Whether all conditions must hold for the same property, or any."""
    texts: tuple[TextMatch, ...] = ()
    params: tuple[ParamFilter, ...] = ()

    def matches(self, card: Card) -> bool:
        """Whether a card has a property that fulfils the conditions."""
        entries = [entry for entry in card.properties if entry.name == self.name]
        if self.absent or not entries:
            return self.absent and not entries
        lacking = [self._lacks(param, entries) for param in self.params if param.absent]
        if not self.texts and not self.params:
            return True
        return self._combined(lacking, entries)

    @staticmethod
    def _lacks(param: ParamFilter, entries: Iterable[Property]) -> bool:
        """Not defined means on none of the properties of this name."""
        return not any(ParamFilter(param.name).matches(entry) for entry in entries)

    def _combined(self, lacking: Sequence[bool], entries: Iterable[Property]) -> bool:
        join = all if self.every else any
        return any(join([*lacking, *self._conditions(entry)]) for entry in entries)

    def _conditions(self, entry: Property) -> list[bool]:
        value = unescape(entry.raw)
        return [match.matches(value, number=self.name == "TEL") for match in self.texts] + [
            param.matches(entry) for param in self.params if not param.absent
        ]


@dataclass(frozen=True, slots=True)
class Filter:
    """The whole: any or every condition; without any, all cards."""

    every: bool = False
    properties: tuple[PropFilter, ...] = ()

    def matches(self, card: Card) -> bool:
        """Whether a card is wanted."""
        join = all if self.every else any
        return not self.properties or join(one.matches(card) for one in self.properties)


def read_filter(root: Element | None) -> Filter:
    """The filter of a query; none matches all. Raises ValueError for a broken one, LookupError for a collation."""
    if root is None:
        return Filter()
    if sum(1 for _ in root.iter()) > _LARGEST:
        raise ValueError("the filter has too many conditions")
    return Filter(_every(root), tuple(_property(one) for one in root.iterfind(f"{CARD}prop-filter")))


def _property(element: Element) -> PropFilter:
    return PropFilter(
        _name(element),
        absent=element.find(f"{CARD}is-not-defined") is not None,
        every=_every(element),
        texts=tuple(_text(one) for one in element.iterfind(f"{CARD}text-match")),
        params=tuple(_param(one) for one in element.iterfind(f"{CARD}param-filter")),
    )


def _param(element: Element) -> ParamFilter:
    text = element.find(f"{CARD}text-match")
    absent = element.find(f"{CARD}is-not-defined") is not None
    return ParamFilter(_name(element), absent, None if text is None else _text(text))


def _text(element: Element) -> TextMatch:
    how, collation = element.get("match-type", "contains"), element.get("collation", "i;unicode-casemap")
    if how not in _HOW:
        raise ValueError("a match-type is one of: " + ", ".join(_HOW))
    if collation not in (*COLLATIONS, "default"):
        raise LookupError("no such collation")
    negated = element.get("negate-condition", "no") == "yes"
    return TextMatch(element.text or "", how, negated, exact=collation == "i;octet")


def _name(element: Element) -> str:
    name = element.get("name", "").upper()
    if not name:
        raise ValueError("a prop-filter and a param-filter have a name")
    return name


def _every(element: Element) -> bool:
    test = element.get("test", "anyof")
    if test not in {"anyof", "allof"}:
        raise ValueError("a test is anyof or allof")
    return test == "allof"
