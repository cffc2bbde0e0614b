"""By what a suppression knows somebody: mail, phone or name."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("suppression_hash", sa.Column("basis", TEXT, nullable=False, server_default=sa.text("''")))
