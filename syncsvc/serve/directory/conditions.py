"""Conditions: a filter turned into a test of rows, and into the lists of rows that can pass it.

RFC 4511 section 4.5.1.7 knows three values. A filter is asked twice here: what proves it true, and what proves it
false; what proves neither is undefined, and NOT exchanges the two.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter

from syncsvc.formats.ldap.attributes import PLACES, USER, AttributeType, Comparison, known, optional
from syncsvc.formats.ldap.filters import All, Equal, Extensible, Filter, Not, Ordered, Present, Some, Substrings
from syncsvc.formats.ldap.remembering import remembered
from syncsvc.serve.book.folding import ASSERTED, EDGE, Forms, text
from syncsvc.serve.book.groups import GROUPS, MEMBERS
from syncsvc.serve.book.postings import Listing, Lists, Postings, size
from syncsvc.serve.book.rows import Row
from syncsvc.serve.directory.matching import extensible, operational, ordered

Test = Callable[[Row], bool]
Fold = Callable[[str], Forms]

_EMPTY = ("",)
_FOLD = tuple(ASSERTED[one.comparison] for one in USER)
_IN_PIECES = tuple(one.comparison in {Comparison.TEXT, Comparison.MAIL, Comparison.NUMBER} for one in USER)
"""Whether parts of values can be asked for, by place."""


def never(_row: Row) -> bool:
    """Of what cannot be."""
    return False


@dataclass(frozen=True, slots=True)
class Condition:
    """What makes a filter true and what makes it false; ``lists`` name all rows for which it can be true."""

    true: Test
    false: Test
    lists: Lists = None
    exact: bool = False
    """Whether it is true for all rows that hold what the lists look for."""


@dataclass(frozen=True, slots=True)
class Held:
    """One of some attributes holds one of some pieces: what nearly every part of a client's filter asks."""

    places: tuple[int, ...]
    pieces: tuple[str, ...]


UNDEFINED = Condition(never, never, ())
ABSENT = Condition(never, lambda _row: True, ())
"""Of an attribute that could be there and never is."""


def compiled(condition: Filter, postings: Postings) -> Condition:
    """The condition of a filter; the depth of filters is limited where they are read."""
    found = _part(condition, postings)
    return _holding(found, postings) if isinstance(found, Held) else found


def _part(condition: Filter, postings: Postings) -> Condition | Held:
    match condition:
        case All(parts):
            return _all([compiled(part, postings) for part in parts])
        case Some(parts):
            return _some([_part(part, postings) for part in parts], postings)
        case Not(part):
            turned = compiled(part, postings)
            return Condition(turned.false, turned.true)
        case Extensible():
            test = extensible(condition)
            return UNDEFINED if test is None else _two_valued(test, None)
        case _:
            inner = [_leaf(condition, one, postings) for one in known(condition.attribute)]
            if not inner:
                # No attribute of ours that can have options has an order.
                return ABSENT if optional(condition.attribute) and not isinstance(condition, Ordered) else UNDEFINED
            return inner[0] if len(inner) == 1 else _some(inner, postings)


def _two_valued(test: Test, lists: Lists) -> Condition:
    return Condition(test, lambda row: not test(row), lists)


def _all(parts: list[Condition]) -> Condition:
    trues, falses = tuple(part.true for part in parts), tuple(part.false for part in parts)
    lists = min((part.lists for part in parts if part.lists is not None), key=size, default=None)
    if len(parts) == 1:
        return parts[0]
    return Condition(lambda row: all(test(row) for test in trues), lambda row: any(test(row) for test in falses), lists)


def _some(parts: list[Condition | Held], postings: Postings) -> Condition | Held:
    """Parts that look for the same in several attributes become one: autocompletion asks like that."""
    places: dict[tuple[str, ...], tuple[int, ...]] = {}
    for part in parts:
        if isinstance(part, Held):
            places[part.pieces] = places.get(part.pieces, ()) + part.places
    held = [Held(where, pieces) for pieces, where in places.items()]
    others = [part for part in parts if isinstance(part, Condition)]
    if len(held) + len(others) == 1:
        return held[0] if held else others[0]
    return _any([*(_holding(one, postings) for one in held), *others])


