"""Listening: addresses, the rule that nothing unprotected listens beyond loopback, and the HTTP server's life."""

import ipaddress
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from syncsvc.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen."""

    host: str
    port: int

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def address(listen: str, setting: str) -> Address:
    """Read «127.0.0.1:8080» or «[::1]:8080». Raises ConfigError."""
    host, colon, port = listen.rpartition(":")
    if not colon or not port.isdigit() or not 0 <= int(port) <= 65535:
        raise ConfigError(f"{setting}: an address and a port, as in 127.0.0.1:8080")
    return Address(host.strip("[]") or "127.0.0.1", int(port))


def protected(where: Address, setting: str, *, tls: bool, insecure: bool) -> Address:
    """The same address, if it may be listened on. Raises ConfigError for one beyond loopback without TLS."""
    if where.loopback or tls or insecure:
        return where
    raise ConfigError(
        f"{setting}: {where.host} is reachable from other machines and there is no TLS",
        hint="set tls_cert and tls_key, or listen on 127.0.0.1, or say insecure = true behind a proxy that does TLS",
    )


def bound(where: Address, setting: str) -> socket.socket:
    """A listening socket. Raises ConfigError when the port is taken or not allowed."""
    family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
    # With the protocol named, asyncio turns off Nagle's algorithm: else a head waits 40 ms for its body's turn.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((where.host, where.port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise ConfigError(
            f"{setting}: cannot listen on {where.host}:{where.port}: {error.strerror}",
            hint="is another syncsvc running? choose another port",
        ) from error
    return listener


class HttpServer:
    """Serves an application from a thread of its own until it is told to stop."""

    def __init__(
        self,
        app: ASGIApp,
        listener: socket.socket,
        *,
        cert: str | None = None,
        key: str | None = None,
        trusted: Sequence[str] = (),
    ) -> None:
        """``trusted``: addresses or networks of proxies whose word on who asks, and whether by TLS, is taken."""
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            proxy_headers=bool(trusted),
            forwarded_allow_ips=list(trusted),
            server_header=False,
            ssl_certfile=cert,
            ssl_keyfile=key,
            timeout_graceful_shutdown=5,
        )
        self._server = uvicorn.Server(config)
        self._listener = listener
        self._thread = threading.Thread(target=self._run, name="http", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being answered, and end."""
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._listener.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._listener])
