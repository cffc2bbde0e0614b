"""What decides how the server treats a connection, besides what the book holds."""

import ssl
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from syncsvc.model.audience import Audience
from syncsvc.serve.authentication import Authenticator
from syncsvc.serve.book import Book
from syncsvc.serve.directory.searching import Shown

MAX_MESSAGE = 256 * 1024
"""Bytes of one request."""
UNSENT = 512 * 1024
"""Bytes that may wait for a client to read before it is given no more."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may see what, and how much of everything there is."""

    audience: Audience = Audience.PUBLIC
    """What is shown without sign-in."""
    member_audience: Audience = Audience.INTERNAL
    """Most that is shown to who signed in."""
    anonymous: bool = True
    insecure: bool = False
    """Whether passwords and entries may cross a network in the clear."""
    size_limit: int = 0
    max_connections: int = 2000
    max_connections_per_address: int = 200
    idle_s: float = 900.0
    stalled_s: float = 60.0
    """How long a client may take to finish a request, or to read an answer."""


@dataclass(slots=True)
class Around:
    """What all connections of a server share."""

    book: Book
    rules: Rules
    shown: Shown
    """For who has not signed in."""
    unlimited: Shown
    """For who has."""
    authenticator: Authenticator
    clock: Callable[[], float]
    tls: ssl.SSLContext | None = None
    addresses: Counter[str] = field(default_factory=Counter)
    """Open connections, by address."""
