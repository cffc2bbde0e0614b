"""Fetch: every source gives a complete snapshot, or an error that leaves its last good records alone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from syncsvc.errors import SourceError, SourceIncomplete
from syncsvc.logs import logger
from syncsvc.ports import Memory, Notes, Snapshot, unnoted
from syncsvc.run.service import ActiveSource, Service
from syncsvc.store import Claim, Unit

log = logger("fetch")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of fetching one source: a snapshot or an error."""

    active: ActiveSource
    snapshot: Snapshot = field(default_factory=Snapshot)
    error: SourceError | None = None
    claim: Claim | None = None
    """Our right to the source, as long as the connection that holds it does not break."""


@contextmanager
def fetch(service: Service, sources: list[ActiveSource]) -> Iterator[list[Fetched]]:
    """Fetch sources side by side; they wait for others more than for us. The order is kept.

    Each source is claimed while the block lasts; one that another worker has claimed is left to it.
    """
    service.progress("fetching")
    with service.store.claims(active.name for active in sources) as claims:
        ours = [active for active in sources if active.name in claims]
        with service.store.read() as unit:
            memories = [_memory(unit, active) for active in ours]
        with ThreadPoolExecutor(max_workers=4, thread_name_prefix="fetch") as pool:
            notes = [partial(_noted, service, active.name) for active in ours]
            answers = pool.map(_fetched, ours, memories, notes)
            fetched = [replace(one, claim=claims[one.active.name]) for one in answers]
        yield fetched


def released(fetched: list[Fetched]) -> Iterator[Fetched]:
    """One after the other; each is let go of with the next, as all that was read is much to keep for a whole run."""
    while fetched:
        yield fetched.pop(0)


def _memory(unit: Unit, active: ActiveSource) -> Memory:
    """What the source asked to be reminded of, unless it is read in another way now."""
    state = unit.sources.get(active.name)
    return state.memory if state.configuration.startswith(f"{active.reading} ") else ()


def _noted(service: Service, name: str) -> bytes:
    with service.store.read() as unit:
        return unit.sources.notes(name)


def _fetched(active: ActiveSource, memory: Memory, notes: Notes) -> Fetched:
    try:
        snapshot = active.source.fetch(memory, notes if memory else unnoted)
        if not snapshot.unchanged:
            refuse_too_few(active, len(snapshot.records) + len(snapshot.kept))
    except SourceError as error:
        log.warning("source.failed", source=active.name, reason=type(error).__name__)
        return Fetched(active, error=error)
    log.info("source.fetched", source=active.name, records=len(snapshot.records), unchanged=snapshot.unchanged)
    return Fetched(active, snapshot)


def unread(unit: Unit, active: ActiveSource) -> Fetched:
    """A source as it was at its last good run, for what is to be done without fetching."""
    return Fetched(active, Snapshot(memory=unit.sources.get(active.name).memory, unchanged=True))


def refuse_too_few(active: ActiveSource, records: int) -> None:
    """Raise SourceIncomplete for an answer too small to be believed."""
    settings = active.settings
    if records == 0 and not settings.allow_empty:
        raise SourceIncomplete(
            f"source {active.name}: not one record was found, so nothing was taken from it",
            hint="look at the source with «syncsvc preview»; set allow_empty = true if it may be empty",
        )
    if records < settings.min_records:
        raise SourceIncomplete(
            f"source {active.name}: {records} records, fewer than min_records = {settings.min_records}",
            hint="look at the source with «syncsvc preview», or lower min_records",
        )
