"""Switchboard: accepts clients and serves their wires from one selector within the event loop.

asyncio makes a task and a dozen objects and callbacks for each connection that it accepts, which is more work than most
searches are; and there are clients that connect anew for every search. Where TLS begins, the socket goes to asyncio.
"""

import asyncio
import errno
import selectors
import socket
from collections.abc import Callable

from syncsvc import logs
from syncsvc.serve.directory.wire import Wire

log = logs.logger("directory")
_TURN_S = 0.002
"""After so long tasks and timers of the event loop get their turn."""
_SCARCE = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
_PAUSE_S = 1.0
"""How long nobody is accepted when the system has no more files or memory to give."""


class Switchboard:
    """Accepts clients and brings what they send to the protocol of each; to be used within its loop alone."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.selector = selectors.DefaultSelector()
        self._listeners: list[_Listener] = []
        loop.add_reader(self.selector, self._ready)

    def listen(self, listener: socket.socket, made: Callable[[], asyncio.Protocol]) -> None:
        """Accept on a listening socket; each client gets a protocol of its own."""
        listener.setblocking(False)
        # Linux hands this down to the sockets it accepts; those who do not wait 40 ms for a head's body.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._listeners.append(_Listener(self, listener, made))
        self.accepting(wanted=True)

    def accepting(self, *, wanted: bool) -> None:
        """Go on to accept, or pause."""
        known = self.selector.get_map()
        for one in self._listeners:
            if wanted and one.socket not in known:
                self.selector.register(one.socket, selectors.EVENT_READ, one)
            elif not wanted and one.socket in known:
                self.selector.unregister(one.socket)

    def scarce(self) -> None:
        """Accept nobody for a moment."""
        log.warning("directory.scarce", pause_s=_PAUSE_S)
        self.accepting(wanted=False)
        self._loop.call_later(_PAUSE_S, self._again)

    def close(self) -> None:
        """Accept nobody any more, and close the listening sockets. Those who are connected stay."""
        self.accepting(wanted=False)
        for one in self._listeners:
            one.socket.close()
        self._listeners.clear()

    def _again(self) -> None:
        self.accepting(wanted=True)

    def _ready(self) -> None:
        """Serve who has sent something, until nobody has or others have waited long enough."""
        until = self._loop.time() + _TURN_S
        while events := self.selector.select(0):
            for key, mask in events:
                key.data.ready(mask)
            if self._loop.time() > until:
                return


class _Listener:
    """A listening socket on the switchboard."""

    __slots__ = ("_board", "_made", "socket")

    def __init__(self, board: Switchboard, listener: socket.socket, made: Callable[[], asyncio.Protocol]) -> None:
        self.socket = listener
        self._board = board
        self._made = made

    def ready(self, _mask: int) -> None:
        """Accept one who waits; for the next one the selector calls again."""
        try:
            accepted, peer = self.socket.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError as error:
            if error.errno not in _SCARCE:
                raise
            self._board.scarce()
            return
        Wire(self._board.selector, accepted, peer, self._made()).begin()
