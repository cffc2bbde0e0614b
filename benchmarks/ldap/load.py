"""Clients in processes of their own: requests encoded ahead, answers only looked at for where they end.

What a client does with an answer must not be what is measured. The last message of an answer is known byte for byte, so
that finding the end takes one comparison; that the servers give the same entries is checked apart from the clock.
"""

import multiprocessing
import socket
import time
from dataclasses import dataclass

from syncsvc.formats.ldap import answers, ber, messages

_NUMBER = 2
"""The message number of every search: a bind comes first."""
_DONE = tuple(answers.result(_NUMBER, messages.DONE, code) for code in (0, 4))
_BOUND = answers.result(1, 0x61)
_BIND = messages.request(1, ber.sequence((ber.integer(3), ber.octets(""), ber.tlv(0x80, b"")), 0x60))
_UNBIND = b"\x30\x05\x02\x01\x03\x42\x00"
ATTRIBUTES = ("cn", "givenName", "sn", "mail", "telephoneNumber", "mobile", "o", "ou", "title", "l")
SIZE_LIMIT = 100


@dataclass(frozen=True)
class Figures:
    """What one round came to."""

    rate: float
    """Searches in a second, all clients together."""
    p50: float
    p99: float
    """Milliseconds."""


def autocomplete(base: str, term: str) -> bytes:
    """What Thunderbird asks while somebody types."""
    inner = [
        ber.sequence((ber.octets(name), ber.sequence([ber.tlv(0x81, term.encode())])), 0xA4)
        for name in ("cn", "givenName", "sn", "mail")
    ]
    head = (ber.octets(base), ber.integer(2, 0x0A), ber.integer(0, 0x0A), ber.integer(SIZE_LIMIT), ber.integer(0))
    asked = ber.sequence(map(ber.octets, ATTRIBUTES))
    return messages.request(
        _NUMBER, ber.sequence((*head, ber.boolean(value=False), ber.sequence(inner, 0xA1), asked), 0x63)
    )


def by_number(base: str, number: str) -> bytes:
    """What a telephone asks when it rings."""
    equal = messages.equals("telephoneNumber", number)
    return messages.request(_NUMBER, messages.search(base, 2, equal, ATTRIBUTES))


def count(port: int, request: bytes) -> int:
    """How many entries an answer has; read in full. -1 if it is refused."""
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(request)
        buffer, found = b"", 0
        while True:
            buffer += wire.recv(1 << 18)
            while buffer and (end := messages.split(buffer, 0)):
                reply = messages.reply(buffer[:end])
                buffer = buffer[end:]
                if reply.tag == messages.DONE:
                    return found if reply.code in {0, 4} else -1
                found += 1


def measure(port: int, requests: list[bytes], clients: int, seconds: float, *, reconnect: bool = False) -> Figures:
    """So many clients for so many seconds, each beginning at another place of the requests."""
    results: multiprocessing.Queue[list[float]] = multiprocessing.Queue()
    gate = multiprocessing.Barrier(clients)
    work = _reconnecting if reconnect else _staying
    processes = [
        multiprocessing.Process(
            target=_client, args=(work, port, requests, place * len(requests) // clients, seconds, gate, results)
        )
        for place in range(clients)
    ]
    for process in processes:
        process.start()
    took = sorted(one for _ in processes for one in results.get())
    for process in processes:
        process.join()
    return Figures(len(took) / seconds, 1000 * took[len(took) // 2], 1000 * took[int(len(took) * 0.99)])


def _client(work, port, requests, start, seconds, gate, results) -> None:
    gate.wait()
    results.put(work(port, requests[start:] + requests[:start], time.perf_counter() + seconds))


def _answer(wire: socket.socket, into: memoryview, ends: tuple[bytes, ...]) -> None:
    filled = 0
    longest = max(map(len, ends))
    while True:
        got = wire.recv_into(into[filled:])
        assert got, "the server closed the connection"
        filled += got
        if bytes(into[max(0, filled - longest) : filled]).endswith(ends):
            return


def _staying(port: int, requests: list[bytes], until: float) -> list[float]:
    into = memoryview(bytearray(1 << 20))
    took: list[float] = []
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            for request in requests:
                begun = time.perf_counter()
                if begun > until:
                    return took
                wire.sendall(request)
                _answer(wire, into, _DONE)
                took.append(time.perf_counter() - begun)


def _reconnecting(port: int, requests: list[bytes], until: float) -> list[float]:
    into = memoryview(bytearray(1 << 20))
    took: list[float] = []
    while True:
        for request in requests:
            begun = time.perf_counter()
            if begun > until:
                return took
            with socket.create_connection(("127.0.0.1", port)) as wire:
                wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                wire.sendall(_BIND)
                _answer(wire, into, (_BOUND,))
                wire.sendall(request)
                _answer(wire, into, _DONE)
                wire.sendall(_UNBIND)
            took.append(time.perf_counter() - begun)
