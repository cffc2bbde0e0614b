"""Worker processes that share sources and a store, to be killed at any moment."""

import contextlib
import fcntl
import json
import multiprocessing
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import uuid4

from syncsvc.pipeline import sync
from syncsvc.ports import Memory, Notes, Snapshot, unnoted
from tests.offices import Office, World

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.servers.workers"])


@dataclass
class FileOffice(Office):
    """A source in a file; it notes in ``doubled`` if somebody reads it while another one does."""

    folder: Path = Path()

    def fetch(self, memory: Memory, notes: Notes = unnoted) -> Snapshot:
        with (self.folder / f"{self.name}.reading").open("w") as mark:
            try:
                fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                (self.folder / "doubled").touch()
            self.records = json.loads((self.folder / f"{self.name}.json").read_text(encoding="utf-8"))
            time.sleep(0.005)
            return super().fetch(memory, notes)


def shared_world(folder: Path, names: tuple[str, ...], url: str) -> World:
    """The world that every worker opens; a removal of one record is not held."""
    offices: dict[str, Office] = {name: FileOffice(name, folder=folder) for name in names}
    return World(folder, offices, url, allow_empty=True, grace="0s", max_removed="100%")


def say(folder: Path, name: str, records: dict[str, dict[str, str]]) -> None:
    """What a source says from now on."""
    fresh = folder / f"{name}.new"
    fresh.write_text(json.dumps(records), encoding="utf-8")
    fresh.rename(folder / f"{name}.json")


class Worker:
    """A process that syncs over and over and tells what it begins."""

    def __init__(self, folder: Path, names: tuple[str, ...], url: str) -> None:
        self._line, theirs = _processes.Pipe(duplex=False)
        self._process = _processes.Process(target=_work, args=(folder, names, url, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def until(self, word: str, seconds: float = 60) -> None:
        """Return when it next begins something whose name starts with this word."""
        deadline = time.monotonic() + seconds
        while self._line.poll(0):  # what it told before is past
            self._line.recv()
        while time.monotonic() < deadline:
            if self._line.poll(0.1) and self._line.recv().startswith(word):
                return
        raise AssertionError(f"no worker began {word}")

    def kill(self) -> None:
        """End it as the kernel ends a process: without a word."""
        self._process.kill()
        self._process.join()
        self._line.close()


def _work(folder: Path, names: tuple[str, ...], url: str, line: Connection) -> None:
    world = shared_world(folder, names, url)
    service = replace(world.service, now=lambda: datetime.now(UTC), mint=lambda: str(uuid4()), progress=line.send)
    with contextlib.suppress(BrokenPipeError):
        while True:
            report = sync(service)
            assert not any(one.error for one in report.targets), report.targets
            line.send("done")
            time.sleep(0.002)
