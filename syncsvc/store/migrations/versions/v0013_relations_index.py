"""Indexes on the few matches that are relations."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_RELATING = sa.text("relation != ''")


def upgrade() -> None:
    for side in ("left", "right"):
        op.create_index(
            f"ix_match_relating_{side}", "match", [side], sqlite_where=_RELATING, postgresql_where=_RELATING
        )
