"""Who ever saw a contact that changed or is gone."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # Of contacts that changed before this was kept anybody may have seen something: everybody is told.
    op.add_column("feed", sa.Column("widest", sa.Integer(), nullable=False, server_default="0"))
