"""Our own CardDAV server on loopback, over a store of its own, and a client that asks it what it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import requests
from argon2 import PasswordHasher

from syncsvc.model.audience import Audience
from syncsvc.serve.authentication import Authenticator
from syncsvc.serve.book import Book
from syncsvc.serve.carddav import AddressBooks, Terms
from syncsvc.serve.listening import Address, HttpServer, bound
from syncsvc.serve.web.app import build
from syncsvc.store import Account, AppPassword, Role, Store, open_store

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SECRET = "app-passwort-von-anna"
HASHES = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
D, C, CS = "{DAV:}", "{urn:ietf:params:xml:ns:carddav}", "{http://calendarserver.org/ns/}"
SPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav" xmlns:CS="http://calendarserver.org/ns/"'


def add_account(store: Store, name: str = "anna", audience: Audience = Audience.INTERNAL, secret: str = SECRET) -> None:
    with store.write() as unit:
        unit.accounts.put(Account(name, HASHES.hash("eigenes-passwort"), Role.VIEWER, audience, NOW))
        unit.accounts.add_app_password(AppPassword(f"{name}-1", name, "Telefon", HASHES.hash(secret), NOW))


@dataclass
class Client:
    """Speaks as one device of one account."""

    url: str
    store: Store
    book: Book
    name: str = "anna"
    secret: str = SECRET
    session: requests.Session = field(default_factory=requests.Session)

    def ask(self, method: str, path: str = "/dav/books/internal/all/", body: str | bytes = b"", **headers: str):
        auth = (self.name.encode(), self.secret.encode()) if self.name else None
        data = body.encode() if isinstance(body, str) else body
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.session.request(
            method, self.url + path, data=data, headers=names, auth=auth, timeout=20, allow_redirects=False
        )

    def report(self, kind: str, inner: str, path: str = "/dav/books/internal/all/", **headers: str) -> "Answer":
        answer = self.ask("REPORT", path, f'<?xml version="1.0"?><{kind} {SPACES}>{inner}</{kind}>', **headers)
        assert 207 == answer.status_code, answer.text
        return Answer.of(answer.content)

    def propfind(self, props: str, path: str = "/dav/books/internal/all/", depth: str = "0") -> "Answer":
        answer = self.ask("PROPFIND", path, f"<propfind {SPACES}><prop>{props}</prop></propfind>", Depth=depth)
        assert 207 == answer.status_code, answer.text
        return Answer.of(answer.content)

    def sync(self, token: str = "", props: str = "<getetag/>", more: str = "", **options: str) -> "Answer":
        inner = f"<sync-token>{token}</sync-token><sync-level>1</sync-level>{more}<prop>{props}</prop>"
        return self.report("sync-collection", inner, **options)

    def query(self, conditions: str, more: str = "", props: str = "<getetag/>") -> list[str]:
        """The ids of the cards that match, sorted."""
        inner = f"<prop>{props}</prop><C:filter>{conditions}</C:filter>{more}"
        return sorted(self.report("C:addressbook-query", inner).ids)

    def put(self, *contacts) -> None:
        with self.store.write() as unit:
            unit.directory.put(contacts, NOW)
        self.book.catch_up()

    def remove(self, *ids: str) -> None:
        with self.store.write() as unit:
            unit.directory.remove(ids, NOW)
        self.book.catch_up()


@dataclass
class Answer:
    """A multistatus."""

    root: Element
    found: dict[str, dict[str, Element]]
    """By href the properties with status 200."""
    missing: dict[str, set[str]]
    gone: set[str]
    truncated: bool
    token: str

    @classmethod
    def of(cls, content: bytes) -> "Answer":
        root = fromstring(content)
        assert f"{D}multistatus" == root.tag
        answer = cls(root, {}, {}, set(), truncated=False, token=root.findtext(f"{D}sync-token", ""))
        for response in root.iterfind(f"{D}response"):
            href = response.findtext(f"{D}href")
            status = response.findtext(f"{D}status", "")
            if " 404" in status:
                answer.gone.add(href)
            elif " 507" in status:
                answer.truncated = True
            else:
                stats = {
                    stat.findtext(f"{D}status").split()[1]: stat.find(f"{D}prop")
                    for stat in response.iterfind(f"{D}propstat")
                }
                answer.found[href] = {one.tag: one for one in stats.get("200", ())}
                answer.missing[href] = {one.tag for one in stats.get("404", ())}
        return answer

    @property
    def ids(self) -> list[str]:
        return [href.rsplit("/", 1)[1].removesuffix(".vcf") for href in self.found if href.endswith(".vcf")]

    @property
    def only(self) -> dict[str, Element]:
        (found,) = self.found.values()
        return found

    @property
    def cards(self) -> dict[str, str]:
        return {href: props[f"{C}address-data"].text for href, props in self.found.items()}


@contextmanager
def address_books(folder: Path, contacts=(), terms: Terms | None = None, **options) -> Iterator[Client]:
    """A server with these contacts and the account «anna», who sees everything."""
    store = open_store(f"sqlite:///{folder}/directory.sqlite", folder)
    with store.write() as unit:
        unit.directory.put(contacts, NOW)
    add_account(store)
    book = Book(store, list(Audience))
    book.load()
    authenticator = Authenticator(store, lambda: 0.0, devices_only=True)
    books = AddressBooks(book, authenticator, terms or Terms("Kontakte"))
    listener = bound(Address("127.0.0.1", 0), "web.listen")
    scheme = "https" if options.get("cert") else "http"
    server = HttpServer(build({}, dict, books.routes), listener, **options)
    server.start()
    client = Client(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}", store, book)
    try:
        yield client
    finally:
        client.session.close()
        server.stop()
        store.close()
