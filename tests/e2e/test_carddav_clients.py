"""The address books and the programs people use: vdirsyncer, SyncEvolution, curl, and our own CardDAV source."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from syncsvc.settings import Surroundings
from syncsvc.sources.carddav import CardDavSettings
from tests.builders import a_canonical, a_name, a_phone, an_email
from tests.servers.addressbooks import address_books


def person(number, **more):
    return a_canonical(
        f"00000000-0000-4000-8000-{number:012d}",
        name=a_name(f"Jörg{number}", "Müller, geb. Groß"),
        organisation="Stadt <Muster> & Co",
        phones=(a_phone(f"+4930231250{number:02d}"),),
        emails=(an_email(f"p{number}@musterstadt.example"),),
        **more,
    )


@pytest.fixture
def client(tmp_path):
    (tmp_path / "store").mkdir()
    with address_books(tmp_path / "store", [person(number) for number in range(1, 31)]) as running:
        yield running


def vdirsyncer(folder, client, command="sync"):
    """Run one command of vdirsyncer on a pair of our book and a folder."""
    config = folder / "vdirsyncer"
    config.write_text(
        f"""
[general]
status_path = "{folder}/status/"
[pair contacts]
a = "local"
b = "remote"
collections = ["from b"]
conflict_resolution = "b wins"
partial_sync = "revert"
[storage local]
type = "filesystem"
path = "{folder}/cards/"
fileext = ".vcf"
[storage remote]
type = "carddav"
url = "{client.url}/"
username = "{client.name}"
password = "{client.secret}"
read_only = true
"""
    )
    program = Path(sys.executable).with_name("vdirsyncer")
    done = subprocess.run(
        [program, "-c", config, command], input="y\n" * 9, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return {ident(path): path.read_bytes() for path in (folder / "cards" / "all").glob("*.vcf")}


def ident(path):
    return re.search(r"UID:urn:uuid:(\S+)", path.read_text())[1]


@pytest.mark.peers
def test_vdirsyncer_gets_everything_then_what_changed_and_what_went(client, tmp_path):
    vdirsyncer(tmp_path, client, "discover")
    first = vdirsyncer(tmp_path, client)
    client.put(person(1, role="Leitung"), person(31))
    client.remove(person(2).id)
    second = vdirsyncer(tmp_path, client)

    assert {person(number).id for number in range(1, 31)} == set(first)
    assert {person(number).id for number in range(1, 32) if number != 2} == set(second)
    assert b"TITLE:Leitung" in second[person(1).id]
    assert all(first[ident] == second[ident] for ident in first.keys() & second.keys() if ident != person(1).id)
    assert second == vdirsyncer(tmp_path, client)


class SyncEvolution:
    """A device that copies the book into a folder, with a client written in C++ by others (libneon, its own engine)."""

    def __init__(self, folder, client):
        self.cards = folder / "cards"
        self.cards.mkdir()
        self.book = (
            "--keyring=no",
            f"username={client.name}",
            f"password={client.secret}",
            f"syncURL={client.url}/dav/",
        )
        places = {f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "DATA", "CACHE")}
        self.environment = {**os.environ, **places, "HOME": str(folder), "LC_ALL": "C.UTF-8"}

    def run(self, *words):
        done = subprocess.run(
            ["syncevolution", "--daemon=no", *words], capture_output=True, text=True, timeout=60, check=False, env=self.environment
        )  # fmt: skip
        assert 0 == done.returncode, done.stdout + done.stderr
        return done.stdout

    def configure(self):
        self.run(
            "--configure", "--template", "webdav", *self.book, "backend=carddav", "target-config@book", "addressbook"
        )
        self.run(
            "--configure", "--template", "SyncEvolution_Client", "syncURL=local://@book", "backend=file", f"database=file://{self.cards}",
            "databaseFormat=text/vcard", "printChanges=0", "dumpData=0", "book", "addressbook",
        )  # fmt: skip

    def sync(self, how="one-way-from-remote"):
        self.run("--sync", how, "book")
        texts = [path.read_text(encoding="utf-8") for path in self.cards.iterdir()]
        return {re.search(r"Jörg(\d+)", text)[1]: text for text in texts}


@pytest.mark.syncevolution
def test_syncevolution_finds_the_book_takes_it_for_read_only_and_follows_it(client, tmp_path):
    device = SyncEvolution(tmp_path, client)
    found = device.run("--print-databases", *device.book, "backend=carddav")
    device.configure()
    first = device.sync("refresh-from-remote")
    client.put(person(1, role="Leitung"), person(31))
    client.remove(person(2).id)
    second = device.sync()

    assert f"Kontakte ({client.url}/dav/books/internal/all/) <default> <read-only>" in found
    assert {str(number) for number in range(1, 31)} == set(first)
    assert {str(number) for number in range(1, 32) if number != 2} == set(second)
    assert "Leitung" in second["1"]
    assert second == device.sync()


def test_curl_finds_and_downloads_a_card_and_may_not_upload_one(client, tmp_path):
    def curl(*words):
        command = ["curl", "-sS", "-u", f"{client.name}:{client.secret}", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout

    found = curl(
        "-L",
        "-X",
        "PROPFIND",
        "-H",
        "Depth: 0",
        "--data",
        '<propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>',
        f"{client.url}/.well-known/carddav",
    )
    card = curl(f"{client.url}/dav/books/internal/all/{person(1).id}.vcf")
    status = curl(
        "-o",
        "/dev/null",
        "-w",
        "%{http_code}",
        "-T",
        __file__,
        f"{client.url}/dav/books/internal/all/{person(1).id}.vcf",
    )

    assert "/dav/principals/anna/" in found
    assert "FN:Jörg1" in card
    assert "403" == status


def test_our_own_source_reads_our_own_server_and_then_only_what_changed(client, tmp_path, monkeypatch):
    monkeypatch.setenv("CARDDAV_PASSWORD", client.secret)
    settings = CardDavSettings(
        name="kontakte",
        kind="carddav",
        location=f"{client.url}/",
        username="anna",
        password_env="CARDDAV_PASSWORD",
        allow_private=True,
    )
    source = settings.open(Surroundings(tmp_path))
    first = source.fetch(())
    again = source.fetch(first.memory)
    client.put(replace(person(1), role="Leitung"))
    client.remove(person(2).id)
    changed = source.fetch(first.memory)

    assert 30 == len(first.records)
    assert again.unchanged
    assert (1, 28) == (len(changed.records), len(changed.kept))
    assert "Leitung" in {field.value for field in changed.records[0].fields}
