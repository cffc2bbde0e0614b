"""Wire: a client's socket without TLS, as much of a transport as LDAP needs."""

import asyncio
import selectors
import socket
from typing import Any

_RECEIVED = 16 * 1024


class Wire(asyncio.Transport):
    """One client's socket. What it is told to write goes out at once, as far as the client takes it."""

    __slots__ = ("_closing", "_full", "_high", "_mask", "_peer", "_protocol", "_selector", "_socket", "_unsent")

    def __init__(
        self, selector: selectors.BaseSelector, accepted: socket.socket, peer: object, protocol: asyncio.Protocol
    ) -> None:
        self._selector = selector
        self._socket = accepted
        self._peer = peer
        self._protocol: asyncio.Protocol | None = protocol
        self._unsent: bytearray | None = None
        self._closing = False
        self._full = False
        self._mask = 0
        self._high = 64 * 1024

    def begin(self) -> None:
        """Introduce the protocol to the client, who often has sent something already."""
        self._socket.setblocking(False)
        protocol = self._protocol
        assert protocol is not None
        self._watch(selectors.EVENT_READ)
        protocol.connection_made(self)
        if not self._closing:
            self._receive()

    def ready(self, mask: int) -> None:
        """The client sent something, or takes something."""
        if mask & selectors.EVENT_WRITE and self._mask & selectors.EVENT_WRITE:
            self._flush()
        if mask & selectors.EVENT_READ and self._mask & selectors.EVENT_READ:
            self._receive()

    def _receive(self) -> None:
        try:
            data = self._socket.recv(_RECEIVED)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._lost(error)
            return
        if not data:
            self.close()
            return
        taken = False
        try:
            if self._protocol is not None:
                self._protocol.data_received(data)
            taken = True
        finally:
            if not taken:
                self.abort()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send; what the client does not take waits for it."""
        if self._closing:
            return
        if self._unsent is None:
            try:
                sent = self._socket.send(data)
            except (BlockingIOError, InterruptedError):
                sent = 0
            except OSError as error:
                self._lost(error)
                return
            if sent == len(data):
                return
            self._unsent = bytearray(memoryview(data)[sent:])
            self._watch(self._mask | selectors.EVENT_WRITE)
        else:
            self._unsent += data
        if len(self._unsent) > self._high and not self._full and self._protocol is not None:
            self._full = True
            self._protocol.pause_writing()

    def _flush(self) -> None:
        unsent = self._unsent
        if unsent is None:
            return
        try:
            del unsent[: self._socket.send(unsent)]
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._lost(error)
            return
        if not unsent:
            self._unsent = None
            if self._closing:
                self._lost(None)
                return
            self._watch(self._mask & ~selectors.EVENT_WRITE)
        if self._full and len(unsent) <= self._high // 4 and self._protocol is not None:
            self._full = False
            self._protocol.resume_writing()

    def _watch(self, mask: int) -> None:
        if mask == self._mask or self._protocol is None:
            return
        if self._mask == 0:
            self._selector.register(self._socket, mask, self)
        elif mask:
            self._selector.modify(self._socket, mask, self)
        else:
            self._selector.unregister(self._socket)
        self._mask = mask

    def pause_reading(self) -> None:
        """Let the client wait with what it has to say."""
        self._watch(self._mask & ~selectors.EVENT_READ)

    def resume_reading(self) -> None:
        """Listen again."""
        if not self._closing:
            self._watch(self._mask | selectors.EVENT_READ)

    def is_closing(self) -> bool:
        """Whether nothing more is read or taken for sending."""
        return self._closing

    def close(self) -> None:
        """Send what waits, then close."""
        if self._closing:
            return
        self._closing = True
        if self._unsent is None:
            self._lost(None)
        else:
            self._watch(selectors.EVENT_WRITE)

    def abort(self) -> None:
        """Close at once."""
        self._lost(None)

    def detach(self) -> socket.socket:
        """Give the socket to somebody else. All that was written must have gone out."""
        self._watch(0)
        self._closing, self._protocol = True, None
        return self._socket

    def _lost(self, error: OSError | None) -> None:
        protocol = self._protocol
        if protocol is None:
            return
        self._watch(0)
        self._closing, self._protocol, self._unsent = True, None, None
        self._socket.close()
        protocol.connection_lost(error)

    def get_write_buffer_size(self) -> int:
        """Bytes that the client has not taken yet."""
        return len(self._unsent or b"")

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """``peername`` only."""
        return self._peer if name == "peername" else default

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """From how many bytes that wait on the protocol is to pause; it goes on when a quarter of them is left."""
        del low
        self._high = high or 0
