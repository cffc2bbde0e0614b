"""An index on where issues stand: each run asks which stand at the contacts it touched."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_index("ix_issue_place_stage", "issue", ["place", "stage"])
