"""Conditions: a filter turned into a test of rows, and into the lists of rows that can pass it.

RFC 4511 section 4.5.1.7 knows three values. A filter is asked twice here: what proves it true, and what proves it
false; what proves neither is undefined, and NOT exchanges the two.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from syncsvc.formats.ldap.attributes import PLACES, AttributeType, Comparison, known
from syncsvc.formats.ldap.filters import All, Equal, Extensible, Filter, Not, Ordered, Present, Some, Substrings
from syncsvc.serve.book.folding import ASSERTED, EDGE
from syncsvc.serve.book.postings import Postings, size
from syncsvc.serve.book.rows import Row
from syncsvc.serve.directory.matching import extensible, operational, ordered

Test = Callable[[Row], bool]
Lists = Sequence[Sequence[int]] | None

_SUBSTRING = frozenset({Comparison.TEXT, Comparison.MAIL, Comparison.NUMBER})


def never(_row: Row) -> bool:
    """Of what cannot be."""
    return False


@dataclass(frozen=True, slots=True)
class Condition:
    """What makes a filter true and what makes it false; ``lists`` name all rows for which it can be true."""

    true: Test
    false: Test
    lists: Lists = None


UNDEFINED = Condition(never, never, ())


def compiled(condition: Filter, postings: Postings) -> Condition:
    """The condition of a filter; the depth of filters is limited where they are read."""
    match condition:
        case All(parts) | Some(parts):
            inner = [compiled(part, postings) for part in parts]
            return _all(inner) if isinstance(condition, All) else _some(inner)
        case Not(part):
            turned = compiled(part, postings)
            return Condition(turned.false, turned.true)
        case Extensible():
            test = extensible(condition)
            return UNDEFINED if test is None else _two_valued(test, None)
        case _:
            inner = [_leaf(condition, one, postings) for one in known(condition.attribute)]
            return inner[0] if len(inner) == 1 else _some(inner) if inner else UNDEFINED


def _two_valued(test: Test, lists: Lists) -> Condition:
    return Condition(test, lambda row: not test(row), lists)


def _all(parts: list[Condition]) -> Condition:
    trues, falses = tuple(part.true for part in parts), tuple(part.false for part in parts)
    lists = min((part.lists for part in parts if part.lists is not None), key=size, default=None)
    if len(parts) == 1:
        return parts[0]
    return Condition(lambda row: all(test(row) for test in trues), lambda row: any(test(row) for test in falses), lists)


def _some(parts: list[Condition]) -> Condition:
    trues, falses = tuple(part.true for part in parts if part.true is not never), tuple(part.false for part in parts)

    def true(row: Row) -> bool:
        for test in trues:  # noqa: SIM110 — the hottest loop of all; a generator costs twice as much
            if test(row):
                return True
        return False

    return Condition(true, lambda row: all(test(row) for test in falses), _union(parts))


def _union(parts: list[Condition]) -> Lists:
    different: dict[int, Sequence[int]] = {}
    for part in parts:
        if part.lists is None:
            return None
        for one in part.lists:
            different[id(one)] = one
    return tuple(different.values())


def _leaf(condition: Filter, kind: AttributeType, postings: Postings) -> Condition:
    if kind.operational:
        test = operational(condition, kind)
        return UNDEFINED if test is None else _two_valued(test, None)
    place = PLACES[kind.name]
    match condition:
        case Present():
            return _two_valued(lambda row: row.encoded[place] is not None, None)
        case Equal(_, value):
            return _equal(kind, place, value, postings)
        case Substrings() if kind.comparison in _SUBSTRING:
            return _substrings(condition, kind, place, postings)
        case Ordered():
            test = ordered(condition, kind)
            return UNDEFINED if test is None else _two_valued(test, None)
        case _:
            return UNDEFINED


def _equal(kind: AttributeType, place: int, value: bytes, postings: Postings) -> Condition:
    try:
        forms = ASSERTED[kind.comparison](value.decode())
    except UnicodeDecodeError:
        return UNDEFINED
    if not any(forms):
        # A name may be empty (a group without members); nothing else has such a value.
        return UNDEFINED
    return _holding([f"{EDGE}{form}{EDGE}" for form in forms], place, postings)


def _holding(pieces: list[str], place: int, postings: Postings) -> Condition:
    """The attribute at this place holds one of these pieces."""
    lists = _any_of([postings.lists(place, piece) for piece in pieces])
    if len(pieces) == 1:
        (piece,) = pieces
        return Condition(lambda row: piece in row.keys[place], lambda row: piece not in row.keys[place], lists)
    return _two_valued(lambda row: any(piece in row.keys[place] for piece in pieces), lists)


def _any_of(found: list[Sequence[Sequence[int]] | None]) -> Lists:
    several: list[Sequence[int]] = []
    for lists in found:
        if lists is None:
            return None
        several += lists
    return several


def _substrings(condition: Substrings, kind: AttributeType, place: int, postings: Postings) -> Condition:
    pieces = (condition.first, *condition.between, condition.last)
    try:
        folded = [_piece(piece.decode(), kind.comparison) for piece in pieces]
    except UnicodeDecodeError:
        return UNDEFINED
    ways = []
    for way in range(max(map(len, folded))):
        chosen = [forms[min(way, len(forms) - 1)] for forms in folded]
        ways.append(_way(chosen))
    if all(len(way) == 1 for way in ways):
        return _holding([way[0] for way in ways], place, postings)
    if not any(ways):
        return _two_valued(lambda row: row.encoded[place] is not None, None)
    lists = _any_of([postings.lists(place, max(way, key=len)) for way in ways])
    return _two_valued(lambda row: any(_in_order(row.keys[place], way) for way in ways), lists)


def _piece(piece: str, comparison: Comparison) -> tuple[str, ...]:
    forms = ASSERTED[comparison](piece)
    # A piece of nothing but blanks or hyphens is one blank, as RFC 4518 section 2.6.1 has it.
    return (" ",) if piece and comparison is Comparison.TEXT and not any(forms) else forms


def _way(pieces: list[str]) -> tuple[str, ...]:
    first, *between, last = pieces
    edged = (f"{EDGE}{first}" if first else "", *between, f"{last}{EDGE}" if last else "")
    return tuple(piece for piece in edged if piece)


def _in_order(key: str, pieces: tuple[str, ...]) -> bool:
    """Whether one form holds the pieces one after another; greedy, so no filter takes more than linear time."""
    return any(_form_holds(f"{EDGE}{form}{EDGE}", pieces) for form in key.split(EDGE) if form)


def _form_holds(form: str, pieces: tuple[str, ...]) -> bool:
    *before, last = pieces
    at = 0
    for piece in before:
        found = form.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return form.endswith(last) and len(form) - len(last) >= at if last.endswith(EDGE) else form.find(last, at) >= 0
