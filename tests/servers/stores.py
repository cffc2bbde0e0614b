"""Fresh stores on both engines for tests: ``store`` comes once on SQLite and once on a real PostgreSQL.

A folder of tests takes them up in its conftest: ``from tests.servers.stores import engine, store``.
"""

import functools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from syncsvc.store import Store, open_store
from tests.servers.postgres import shared

ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The name of the engine under test."""
    return request.param


@pytest.fixture(params=ENGINES)
def other_engine(request: pytest.FixtureRequest) -> str:
    """The name of a second engine."""
    return request.param


@pytest.fixture
def store(engine: str, tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(fresh_url(engine, tmp_path), tmp_path)
    yield opened
    opened.close()


def fresh_url(engine: str, base: Path, name: str = "directory") -> str:
    """The URL of an empty store with its tables; made by copying, which is quicker than migrating every time."""
    if engine == "sqlite":
        shutil.copyfile(_sqlite_template(), base / f"{name}.sqlite")
        return f"sqlite:///{base / name}.sqlite"
    return shared().database(_postgres_template())


@functools.cache
def _sqlite_template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="syncsvc-template-"))
    open_store("sqlite:///template.sqlite", folder).close()
    return folder / "template.sqlite"


@functools.cache
def _postgres_template() -> str:
    url = shared().database()
    open_store(url, Path(tempfile.mkdtemp(prefix="syncsvc-template-"))).close()
    return url.rpartition("/")[2]
