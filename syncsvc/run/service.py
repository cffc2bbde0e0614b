"""The service as configured and opened: what a run works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from syncsvc.mail import Letter
from syncsvc.merge import VERSION as MERGE_VERSION
from syncsvc.model.digest import digest
from syncsvc.model.profile import SourceProfile
from syncsvc.normalise.record import VERSION as NORMALISE_VERSION
from syncsvc.ports import Export, Source
from syncsvc.settings import ExportSettings, SourceSettings
from syncsvc.store import Periods, Store

_ELSEWHERE = {
    "title", "organisation", "own", "trust", "field_trust", "visibility", "contact_class", "area_code", "switchboard",
    "schedule", "max_removed", "grace", "min_records", "allow_empty", "enabled",
}  # fmt: skip
"""Settings of a source that do not decide which records are read and how."""


@dataclass(frozen=True, slots=True)
class ActiveSource:
    """A source, opened, with what the stations must know of it."""

    settings: SourceSettings
    source: Source
    profile: SourceProfile

    @property
    def name(self) -> str:
        """Its name."""
        return self.settings.name

    @property
    def reading(self) -> str:
        """A fingerprint of all settings that decide which records are read and how."""
        return digest(self.settings.model_dump_json(exclude=_ELSEWHERE).encode())

    @property
    def cleaning(self) -> str:
        """A fingerprint of all that decides what normalising makes of a record."""
        known = self.profile
        parts = (NORMALISE_VERSION, known.organisation, known.region, known.area_code, known.switchboard)
        marks = (known.audience, known.audiences, known.kind_audiences, known.contact_class)
        return digest(repr((parts, marks)).encode())

    @property
    def standing(self) -> str:
        """A fingerprint of all that decides whose values win in merging."""
        known = self.profile
        return digest(repr((MERGE_VERSION, known.trust, known.field_trust, known.own)).encode())


@dataclass(frozen=True, slots=True)
class ActiveTarget:
    """An export, opened."""

    settings: ExportSettings
    export: Export

    @property
    def name(self) -> str:
        """Its name."""
        return self.settings.name


@dataclass(frozen=True, slots=True)
class Teller:
    """How the administrator hears of what is not well."""

    title: str
    """What the directory is called."""
    post: Callable[[Letter], None]
    """Sends one letter; raises MailError."""
    remind: timedelta
    silence: timedelta
    """After so long without a good reading a source is told of."""


@dataclass(frozen=True, slots=True)
class Service:
    """Everything a run needs; the clock and the mint of ids come from outside."""

    store: Store
    sources: tuple[ActiveSource, ...]
    targets: tuple[ActiveTarget, ...]
    now: Callable[[], datetime]
    mint: Callable[[], str]
    progress: Callable[[str], None] = lambda _: None
    """Told what is being done, for people who wait."""
    periods: Periods = Periods()  # noqa: RUF009 — frozen
    """How long each kind of memory is kept."""
    teller: Teller | None = None
    """None: nobody is told."""

    @property
    def profiles(self) -> dict[str, SourceProfile]:
        """What is known of every source, by name."""
        return {active.name: active.profile for active in self.sources}


@dataclass(frozen=True, slots=True)
class Run:
    """Which run this is, when, and how new ids are made."""

    id: str
    now: datetime
    mint: Callable[[], str]
