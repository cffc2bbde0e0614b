"""Many requests at once over ldap3's socket: ldap3 waits for each answer and spends its time in encoding."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from socket import socket

from syncsvc.errors import TargetError
from syncsvc.formats.ldap import messages
from syncsvc.formats.ldap.ber import BrokenBer
from syncsvc.formats.ldap.messages import Reply

_WINDOW = 256
"""Requests under way; slapd hangs up beyond 1000 (conn_max_pending_auth)."""
_BURST = 64
_PAGE = 1000
_FIRST_MESSAGE = 1 << 24
"""Far from ldap3's own message numbers, which begin at 1."""


@dataclass(slots=True)
class Wire:
    """A signed-in connection. Nothing else may use its socket while one of these methods runs."""

    socket: socket
    _message: int = _FIRST_MESSAGE
    _buffer: bytearray = field(default_factory=bytearray)
    _at: int = 0

    @property
    def upcoming(self) -> int:
        """The number of the next request."""
        return self._message + 1

    def exchange(
        self, bodies: Sequence[bytes], *controls: bytes, meanwhile: Callable[[], None] = lambda: None
    ) -> list[Reply]:
        """Send these requests and return their replies, in their order; do something else while the server works."""
        replies: dict[int, Reply] = {}
        first = self._message + 1
        for at in range(0, len(bodies), _BURST):
            burst = bodies[at : at + _BURST]
            self._send(burst, controls)
            self._collect(replies, at + len(burst) - _WINDOW)
        meanwhile()
        self._collect(replies, len(bodies))
        return [replies[first + number] for number in range(len(bodies))]

    def ask(self, body: bytes, meanwhile: Callable[[], None] = lambda: None) -> Reply:
        """Send one request and return its reply."""
        return self.exchange((body,), meanwhile=meanwhile)[0]

    def find(self, bodies: Sequence[bytes]) -> Iterator[Reply]:
        """The entries these searches find, in any order; what is not there is no error."""
        for at in range(0, len(bodies), _BURST):
            burst = bodies[at : at + _BURST]
            self._send(burst, ())
            yield from self._entries(len(burst))

    def subtree(self, base: str, condition: bytes, attributes: Sequence[str]) -> Iterator[Reply]:
        """The entries below ``base`` that fulfil a filter, however many (paged, RFC 2696)."""
        cookie = b""
        while True:
            body = messages.search(base, 2, condition, attributes)
            self._send((body,), (messages.page(_PAGE, cookie),))
            cookie = yield from self._entries(1)
            if not cookie:
                return

    def _entries(self, searches: int) -> Generator[Reply, None, bytes]:
        cookie = b""
        while searches:
            reply = self._receive()
            if reply.tag == messages.ENTRY:
                yield reply
            elif reply.tag == messages.DONE:
                searches -= 1
                cookie = reply.cookie
                _check_search(reply)
        return cookie

    def _send(self, bodies: Sequence[bytes], controls: tuple[bytes, ...]) -> None:
        block = bytearray()
        for body in bodies:
            self._message += 1
            block += messages.request(self._message, body, *controls)
        self.socket.sendall(block)

    def _collect(self, replies: dict[int, Reply], enough: int) -> None:
        while len(replies) < enough:
            reply = self._receive()
            replies[reply.message] = reply

    def _receive(self) -> Reply:
        """The next message from the server."""
        try:
            while (end := messages.split(self._buffer, self._at)) is None:
                self._fill()
            reply = messages.reply(bytes(self._buffer[self._at : end]))
        except BrokenBer as error:
            raise TargetError("the LDAP server sent something that is not LDAP", hint="look at its address") from error
        self._at = end
        if reply.message == 0:
            # Notice of disconnection, RFC 4511 section 4.4.1.
            raise TargetError(f"the LDAP server ends the connection: code {reply.code}", hint="look at its log")
        return reply

    def _fill(self) -> None:
        """Read on; what was used is dropped, all at once because it means moving the rest."""
        del self._buffer[: self._at]
        self._at = 0
        block = self.socket.recv(1 << 16)
        if not block:
            raise TargetError("the LDAP server hung up", hint="look at its log; the next run repairs the rest")
        self._buffer += block


def _check_search(reply: Reply) -> None:
    """Anything but «here they are» or «there is no such entry» would make a part look like the whole."""
    if reply.code not in {0, 32}:
        raise TargetError(
            f"the LDAP server does not let its entries be read: code {reply.code}",
            hint="the sign-in needs the right to read below the base, without a size limit",
        )
