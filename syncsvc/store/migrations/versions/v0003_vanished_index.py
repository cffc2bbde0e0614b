"""An index on the few records that vanished and are still kept."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_GONE = sa.text("vanished_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_record_vanished", "record", ["source", "vanished_at"], sqlite_where=_GONE, postgresql_where=_GONE
    )
