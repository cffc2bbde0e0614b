"""The kinds of sources that the contract suite holds to the port's promises; a new kind adds its case to CASES."""

import io
import json
import os
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

import pytest
import xlsxwriter

from syncsvc.ports import Source
from syncsvc.settings import SourceSettings, Surroundings
from syncsvc.sources.carddav import CardDavSettings
from syncsvc.sources.csv import CsvSettings
from syncsvc.sources.html import HtmlSettings
from syncsvc.sources.json import JsonSettings
from syncsvc.sources.ldap import LdapSettings
from syncsvc.sources.spreadsheet import SpreadsheetSettings
from syncsvc.sources.vcard import VcardSettings
from tests.servers import http as served
from tests.servers.dav import SERVERS, Book, card
from tests.servers.slapd import Slapd


@dataclass(frozen=True)
class Person:
    """What the suite asks a source to hold."""

    name: str
    mail: str
    phone: str


class Bench(Protocol):
    """A source and the place it reads, as a test sees them."""

    source: Source

    def again(self) -> Source:
        """The same source, opened anew, as after a restart."""

    def write(self, people: Sequence[Person]) -> None:
        """The place holds just these people from now on, in this order where there is one."""

    def spoil(self, people: Sequence[Person]) -> None:
        """Write these people and among them something that cannot be read as a record."""

    def vanish(self) -> None:
        """The place is gone."""


T = TypeVar("T")


