"""Every promise of the store is held on each engine."""

from tests.servers.stores import engine, other_engine, store

__all__ = ["engine", "other_engine", "store"]
