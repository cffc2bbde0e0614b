"""The LDAP server's life: a thread with a loop of its own, listeners, and a broom for connections nobody uses."""

import asyncio
import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from syncsvc import logs
from syncsvc.errors import ConfigError
from syncsvc.formats.ldap.answers import Code
from syncsvc.serve.authentication import Authenticator
from syncsvc.serve.book import Book
from syncsvc.serve.directory.connection import Connection
from syncsvc.serve.directory.rules import Around, Rules
from syncsvc.serve.directory.searching import Shown, special
from syncsvc.serve.directory.selection import Entries
from syncsvc.serve.directory.switchboard import Switchboard
from syncsvc.serve.directory.tree import Tree
from syncsvc.store import Store

log = logs.logger("directory")
_TIDY_S = 1.0


class DirectoryServer:
    """Answers LDAP requests from the book until it is told to stop."""

    def __init__(
        self,
        book: Book,
        store: Store,
        *,
        suffix: str,
        title: str = "",
        rules: Rules | None = None,
        tls: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        chosen = rules or Rules()
        shown = Shown(Tree(suffix, title), Entries(), special(suffix, starttls=tls is not None), chosen.size_limit)
        self._around = Around(
            book, chosen, shown, replace(shown, size_limit=0), Authenticator(store, clock), clock, tls
        )
        self._open: set[Connection] = set()
        self._loop = asyncio.new_event_loop()
        self._listeners: list[tuple[socket.socket, bool]] = []
        self._thread = threading.Thread(target=self._run, name="directory", daemon=True)
        self._ready = threading.Event()
        self._stop: asyncio.Event | None = None

    def listen(self, listener: socket.socket, *, tls: bool = False) -> None:
        """Answer on this socket too, with TLS from the first byte if so wished. Before ``start``."""
        self._listeners.append((listener, tls))

    def start(self) -> None:
        """Begin to answer."""
        self._around.authenticator.roster.start()
        self._thread.start()
        self._ready.wait(10)

    def stop(self) -> None:
        """Say good-bye to every client, and end."""
        stop = self._stop
        if stop is not None and self._thread.is_alive():
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(stop.set)
            self._thread.join(timeout=10)
        self._around.authenticator.roster.stop()

    @property
    def connections(self) -> int:
        """How many clients are connected."""
        return len(self._open)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="directory-bind")
        self._loop.set_default_executor(pool)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            self._loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        board = Switchboard(self._loop)
        servers = []
        for listener, tls in self._listeners:
            if tls:
                servers.append(await self._server(listener))
            else:
                board.listen(listener, lambda: Connection(self._around, self._open))
        self._ready.set()
        broom = asyncio.create_task(self._tidy())
        await self._stop.wait()
        broom.cancel()
        board.close()
        for server in servers:
            server.close()
        for connection in list(self._open):
            connection.end(Code.UNAVAILABLE, "the service stops")
        await asyncio.sleep(0.05)

    async def _server(self, listener: socket.socket) -> asyncio.Server:
        return await self._loop.create_server(
            lambda: Connection(self._around, self._open, secure=True),
            sock=listener,
            ssl=self._around.tls,
            ssl_handshake_timeout=10,
            backlog=1024,
        )

    async def _tidy(self) -> None:
        while True:
            await asyncio.sleep(_TIDY_S)
            now = self._around.clock()
            for connection in list(self._open):
                connection.tidy(now)


def tls_context(certificate: str, key: str | None) -> ssl.SSLContext:
    """TLS 1.2 and newer with this certificate. Raises ConfigError."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(
            "directory.tls_cert: the certificate and its key cannot be used",
            hint="both are PEM files; the key belongs to the first certificate",
        ) from error
    return context
