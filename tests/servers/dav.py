"""Real CardDAV servers on loopback: Radicale and Xandikos, each with a folder of its own."""

import contextlib
import itertools
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests.servers.http import unused_port, wait_for

DIE_WITH_PARENT = ("setpriv", "--pdeathsig", "TERM") if shutil.which("setpriv") else ()
"""A test run that is killed leaves no server behind."""
_MKCOL = """<?xml version="1.0"?><D:mkcol xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><D:set><D:prop>
<D:resourcetype><D:collection/><C:addressbook/></D:resourcetype><D:displayname>{}</D:displayname></D:prop></D:set></D:mkcol>"""


def card(name: str, uid: str = "", mail: str = "", *more: str) -> str:
    given, _, family = name.partition(" ")
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"UID:{uid}" * bool(uid),
        f"FN:{name}",
        f"N:{family};{given};;;",
    ]
    lines += [f"EMAIL;TYPE=INTERNET,WORK:{mail}" * bool(mail), *more, "END:VCARD", ""]
    return "\r\n".join(line for line in lines if line) + "\r\n"


@dataclass
class DavServer:
    """A running server, and one user's folder on it."""

    kind: str
    root: str
    home: str
    auth: tuple[str, str] | None = None
    files: Path = Path()
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def new_book(self, title: str = "Kontakte") -> "Book":
        url = f"{self.home}book{next(self._numbers)}/"
        answer = requests.request(
            "MKCOL",
            url,
            data=_MKCOL.format(title).encode(),
            headers={"Content-Type": "application/xml"},
            auth=self.auth,
            timeout=30,
        )
        assert answer.status_code == 201, answer.text
        return Book(self, url)


@dataclass
class Book:
    """An address book that tests write to."""

    server: DavServer
    url: str

    def put(self, name: str, text: str) -> None:
        answer = requests.put(
            self.url + name,
            data=text.encode(),
            headers={"Content-Type": "text/vcard; charset=utf-8"},
            auth=self.server.auth,
            timeout=30,
        )
        assert answer.status_code in (201, 204), answer.text

    def delete(self, name: str) -> None:
        assert requests.delete(self.url + name, auth=self.server.auth, timeout=30).status_code in (200, 204)

    def remove(self) -> None:
        assert requests.delete(self.url, auth=self.server.auth, timeout=30).status_code in (200, 204)


@contextlib.contextmanager
def _running(command: list[str], port: int, log: Path) -> Iterator[None]:
    with (
        log.open("wb") as out,
        subprocess.Popen([*DIE_WITH_PARENT, *command], stdout=out, stderr=out, stdin=subprocess.DEVNULL) as process,
    ):
        try:
            wait_for(port)
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


@contextlib.contextmanager
def radicale(folder: Path) -> Iterator[DavServer]:
    port = unused_port()
    (folder / "users").write_text("anna:app-passwort\n")
    (folder / "config").write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = htpasswd\nhtpasswd_filename = {folder}/users\n"
        f"htpasswd_encryption = plain\ndelay = 0\n[storage]\nfilesystem_folder = {folder}/store\n[logging]\nlevel = warning\n"
    )
    root = f"http://127.0.0.1:{port}/"
    with _running([sys.executable, "-m", "radicale", "--config", str(folder / "config")], port, folder / "log"):
        yield DavServer("radicale", root, f"{root}anna/", ("anna", "app-passwort"), folder / "store")


@contextlib.contextmanager
def xandikos(folder: Path) -> Iterator[DavServer]:
    port = unused_port()
    root = f"http://127.0.0.1:{port}/"
    program = str(Path(sys.executable).with_name("xandikos"))
    command = [
        program,
        "serve",
        "-d",
        str(folder / "store"),
        "-l",
        "127.0.0.1",
        "-p",
        str(port),
        "--state-dir",
        str(folder),
        "--autocreate",
        "--current-user-principal",
        "/user/",
        "--no-detect-systemd",
    ]
    with _running(command, port, folder / "log"):
        server = DavServer("xandikos", root, f"{root}user/contacts/", files=folder / "store")
        requests.request("MKCOL", server.home, timeout=30)
        yield server


SERVERS = {"radicale": radicale, "xandikos": xandikos}
