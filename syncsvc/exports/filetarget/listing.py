"""A file of entries one after another: made of all of them, or from the last one and the stretches that changed."""

import json
import os
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from syncsvc.exports.filetarget.disk import Seen, seen
from syncsvc.model.plan import Entry, Place
from syncsvc.ports import Altered, Wanted, WantedInPart

_BLOCK = 1 << 14
"""Bytes after which a block is full: few blocks to remember, and few entries to put in again for one that changed."""
_READ = 1 << 20
"""Bytes read at a time where nothing changed."""


class Stale(Exception):
    """The last file is not what its blocks were noted of; never leaves this package."""


class Block(NamedTuple):
    """Neighbouring entries in a file."""

    order: str
    key: str
    """With ``order`` where the first of them stands."""
    entries: int
    size: int
    """Bytes, without what separates them from the blocks around."""


@dataclass(frozen=True, slots=True)
class Noted:
    """The blocks of a file, and which file that is."""

    sha256: str
    blocks: tuple[Block, ...]
    seen: Seen = ()
    """What the file system told of it when it was left."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The content of such a file."""

    wanted: Wanted
    piece: Callable[[bytes], bytes]
    """What stands in the file for the content of an entry."""
    head: bytes = b""
    between: bytes = b""
    tail: bytes = b""
    blocks: list[Block] = field(default_factory=list)
    """Filled while the content is made."""

    def assembled(self) -> Iterator[bytes]:
        """The content, made of every entry."""
        self.blocks.clear()
        yield self.head
        yield from self._joined(self._cut(self.wanted()))
        yield self.tail

    def patched(self, last: Path, noted: Noted) -> Iterator[bytes]:
        """The same content, made from the last file: only blocks that changes fall into are put together anew.

        Raises Stale, maybe at the very end, where it is not known what changed or the file is not the one noted. That
        is told by what the file system says of it, before and after, or, if it was touched, by its fingerprint.
        """
        self.blocks.clear()
        yield self.head
        untouched = seen(last) == noted.seen
        with last.open("rb") as file:
            former = _Former(file.read, hashed=not untouched)
            former.skip(self.head)
            yield from self._joined(self._renewed(former, noted.blocks))
            former.skip(self.tail)
            if file.read(1) or not (seen(last) == noted.seen if untouched else former.fingerprint() == noted.sha256):
                raise Stale
        yield self.tail

    def _renewed(self, former: "_Former", blocks: Sequence[Block]) -> Iterator[tuple[Sequence[Block], bytes]]:
        """The blocks in order: neighbours that are as they were together, others put together anew."""
        wanted = self.wanted
        if not isinstance(wanted, WantedInPart) or not blocks:
            raise Stale
        starts = [(block.order, block.key) for block in blocks]
        came, went = _tallied(starts, wanted.came), _tallied(starts, wanted.went)
        for first, end in _runs(blocks, came.keys() | went.keys()):
            if first:
                former.skip(self.between)
            here = blocks[first:end]
            content = former.take(sum(block.size for block in here) + len(self.between) * (len(here) - 1))
            gone, fresh = went.get(first, []), came.get(first, [])
            if not gone and not fresh:
                yield here, content
                continue
            if sorted(gone) == sorted(fresh) and (changed := self._altered(content, fresh, wanted.altered)):
                yield (here[0]._replace(size=len(changed)),), changed
                continue
            count = here[0].entries + len(fresh) - len(gone)
            stretch = wanted.stretch(starts[first] if first else None, starts[end] if end < len(starts) else None)
            for made, anew in self._cut(stretch):
                count -= sum(block.entries for block in made)
                yield made, anew
            if count:
                # The store sorts these entries in another way than we do.
                raise Stale

    def _altered(self, content: bytes, places: Iterable[Place], altered: Mapping[Place, Altered]) -> bytes:
        """A block in which entries say something else; empty where it has to be put together anew.

        Each of them must stand in it just once as it was. So the other entries need not be asked for.
        """
        size = len(content)
        for place in places:
            former, fresh = map(self.piece, altered.get(place, (b"", b"")))
            if content.count(former) != 1:
                return b""
            content = content.replace(former, fresh)
        return content if len(content) <= max(size, 2 * _BLOCK) else b""

    def _cut(self, entries: Iterable[Entry]) -> Iterator[tuple[Sequence[Block], bytes]]:
        """Blocks of entries one by one, with their bytes."""
        first, pieces, size = ("", ""), list[bytes](), 0
        for entry in entries:
            if not pieces:
                first = entry.place
            piece = self.piece(entry.content)
            pieces.append(piece)
            size += len(piece)
            if size >= _BLOCK:
                yield self._block(first, pieces)
                pieces, size = [], 0
        if pieces:
            yield self._block(first, pieces)

    def _block(self, first: Place, pieces: Sequence[bytes]) -> tuple[Sequence[Block], bytes]:
        content = self.between.join(pieces)
        return (Block(*first, len(pieces), len(content)),), content

    def _joined(self, parts: Iterable[tuple[Sequence[Block], bytes]]) -> Iterator[bytes]:
        for blocks, content in parts:
            if self.blocks and self.between:
                yield self.between
            self.blocks.extend(blocks)
            yield content


def _runs(blocks: Sequence[Block], changed: Collection[int]) -> Iterator[tuple[int, int]]:
    """From where to where blocks are read together: changed ones singly, others as many as one read may bring."""
    first, size = 0, 0
    for number, block in enumerate(blocks):
        if number > first and (number in changed or first in changed or size + block.size > _READ):
            yield first, number
            first, size = number, 0
        size += block.size
    if blocks:
        yield first, len(blocks)


def _tallied(starts: Sequence[Place], places: Iterable[Place]) -> Mapping[int, list[Place]]:
    """Which of the places lie in each block; what stands before the first one belongs to it."""
    found: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        found[max(0, bisect_right(starts, place) - 1)].append(place)
    return found


class _Former:
    """Reads the last file from its beginning to its end, and takes its fingerprint on the way if it is asked to."""

    def __init__(self, read: Callable[[int], bytes], *, hashed: bool) -> None:
        self._read = read
        self._hasher = sha256()
        self._hashed = hashed

    def take(self, size: int) -> bytes:
        """The next bytes."""
        content = self._read(size)
        if self._hashed:
            self._hasher.update(content)
        return content

    def skip(self, expected: bytes) -> None:
        """Pass over what must stand here. Raises Stale if something else does."""
        if self.take(len(expected)) != expected:
            raise Stale

    def fingerprint(self) -> str:
        """Of all that was read."""
        return self._hasher.hexdigest()


def read_notes(path: Path) -> Mapping[str, Noted]:
    """The blocks of listings by the path of each; nothing where that is not known."""
    try:
        told = json.loads(path.read_bytes())
        return {
            name: Noted(mark, tuple(map(Block._make, blocks)), *map(tuple, seen))
            for name, (mark, blocks, *seen) in told.items()
        }
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return {}


def write_notes(path: Path, listed: Mapping[str, Noted]) -> None:
    """Note the blocks of listings. Lost or torn by a failure, they are done without: all is put together anew then."""
    fresh = path.with_name(f"{path.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(json.dumps({name: (one.sha256, one.blocks, one.seen) for name, one in listed.items()}).encode())
    fresh.replace(path)
