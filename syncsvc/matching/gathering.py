"""Mailboxes, telephone numbers, postal addresses and ids are gathered from contacts, by the batch."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from syncsvc.matching.comparable import PART, Several
from syncsvc.matching.encoding import Integers, Uses, Values, column, counting, used
from syncsvc.matching.folding import strict
from syncsvc.matching.points import Points

FAX, SWITCHBOARD, MOBILE, LINE = range(4)
_LINES = {"fax": FAX, "pager": FAX, "switchboard": SWITCHBOARD, "cell": MOBILE}
_MOBILES = ("+4915", "+49160", "+49162", "+49163", "+4917")
"""What German mobile numbers begin with."""
_NAMELESS = frozenset(("id", "nr", "no", "nummer", "number", "lfd nr", "kennung", "key", "row", "user id", "userid"))
"""Schemes of ids as every list has its own."""


class Told(NamedTuple):
    """What some contacts tell: columns as ``Comparable`` has them."""

    mails: Several
    phones: Several
    places: Several
    ids: Several
    holders: list[str]
    """The source of each id."""


def gather(batches: Iterable[Told]) -> Points:
    """Encode what contacts tell; batches are read once and not kept."""
    mails, phones, places, ids = (Values(counting(empty)) for empty in ("", PART, PART * 2, PART))
    for told in batches:
        for values, said in zip((mails, phones, places), told[:3], strict=True):
            values.add(*said)
        ids.add(told.ids.many, map(_scoped, told.holders, told.ids.values))
    numbers, lines = _by_number(phones)
    return Points(
        mails=mails.uses(),
        phones=lines,
        places=places.uses(),
        ids=ids.uses(),
        addresses=list(mails.vocabulary),
        numbers=numbers,
        localities=[*zip(*_parted(places.vocabulary, 3), strict=True)],
        identities=[*zip(*_parted(ids.vocabulary, 2), strict=True)],
    )


def _by_number(phones: Values) -> tuple[list[str], Uses]:
    """The vocabulary of numbers, and who uses which as what; a fax is nobody's."""
    numbers = counting("")
    texts, types = _parted(phones.vocabulary, 2)
    number = np.array([*map(numbers.__getitem__, texts)], dtype=np.int64)
    line: Integers = np.array([*map(_line, texts, types)], dtype=np.int64)
    told, row = column(phones.value), phones.rows
    telling = (line[told] != FAX) & (number[told] != 0)
    told = told[telling]
    return list(numbers), used(sum(map(len, phones.many)), row[telling], number[told], line[told])


def _line(number: str, type_: str) -> int:
    line = _LINES.get(type_, LINE)
    return MOBILE if line == LINE and number.startswith(_MOBILES) else line


def _scoped(source: str, text: str) -> str:
    """An id of a scheme that goes by no name of its own is its source's: number 17 of two lists is two people."""
    scheme = text.rpartition(PART)[0]
    return f"{scheme} of {source}{text[len(scheme) :]}" if strict(scheme) in _NAMELESS else text


def _parted(texts: Collection[str], parts: int) -> list[Sequence[str]]:
    """Values taken apart, by the column; what stands before the last parts may contain anything."""
    split = PART.join(texts).split(PART)
    if len(split) == parts * len(texts):
        return [split[part::parts] for part in range(parts)]
    return [*zip(*(text.rsplit(PART, parts - 1) for text in texts), strict=True)]
