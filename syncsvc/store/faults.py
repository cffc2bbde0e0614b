"""Failures of the database as errors of ours, which tell the operator what to do and never quote a value."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy.exc

from syncsvc.errors import StoreError

_BY_WORDS = (
    ("locked", "the store is in use by another process", "wait for its run to end, then try again"),
    ("lock timeout", "the store is in use by another process", "wait for its run to end, then try again"),
    ("malformed", "the store's file is damaged", "restore the last backup: syncsvc restore FILE"),
    ("not a database", "the store's file is not a database", "check store.url, or restore the last backup"),
    ("disk is full", "the store's disk is full", "make room, then try again"),
    ("no space left", "the store's disk is full", "make room, then try again"),
    ("readonly", "the store cannot be written", "check the rights of its file and folder"),
    ("read-only", "the store was opened for reading only", "use a unit made for writing"),
    ("unable to open", "the store's file cannot be opened", "check store.url and the rights of its folder"),
    ("disk i/o", "the store's disk failed", "check the disk, then restore the last backup"),
    ("password authentication", "the database refused the sign-in", "check user and password in store.url"),
    ("permission denied", "the database refused the right", "grant it to the user in store.url"),
    ("no such table", "the store lacks a table", "restore the last backup, or start with a new store"),
    ("connection", "the database does not answer", "check that it runs and that store.url is right"),
    ("terminating", "the database was shut down", "start it, then try again"),
)


def fault(error: Exception) -> StoreError:
    """The error to raise in its place."""
    words = str(getattr(error, "orig", None) or error).lower()
    for word, message, hint in _BY_WORDS:
        if word in words:
            return StoreError(message, hint=hint)
    cause = getattr(error, "orig", None) or error
    state = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None) or ""
    return StoreError(f"the database refused: {type(cause).__name__} {state}".rstrip())


@contextmanager
def translated() -> Iterator[None]:
    """Raise StoreError in place of the database's own errors."""
    try:
        yield
    except (sqlalchemy.exc.SQLAlchemyError, sqlite3.Error) as error:
        raise fault(error) from error
