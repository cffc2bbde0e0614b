"""Mailboxes, telephone numbers, postal addresses and ids are gathered from contacts, by the batch."""

from collections.abc import Collection, Iterable, Sequence
from itertools import chain, repeat
from typing import NamedTuple

from syncsvc.columns.comparable import PART, Valued, counted
from syncsvc.columns.encoding import Values, counting
from syncsvc.columns.folding import strict
from syncsvc.columns.phone_numbers import Numbers
from syncsvc.columns.points import Points

_NAMELESS = frozenset(("id", "nr", "no", "nummer", "number", "lfd nr", "kennung", "key", "row", "user id", "userid"))
"""Schemes of ids as every list has its own."""


class Told(NamedTuple):
    """What some contacts tell: columns as ``Comparable`` has them."""

    mails: Valued
    phones: Valued
    places: Valued
    ids: Valued
    sources: list[str]


def gather(batches: Iterable[Told]) -> Points:
    """Encode what contacts tell; batches are read once and not kept."""
    mails, places, ids = (Values(counting(empty)) for empty in ("", PART * 2, PART))
    numbers = Numbers()
    for told in batches:
        mails.add(*counted(told.mails))
        many, phones = counted(told.phones)
        numbers.add(many, *_parted(phones, 2))
        places.add(*counted(told.places))
        many, said = counted(told.ids)
        ids.add(many, map(_scoped, chain.from_iterable(map(repeat, told.sources, many)), said))
    lines, phone_digits = numbers.uses()
    return Points(
        mails=mails.uses(),
        phones=lines,
        places=places.uses(),
        ids=ids.uses(),
        addresses=list(mails.vocabulary),
        phone_digits=phone_digits,
        localities=[*zip(*_parted(places.vocabulary, 3), strict=True)],
        identities=[*zip(*_parted(ids.vocabulary, 2), strict=True)],
    )


def _scoped(source: str, text: str) -> str:
    """An id of a scheme that goes by no name of its own is its source's: number 17 of two lists is two people."""
    scheme = text.rpartition(PART)[0]
    return f"{scheme} of {source}{text[len(scheme) :]}" if strict(scheme) in _NAMELESS else text


def _parted(texts: Collection[str], parts: int) -> list[Sequence[str]]:
    """Values taken apart, by the column; what stands before the last parts may contain anything."""
    if not texts:
        return [()] * parts
    split = PART.join(texts).split(PART)
    if len(split) == parts * len(texts):
        return [split[part::parts] for part in range(parts)]
    return [*zip(*(text.rsplit(PART, parts - 1) for text in texts), strict=True)]
