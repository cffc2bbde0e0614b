"""The service as a process: schedule, public exports over HTTP, a clean stop."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from syncsvc.cli import running
from syncsvc.pipeline import amend, sync
from syncsvc.run import deciding
from syncsvc.store import Event
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
        assert {"ready": True} == wait_for(lambda: got(f"{url}/readyz")).json(), "a stranger learns no more"
        run(config, "health")


def test_a_monitoring_system_with_the_token_is_shown_numbers_and_nobody_else(config):
    (config.parent / "token").write_text("correct horse\n")
    where, rest = config.read_text().split("[web]\n")[1].split("\n", 1)
    before = config.read_text().split("[web]\n")[0]
    config.write_text(f'{before}[web]\n{where}\nmetrics_token_file = "token"\n{rest}')
    with serving(config) as (url, _):
        wait_for(lambda: got(f"{url}/exports/website.csv"))
        for said in ({}, {"Authorization": "Bearer battery staple"}, {"Authorization": "Basic correct horse"}):
            assert 401 == requests.get(f"{url}/metrics", headers=said, timeout=5).status_code
        answer = requests.get(f"{url}/metrics", headers={"Authorization": "Bearer correct horse"}, timeout=5)
    found = {
        (one.name, *one.labels.values()): one.value
        for family in text_string_to_metric_families(answer.text)
        for one in family.samples
    }
    assert 1 == found["syncsvc_contacts",] == found["syncsvc_export_entries", "website"]
    assert 0 == found["syncsvc_removals_held",] == found["syncsvc_export_failing", "website"]
    assert time.time() - found["syncsvc_export_last_success_timestamp_seconds", "website"] < 600
    assert "Wiesner" not in answer.text


def test_without_a_token_there_are_no_metrics(config):
    with serving(config) as (url, _):
        wait_for(lambda: got(f"{url}/healthz"))
        assert 404 == requests.get(f"{url}/metrics", timeout=5).status_code


def test_the_service_lets_go_of_what_is_too_old_and_of_nothing_else(config):
    """What is old was done by the same service with a clock that is behind; the source has no schedule."""
    text = config.read_text().replace('schedule = { every = "1h" }\n', "")
    config.write_text(text + '[retention]\nruns = "90d"\nhistory = "30d"\naudit = "60d"\nsnapshots = "14d"\n')
    old_copy, young_copy = (config.parent / f"directory.before-000{number}.sqlite" for number in (1, 2))
    for days, field, copy in ((100, "role", old_copy), (1, "room", young_copy)):
        with behind(config, days) as service:
            with service.store.write() as unit:
                unit.facts.put("tidied", service.now().isoformat())  # so that this very run leaves it to the service
            sync(service)
            with service.store.read() as unit:
                (wiesner,) = unit.directory.ids()
            for act in (
                partial(deciding.set_value, asked=wiesner, field=field, value="12", author="d.berg", reason="sagt sie"),
                partial(deciding.unset_value, asked=wiesner, field=field, author="d.berg"),
            ):
                amend(service, act)
            with service.store.write() as unit:
                unit.events.add([Event("restore", wiesner, service.now())])
            copy.write_bytes(b"as it was before an update")
            moment = service.now().timestamp()
            os.utime(copy, (moment, moment))
        # As after days in which nothing ran: the service has to see for itself that it is time.
        with behind(config, 100) as service, service.store.write() as unit:
            unit.facts.put("tidied", service.now().isoformat())

    with serving(config):
        wait_for(lambda: not old_copy.exists())
        wait_for(lambda: "tidy" in [line["action"] for line in run(config, "audit", "--json").json])

    assert young_copy.exists()
    told = run(config, "report", "access", wiesner, "--json").json
    assert ["room"] == [one["field"] for one in told["set"]]
    assert {"room"} == {line["detail"] for line in run(config, "audit", "--json", "--who", "d.berg").json}
    with behind(config, 0) as service, service.store.read() as unit:
        assert 1 == len(unit.runs.latest())
        (event,) = unit.events.of([wiesner])
        assert event.at > service.now() - timedelta(days=30)
    run(config, "audit", "--verify")


@contextmanager
def behind(config, days):
    """The service of a configuration, some days ago."""
    with running.service(config) as service:
        yield replace(service, now=lambda: datetime.now(UTC) - timedelta(days=days))


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


def test_the_web_which_says_that_all_is_ready_listens_last(config):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        directory = f'[directory]\nlisten = "127.0.0.1:{taken.getsockname()[1]}"\n'
        config.write_text(config.read_text().replace("[[sources]]", f"{directory}[[sources]]"))
        with serving(config) as (url, process):
            port, heard = int(url.rpartition(":")[2]), False
            while process.poll() is None and not heard:
                with socket.socket() as asked:
                    heard = asked.connect_ex(("127.0.0.1", port)) == 0

    assert not heard


def test_beyond_loopback_it_wants_tls_or_a_word(config):
    config.write_text(config.read_text().replace("127.0.0.1:", "0.0.0.0:"))

    answer = run(config, "serve", expect=2)

    assert "no TLS" in answer.err
    assert "insecure = true" in answer.err
