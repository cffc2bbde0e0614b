"""What linking asks of each contact, kept beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    # Of contacts kept before, it is taken from the content until they change.
    op.add_column("contact", sa.Column("comparable", sa.LargeBinary(), nullable=True))
