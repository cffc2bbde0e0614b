"""Selection: which attributes of an entry are given (RFC 4511 section 4.5.1.8), and their bytes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from syncsvc.formats.ldap import answers, ber
from syncsvc.formats.ldap.attributes import OPERATIONAL, PLACES, USER, known
from syncsvc.formats.ldap.remembering import remembered
from syncsvc.serve.book.rows import Row
from syncsvc.serve.directory.facts import fact

_CACHED_BYTES = 32 * 1024 * 1024
_EMPTY = {one.name: answers.attribute(one.name, ()) for one in (*USER, *OPERATIONAL)}


@dataclass(frozen=True, slots=True)
class Selection:
    """What is given of each entry."""

    places: tuple[int, ...]
    """Of attributes in a row."""
    facts: tuple[str, ...] = ()
    """Names of operational attributes."""
    types_only: bool = False


@remembered
def selection(attributes: tuple[str, ...], *, types_only: bool) -> Selection:
    """Read the attribute list of a search: nothing or ``*`` for all, ``+`` for the operational ones."""
    kinds = {kind for name in attributes for kind in known(name)}
    if not attributes or "*" in attributes:
        kinds |= set(USER)
    if "+" in attributes:
        kinds |= set(OPERATIONAL)
    places = sorted(PLACES[kind.name] for kind in kinds if not kind.operational)
    facts = tuple(kind.name for kind in OPERATIONAL if kind in kinds)
    return Selection(tuple(places), facts, types_only)


class Entries:
    """Makes search entries, and keeps those that were made up to a number of bytes."""

    def __init__(self) -> None:
        self._made: dict[Selection, dict[Row, bytes]] = {}
        self._bytes = 0

    def of(self, chosen: Selection, rows: Iterable[Row]) -> list[bytes]:
        """The operation of each row's search entry."""
        kept = self._made.get(chosen)
        if kept is None:
            kept = self._made[chosen] = {}
        there = kept.get
        return [there(row) or self._keep(kept, row, chosen) for row in rows]

    def _keep(self, kept: dict[Row, bytes], row: Row, chosen: Selection) -> bytes:
        found = made(row, chosen)
        self._bytes += len(found) + 200
        if self._bytes > _CACHED_BYTES:
            self._made.clear()
            self._bytes = 0
        else:
            kept[row] = found
        return found


def made(row: Row, chosen: Selection) -> bytes:
    """The operation of a search entry, made anew."""
    encoded = row.encoded
    if chosen.types_only:
        parts = [_EMPTY[USER[place].name] for place in chosen.places if encoded[place] is not None]
    else:
        parts = [part for place in chosen.places if (part := encoded[place]) is not None]
    for name in chosen.facts:
        value = fact(row, name)
        if value is not None:
            parts.append(_EMPTY[name] if chosen.types_only else answers.attribute(name, (value,)))
    return answers.entry(row.dn, b"".join(parts))


def framed(number: bytes, operations: Iterable[bytes]) -> list[bytes]:
    """Whole messages of an encoded message number and operations, in pieces to be joined."""
    more = len(number)
    return [piece for one in operations for piece in (_head(more + len(one)), number, one)]


def renumbered(pieces: list[bytes], number: bytes) -> list[bytes]:
    """The pieces that ``framed`` made, with another message number of as many octets."""
    other = pieces.copy()
    other[1::3] = [number] * (len(pieces) // 3)
    return other


@lru_cache(maxsize=8192)
def _head(size: int) -> bytes:
    return ber.head(ber.SEQUENCE, size)
