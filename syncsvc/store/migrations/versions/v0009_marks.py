"""What each record was read from, so that rows that are as before need not be read again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"

TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    # Records kept before have no mark until their source is read the next time.
    op.add_column("record", sa.Column("mark", TEXT, nullable=False, server_default=sa.text("''")))
