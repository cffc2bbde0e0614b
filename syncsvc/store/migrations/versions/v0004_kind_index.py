"""An index on the kind of contacts: whoever looks for the few groups should not read the whole directory."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_index("ix_canonical_kind", "canonical", ["kind"])