class Servers:
    """Real servers, each started when the first case asks for it and kept for the others."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._running: dict[str, object] = {}

    def get(self, name: str, start: Callable[[Path], AbstractContextManager[T]]) -> T:
        if name not in self._running:
            (self._folder / name).mkdir()
            self._running[name] = self._stack.enter_context(start(self._folder / name))
        return self._running[name]


MakeBench = Callable[[Path, Servers], AbstractContextManager[Bench]]


@dataclass(frozen=True)
class SourceCase:
    """One configuration of one kind."""

    name: str
    kind: str
    bench: MakeBench
    marks: tuple[object, ...] = ()
    spoils: bool = True
    """Whether a single record can be broken in this form."""


Writer = Callable[[Sequence[Person], bool], bytes]
"""The document that holds these people; True: with something unreadable among them."""


@dataclass
class FileBench:
    """A source that reads a file."""

    settings: SourceSettings
    path: Path
    writer: Writer
    source: Source = field(init=False)

    def __post_init__(self) -> None:
        self.source = self.again()

    def again(self) -> Source:
        return self.settings.open(Surroundings(base=self.path.parent))

    def write(self, people: Sequence[Person]) -> None:
        self.path.write_bytes(self.writer(people, False))
        os.utime(self.path, (1, 1))

    def spoil(self, people: Sequence[Person]) -> None:
        self.path.write_bytes(self.writer(people, True))

    def vanish(self) -> None:
        self.path.unlink()


@dataclass
class WebBench:
    """A source that reads a URL; the server knows entity tags."""

    settings: SourceSettings
    server: served.Server
    writer: Writer
    content_type: str
    source: Source = field(init=False)

    def __post_init__(self) -> None:
        self.source = self.again()

    def again(self) -> Source:
        return self.settings.open(Surroundings(base=Path("/")))

    def write(self, people: Sequence[Person]) -> None:
        self._serve(self.writer(people, False))

    def spoil(self, people: Sequence[Person]) -> None:
        self._serve(self.writer(people, True))

    def _serve(self, body: bytes) -> None:
        self.server.routes["/feed"] = served.with_validators(body, f'"{hash(body)}"', content_type=self.content_type)

    def vanish(self) -> None:
        del self.server.routes["/feed"]


@dataclass
class DavBench:
    """A source that reads an address book; people are cards named after their mail address."""

    settings: SourceSettings
    book: Book
    source: Source = field(init=False)
    held: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.source = self.again()

    def again(self) -> Source:
        return self.settings.open(Surroundings(base=Path("/")))

    def write(self, people: Sequence[Person]) -> None:
        for person in people:
            text = card(person.name, person.mail.partition("@")[0], person.mail, f"TEL;TYPE=WORK:{person.phone}")
            self.book.put(f"{person.mail}.vcf", text)
        for gone in self.held - {person.mail for person in people}:
            self.book.delete(f"{gone}.vcf")
        self.held = {person.mail for person in people}

    def spoil(self, people: Sequence[Person]) -> None:
        raise NotImplementedError

    def vanish(self) -> None:
        self.book.remove()


class LdapBench:
    """A source that reads a subtree of a real slapd; people are entries named after their mail address."""

    def __init__(self, server: Slapd, base: str) -> None:
        self.server, self.base, self.held, self.away = server, base, {}, set()
        self.attic = base.replace("ou=", "ou=attic-", 1)
        self.settings = LdapSettings(kind="ldap", name="source", url=server.url, base=base)
        self.source = self.again()
        for dn in (base, self.attic):
            self._change(f"dn: {dn}\nchangetype: add\nobjectClass: organizationalUnit\n")

    def again(self) -> Source:
        return self.settings.open(Surroundings(base=Path("/")))

    def write(self, people: Sequence[Person]) -> None:
        wanted = {person.mail: person for person in people}
        for mail in self.held.keys() - wanted.keys():
            self._move(mail, self.base, self.attic)
            self.away.add(mail)
        for mail, person in wanted.items():
            if mail in self.away:
                self._move(mail, self.attic, self.base)
                self.away.remove(mail)
                self.held[mail] = None
            if self.held.get(mail) != person:
                self._put(mail, person)
        self.held = wanted

    def _move(self, mail: str, here: str, there: str) -> None:
        """An entry that leaves and comes back is the same to the server only if it was moved."""
        self._change(
            f"dn: uid={mail},{here}\nchangetype: moddn\nnewrdn: uid={mail}\ndeleteoldrdn: 0\nnewsuperior: {there}\n"
        )

    def _put(self, mail: str, person: Person) -> None:
        values = {"cn": person.name, "sn": person.name, "mail": mail, "telephoneNumber": person.phone}
        coded = {name: b64encode(value.encode()).decode() for name, value in values.items()}
        if mail in self.held:
            changes = "".join(f"replace: {name}\n{name}:: {value}\n-\n" for name, value in coded.items())
            self._change(f"dn: uid={mail},{self.base}\nchangetype: modify\n{changes}")
        else:
            lines = "".join(f"{name}:: {value}\n" for name, value in coded.items())
            self._change(f"dn: uid={mail},{self.base}\nchangetype: add\nobjectClass: inetOrgPerson\n{lines}")

    def spoil(self, people: Sequence[Person]) -> None:
        raise NotImplementedError

    def vanish(self) -> None:
        for mail in self.held:
            self._change(f"dn: uid={mail},{self.base}\nchangetype: delete\n")
        self._change(f"dn: {self.base}\nchangetype: delete\n")

    def _change(self, ldif: str) -> None:
        done = self.server.client("ldapmodify", stdin=ldif.encode())
        assert done.returncode == 0, done.stderr


@contextmanager
def running_slapd(folder: Path) -> Iterator[Slapd]:
    server = Slapd(folder).start()
    root = f"dn: {server.suffix}\nchangetype: add\nobjectClass: organization\nobjectClass: dcObject\no: x\ndc: musterstadt\n"
    assert server.client("ldapmodify", stdin=root.encode()).returncode == 0
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def from_ldap(folder: Path, servers: Servers) -> Iterator[Bench]:
    """A case that reads a directory of a real server."""
    server = servers.get("slapd", running_slapd)
    yield LdapBench(server, f"ou={folder.name},{server.suffix}")


def from_file(settings: type[SourceSettings], name: str, writer: Writer, **given: object) -> MakeBench:
    """A case that reads a file in the test's folder."""

    @contextmanager
    def bench(folder: Path, _servers: Servers) -> Iterator[Bench]:
        yield FileBench(settings(name="source", location=name, **given), folder / name, writer)

    return bench


def from_folder(settings: type[SourceSettings], name: str, writer: Writer, **given: object) -> MakeBench:
    """A case that reads the one file of a folder."""

    @contextmanager
    def bench(folder: Path, _servers: Servers) -> Iterator[Bench]:
        (folder / "drop").mkdir()
        yield FileBench(settings(name="source", location=str(folder / "drop"), **given), folder / "drop" / name, writer)

    return bench


def from_web(settings: type[SourceSettings], content_type: str, writer: Writer, **given: object) -> MakeBench:
    """A case that reads a URL."""

    @contextmanager
    def bench(_folder: Path, _servers: Servers) -> Iterator[Bench]:
        with served.serving() as server:
            given_here = {"location": server.url("/feed"), "allow_private": True, "proxy": "none"} | given
            yield WebBench(settings(name="source", **given_here), server, writer, content_type)

    return bench