def _any(parts: list[Condition]) -> Condition:
    trues, falses = tuple(part.true for part in parts if part.true is not never), tuple(part.false for part in parts)

    def true(row: Row) -> bool:
        for test in trues:  # noqa: SIM110 — the hottest loop of all; a generator costs twice as much
            if test(row):
                return True
        return False

    return Condition(true, lambda row: all(test(row) for test in falses), _union([part.lists for part in parts]))


def _union(parts: list[Lists]) -> Lists:
    found: list[Listing] = []
    for lists in parts:
        if lists is None:
            return None
        found += lists
    return found


def _leaf(condition: Filter, kind: AttributeType, postings: Postings) -> Condition | Held:
    if kind.operational:
        test = operational(condition, kind)
        return UNDEFINED if test is None else _two_valued(test, None)
    place = PLACES[kind.name]
    match condition:
        case Substrings() if _IN_PIECES[place]:
            ways = _ways((condition.first, *condition.between, condition.last), _FOLD[place])
            return _substrings(ways, place, postings) if ways is not None else UNDEFINED
        case Equal():
            whole = _whole(condition.value, _FOLD[place])
            return Held((place,), whole) if whole else UNDEFINED
        case Present():
            return _two_valued(lambda row: row.encoded[place] is not None, None)
        case Ordered():
            test = ordered(condition, kind)
            return UNDEFINED if test is None else _two_valued(test, None)
        case _:
            return UNDEFINED


def _holding(held: Held, postings: Postings) -> Condition:
    one_of_each_group = {GROUPS[place]: place for place in held.places}.values()
    lists = _union([postings.lists(place, piece) for place in one_of_each_group for piece in held.pieces])
    test = _holds(held.places, held.pieces)
    exact = lists is not None and all(set(MEMBERS[GROUPS[place]]) <= set(held.places) for place in held.places)
    return Condition(test, lambda row: not test(row), lists, exact)


def _holds(places: tuple[int, ...], pieces: tuple[str, ...]) -> Test:
    if len(pieces) > 1:
        return lambda row: any(piece in row.keys[place] for place in places for piece in pieces)
    (piece,) = pieces
    if len(places) == 1:
        (place,) = places
        return lambda row: piece in row.keys[place]
    wanted = itemgetter(*places)
    # A piece has edges at its ends alone, so it never reaches from one key into the next.
    return lambda row: piece in "".join(wanted(row.keys))


@remembered
def _whole(value: bytes, fold: Fold) -> tuple[str, ...]:
    """What a key with this very value holds; nothing for what no value can be."""
    try:
        forms = fold(value.decode())
    except UnicodeDecodeError:
        return ()
    # A name may be empty (a group without members); nothing else has such a value.
    return tuple(f"{EDGE}{form}{EDGE}" for form in forms if form)


def _substrings(ways: tuple[tuple[str, ...], ...], place: int, postings: Postings) -> Condition | Held:
    if all(len(way) == 1 for way in ways):
        return Held((place,), tuple(way[0] for way in ways))
    if not any(ways):
        return _two_valued(lambda row: row.encoded[place] is not None, None)
    lists = _union([postings.lists(place, max(way, key=len)) for way in ways])
    return _two_valued(lambda row: any(_in_order(row.keys[place], way) for way in ways), lists)


@remembered
def _ways(pieces: tuple[bytes, ...], fold: Fold) -> tuple[tuple[str, ...], ...] | None:
    """The pieces of a substring filter in each spelling; None for what no value can hold.

    Kept, because a client asks the same of four attributes and more.
    """
    try:
        folded = [_piece(piece.decode(), fold) if piece else _EMPTY for piece in pieces]
    except UnicodeDecodeError:
        return None
    ways: dict[tuple[str, ...], None] = {}
    for way in range(max(map(len, folded))):
        ways[_way([forms[min(way, len(forms) - 1)] for forms in folded])] = None
    return tuple(ways)


def _piece(piece: str, fold: Fold) -> tuple[str, ...]:
    forms = fold(piece)
    # A piece of nothing but blanks or hyphens is one blank, as RFC 4518 section 2.6.1 has it.
    return (" ",) if fold is text and not any(forms) else forms


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
