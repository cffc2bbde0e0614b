"""Configuration: one TOML file, the environment above it, mistakes named with their place; the only list of kinds."""

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from syncsvc.errors import ConfigError
from syncsvc.exports.csv import CsvExportSettings
from syncsvc.exports.html import HtmlExportSettings
from syncsvc.exports.json import JsonExportSettings
from syncsvc.exports.jsonld import JsonLdExportSettings
from syncsvc.exports.ldap.export import LdapExportSettings
from syncsvc.exports.ldif import LdifExportSettings
from syncsvc.exports.phonebook import PhonebookExportSettings
from syncsvc.exports.spreadsheet import SpreadsheetExportSettings
from syncsvc.exports.vcard import VcardExportSettings
from syncsvc.mail import MailSettings
from syncsvc.serving import AddressBooksSettings, DirectorySettings, WebSettings
from syncsvc.settings import PrivacySettings, RetentionSettings, Settings, Surroundings
from syncsvc.sources.carddav import CardDavSettings
from syncsvc.sources.csv import CsvSettings
from syncsvc.sources.html import HtmlSettings
from syncsvc.sources.json import JsonSettings
from syncsvc.sources.ldap import LdapSettings
from syncsvc.sources.spreadsheet import SpreadsheetSettings
from syncsvc.sources.vcard import VcardSettings

PREFIX = "SYNCSVC_"
DEFAULT = Path("config/syncsvc.toml")

AnySource = Annotated[
    CardDavSettings | CsvSettings | HtmlSettings | JsonSettings | LdapSettings | SpreadsheetSettings | VcardSettings,
    Field(discriminator="kind"),
]
AnyExport = Annotated[
    CsvExportSettings
    | HtmlExportSettings
    | JsonExportSettings
    | JsonLdExportSettings
    | LdapExportSettings
    | LdifExportSettings
    | PhonebookExportSettings
    | SpreadsheetExportSettings
    | VcardExportSettings,
    Field(discriminator="kind"),
]


def _timezone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("not a time zone; use a name like Europe/Berlin")
    return name


class ServiceSettings(Settings):
    """The directory as a whole."""

    title: str = "Contacts"
    """What the directory is called, for people."""
    timezone: Annotated[str, AfterValidator(_timezone)] = "Europe/Berlin"
    """For schedules and times shown to people."""
    region: str = "DE"
    """Country (ISO 3166) in whose way numbers without country code are read."""
    area_code: str = ""
    """Put before local numbers of sources that name none: «07141»."""
    contact: str = ""
    """A mail address or URL that goes into the User-Agent, so that operators of sources can ask."""


class StoreSettings(Settings):
    """Where everything is kept."""

    url: str = "sqlite:///data/directory.sqlite"
    """A SQLite file (relative to this file) or postgresql+psycopg://host/database; for readers also snapshot:///file."""
    password_env: str | None = None
    """Name of the environment variable with the database password."""
    password_file: str | None = None
    """File with the database password."""
    snapshot: str | None = None
    """A file that is kept in step with the directory for readers elsewhere (see docs/readers.md)."""
    suppression_key_env: str | None = None
    """Name of the environment variable with the key of the suppression list; the same for all who share a database."""
    suppression_key_file: str | None = None
    """File with that key; left out, it is made beside the store."""


class Config(Settings):
    """The whole configuration."""

    service: ServiceSettings = ServiceSettings()
    store: StoreSettings = StoreSettings()
    web: WebSettings | None = None
    """Left out: nothing is served over HTTP."""
    carddav: AddressBooksSettings | None = None
    """Left out: no address books for telephones."""
    directory: DirectorySettings | None = None
    """Left out: no LDAP server."""
    mail: MailSettings | None = None
    """Left out: nobody is told by mail when something breaks."""
    retention: RetentionSettings = RetentionSettings()
    privacy: PrivacySettings = PrivacySettings()
    sources: tuple[AnySource, ...] = ()
    exports: tuple[AnyExport, ...] = ()

    @model_validator(mode="after")
    def _coherent(self) -> "Config":
        for what, items in (("source", self.sources), ("export", self.exports)):
            names = [item.name for item in items]
            if double := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"two {what}s are called {double[0]}; give each a name of its own")
        for what, told, items in (
            ("sources", self.privacy.sources, self.sources),
            ("recipients", self.privacy.recipients, self.exports),
        ):
            if strange := sorted(told.keys() - {item.name for item in items}):
                raise ValueError(f"privacy.{what}.{strange[0]}: nothing of that name is configured")
        if self.carddav is not None and self.web is None:
            raise ValueError("[carddav] is served by [web], which is left out")
        for source in self.sources:
            odd = _odd_hours(self.service.timezone).intersection(source.schedule.hours() if source.schedule else ())
            if odd:
                raise ValueError(
                    f"source {source.name}: the hour {min(odd)} is skipped or repeated when summer time begins or ends "
                    f"in {self.service.timezone}; choose another hour"
                )
        return self

    def warnings(self) -> list[tuple[str, str]]:
        """What an administrator should know was allowed in words: (where, what)."""
        unless = "passwords and contacts are unprotected unless a proxy does TLS"
        open_ports = (
            ("web", self.web, unless), ("directory", self.directory, unless),
            ("mail", self.mail, "password and letters can be read on the way"),
        )  # fmt: skip
        return [
            (name, f"{name}.insecure = true: {what}")
            for name, settings, what in open_ports
            if settings is not None and settings.insecure
        ]


