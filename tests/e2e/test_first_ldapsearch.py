"""The first question a newcomer copies from what «make run» prints is answered while the service runs."""

import shlex
import shutil
import subprocess
import time

import pytest

from tests.e2e.commands import ROOT, run
from tests.e2e.test_serve import free_port, serving


@pytest.mark.slapd
def test_the_printed_ldapsearch_answers(tmp_path):
    shutil.copytree(ROOT / "config", tmp_path / "config", ignore=shutil.ignore_patterns("data"))
    (tmp_path / "exports").mkdir()
    path = tmp_path / "config" / "syncsvc.toml"
    port, web = free_port(), free_port()
    path.write_text(
        path.read_text().replace("127.0.0.1:3890", f"127.0.0.1:{port}").replace("127.0.0.1:8080", f"127.0.0.1:{web}")
    )
    printed = next(line for line in run(path, "sync").out.splitlines() if line.strip().startswith("ldapsearch"))
    command = shlex.split(printed.partition("   (")[0])

    with serving(path):
        deadline = time.monotonic() + 60
        while (done := subprocess.run(command, capture_output=True, text=True, check=False)).returncode:
            assert time.monotonic() < deadline, done.stderr
            time.sleep(0.3)

    assert "cn: Silvia Maier-Lidle" in done.stdout
