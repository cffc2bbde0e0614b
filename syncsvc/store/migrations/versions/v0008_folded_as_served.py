"""What contacts are found by, folded as everything that is served folds it."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    from syncsvc.store.connection import Connection
    from syncsvc.store.directory import Directory

    Directory(Connection(op.get_bind(), writes=True)).refold()
