"""Gauges: how the directory stands in numbers, for whoever watches many services at once. No name of a contact."""

from collections.abc import Iterator
from typing import NamedTuple

from syncsvc.run.service import Service
from syncsvc.store import HoldState, Unit


class Gauge(NamedTuple):
    """One number; moments are seconds since 1970."""

    name: str
    help: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


def gauges(service: Service) -> tuple[Gauge, ...]:
    """All numbers as they are now. Raises StoreError."""
    with service.store.read() as unit:
        return (*_sources(unit), *_exports(unit), *_directory(unit))


def _sources(unit: Unit) -> Iterator[Gauge]:
    for state in unit.sources.all():
        whose = (("source", state.name),)
        if state.good_at is not None:
            told = "When the source was last read well."
            yield Gauge("syncsvc_source_last_success_timestamp_seconds", told, state.good_at.timestamp(), whose)
        yield Gauge("syncsvc_source_failing", "1 while the source cannot be read.", bool(state.error_code), whose)
        yield Gauge("syncsvc_source_records", "Records of the source.", state.records, whose)
        yield Gauge("syncsvc_source_issues", "Open issues of the source.", state.issues, whose)


def _exports(unit: Unit) -> Iterator[Gauge]:
    for state in unit.targets.all():
        whose = (("export", state.name),)
        if state.good_at is not None:
            told = "When the export was last right."
            yield Gauge("syncsvc_export_last_success_timestamp_seconds", told, state.good_at.timestamp(), whose)
        yield Gauge("syncsvc_export_failing", "1 while the export cannot be delivered.", bool(state.error_code), whose)
        yield Gauge("syncsvc_export_entries", "Entries of the export.", state.entries, whose)


def _directory(unit: Unit) -> Iterator[Gauge]:
    held = sum(len(hold.keys) for hold in unit.holds.all(state=HoldState.OPEN))
    yield Gauge("syncsvc_contacts", "Contacts in the directory.", sum(unit.directory.count().values()))
    yield Gauge("syncsvc_removals_held", "Removals that wait for somebody.", held)
