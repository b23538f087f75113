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
    op.execute("DELETE FROM item_vector")
    # SQLite adds no column that may not be null without a default; no row ever has it.
    op.add_column("item_vector", sa.Column("tokens", sa.LargeBinary(), nullable=False, server_default=""))
    op.execute("INSERT INTO index_job (item_id, created_at) SELECT id, CURRENT_TIMESTAMP FROM supply_item")


def downgrade() -> None:
    """Leave the vectors, which are the same without their tokens."""
    op.drop_column("item_vector", "tokens")
