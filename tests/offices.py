"""Offices whose records a test can change: sources that implement the port, and a service around them."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Literal

from syncsvc.errors import SourceUnavailable
from syncsvc.exports.csv import CsvExportSettings
from syncsvc.model.digest import digest
from syncsvc.model.record import Field, RecordRef, SourceRecord, Unread
from syncsvc.ports import Memory, Notes, Snapshot, unnoted
from syncsvc.run.service import ActiveSource, ActiveTarget, Service
from syncsvc.settings import SourceSettings, Surroundings
from syncsvc.store import open_store

START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


@dataclass
class Office:
    """A source as its people see it: records by key, each a mapping of field to value. Of «kreis» they have no marks."""

    name: str
    records: dict[str, dict[str, str]] = field(default_factory=dict)
    failing: bool = False

    def fetch(self, memory: Memory, notes: Notes = unnoted) -> Snapshot:
        if self.failing:
            raise SourceUnavailable(f"source {self.name} does not answer", hint="try later")
        mark = (("mark", digest(repr(sorted(self.records.items())).encode())),)
        if memory == mark:
            return Snapshot(memory=mark, unchanged=True)
        records = tuple(
            SourceRecord(RecordRef(self.name, key), tuple(Field(name, value) for name, value in fields.items()))
            for key, fields in sorted(self.records.items())
        )
        marks = [(record.ref.key, digest(repr(record.fields).encode())) for record in records]
        return Snapshot(
            Unread(len(records), records.__getitem__), memory=mark, marks=() if self.name == "kreis" else marks
        )

    def check(self) -> str:
        return f"{len(self.records)} records"


class OfficeSettings(SourceSettings):
    kind: Literal["office"] = "office"
    mapping: str = ""

    def open(self, around: Surroundings) -> Office:
        return Office(self.name)


class World:
    """Offices, a store, a clock, and the exports that people see."""

    def __init__(
        self, folder: Path, offices: dict[str, Office], url: str = "sqlite:///directory.sqlite", **settings
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.offices = offices
        self.time = START
        self.settings = {name: OfficeSettings(name=name, **settings) for name in offices}
        self.around = Surroundings(base=folder)
        self.url = url
        self.store = open_store(url, folder)
        self._ids = count(1)
        self.exports = [
            CsvExportSettings(name=name, audience=name, location=f"{name}.csv", max_removed=1.0)
            for name in ("public", "internal")
        ]

    @property
    def service(self) -> Service:
        sources = tuple(
            ActiveSource(self.settings[name], office, self.settings[name].profile(self.around))
            for name, office in self.offices.items()
        )
        targets = tuple(ActiveTarget(one, one.open(self.around)) for one in self.exports)
        return Service(self.store, sources, targets, self.now, self.mint)

    def now(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time

    def mint(self) -> str:
        return f"{next(self._ids):08d}-0000-4000-8000-000000000000"

    def wait(self, **time: int) -> None:
        self.time += timedelta(**time)

    def set(self, name: str, **settings) -> None:
        self.settings[name] = OfficeSettings(**{**self.settings[name].model_dump(exclude_unset=True), **settings})

    def contacts(self):
        with self.store.read() as unit:
            return tuple(unit.directory.iterate())

    def content(self):
        """The directory, ids and dates apart: what must not depend on history."""
        with self.store.read() as unit:
            kept = tuple(unit.directory.iterate())
        names = {contact.id: contact.members for contact in kept}
        return {
            contact.members: replace(
                contact,
                id="",
                revised_at=None,
                origins=tuple(replace(origin, since="") for origin in contact.origins),
                links=tuple(sorted((replace(link, id=str(names[link.id])) for link in contact.links), key=repr)),
            )
            for contact in kept
        }

    def file(self, name: str) -> bytes:
        path = self.folder / f"{name}.csv"
        return path.read_bytes() if path.exists() else b""

    def reopen(self) -> None:
        """As after a restart: nothing but what is on the disk is remembered."""
        self.store.close()
        self.store = open_store(self.url, self.folder)

    def close(self) -> None:
        self.store.close()