@cache
def _odd_hours(timezone: str) -> frozenset[int]:
    """Local hours that a change of the clock skips or repeats in this zone (2024 to 2033)."""
    zone, day, hour = ZoneInfo(timezone), timedelta(days=1), timedelta(hours=1)
    days = (datetime(2024, 1, 1, tzinfo=UTC) + day * number for number in range(3653))
    changes = (start for start in days if _offset(start, zone) != _offset(start + day, zone))
    moments = (start + hour * number for start in changes for number in range(24))
    odd = set()
    for moment in moments:
        shift = _offset(moment + hour, zone) - _offset(moment, zone)
        if shift:
            # Forward: the hour after this one is missing. Back: this hour comes again.
            odd.add((moment.astimezone(zone).hour + (shift > timedelta(0))) % 24)
    return frozenset(odd)


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def load(path: Path, environ: Mapping[str, str] = os.environ) -> tuple[Config, Surroundings]:
    """Read and check a configuration; raise ConfigError that names the place of every mistake."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: there is no such file", hint="name one with --config") from error
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}", hint="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}", hint="strings need quotes; tables look like [store]") from error
    overlay(data, environ)
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        raise ConfigError(f"{path}: " + "; ".join(_mistakes(error, data))) from None
    service = config.service
    return config, Surroundings(
        base=path.resolve().parent,
        title=service.title,
        region=service.region,
        area_code=service.area_code,
        contact=service.contact,
    )


def overlay(data: dict[str, Any], environ: Mapping[str, str]) -> None:
    """Put SYNCSVC_SECTION__KEY (and SYNCSVC_SOURCES__NAME__KEY) from the environment over the file's values."""
    for variable, text in sorted(environ.items()):
        parts = variable.removeprefix(PREFIX).lower().split("__")
        if variable.startswith(PREFIX) and len(parts) > 1:
            _put(data, parts, _value(text), variable)


def _put(data: dict[str, Any], parts: list[str], value: object, variable: str) -> None:
    place: Any = data
    for part in parts[:-1]:
        if isinstance(place, dict):
            place = place.setdefault(part, {})
        elif isinstance(place, list):
            place = next((item for item in place if item.get("name", "").replace("-", "_") == part), None)
    if not isinstance(place, dict):
        raise ConfigError(f"{variable}: there is nothing of that name in the configuration")
    place[parts[-1]] = value


def _value(text: str) -> object:
    """The text as TOML where it is a number, a truth value, a list or a table; else as it stands."""
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
    return value if isinstance(value, bool | int | float | list | dict) else text


def _mistakes(error: ValidationError, data: dict[str, Any]) -> Iterator[str]:
    for mistake in error.errors(include_input=False, include_url=False):
        yield f"{_place(mistake, data)}{_message(mistake)}"


def _place(mistake: ErrorDetails, data: dict[str, Any]) -> str:
    """«source stadt: visibility.cell: », with names instead of numbers."""
    loc = list(mistake["loc"])
    if len(loc) > 1 and loc[0] in ("sources", "exports") and isinstance(loc[1], int):
        item = data[str(loc[0])][loc[1]]
        name = item.get("name", f"number {loc[1] + 1}") if isinstance(item, dict) else f"number {loc[1] + 1}"
        return ": ".join([f"{str(loc[0])[:-1]} {name}", *([".".join(map(str, loc[3:]))] if loc[3:] else []), ""])
    return f"{'.'.join(map(str, loc))}: " if loc else ""


def _message(mistake: ErrorDetails) -> str:
    if mistake["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(mistake["loc"][-1]), _words(), n=1)
        return "there is no such setting" + (f"; did you mean {near[0]}?" if near else "")
    if mistake["type"] == "missing":
        return "is missing"
    return str(mistake["msg"]).removeprefix("Value error, ")


@cache
def _words() -> tuple[str, ...]:
    """The names of all settings, for «did you mean»."""
    words: set[str] = set()
    classes: list[Any] = [Settings]
    while classes:
        cls = classes.pop()
        words |= set(cls.model_fields)
        classes += cls.__subclasses__()
    return tuple(sorted(words))
