"""Matching of what no index holds: operational attributes, orders, and extensible matches."""

import re
import unicodedata
from collections.abc import Callable, Iterable

from syncsvc.formats.ldap import answers
from syncsvc.formats.ldap.attributes import OPERATIONAL, PLACES, USER, AttributeType, Comparison, known
from syncsvc.formats.ldap.dn import parse
from syncsvc.formats.ldap.filters import Equal, Extensible, Filter, Ordered, Present
from syncsvc.serve.book import folding
from syncsvc.serve.book.rows import Row
from syncsvc.serve.directory.facts import fact

Test = Callable[[Row], bool]
_TIME = re.compile(r"(\d{10})(\d\d)?(\d\d)?(?:[.,]\d+)?z")


def _exact(value: str) -> folding.Forms:
    return (" ".join(unicodedata.normalize("NFKC", value).split()),)


_RULES: dict[str, tuple[frozenset[Comparison], Callable[[str], folding.Forms]]] = {}
for _names, _kinds, _fold in (
    (("caseIgnoreMatch", "2.5.13.2"), {Comparison.TEXT, Comparison.NUMBER}, folding.text),
    (("caseExactMatch", "2.5.13.5"), {Comparison.TEXT, Comparison.NUMBER}, _exact),
    (("caseIgnoreIA5Match", "1.3.6.1.4.1.1466.109.114.2"), {Comparison.MAIL}, folding.mail),
    (("caseExactIA5Match", "1.3.6.1.4.1.1466.109.114.1"), {Comparison.MAIL}, _exact),
    (("telephoneNumberMatch", "2.5.13.20"), {Comparison.NUMBER}, folding.dialled),
    (("distinguishedNameMatch", "2.5.13.1"), {Comparison.NAME}, folding.name),
    (("objectIdentifierMatch", "2.5.13.0"), {Comparison.CLASS}, folding.plain),
):
    for _name in _names:
        _RULES[_name.lower()] = (frozenset(_kinds), _fold)


def operational(condition: Filter, kind: AttributeType) -> Test | None:
    """The test of an operational attribute; None where the filter is undefined for it."""
    fold = folding.ASSERTED[kind.comparison]
    match condition:
        case Present():
            return lambda row: fact(row, kind.name) is not None
        case Equal(_, value):
            wanted = _asserted(value, kind)
            return (lambda row: _held(row, kind, fold) == wanted) if wanted else None
        case Ordered():
            return ordered(condition, kind)
        case _:
            return None


def ordered(condition: Ordered, kind: AttributeType) -> Test | None:
    """The test of an order; of our attributes only moments and ids have one (RFC 4512 section 3.4.4, RFC 4530)."""
    if kind.comparison not in (Comparison.TIME, Comparison.UUID):
        return None
    wanted, fold = _asserted(condition.value, kind), folding.ASSERTED[kind.comparison]
    if not wanted:
        return None

    def test(row: Row) -> bool:
        held = _held(row, kind, fold)
        return held is not None and (held >= wanted if condition.least else held <= wanted)

    return test


def _moment(value: bytes) -> tuple[str, ...] | None:
    """A Generalized Time (RFC 4517 section 3.3.13) in UTC, to the second."""
    match = _TIME.fullmatch(value.decode("ascii", "replace").strip().lower())
    return None if match is None else (f"{match[1]}{match[2] or '00'}{match[3] or '00'}",)


_SHAPES = {Comparison.UUID: re.compile(rb"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
           Comparison.BOOLEAN: re.compile(rb"TRUE|FALSE")}  # fmt: skip
"""What a value must look like to be one (RFC 4530 section 2.1, RFC 4517 section 3.3.3)."""


def _asserted(value: bytes, kind: AttributeType) -> folding.Forms | None:
    """What a value of an operational attribute is compared as; nothing for what is none."""
    shape = _SHAPES.get(kind.comparison)
    if shape is not None and not shape.fullmatch(value):
        return None
    return _moment(value) if kind.comparison is Comparison.TIME else _forms(folding.ASSERTED[kind.comparison], value)


def _held(row: Row, kind: AttributeType, fold: Callable[[str], folding.Forms]) -> folding.Forms | None:
    value = fact(row, kind.name)
    if value is None:
        return None
    return _moment(value) if kind.comparison is Comparison.TIME else fold(value.decode())


def _forms(fold: Callable[[str], folding.Forms], value: bytes) -> folding.Forms | None:
    try:
        return fold(value.decode()) or None
    except UnicodeDecodeError:
        return None


def extensible(condition: Extensible) -> Test | None:
    """The test of an extensible match (RFC 4511 section 4.5.1.7.7); None where it is undefined.

    Without a rule the attribute's own equality holds; without an attribute every one the rule fits.
    """
    kinds: Iterable[AttributeType] = known(condition.attribute) if condition.attribute else USER
    rule = _RULES.get(condition.rule.lower()) if condition.rule else None
    if condition.rule:
        kinds = () if rule is None else [kind for kind in kinds if kind.comparison in rule[0]]
        if not kinds:
            return None
    tests = [test for kind in kinds if (test := _rule_test(kind, rule[1] if rule else None, condition)) is not None]
    if condition.dn and (rule is None or Comparison.TEXT in rule[0]):
        # Entries here are named by texts alone.
        tests += [test for test in [_name_test(condition, rule[1] if rule else None)] if test is not None]
    return (lambda row: any(test(row) for test in tests)) if tests else None


def _rule_test(kind: AttributeType, fold: Callable[[str], folding.Forms] | None, condition: Extensible) -> Test | None:
    if kind in OPERATIONAL:
        return operational(Equal(condition.attribute, condition.value), kind)
    place, asked = PLACES[kind.name], fold or folding.ASSERTED[kind.comparison]
    wanted = _forms(asked, condition.value)
    if not wanted:
        return None
    if asked is _exact:
        return lambda row: any(_exact(value.decode()) == wanted for value in _values(row, place))
    pieces = [f"{folding.EDGE}{form}{folding.EDGE}" for form in wanted]
    return lambda row: any(piece in row.keys[place] for piece in pieces)


def _values(row: Row, place: int) -> tuple[bytes, ...]:
    encoded = row.encoded[place]
    return () if encoded is None else answers.values(encoded)


def _name_test(condition: Extensible, fold: Callable[[str], folding.Forms] | None) -> Test | None:
    """Whether a part of the entry's own name matches."""
    kinds = {name.lower() for kind in known(condition.attribute) for name in kind.names}
    asked = fold or folding.text
    wanted = _forms(asked, condition.value)
    if wanted is None or (condition.attribute and not kinds):
        return None
    return lambda row: any(
        (not kinds or kind.lower() in kinds) and asked(value) == wanted
        for rdn in parse(row.dn.decode())
        for kind, value in rdn
    )
