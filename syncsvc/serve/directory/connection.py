"""One connection: takes requests off the wire, answers them in turn, and keeps its memory small."""

import asyncio
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from syncsvc.formats.ldap import answers, ber, requests
from syncsvc.formats.ldap.answers import Code
from syncsvc.formats.ldap.messages import split
from syncsvc.formats.ldap.requests import Request
from syncsvc.serve.directory.operations import Operations, Plain, StartTls, Work
from syncsvc.serve.directory.rules import MAX_MESSAGE, UNSENT, Around
from syncsvc.serve.listening import Address

_AT_ONCE = 4
"""Pieces of an answer that are made before others get their turn."""


class Connection(asyncio.Protocol):
    """Speaks LDAP with one client. Requests are answered one after another, as they came."""

    def __init__(self, around: Around, open_ones: set["Connection"], *, secure: bool = False) -> None:
        self._around = around
        self._open = open_ones
        self._secure = secure
        self._transport: Any = None
        self._buffer = bytearray()
        self._busy: asyncio.Task[None] | None = None
        self._current = 0
        self._writable: asyncio.Event | None = None
        """Set when a client reads again that did not; None while it does."""
        self._address = ""
        self._heard = around.clock()
        self._stalled: float | None = None
        self._operations: Operations

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, unless there are too many already; or go on, now within TLS."""
        self._transport = transport
        self._transport.set_write_buffer_limits(high=UNSENT)
        if self._address:
            return
        peer = transport.get_extra_info("peername") or ("",)
        self._address = str(peer[0])
        loopback = _loopback(self._address)
        rules, addresses = self._around.rules, self._around.addresses
        addresses[self._address] += 1
        self._open.add(self)
        self._operations = Operations(self._around, self._address, secure=self._secure, loopback=loopback)
        crowded = not loopback and addresses[self._address] > rules.max_connections_per_address
        if crowded or len(self._open) > rules.max_connections:
            self.end(Code.BUSY, "too many connections")

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget everything."""
        del exc
        self._open.discard(self)
        self._around.addresses[self._address] -= 1
        if self._around.addresses[self._address] <= 0:
            del self._around.addresses[self._address]
        self._buffer.clear()
        self._cease()

    def data_received(self, data: bytes) -> None:
        """Take in what came, and answer as far as nothing is under way."""
        self._buffer += data
        if self._busy is None:
            self._work()
        elif len(self._buffer) > MAX_MESSAGE:
            self._transport.pause_reading()
        if self._busy is not None:
            self._abandon()

    def pause_writing(self) -> None:
        """The client does not read."""
        self._writable = asyncio.Event()
        self._stalled = self._around.clock()

    def resume_writing(self) -> None:
        """The client reads again."""
        if self._writable is not None:
            self._writable.set()
        self._writable = self._stalled = None

    def end(self, code: Code, text: str) -> None:
        """Tell the client why, and close."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(answers.notice(code, text))
            self._transport.close()
        self._buffer.clear()

    def tidy(self, now: float) -> None:
        """Close a connection that nobody uses, or that somebody only holds up."""
        rules = self._around.rules
        if self._stalled is not None and now - self._stalled > rules.stalled_s:
            self._transport.abort()
        elif self._busy is None and now - self._heard > (rules.stalled_s if self._buffer else rules.idle_s):
            self.end(Code.UNAVAILABLE, "nothing was asked for a long time")

    def _work(self) -> None:
        """Answer what is in the buffer, until it is empty or something takes longer."""
        while self._buffer and self._busy is None:
            if self._writable is not None:
                self._begin(self._continued(iter(())))
                return
            request = self._next()
            if request is None:
                return
            self._answer(request)

    def _next(self) -> Request | None:
        """The next whole request in the buffer."""
        buffer = self._buffer
        try:
            end = _end(buffer)
            if end > MAX_MESSAGE:
                self.end(Code.PROTOCOL_ERROR, "a request of more than 256 KB")
                return None
            if not end or end > len(buffer):
                return None
            request = requests.request(bytes(buffer) if end == len(buffer) else bytes(buffer[:end]))
        except ber.BrokenBer as error:
            self.end(Code.PROTOCOL_ERROR, str(error))
            return None
        del buffer[:end]
        self._heard = self._around.clock()
        return request

    def _answer(self, request: Request) -> None:
        if request.tag == requests.UNBIND:
            self._buffer.clear()
            self._transport.close()
            return
        self._current = request.message
        match self._operations.answer(request):
            case None:
                self.end(Code.PROTOCOL_ERROR, "no such operation")
            case Plain(answer):
                self._transport.write(answer)
            case Work(pieces):
                self._stream(pieces)
            case StartTls(answer):
                self._begin(self._encrypt(answer))
            case check:
                self._begin(self._checked(check))

    def _stream(self, pieces: Iterator[bytes]) -> None:
        """Send what is ready soon; the rest when others have had their turn."""
        for count, piece in enumerate(pieces, 1):
            if piece:
                self._transport.write(piece)
            if count == _AT_ONCE or self._writable is not None:
                self._begin(self._continued(pieces))
                return

    async def _continued(self, pieces: Iterator[bytes]) -> None:
        while True:
            if self._writable is not None:
                await self._writable.wait()
            await asyncio.sleep(0)
            found = next(islice(pieces, 1), None)
            if found is None:
                return
            if found:
                self._transport.write(found)

    async def _checked(self, check: Any) -> None:
        self._transport.write(await check)

    async def _encrypt(self, answer: bytes) -> None:
        """RFC 4511 section 4.14: what came before TLS and was not answered must not count as said within it."""
        if self._buffer:
            self.end(Code.PROTOCOL_ERROR, "requests behind StartTLS")
            return
        self._transport.write(answer)
        tls = self._around.tls
        assert tls is not None
        if self._transport.get_write_buffer_size():
            self.end(Code.PROTOCOL_ERROR, "answers that were not read before StartTLS")
            return
        wire, self._operations.secure = self._transport.detach(), True
        try:
            loop = asyncio.get_running_loop()
            await loop.connect_accepted_socket(lambda: self, wire, ssl=tls, ssl_handshake_timeout=10)
        except OSError as error:
            wire.close()
            self.connection_lost(error)

    def _begin(self, work: Any) -> None:
        self._busy = asyncio.get_running_loop().create_task(work)
        self._busy.add_done_callback(self._finished)

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._busy = None
        if not task.cancelled() and (error := task.exception()) is not None:
            self._transport.abort()
            raise error
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.resume_reading()
        asyncio.get_running_loop().call_soon(self._go_on)

    def _go_on(self) -> None:
        if self._busy is None and not self._transport.is_closing():
            self._work()

    def _abandon(self) -> None:
        """Heed what ends a search under way: Abandon for it (RFC 4511 section 4.11), or Unbind."""
        try:
            end = split(self._buffer, 0)
            request = None if end is None else requests.request(bytes(self._buffer[:end]))
        except ber.BrokenBer:
            return
        if request is None or end is None or self._busy is None:
            return
        if request.tag == requests.UNBIND:
            self._transport.close()
        elif request.tag == requests.ABANDON and ber.number(request.content) == self._current:
            del self._buffer[:end]
            self._cease()

    def _cease(self) -> None:
        """End what is under way, once it has begun: what it waits for must not be left behind unawaited."""
        if self._busy is not None:
            asyncio.get_running_loop().call_soon(self._busy.cancel)


def _end(buffer: bytearray) -> int:
    """Where the first message will end when it is all there; 0 if that is not said yet. Raises BrokenBer."""
    found = ber.header(buffer, 0)
    if found is None:
        return 0
    if found[0] != ber.SEQUENCE:
        raise ber.BrokenBer("not an LDAP message")
    return found[2]


@lru_cache(maxsize=1024)
def _loopback(address: str) -> bool:
    """Whether a client sits on this machine; kept, because some clients connect anew for every search."""
    return Address(address.removeprefix("::ffff:"), 0).loopback
