"""The service as a process: schedule, public exports over HTTP, a clean stop."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
import requests

from tests.e2e.commands import ROOT, run

PAGE = "Name;Telefon;E-Mail\nAntje Wiesner;030 23125-124;a.wiesner@musterstadt.example\n"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def config(tmp_path):
    (tmp_path / "kreis.csv").write_text(PAGE)
    path = tmp_path / "syncsvc.toml"
    path.write_text(
        f"""
[store]
url = "sqlite:///directory.sqlite"
[web]
listen = "127.0.0.1:{free_port()}"
[[sources]]
name = "kreis"
kind = "csv"
location = "kreis.csv"
schedule = {{ every = "1h" }}
[[exports]]
name = "website"
kind = "csv"
audience = "public"
location = "website.csv"
[[exports]]
name = "intern"
kind = "csv"
audience = "internal"
location = "intern.csv"
"""
    )
    return path


@contextmanager
def serving(config):
    process = subprocess.Popen(
        [sys.executable, "-m", "syncsvc", "--config", str(config), "--log", "info", "serve"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    url = "http://" + config.read_text().split('[web]\nlisten = "')[1].split('"')[0]
    try:
        yield url, process
    finally:
        process.kill()
        process.communicate(timeout=10)


def wait_for(condition, seconds=30.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if found := condition():
                return found
        except requests.RequestException:
            pass
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def got(url, **options):
    answer = requests.get(url, timeout=5, **options)
    return answer if answer.ok else None


def test_a_run_that_was_missed_happens_at_the_start_and_its_public_export_is_served(config):
    with serving(config) as (url, _):
        answer = wait_for(lambda: got(f"{url}/exports/website.csv"))

        assert "Antje Wiesner" in answer.content.decode("utf-8")
        assert "text/csv; charset=utf-8" == answer.headers["Content-Type"]
        etag, modified = answer.headers["ETag"], answer.headers["Last-Modified"]
        for condition in ({"If-None-Match": etag}, {"If-Modified-Since": modified}):
            again = requests.get(f"{url}/exports/website.csv", headers=condition, timeout=5)
            assert (304, b"") == (again.status_code, again.content)
        assert (
            200
            == requests.get(f"{url}/exports/website.csv", headers={"If-None-Match": '"else"'}, timeout=5).status_code
        )
        assert 200 == requests.head(f"{url}/exports/website.csv", timeout=5).status_code


def test_only_public_exports_are_served(config):
    with serving(config) as (url, _):
        wait_for(lambda: got(f"{url}/exports/website.csv"))

        listed = requests.get(f"{url}/exports/", timeout=5).json()
        assert ["website"] == list(listed)
        for path in (
            "intern.csv",
            "../syncsvc.toml",
            "%2e%2e/syncsvc.toml",
            "..%2fsyncsvc.toml",
            "directory.sqlite",
            ".website.csv.syncsvc/ledger.json",
        ):
            assert 404 == requests.get(f"{url}/exports/{path}", timeout=5).status_code, path


def test_it_says_that_it_is_alive_and_ready(config):
    with serving(config) as (url, _):
        assert {"alive": True} == wait_for(lambda: got(f"{url}/healthz")).json()
        assert wait_for(lambda: got(f"{url}/readyz")).json()["ready"] is True
        run(config, "health")


def test_it_stops_cleanly_when_asked_to(config):
    with serving(config) as (url, process):
        wait_for(lambda: got(f"{url}/exports/website.csv"))

        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=20)

    assert 0 == process.returncode, out
    assert "Traceback" not in out
    assert 1 == run(config, "status", "--json").json["directory"]["contacts"]


def test_a_port_that_is_taken_is_one_clear_line(config):
    port = int(config.read_text().split("127.0.0.1:")[1].split('"')[0])
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()

        answer = run(config, "serve", expect=2)

    assert f"cannot listen on 127.0.0.1:{port}" in answer.err


def test_beyond_loopback_it_wants_tls_or_a_word(config):
    config.write_text(config.read_text().replace("127.0.0.1:", "0.0.0.0:"))

    answer = run(config, "serve", expect=2)

    assert "no TLS" in answer.err
    assert "insecure = true" in answer.err
