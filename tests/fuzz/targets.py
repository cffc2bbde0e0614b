"""What is fuzzed: bytes go in, and what must hold whatever they are is asserted."""

import asyncio
import atexit
import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher

from syncsvc.formats.ldap import ber, filters, messages, requests
from syncsvc.formats.vcard import fields, read, read_fields, serialise
from syncsvc.model.audience import Audience
from syncsvc.serve.book import Book
from syncsvc.serve.carddav import bodies
from syncsvc.serve.directory import DirectoryServer
from syncsvc.serve.directory.connection import Connection
from syncsvc.serve.directory.controls import wishes
from syncsvc.serve.throttle import Throttle
from syncsvc.store import open_store
from syncsvc.store.accounts import Account, Role
from tests.builders import a_canonical, a_name, a_phone, an_email

SUFFIX = "o=musterstadt"
NOW = datetime(2026, 1, 2, tzinfo=UTC)
PEOPLE = [
    a_canonical(
        f"00000000-0000-4000-8000-{number:012d}",
        name=a_name(given, family),
        phones=(a_phone(f"+4930231251{number:02d}"), a_phone(f"+49176040690{number:02d}", "cell", Audience.INTERNAL)),
        emails=(an_email(f"{given.lower()}@musterstadt.example"),),
        groups=("Asyl",),
    )
    for number, (given, family) in enumerate(
        [("Antje", "Wiesner"), ("Boris", "Albers"), ("Cem", "Öztürk"), ("Dana", "Müller-Groß"), ("Emre", "Conradt")]
    )
]
_READERS = {requests.SEARCH: requests.search, requests.BIND: requests.bind, requests.EXTENDED: requests.extended}
_TURNS = 10_000
"""Of the loop; an answer from five people that takes longer never ends."""


def ldap_request(data: bytes) -> None:
    """Every request of a client is read, or refused as broken."""
    try:
        for message in _messages(data):
            request = requests.request(message)
            wishes(request.controls)
            _READERS.get(request.tag, bytes)(request.content)
    except (ber.BrokenBer, filters.TooDeep):
        pass


def _messages(data: bytes) -> Iterator[bytes]:
    """One whole message after another, and what is left."""
    at = 0
    while at < len(data):
        end = messages.split(data, at) or len(data)
        yield data[at:end]
        at = end


def ldap_reply(data: bytes) -> None:
    """A reply of a server we write to is read, or refused as broken."""
    with contextlib.suppress(ber.BrokenBer):
        messages.reply(data[: messages.split(data, 0)])


def ldap_connection(data: bytes) -> None:
    """Whatever comes over a connection, what goes back are whole messages, the same however the bytes were cut."""
    whole = _conversation((data,))
    _check(whole)
    if not {requests.ABANDON, requests.UNBIND}.intersection(data):
        middle = len(data) // 2
        assert whole == _conversation((data[:middle], data[middle:])), "an answer that depends on how bytes were cut"


def _check(answer: bytes) -> None:
    for message in _messages(answer):
        messages.reply(message)


def _conversation(pieces: tuple[bytes, ...]) -> bytes:
    server = _server()
    # Who has failed before has to wait, and two conversations are to begin alike.
    server._around.authenticator.throttle = Throttle()
    return server._loop.run_until_complete(_conversed(server, pieces))


async def _conversed(server: DirectoryServer, pieces: tuple[bytes, ...]) -> bytes:
    raised: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: raised.append(told))
    wire, connection = Wire(), Connection(server._around, set())
    connection.connection_made(wire)
    for piece in pieces:
        if wire.is_closing():
            break
        connection.data_received(piece)
        for _ in range(_TURNS):
            await asyncio.sleep(0)
            if connection._busy is None:
                break
            if isinstance(getattr(connection._busy, "_fut_waiter", None), asyncio.Future):
                await asyncio.wait({connection._busy}, timeout=10)
        assert connection._busy is None, "a request that is never done with"
        await asyncio.sleep(0)
    connection.connection_lost(None)
    assert not raised, raised
    assert not server._around.addresses
    return bytes(wire.sent)


class Wire(asyncio.Transport):
    """Takes what a connection sends."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 50_000)})
        self.sent = bytearray()
        self._closing = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._closing:
            self.sent += data

    def close(self) -> None:
        self._closing = True

    abort = close

    def is_closing(self) -> bool:
        return self._closing

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Everything is read at once."""

    def pause_reading(self) -> None:
        """What is to come is there already."""

    resume_reading = pause_reading


@lru_cache(maxsize=1)
def _server() -> DirectoryServer:
    """A directory server that was not started, over a directory of five and one account."""
    folder = tempfile.mkdtemp()
    store = open_store(f"sqlite:///{folder}/directory.sqlite", Path(folder))
    hashes = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with store.write() as unit:
        unit.directory.put(PEOPLE, NOW)
        unit.accounts.put(Account("antje", hashes.hash("richtig"), Role.VIEWER, Audience.INTERNAL, NOW))
    book = Book(store, [Audience.PUBLIC, Audience.INTERNAL], suffix=SUFFIX, area_code="07141")
    book.load()
    server = DirectoryServer(book, store, suffix=SUFFIX, clock=lambda: 0.0)
    authenticator = server._around.authenticator
    authenticator._hasher, authenticator._decoy = hashes, hashes.hash("nobody's")

    def close() -> None:
        server._loop.close()
        store.close()
        shutil.rmtree(folder)

    atexit.register(close)
    return server


def vcard(data: bytes) -> None:
    """A file of any kind is read without an error, and a card that was read can be written and read again."""
    found, issues = read_fields(data)
    assert all(issue.code for issue in issues)
    for card, said in found:
        assert fields(card) == said
        (again,), _ = read(serialise(card))
        assert [entry.name for entry in again.properties] == [entry.name for entry in card.properties]
        (third,), _ = read(serialise(again))
        assert serialise(third) == serialise(again), "a card that changes with every writing"


def carddav(data: bytes) -> None:
    """A request in XML is read, or refused; a filter in it can be put to a card."""
    with contextlib.suppress(bodies.BadBody, bodies.Unsupported):
        bodies.propfind(data)
    try:
        wanted = bodies.report(data)
    except (bodies.BadBody, bodies.Unsupported):
        return
    if isinstance(wanted, bodies.Query):
        for card in _cards():
            wanted.filter.matches(card)


@lru_cache(maxsize=1)
def _cards() -> tuple:
    return read(b"".join(path.read_bytes() for path in sorted(CORPUS.glob("vcard/*.vcf"))))[0]


CORPUS = Path(__file__).parent / "corpus"
TARGETS: dict[str, tuple[Callable[[bytes], None], str]] = {
    "ldap_request": (ldap_request, "ldap"),
    "ldap_connection": (ldap_connection, "ldap"),
    "ldap_reply": (ldap_reply, "ldap_reply"),
    "vcard": (vcard, "vcard"),
    "carddav": (carddav, "carddav"),
}
"""What takes the bytes, and the folder of its corpus."""


def corpus(folder: str) -> list[bytes]:
    """What clients sent, and what once did harm."""
    return [path.read_bytes() for path in sorted((CORPUS / folder).iterdir())]
