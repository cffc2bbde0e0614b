"""Three readers of one store, or of one snapshot of it, as processes: they agree, follow, and outlive it."""

import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

import pytest
import requests

from syncsvc.serve.publishing import Publisher
from syncsvc.store import open_store
from tests.builders import a_canonical, a_name
from tests.e2e.commands import ROOT, run
from tests.servers.addressbooks import NOW, Client, add_account
from tests.servers.http import unused_port
from tests.servers.postgres import postgres

ANNA, BERT = (
    a_canonical(f"00000000-0000-4000-8000-00000000000{number}", name=a_name(f"Name{number}", "Wiesner"))
    for number in (1, 2)
)


@dataclass
class Followed:
    """A store with its readers' URL, and how to take it away and give it back."""

    store: object
    url: str
    take_away: object
    give_back: object

    def put(self, *contacts):
        with self.store.write() as unit:
            unit.directory.put(contacts, NOW)

    def remove(self, *ids):
        with self.store.write() as unit:
            unit.directory.remove(ids, NOW)


@contextmanager
def on_postgres(folder):
    with postgres() as server:
        url = server.database()
        store = open_store(url, folder)
        try:
            yield Followed(store, url, server.stop, server.start)
        finally:
            store.close()


@contextmanager
def on_snapshot(folder):
    file, aside = folder / "shared" / "directory.snapshot", folder / "aside"
    store = open_store("sqlite:///directory.sqlite", folder)
    publisher = Publisher(store, file)
    store.publish(file)
    publisher.start()

    def take_away():
        publisher.stop()
        file.rename(aside)

    try:
        yield Followed(store, f"snapshot:///{file}", take_away, lambda: aside.rename(file))
    finally:
        publisher.stop()
        store.close()


WAYS = {"postgres": on_postgres, "snapshot": on_snapshot}


@dataclass
class Reader:
    process: subprocess.Popen
    url: str
    ldap_port: int
    client: Client

    def learnt(self, token):
        answer = self.client.sync(token)
        return sorted(answer.ids), sorted(href.rsplit("/", 1)[1][:-4] for href in answer.gone)

    def ready(self):
        answer = requests.get(f"{self.url}/readyz", timeout=5)
        return answer.status_code, answer.json()

    def by_ldap(self):
        command = [
            "ldapsearch",
            "-x",
            "-LLL",
            "-H",
            f"ldap://127.0.0.1:{self.ldap_port}",
            "-b",
            "o=directory",
            "(sn=Wiesner)",
            "cn",
        ]
        found = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout
        return sorted(line.removeprefix("cn: ") for line in found.splitlines() if line.startswith("cn: "))


@contextmanager
def reader(folder, store, number):
    web, directory = unused_port(), unused_port()
    config = folder / f"reader{number}.toml"
    config.write_text(
        f'[store]\nurl = "{store}"\n[web]\nlisten = "127.0.0.1:{web}"\n[carddav]\n[directory]\nlisten = "127.0.0.1:{directory}"\n'
    )
    with (folder / f"reader{number}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "syncsvc", "--config", str(config), "--log", "info", "serve", "--role", "reader"],
            stdout=log,
            stderr=log,
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
    url = f"http://127.0.0.1:{web}"
    client = Client(url, None, None)
    try:
        yield Reader(process, url, directory, client)
    finally:
        client.session.close()
        process.kill()
        process.wait(timeout=10)


def wait_until(condition, seconds=60.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except requests.RequestException:
            pass
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")


@pytest.fixture(params=[pytest.param("postgres", marks=pytest.mark.postgres), "snapshot"])
def followed(request, tmp_path):
    with WAYS[request.param](tmp_path) as followed:
        add_account(followed.store)
        followed.put(ANNA, BERT)
        yield followed


@pytest.fixture
def readers(followed, tmp_path):
    if followed.url.startswith("snapshot"):
        followed.store.publish(tmp_path / "shared" / "directory.snapshot")
    with ExitStack() as stack:
        three = [stack.enter_context(reader(tmp_path, followed.url, number)) for number in range(3)]
        for one in three:
            wait_until(lambda one=one: one.ready()[0] == 200)
        yield three


def test_three_readers_agree_follow_every_change_and_keep_serving_without_the_store(followed, readers):
    states = [one.client.sync() for one in readers]
    assert 1 == len({state.token for state in states})
    assert 1 == len(
        {tuple(sorted((href, props["{DAV:}getetag"].text) for href, props in state.found.items())) for state in states}
    )

    token = states[0].token
    new = a_canonical("00000000-0000-4000-8000-000000000009", name=a_name("Neu", "Wiesner"))
    followed.put(new, replace(ANNA, role="Leitung"))
    followed.remove(BERT.id)
    for one in readers:
        wait_until(lambda one=one: one.learnt(token) == ([ANNA.id, new.id], [BERT.id]))
        wait_until(lambda one=one: one.by_ldap() == ["Name1 Wiesner", "Neu Wiesner"])

    readers[0].process.kill()
    token = readers[1].client.sync().token
    followed.remove(new.id)
    for one in readers[1:]:
        wait_until(lambda one=one: one.learnt(token) == ([], [new.id]))

    followed.take_away()
    for one in readers[1:]:
        wait_until(lambda one=one: one.ready()[0] == 503)
        assert [ANNA.id] == one.client.sync().ids
        assert ["Name1 Wiesner"] == one.by_ldap()
        assert 200 == requests.get(f"{one.url}/livez", timeout=5).status_code
        assert 401 == replace(one.client, secret="falsch").ask("PROPFIND").status_code
    followed.give_back()
    for one in readers[1:]:
        wait_until(lambda one=one: one.ready()[0] == 200)
        assert [ANNA.id] == one.client.sync().ids


def test_a_reader_changes_no_store_and_says_what_it_follows_when_it_cannot(tmp_path):
    config = tmp_path / "reader.toml"
    for url, why in (("snapshot:///none.snapshot", "unable to open"), ("sqlite:///new.sqlite", "holds nothing yet")):
        config.write_text(f'[store]\nurl = "{url}"\n[web]\nlisten = "127.0.0.1:{unused_port()}"\n')
        answer = run(config, "serve", "--role", "reader", expect=5)
        assert why in answer.err.lower() or "cannot" in answer.err.lower(), answer.err


def test_a_snapshot_holds_what_is_served_and_nothing_else_and_rests_when_nothing_changed(tmp_path):
    import sqlite3

    file = tmp_path / "directory.snapshot"
    store = open_store("sqlite:///directory.sqlite", tmp_path)
    add_account(store)
    with store.write() as unit:
        unit.directory.put([ANNA, BERT], NOW)
    store.publish(file)
    before = file.stat()
    store.publish(file)
    assert (before.st_ino, before.st_mtime_ns) == (file.stat().st_ino, file.stat().st_mtime_ns)
    with store.write() as unit:
        unit.directory.remove([BERT.id], NOW)
        unit.accounts.revoke("anna-1", NOW)
    store.publish(file)
    store.close()

    assert before.st_ino != file.stat().st_ino
    assert 0o600 == file.stat().st_mode & 0o777
    assert b"Name2" not in file.read_bytes()
    connection = sqlite3.connect(file)
    try:
        filled = {
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        }
    finally:
        connection.close()
    assert {"account", "alembic_version", "app_password", "canonical", "fact", "feed"} == filled
