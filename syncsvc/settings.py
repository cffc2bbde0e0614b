"""What every source and every export can be told, and the small types settings are made of."""

import os
import re
from abc import abstractmethod
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    model_validator,
)

from syncsvc.errors import ConfigError
from syncsvc.model.audience import Audience
from syncsvc.model.contact import LIST_FIELDS, PHONE_TYPES, TEXT_FIELDS, VALUE_FIELDS, ContactClass, Kind
from syncsvc.model.profile import SourceProfile
from syncsvc.ports import Export, Source

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def _duration(value: object) -> object:
    match = re.fullmatch(r"\s*(\d+)\s*([smhdw])\s*", value) if isinstance(value, str) else None
    if match is None:
        if isinstance(value, timedelta):
            return value
        raise ValueError("a duration is a number and a unit: 30s, 15m, 2h, 3d, 1w")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _share(value: object) -> object:
    if isinstance(value, str) and (match := re.fullmatch(r"\s*(\d{1,3})\s*%\s*", value)) and int(match[1]) <= 100:
        return float(match[1]) / 100
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, float) and 0 <= value <= 1:
        return value
    raise ValueError('a limit is a share ("20%"), a whole number (15), or a list of both (["20%", 15])')


def _limit(value: object) -> object:
    return tuple(map(_share, value)) if isinstance(value, list | tuple) and value else _share(value)


def _audience(value: object) -> object:
    return Audience.of(value) if isinstance(value, str) else value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
"""«30s», «15m», «2h», «3d», «1w»."""
Limit = Annotated[int | float | tuple[int | float, ...], BeforeValidator(_limit)]
"""A share («20%», a float up to 1.0), an absolute number (an int), or several of them: the strictest holds."""
Circle = Annotated[Audience, BeforeValidator(_audience), PlainSerializer(lambda value: value.word)]
"""public, partner or internal."""
_FIELDS = ("name", *TEXT_FIELDS, *LIST_FIELDS, *VALUE_FIELDS)


def _mergeable(trust: dict[str, int]) -> dict[str, int]:
    if unknown := sorted(trust.keys() - {*_FIELDS, "consent"}):
        raise ValueError(f"there is no field {unknown[0]}; there are {', '.join(_FIELDS)}")
    return trust


_SINGULAR = ("phone", "email", "address", "unit", "url")
MARKS = ("default", *_FIELDS, *_SINGULAR, *PHONE_TYPES, *(kind.value for kind in Kind))
"""What a mark of visibility can stand on."""


def _mark(word: str) -> str:
    if word not in MARKS:
        raise ValueError(f"no field, type or kind is called {word}; these are: {', '.join(sorted(MARKS))}")
    return word


Mark = Annotated[str, AfterValidator(_mark)]
"""A field, a type of number or address, or a kind. A mark on nothing would protect nothing, so it is refused."""
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
"""Lower-case letters, digits, hyphen and underscore."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What opening a source or an export needs to know of the service around it."""

    base: Path
    """Relative paths start here: the folder of the configuration file."""
    title: str = ""
    region: str = "DE"
    area_code: str = ""
    contact: str = ""
    """A mail address or URL for the User-Agent, so that a source's operator can ask who we are."""

    def path(self, location: str) -> Path:
        """Resolve a path of the configuration."""
        return (self.base / Path(location).expanduser()).resolve()


