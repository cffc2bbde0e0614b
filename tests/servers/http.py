"""A real HTTP server on loopback that does what it is told, down to single bytes: also what no good server does."""

import contextlib
import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

Answer = Callable[["Exchange"], None]


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes = b""


@dataclass
class Exchange:
    """One request, and the wire to answer it on."""

    asked: Asked
    wire: socket.socket
    stopping: threading.Event
    keep_alive: bool = False

    def write(self, data: bytes) -> None:
        self.wire.sendall(data)

    def head(self, status: int = 200, **headers: str) -> None:
        lines = [f"HTTP/1.1 {status} So"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items() if value]
        self.write("\r\n".join([*lines, "", ""]).encode("latin-1"))


@dataclass
class Server:
    """Answers by path; everything asked is kept in ``asked``. A context manager."""

    routes: dict[str, Answer] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._stopping = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self.port = self._socket.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(5)
        self._socket.close()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def _accept(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                wire, _ = self._socket.accept()
                thread = threading.Thread(target=self._serve, args=(wire,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, wire: socket.socket) -> None:
        # Clients hang up on purpose here: that is what is tested.
        with contextlib.suppress(OSError, ValueError), wire:
            wire.settimeout(10)
            connection = self.tls.wrap_socket(wire, server_side=True) if self.tls else wire
            with connection:
                while self._exchange(connection):
                    pass

    def _exchange(self, wire: socket.socket) -> bool:
        asked = _read(wire)
        if asked is None:
            return False
        self.asked.append(asked)
        exchange = Exchange(asked, wire, self._stopping)
        answer = self.routes.get(asked.path) or self.routes.get(asked.path.partition("?")[0]) or reply(404)
        answer(exchange)
        return exchange.keep_alive and not self._stopping.is_set()


def _read(wire: socket.socket) -> Asked | None:
    data = b""
    while b"\r\n\r\n" not in data:
        wire.settimeout(10)
        chunk = wire.recv(65536)
        if not chunk:
            return None
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += wire.recv(65536)
    return Asked(method, path, headers, body)


# Good answers


def reply(status: int = 200, body: bytes = b"", content_type: str = "text/plain", **headers: str) -> Answer:
    """A whole answer; header names with underscores."""

    def answer(exchange: Exchange) -> None:
        exchange.keep_alive = True
        length = "" if status in (204, 304) else str(len(body))
        exchange.head(status, Content_Type=content_type, Content_Length=length, **headers)
        exchange.write(body)

    return answer


def in_turn(*answers: Answer) -> Answer:
    """One answer after the other; the last one for ever."""
    left = list(answers)

    def answer(exchange: Exchange) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(exchange)

    return answer


def with_validators(body: bytes, etag: str = "", modified: str = "", content_type: str = "text/plain") -> Answer:
    """A document that answers conditional requests like a good server."""

    def answer(exchange: Exchange) -> None:
        headers = exchange.asked.headers
        same = (etag and headers.get("if-none-match") == etag) or (
            modified and "if-none-match" not in headers and headers.get("if-modified-since") == modified
        )
        validators = {"ETag": etag, "Last_Modified": modified, "Date": "Sun, 01 Nov 2026 12:00:00 GMT"}
        (reply(304, **validators) if same else reply(200, body, content_type, **validators))(exchange)

    return answer


def redirect(to: str, status: int = 302) -> Answer:
    return reply(status, Location=to)


def tunnel(exchange: Exchange) -> None:
    """What a proxy does for HTTPS (RFC 9110 section 9.3.6)."""
    host, _, port = exchange.asked.path.rpartition(":")
    with socket.create_connection((host, int(port))) as far:
        exchange.write(b"HTTP/1.1 200 So\r\n\r\n")
        back = threading.Thread(target=_relay, args=(far, exchange.wire), daemon=True)
        back.start()
        _relay(exchange.wire, far)
        back.join(5)


def _relay(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


# Hostile answers


def endless(exchange: Exchange) -> None:
    """A body without end, as fast as it goes."""
    exchange.head(Content_Type="text/plain")
    while not exchange.stopping.is_set():
        exchange.write(b"x" * 65536)


def drip(exchange: Exchange) -> None:
    """A body without end, one byte now and then: no read ever times out."""
    exchange.head(Content_Type="text/plain")
    while not exchange.stopping.wait(0.02):
        exchange.write(b"x")


def drip_head(exchange: Exchange) -> None:
    """A header without end, one byte now and then."""
    exchange.write(b"HTTP/1.1 200 So\r\nX-Slow: ")
    while not exchange.stopping.wait(0.02):
        exchange.write(b"x")


def silence(exchange: Exchange) -> None:
    """No answer at all, on an open connection."""
    exchange.stopping.wait(10)


def hang_up(exchange: Exchange) -> None:
    """The connection ends before an answer."""


def bomb(size: int) -> Answer:
    """A small gzip body that unfolds to ``size`` zeros."""
    return reply(200, gzip.compress(bytes(size)), Content_Encoding="gzip")


def cut(body: bytes, promised: int, status: int = 200) -> Answer:
    """Content-Length promises more than comes."""

    def answer(exchange: Exchange) -> None:
        exchange.head(status, Content_Type="text/plain", Content_Length=str(promised))
        exchange.write(body)

    return answer


def cut_chunks(body: bytes) -> Answer:
    """Chunks that end without the last one (RFC 9112 section 8)."""

    def answer(exchange: Exchange) -> None:
        exchange.head(Content_Type="text/plain", Transfer_Encoding="chunked")
        exchange.write(b"%x\r\n%s\r\n" % (len(body), body))

    return answer


@contextlib.contextmanager
def serving(routes: dict[str, Answer] | None = None, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    with Server(routes or {}, tls) as server:
        yield server


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def unused_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def wait_for(port: int, seconds: float = 30) -> None:
    """Wait until somebody listens."""
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
