"""The two servers with the same entries: ``syncsvc serve`` as it is started, and a slapd with the best indexes."""

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.ldap import load
from syncsvc.formats.ldap import ldif
from syncsvc.formats.ldap.entry import base_entries, entry
from syncsvc.model.canonical import CanonicalContact
from syncsvc.store import open_store
from tests.servers.slapd import DIE_WITH_PARENT, Slapd, free_port

SUFFIX = "o=musterstadt"
_CONFIG = """[store]
url = "sqlite:///directory.sqlite"
[directory]
listen = "127.0.0.1:{port}"
suffix = "{suffix}"
"""


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    name: str
    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of processor time it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Most of it that was ever in memory, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        return int(found[1]) // 1024 if found else 0


def stored(folder: Path, contacts: Sequence[CanonicalContact]) -> None:
    """Put contacts into a new store."""
    store = open_store("sqlite:///directory.sqlite", folder)
    with store.write() as unit:
        unit.directory.put(contacts, datetime(2026, 1, 2, tzinfo=UTC))
    store.close()


@contextlib.contextmanager
def ours(folder: Path) -> Iterator[tuple[Running, float]]:
    """The service over the store in a folder, and the seconds from its start to the first answer."""
    port = free_port()
    config = folder / "syncsvc.toml"
    config.write_text(_CONFIG.format(port=port, suffix=SUFFIX), encoding="utf-8")
    begun = time.perf_counter()
    process = subprocess.Popen(
        [*DIE_WITH_PARENT, sys.executable, "-m", "syncsvc", "--config", str(config), "serve"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("Serving"):
                break
        while load.count(port, load.by_number(SUFFIX, "110")) < 0:
            time.sleep(0.1)
        yield Running("syncsvc", port, process.pid), time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait(20)


@contextlib.contextmanager
def rival(folder: Path, contacts: Sequence[CanonicalContact]) -> Iterator[Running]:
    """A slapd with the entries that our server gives for these contacts."""
    server = Slapd(folder, suffix=SUFFIX)
    entries = [*base_entries(SUFFIX), *(entry(contact, SUFFIX) for contact in contacts)]
    loaded = server.tool("slapadd", "-q", stdin=b"".join(ldif.document(map(ldif.record, entries))))
    assert loaded.returncode == 0, loaded.stderr[-500:]
    server.start()
    try:
        assert server.process is not None
        yield Running("slapd", server.port, server.process.pid)
    finally:
        server.stop()
