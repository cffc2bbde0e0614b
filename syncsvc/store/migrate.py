"""Brings a store's tables to the form this version knows, after a copy of what was there."""

import sqlite3
from pathlib import Path

import sqlalchemy as sa

from syncsvc.errors import StoreError
from syncsvc.store.engine import Engines
from syncsvc.store.locks import become_writer

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012", "0013")
"""Every form the tables ever had, oldest first."""


def migrate(engines: Engines) -> None:
    """Create the tables, or bring them up to date; do nothing when they are."""
    with engines.read.connect() as connection:
        if revision(connection) == REVISIONS[-1]:
            return
    with engines.write.begin() as connection:
        become_writer(connection)
        present = revision(connection)
        if present == REVISIONS[-1]:
            return  # another process was first
        if present is not None and engines.file is not None:
            snapshot(engines.file, copy_before(engines.file, present))
        _upgrade(connection)


def revision(connection: sa.Connection) -> str | None:
    """The form of the tables; None where there are none. Raises StoreError for one made by a newer version."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found not in REVISIONS:
        raise StoreError(
            "the store was made by a newer version of syncsvc", hint="install that version, or restore an older backup"
        )
    return found


def current(connection: sa.Connection) -> None:
    """Raise StoreError unless the tables have the form that this version knows."""
    if (found := revision(connection)) != REVISIONS[-1]:
        what = "holds nothing yet" if found is None else "was made by an older version of syncsvc"
        raise StoreError(f"the store {what}", hint="start the service that writes it first; readers follow")


def copy_before(file: Path, present: str) -> Path:
    """Where the copy of a store is kept before it leaves a form."""
    return file.with_name(f"{file.stem}.before-{present}{file.suffix}")


def copies(file: Path) -> list[Path]:
    """The automatic copies of a store."""
    return sorted(file.parent.glob(f"{file.stem}.before-*{file.suffix}"))


def snapshot(file: Path, to: Path) -> None:
    """Copy an SQLite store as it is at one moment, while others may use it; the copy appears whole or not at all."""
    fresh = to.with_name(to.name + ".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    source, target = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True), sqlite3.connect(fresh)
    try:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
    finally:
        source.close()
        target.close()
    fresh.replace(to)


def _upgrade(connection: sa.Connection) -> None:
    # Alembic takes a quarter of a second to import; only a store that must change pays for it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
