"""Who is in which group, found from the member's side."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"

TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "group_member",
        sa.Column("record", NUMBER, autoincrement=False, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["record"], ["record.number"], name=op.f("fk_group_member_record_record"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("record", "key", name=op.f("pk_group_member")),
    )
    op.create_index(op.f("ix_group_member_key"), "group_member", ["key"], unique=False)
    # Groups that are known already are normalised again with the next run of their source, which fills the table.
    op.execute(
        "UPDATE contact SET maker = '' WHERE record IN (SELECT record.number FROM record"
        ' JOIN membership ON membership.source = record.source AND membership."key" = record."key"'
        " JOIN canonical ON canonical.id = membership.id WHERE canonical.kind = 'group')"
    )
