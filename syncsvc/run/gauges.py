"""Gauges: how the directory stands in numbers, for whoever watches many services at once. No name of a contact."""

from collections.abc import Iterator
from typing import NamedTuple

from syncsvc.run.service import Service
from syncsvc.store import HoldState, SourceState, TargetState, Unit


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
        yield from _standing("source", state)
        yield Gauge("syncsvc_source_records", "Records of the source.", state.records, (("source", state.name),))
        yield Gauge("syncsvc_source_issues", "Open issues of the source.", state.issues, (("source", state.name),))


def _exports(unit: Unit) -> Iterator[Gauge]:
    for state in unit.targets.all():
        yield from _standing("export", state)
        yield Gauge("syncsvc_export_entries", "Entries of the export.", state.entries, (("export", state.name),))


def _standing(what: str, state: SourceState | TargetState) -> Iterator[Gauge]:
    """When it last went well, and whether it fails now."""
    whose = ((what, state.name),)
    if state.good_at is not None:
        told = f"When the {what} was last right."
        yield Gauge(f"syncsvc_{what}_last_success_timestamp_seconds", told, state.good_at.timestamp(), whose)
    yield Gauge(f"syncsvc_{what}_failing", f"1 while the {what} fails.", bool(state.error_code), whose)


def _directory(unit: Unit) -> Iterator[Gauge]:
    held = sum(len(hold.keys) for hold in unit.holds.all(state=HoldState.OPEN))
    yield Gauge("syncsvc_contacts", "Contacts in the directory.", sum(unit.directory.count().values()))
    yield Gauge("syncsvc_removals_held", "Removals that wait for somebody.", held)