class Settings(BaseModel):
    """Base of all settings: unknown keys refused, values frozen, input never printed in errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, use_attribute_docstrings=True)


def reveal(around: Surroundings, *, what: str, env: str | None, file: str | None) -> str:
    """Read a secret named by a setting's ``…_env`` or ``…_file``; an empty text when neither is set.

    Raises ConfigError naming the place, never the secret.
    """
    if env is not None and file is not None:
        raise ConfigError(f"{what}: name one place of the secret, {what}_env or {what}_file")
    if env is not None:
        if value := os.environ.get(env):
            return value
        raise ConfigError(f"{what}_env: the environment variable {env} is empty or not set", hint="set it")
    if file is None:
        return ""
    path = around.path(file)
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigError(f"{what}_file: {path} cannot be read: {error.strerror}") from error


_CRON_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day of month", 1, 31), ("month", 1, 12))
_WEEKDAY = "(?:mon|tue|wed|thu|fri|sat|sun)"
_WEEKDAYS = re.compile(rf"\*|{_WEEKDAY}(?:-{_WEEKDAY})?(?:,{_WEEKDAY}(?:-{_WEEKDAY})?)*")
_CRON_PART = re.compile(r"(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:/[1-9]\d?)?")


def _cron(value: object) -> object:
    fields = value.lower().split() if isinstance(value, str) else []
    if len(fields) != 5:
        raise ValueError('five fields: minute, hour, day of month, month, day of week, as in "0 6 * * mon-fri"')
    for text, (name, low, high) in zip(fields, _CRON_FIELDS, strict=False):
        for part in text.split(","):
            match = _CRON_PART.fullmatch(part)
            if not match or any(not low <= int(number) <= high for number in match.groups() if number):
                raise ValueError(f"the {name} is from {low} to {high}, with *, lists, ranges and steps")
    if not _WEEKDAYS.fullmatch(fields[4]):
        raise ValueError("weekdays by name only (mon-fri): programs disagree whether 0 or 1 is Monday")
    return " ".join(fields)


class Schedule(Settings):
    """When: ``{ every = "15m" }`` or ``{ cron = "0 6 * * mon-fri" }`` (weekdays by name)."""

    every: Duration | None = None
    """A fixed distance between runs, at least a minute."""
    cron: Annotated[str, BeforeValidator(_cron)] | None = None
    """Five fields: minute, hour, day of month, month, day of week; weekdays by name only."""

    @model_validator(mode="after")
    def _one_way(self) -> "Schedule":
        if (self.every is None) == (self.cron is None):
            raise ValueError('say when in one way: every = "15m" or cron = "0 6 * * mon-fri"')
        if self.every is not None and self.every < timedelta(minutes=1):
            raise ValueError("every: at least a minute")
        return self

    def hours(self) -> tuple[int, ...]:
        """The hours a cron schedule names one by one; none if it runs by the minute or in every hour."""
        text = self.cron.split()[1] if self.cron else "*"
        numbers = [re.fullmatch(r"(\d+)(?:-(\d+))?", part) for part in text.split(",")]
        return tuple(hour for match in numbers if match for hour in range(int(match[1]), int(match[2] or match[1]) + 1))


class RetentionSettings(Settings):
    """How long each kind of memory is kept; enforced once a day."""

    runs: Duration = timedelta(days=90)
    """What each run did: counts and errors."""
    history: Duration = timedelta(days=365)
    """What happened to each contact; corrections, decisions and consents that were taken back or replaced."""
    removals: Duration = timedelta(days=90)
    """Ids of entries that were taken from an export."""
    audit: Duration = timedelta(days=730)
    """Who did what."""
    snapshots: Duration = timedelta(days=14)
    """Automatic copies of the store, made before an update changes its tables."""


class LegalSettings(Settings):
    """What the law says of one source."""

    regime: Literal["dsgvo", "dsg-ekd", "kdg"] = "dsgvo"
    """dsgvo, dsg-ekd (Protestant churches) or kdg (Catholic Church)."""
    legal_basis: str = ""
    """Why its data may be used: «Art. 6 Abs. 1 lit. e DSGVO, § 15 LDSG»."""
    contact: str = ""
    """Whom to write to for a correction at the source."""


class PrivacySettings(Settings):
    """What «report access» and «report processing» have to say besides what the configuration shows anyway."""

    controller: str = ""
    """Who is responsible: name and postal address."""
    officer: str = ""
    """How the data protection officer is reached."""
    authority: str = ""
    """The supervisory authority people may complain to."""
    purpose: str = ""
    """What the directory is for."""
    legal_basis: str = ""
    """Why it may be kept, where no source says otherwise."""
    measures: tuple[str, ...] = ()
    """Technical and organisational measures beyond those of the program."""
    sources: dict[str, LegalSettings] = {}
    """What the law says of each source, by its name."""
    recipients: dict[str, str] = {}
    """Who reads each export, by its name: «Öffentlichkeit (Website)»."""


class SourceSettings(Settings):
    """What every kind of source can be told; kinds add their own."""

    name: Name
    """Short name, unique; part of every record's key, so do not change it later."""
    title: str = ""
    """What staff call the source; the name if left out."""
    organisation: str = ""
    """The organisation of records that name none."""
    own: tuple[str, ...] = ()
    """Organisations whose own people this source knows best: for them it outranks every other source."""
    trust: int = 10
    """Whose single values win where sources differ; more is more."""
    field_trust: Annotated[dict[str, int], AfterValidator(_mergeable)] = {}
    """Trust by field where it differs from ``trust``: ``{ phones = 30 }``."""
    visibility: dict[Mark, Circle] = {}
    """``default`` and marks by field (``note``), phone type (``cell``) or kind (``person``); the strictest holds."""
    contact_class: ContactClass = ContactClass.STAFF
    """``staff``, or ``volunteer``: needs a recorded consent before anything is public."""
    area_code: str | None = None
    """For local numbers; the service's if left out."""
    switchboard: str = ""
    """The stem that bare extensions belong to: «069 90009-0» or «+49 69 90009-»."""
    schedule: Schedule | None = None
    """When to read it; only by hand and with «sync» if left out."""
    max_removed: Limit = 0.2
    """How many vanished records are removed without asking: a share, a number, or both: ``["20%", 15]``."""
    grace: Duration = timedelta(days=3)
    """How long a vanished record is kept."""
    min_records: int = 0
    """Fewer than this is an error."""
    allow_empty: bool = False
    """Whether no record at all is an answer, not an error."""
    enabled: bool = True
    """False: not read; its last good records stay."""

    @abstractmethod
    def open(self, around: Surroundings) -> Source:
        """Build the source; touches neither disk nor network."""

    def profile(self, around: Surroundings) -> SourceProfile:
        """What the pure stations must know of this source."""
        marks = {key: value for key, value in self.visibility.items() if key != "default"}
        kinds = {kind.value for kind in Kind}
        # «organisation» is a kind and a field; a mark on it holds for both.
        fields = {key: mark for key, mark in marks.items() if key not in kinds or key in TEXT_FIELDS}
        return SourceProfile(
            name=self.name,
            title=self.title or self.name,
            organisation=self.organisation,
            region=around.region,
            area_code=around.area_code if self.area_code is None else self.area_code,
            switchboard=self.switchboard,
            audience=self.visibility.get("default", Audience.PUBLIC),
            audiences=tuple(sorted(fields.items())),
            kind_audiences=tuple(sorted((key, mark) for key, mark in marks.items() if key in kinds)),
            contact_class=self.contact_class,
            trust=self.trust,
            field_trust=tuple(sorted(self.field_trust.items())),
            own=self.own,
        )


class ExportSettings(Settings):
    """What every kind of export can be told; kinds add their own."""

    name: Name
    """Short name, unique."""
    audience: Circle
    """For whom: public, partner or internal; nothing above it leaves."""
    max_removed: Limit = 0.5
    """A plan that would remove more of the target's entries stops it until approved: as a source's ``max_removed``."""
    enabled: bool = True
    """False: not delivered; what was delivered stays."""

    @abstractmethod
    def open(self, around: Surroundings) -> Export:
        """Build the export; touches neither disk nor network."""
