"""The way out to the network: which addresses may be connected to, and the moment a connection is cut.

The name is looked up, checked and connected to in one place, so that an answer of the name service that changes
between the check and the connection (DNS rebinding) helps nobody. TLS still names and verifies the host.
"""

import ipaddress
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.connection import create_connection

from syncsvc.errors import SourceRejected, SourceUnavailable

Connection = HTTPConnection | HTTPSConnection
Pools = dict[str, type[HTTPConnectionPool]]
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052 section 2.1


def _unwrapped(address: _Address) -> _Address:
    """Return the IPv4 address that an IPv6 address carries to (RFC 4291, 3056, 4380, 6052), or the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


def permitted(text: str, *, private: bool) -> bool:
    """Whether an address may be connected to.

    Link-local addresses (cloud metadata services live there), multicast and «this host on this network» never;
    private, loopback, shared (CGNAT) and reserved ones only if ``private``.
    """
    address = _unwrapped(ipaddress.ip_address(text.partition("%")[0]))
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    return private or address.is_global


class Gate:
    """Opens the connections of one client and can cut them all."""

    def __init__(self, private_hosts: frozenset[str]) -> None:
        self._private_hosts = private_hosts
        self._kept: list[tuple[Connection, socket.socket]] = []
        self._lock = threading.Lock()
        self._shut = False

    def pools(self, *, proxy: bool = False) -> Pools:
        """Connection pools for urllib3 that connect through this gate; a configured proxy may be anywhere."""
        gate = self

        class GatedHTTP(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return gate.connect(self, self._dns_host, checked=not proxy)

        class GatedHTTPS(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return gate.connect(self, self._dns_host, checked=not proxy)

        class HTTPPool(HTTPConnectionPool):
            ConnectionCls = GatedHTTP

        class HTTPSPool(HTTPSConnectionPool):
            ConnectionCls = GatedHTTPS

        return {"http": HTTPPool, "https": HTTPSPool}

    def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """Every address of a host that may be connected to.

        Raises SourceUnavailable if the name is unknown, SourceRejected if no address is permitted.
        """
        found = _lookup(host, port)
        private = host.lower().rstrip(".") in self._private_hosts
        if good := tuple(address for address in found if permitted(address, private=private)):
            return good
        raise SourceRejected(
            f"{host} has a private or reserved address; connecting there is refused",
            hint="if it is your own network, set allow_private = true and name this very host in location",
        )

    def connect(self, connection: Connection, host: str, *, checked: bool) -> socket.socket:
        """Connect to a permitted address. Raises SourceUnavailable or SourceRejected."""
        port = connection.port
        found = self.addresses(host, port) if checked else _lookup(host, port)
        opened = _open_first(found, connection)
        with self._lock:
            # The copy of the descriptor lets another thread end a read that drips on for ever, under TLS too.
            self._kept.append((connection, opened.dup()))
        if self._shut:
            self.cut()
        return opened

    def cut(self) -> None:
        """End every connection, also one that is being read in another thread."""
        with self._lock:
            self._shut = True
            for _, sock in self._kept:
                _end(sock)

    def renew(self) -> None:
        """Begin a new exchange: forget connections that are closed."""
        with self._lock:
            self._shut = False
            for _, sock in (pair for pair in self._kept if pair[0].sock is None):
                sock.close()
            self._kept = [pair for pair in self._kept if pair[0].sock is not None]

    def close(self) -> None:
        """Close every connection now: urllib3 leaves that to the garbage collector."""
        with self._lock:
            for connection, sock in self._kept:
                connection.close()
                sock.close()
            self._kept = []


class Deadline:
    """The moment by which an exchange must be over; then its connections are cut."""

    def __init__(self, seconds: float, gate: Gate, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds
        self._gate = gate
        self._timer = threading.Timer(seconds, gate.cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._gate.renew()
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    @property
    def remaining(self) -> float:
        """Seconds left, never less than nothing."""
        return max(0.0, self._end - self._clock())


def _lookup(host: str, port: int) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceUnavailable(
            f"the name {host} cannot be found", hint="check the host in location and the name service"
        ) from error
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def _open_first(addresses: tuple[str, ...], connection: Connection) -> socket.socket:
    failure: OSError | None = None
    for address in addresses:
        try:
            return create_connection(
                (address, connection.port), connection.timeout, socket_options=connection.socket_options
            )
        except OSError as error:
            failure = error
    reason = "does not answer" if isinstance(failure, TimeoutError) else "refuses the connection"
    raise SourceUnavailable(
        f"{connection.host}, port {connection.port}, {reason}", hint="check that the server runs and can be reached"
    ) from failure


def _end(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:  # it has ended already
        return
