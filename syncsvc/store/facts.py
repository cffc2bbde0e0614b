"""Facts: small things the store knows of itself, such as the version of the model its linkage was made with."""

import sqlalchemy as sa

from syncsvc.store.connection import Connection
from syncsvc.store.prepared import Prepared
from syncsvc.store.schema import metadata, named

_table = sa.Table("fact", metadata, named("name", key=True), named("value"))
_by_name = Prepared(sa.select(_table.c.value).where(_table.c.name == sa.bindparam("name")))
LINKED_WITH = "model"
"""The version of the matching model that the linkage was made with; another one has everything linked afresh."""
IDENTITY = "identity"
"""What no other store has: a synchronisation token of another one is not taken for one of ours."""


class Facts:
    """Texts by name."""

    def __init__(self, database: Connection) -> None:
        self._database = database

    def get(self, name: str) -> str:
        """What is known under a name; an empty text if nothing is."""
        return next((str(value) for (value,) in _by_name.rows(self._database, {"name": name})), "")

    def forget(self, name: str) -> None:
        """Know nothing under this name any more."""
        self._database.execute(sa.delete(_table).where(_table.c.name == name))

    def put(self, name: str, value: str) -> None:
        """Keep a fact."""
        self._database.put(_table, [{"name": name, "value": value}])
