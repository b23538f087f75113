"""The log of searches: how they went, the industries asked for, and what was opened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the log's tables."""
    op.create_table(
        "search_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        _moment("happened_at"),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("nothing_fits", sa.Boolean(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_search_event_token", "search_event", ["token"], unique=True)
    op.create_index("ix_search_event_happened_at", "search_event", ["happened_at"])
    op.create_index("ix_search_event_month", "search_event", ["month"])
    op.create_table(
        "search_industry",
        _event_key(),
        sa.Column("industry", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "industry"),
    )
    op.create_index("ix_search_industry_industry", "search_industry", ["industry"])
    op.create_table(
        "search_click",
        _event_key(),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _moment("happened_at"),
        sa.PrimaryKeyConstraint("event_id", "item_id"),
    )


def downgrade() -> None:
    """Drop the log's tables, those that point at others first."""
    for table in ("search_click", "search_industry", "search_event"):
        op.drop_table(table)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _event_key() -> sa.Column[int]:
    return sa.Column(
        "event_id", sa.Integer(), sa.ForeignKey("search_event.id", ondelete="CASCADE"), nullable=False
    )
