"""A private PostgreSQL on loopback for tests and benchmarks: own folder, free port, as an unprivileged user."""

import atexit
import contextlib
import functools
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

DIE_WITH_PARENT = ("setpriv", "--pdeathsig", "INT") if shutil.which("setpriv") else ()
"""A test run that is killed leaves no server behind; INT is PostgreSQL's fast shutdown."""
_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB"}
"""Tests of what a crash of a client leaves behind do not need the disk; nothing here pulls the plug."""


def programs() -> Path:
    """The folder with initdb and postgres: the newest installed, or what is on the path."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    found = shutil.which("postgres") or (str(installed[-1]) if installed else "")
    if not found:
        raise RuntimeError("PostgreSQL is not installed: apt install postgresql")
    return Path(found).resolve().parent


@dataclass
class Postgres:
    """A running server; ``stop`` ends it, ``database`` makes an empty database on it."""

    folder: Path
    durable: bool = False
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.port = _free_port()
        self._as_user = _unprivileged(self.folder)
        self._run("initdb", "-D", self._data, "-U", "syncsvc", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = {} if self.durable else _QUICK
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = ["postgres", "-D", self._data, "-h", "127.0.0.1", "-p", str(self.port), "-k", "", *options]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*DIE_WITH_PARENT, str(programs() / command[0]), *command[1:]],
                stdout=log, stderr=log, **self._as_user,
            )  # fmt: skip
        self._wait()

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.send_signal(2)
            self.process.wait(timeout=30)
            self.process = None

    def database(self, template: str = "template1") -> str:
        """Make a database, empty or as a copy of another one nobody is connected to; return its URL for SQLAlchemy."""
        name = f"test_{secrets.token_hex(6)}"
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return f"postgresql+psycopg://syncsvc@127.0.0.1:{self.port}/{name}"

    def dsn(self, database: str) -> str:
        """Where libpq finds a database."""
        return f"postgresql://syncsvc@127.0.0.1:{self.port}/{database}"

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([str(programs() / program), *arguments], check=True, capture_output=True, **self._as_user)

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.dsn("postgres")):
                return
            if self.process is None or self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text(encoding="utf-8", errors="replace"))


@contextlib.contextmanager
def postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """A server while the block lasts. Its folder is outside of pytest's, which other users may not enter."""
    folder = Path(tempfile.mkdtemp(prefix="syncsvc-postgres-"))
    server = Postgres(folder, durable=durable)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@functools.cache
def shared() -> Postgres:
    """One server for a whole test run, started when first asked for and ended with the run."""
    held = contextlib.ExitStack()
    atexit.register(held.close)
    return held.enter_context(postgres())


def _unprivileged(folder: Path) -> dict[str, object]:
    """How to start PostgreSQL, which refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    user = next((entry for entry in pwd.getpwall() if entry.pw_name in ("postgres", "nobody")), None)
    if user is None:
        raise RuntimeError("PostgreSQL does not run as root, and there is no user postgres or nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": folder}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
