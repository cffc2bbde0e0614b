"""A visit: one request of somebody who signed in, with the address books they see at this moment."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request

from syncsvc.serve.authentication import SignedIn
from syncsvc.serve.carddav.addressbooks import AddressBook
from syncsvc.serve.carddav.paths import Place
from syncsvc.serve.carddav.reports import Asked

_PATIENCE_S = 2.0
_GLANCE_S = 0.02


@dataclass(frozen=True, slots=True)
class Books:
    """The address books of one audience, over one state of the directory."""

    circle: str
    """The audience's word; it is part of every path."""
    by_slug: Mapping[str, AddressBook]
    identity: str
    """The store's."""
    sequence: int
    """How far in the store's feed they are."""
    current: bool
    """Whether the store answers, so that nothing newer is known elsewhere."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks for what."""

    request: Request
    who: SignedIn
    place: Place
    look: Callable[[], Awaitable[Books]]
    """The books as they are now."""

    @property
    def minimal(self) -> bool:
        """Whether what is missing need not be named (RFC 8144)."""
        headers = self.request.headers
        return "return=minimal" in headers.get("prefer", "") or headers.get("brief", "").lower() == "t"

    def asked(self, books: Books) -> Asked | None:
        """The address book that the path names or leads through."""
        found = books.by_slug.get(self.place.slug) if self.place.circle == books.circle else None
        return None if found is None else Asked(found, self.place, books.identity)

    async def at(self, sequence: int) -> Books:
        """The books from a number on, which another reader may have reached first; waits up to two seconds."""
        clock = asyncio.get_running_loop().time
        books, deadline = await self.look(), clock() + _PATIENCE_S
        while books.sequence < sequence and clock() < deadline:
            await asyncio.sleep(_GLANCE_S)
            books = await self.look()
        return books
