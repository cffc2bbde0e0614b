"""Tidy: what is kept long enough goes, once a day, by the service's schedule or at the end of a run."""

from datetime import datetime, timedelta

from syncsvc.logs import logger
from syncsvc.run.service import Service
from syncsvc.store import AuditLine

log = logger("tidy")
EVERY = timedelta(days=1)
_FACT = "tidied"


def last_tidied(service: Service) -> datetime | None:
    """When the periods were enforced last."""
    with service.store.read() as unit:
        said = unit.facts.get(_FACT)
    return datetime.fromisoformat(said) if said else None


def tidy_if_due(service: Service) -> None:
    """Enforce the periods unless that was done within the last day."""
    last = last_tidied(service)
    if last is None or service.now() - last >= EVERY:
        tidy(service)


def tidy(service: Service) -> dict[str, int]:
    """Enforce the periods now; return how many rows of each table went."""
    now = service.now()
    gone = {name: count for name, count in service.store.tidy(service.periods, now).items() if count}
    with service.store.write() as unit:
        unit.facts.put(_FACT, now.isoformat())
        if gone:
            told = ", ".join(f"{name} {count}" for name, count in sorted(gone.items()))
            unit.audit.add(AuditLine(now, "retention", "tidy", detail=told))
    log.info("tidied", **gone)
    return gone