def from_dav(kind: str) -> MakeBench:
    """A case that reads an address book of a real server."""

    @contextmanager
    def bench(folder: Path, servers: Servers) -> Iterator[Bench]:
        server = servers.get(kind, SERVERS[kind])
        book = server.new_book()
        (folder / "password").write_text("app-passwort")
        auth = {"username": "anna", "password_file": str(folder / "password")} if server.auth else {}
        options = {"location": book.url, "allow_private": True, "proxy": "none"} | auth
        yield DavBench(CardDavSettings(kind="carddav", name="source", **options), book)

    return bench


def write_json(people: Sequence[Person], spoilt: bool) -> bytes:
    items: list[object] = [{"id": one.mail, "name": one.name, "mail": one.mail, "tel": one.phone} for one in people]
    return json.dumps({"items": [*items[:1], *[17] * spoilt, *items[1:]]}).encode()


def write_html(people: Sequence[Person], _spoilt: bool) -> bytes:
    blocks = "".join(
        f"<div class='person'><h3>{one.name}</h3><p>Telefon: {one.phone}<br>E-Mail: <a href='mailto:{one.mail}'>{one.mail}</a></p></div>"
        for one in people
    )
    return (
        f"<!DOCTYPE html><html lang=de><meta charset=utf-8><title>Kontakt</title><body>{blocks}</body></html>".encode()
    )


def write_csv(people: Sequence[Person], spoilt: bool) -> bytes:
    rows = [f"{one.name};{one.mail};{one.phone}" for one in people]
    return "\r\n".join(["Name;E-Mail;Telefon", *rows[:1], *["; ; ;zu viel;und mehr"] * spoilt, *rows[1:], ""]).encode(
        "cp1252"
    )


def write_xlsx(people: Sequence[Person], _spoilt: bool) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("Kontakte")
        for row, cells in enumerate(
            [("Name", "E-Mail", "Telefon"), *((one.name, one.mail, one.phone) for one in people)]
        ):
            for column, text in enumerate(cells):
                sheet.write_string(row, column, text)
    return content.getvalue()


def write_vcf(people: Sequence[Person], spoilt: bool) -> bytes:
    cards = [
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{one.name}\r\nEMAIL:{one.mail}\r\nTEL:{one.phone}\r\nEND:VCARD\r\n"
        for one in people
    ]
    broken = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Kaputt\r\nnothing of this kind\r\nEND:VCARD\r\n"
    return "".join([*cards[:1], *[broken] * spoilt, *cards[1:]]).encode()


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PATHS = {"records": "items", "key": "id", "fields": {"name": "name", "email": "mail", "phone": "tel"}}
PEERS = (pytest.mark.peers,)

CASES = [
    SourceCase("json-file", "json", from_file(JsonSettings, "feed.json", write_json, kind="json", **PATHS)),
    SourceCase("json-folder", "json", from_folder(JsonSettings, "feed.json", write_json, kind="json", **PATHS)),
    SourceCase("json-url", "json", from_web(JsonSettings, "application/json", write_json, kind="json", **PATHS)),
    SourceCase("csv-file", "csv", from_file(CsvSettings, "liste.csv", write_csv, kind="csv")),
    SourceCase("csv-url", "csv", from_web(CsvSettings, "text/csv", write_csv, kind="csv")),
    SourceCase(
        "spreadsheet-file",
        "spreadsheet",
        from_file(SpreadsheetSettings, "liste.xlsx", write_xlsx, kind="spreadsheet"),
        spoils=False,
    ),
    SourceCase(
        "spreadsheet-url",
        "spreadsheet",
        from_web(SpreadsheetSettings, XLSX, write_xlsx, kind="spreadsheet"),
        spoils=False,
    ),
    SourceCase("vcard-file", "vcard", from_file(VcardSettings, "book.vcf", write_vcf, kind="vcard")),
    SourceCase("vcard-folder", "vcard", from_folder(VcardSettings, "book.vcf", write_vcf, kind="vcard")),
    SourceCase("vcard-url", "vcard", from_web(VcardSettings, "text/vcard", write_vcf, kind="vcard")),
    SourceCase("html-file", "html", from_file(HtmlSettings, "page.html", write_html, kind="html"), spoils=False),
    SourceCase("html-url", "html", from_web(HtmlSettings, "text/html", write_html, kind="html"), spoils=False),
    SourceCase("carddav-radicale", "carddav", from_dav("radicale"), PEERS, spoils=False),
    SourceCase("ldap", "ldap", from_ldap, (pytest.mark.slapd,), spoils=False),
    SourceCase("carddav-xandikos", "carddav", from_dav("xandikos"), PEERS, spoils=False),
]
