"""From a configuration file to a service that is ready to run."""

import getpass
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from syncsvc.config import Config, load
from syncsvc.errors import ConfigError
from syncsvc.run.choosing import chosen
from syncsvc.run.report import RunReport
from syncsvc.run.service import ActiveSource, ActiveTarget, Service, Teller
from syncsvc.settings import SourceSettings, Surroundings, reveal
from syncsvc.store import Periods, Store, follow_store, open_store


@contextmanager
def service(path: Path) -> Iterator[Service]:
    """The service of a configuration file, with its store open while the block lasts."""
    config, around = load(path)
    with opened(config, around) as ready:
        yield ready


@contextmanager
def opened(config: Config, around: Surroundings) -> Iterator[Service]:
    """The service of a configuration."""
    store = _store(config, around)
    try:
        yield Service(
            store=store,
            sources=tuple(_active(settings, around) for settings in config.sources),
            targets=tuple(ActiveTarget(settings, settings.open(around)) for settings in config.exports),
            now=now,
            mint=mint,
            periods=Periods(**config.retention.model_dump()),
            teller=_teller(config, around),
        )
        if config.store.snapshot:
            store.publish(around.path(config.store.snapshot))
    finally:
        store.close()


@contextmanager
def following(config: Config, around: Surroundings) -> Iterator[Service]:
    """The service of a reader: the store as others keep it, and where the public exports are; no sources."""
    store = follow_store(_url(config, around), around.base)
    targets = tuple(ActiveTarget(settings, settings.open(around)) for settings in config.exports)
    try:
        yield Service(store=store, sources=(), targets=targets, now=now, mint=mint)
    finally:
        store.close()


def now() -> datetime:
    """The clock, asked for at the edge only."""
    return datetime.now(UTC)


def mint() -> str:
    """A new id."""
    return str(uuid4())


def secret(length: int) -> str:
    """A password no one can guess, of letters and digits that are not mistaken for each other."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(length))


def whoami() -> str:
    """The account a command runs under."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run under a number nobody has named.
        return f"uid {os.getuid()}"


def _teller(config: Config, around: Surroundings) -> Teller | None:
    if (settings := config.mail) is None:
        return None
    return Teller(config.service.title, settings.open(around).post, settings.remind, settings.silence)


def _store(config: Config, around: Surroundings) -> Store:
    settings = config.store
    key = reveal(around, what="suppression_key", env=settings.suppression_key_env, file=settings.suppression_key_file)
    return open_store(_url(config, around), around.base, secret=key)


def _url(config: Config, around: Surroundings) -> str:
    """The store's URL with its password."""
    settings = config.store
    password = reveal(around, what="password", env=settings.password_env, file=settings.password_file)
    if not password:
        return settings.url
    try:
        return sa.make_url(settings.url).set(password=password).render_as_string(hide_password=False)
    except sa.exc.ArgumentError as error:
        raise ConfigError("store.url is not a database URL", hint="sqlite:///data/directory.sqlite") from error


def _active(settings: SourceSettings, around: Surroundings) -> ActiveSource:
    return ActiveSource(settings, settings.open(around), settings.profile(around))


def source(path: Path, name: str) -> ActiveSource:
    """One source of a configuration file; nothing else is opened."""
    config, around = load(path)
    return chosen([_active(settings, around) for settings in config.sources], [name], "source")[0]


def watched(service: Service, progress: Callable[[str], None]) -> Service:
    """The same service, telling a person what it is doing."""
    return replace(service, progress=progress)


def connections(path: Path) -> Iterator[tuple[str, str, Callable[[], str]]]:
    """What a configuration connects to, each with a way to try it: kind, name, attempt."""
    config, around = load(path)
    yield "configuration", str(path), lambda: f"{len(config.sources)} sources, {len(config.exports)} exports"

    def store() -> str:
        with opened(config, around) as ready, ready.store.read() as unit:
            return f"{sum(unit.directory.count().values())} contacts"

    yield "store", config.store.url.partition("://")[0], store
    for settings in config.sources:
        yield "source", settings.name, settings.open(around).check
    for export in config.exports:
        yield "export", export.name, export.open(around).check
    if config.mail is not None:
        yield "mail", config.mail.server, config.mail.open(around).check
    for name, warning in config.warnings():
        yield "warning", name, partial(str, warning)


def report_json(report: RunReport) -> dict[str, object]:
    """A report as plain data."""
    told = asdict(report)
    for target in told["targets"]:
        target["files"] = [os.path.relpath(file) for file in target["files"]]
    return told | {"exit_code": report.exit_code, "changed": not report.quiet}
