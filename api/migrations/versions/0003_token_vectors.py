"""Token vectors beside the vectors of revisions; all are made anew by the next refresh."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forget the vectors, which are derived, and queue every item, so that the next refresh encodes all again."""
    op.drop_table("item_vector")
    _create(sa.Column("tokens", sa.LargeBinary(), nullable=False))
    op.execute("INSERT INTO index_job (item_id, created_at) SELECT id, CURRENT_TIMESTAMP FROM supply_item")


def downgrade() -> None:
    """As `upgrade`, without the tokens."""
    op.drop_table("item_vector")
    _create()
    op.execute("INSERT INTO index_job (item_id, created_at) SELECT id, CURRENT_TIMESTAMP FROM supply_item")


def _create(*more: sa.Column[bytes]) -> None:
    op.create_table(
        "item_vector",
        sa.Column(
            "revision_id",
            sa.Integer(),
            sa.ForeignKey("supply_revision.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        *more,
        sa.PrimaryKeyConstraint("revision_id", "fingerprint"),
    )
