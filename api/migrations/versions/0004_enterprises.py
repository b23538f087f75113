"""Enterprises, their levels and outcomes, and the pool of open demands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the demand side's tables."""
    _create_enterprises()
    _create_outcomes()
    _create_demands()


def downgrade() -> None:
    """Drop the demand side's tables, those that point at others first."""
    for table in ("open_demand", "outcome", "enterprise_level", "enterprise"):
        op.drop_table(table)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _enterprise_key() -> sa.Column[int]:
    return sa.Column(
        "enterprise_id", sa.Integer(), sa.ForeignKey("enterprise.id", ondelete="CASCADE"), nullable=False
    )


def _create_enterprises() -> None:
    op.create_table(
        "enterprise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("credit_code", sa.String(), nullable=True),
        sa.Column("industry", sa.String(), nullable=True),
        sa.Column("industry_code", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("revenue_wan", sa.Float(), nullable=True),
        sa.Column("tier", sa.String(), nullable=True),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.Column("digital_level", sa.Integer(), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("credit_code"),
    )
    op.create_index("ix_enterprise_name", "enterprise", ["name"], unique=True)
    op.create_index("ix_enterprise_industry", "enterprise", ["industry"])
    op.create_table(
        "enterprise_level",
        _enterprise_key(),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("enterprise_id", "topic", "measured_on"),
    )


def _create_outcomes() -> None:
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        _enterprise_key(),
        sa.Column("item_id", sa.Integer(), sa.ForeignKey("supply_item.id"), nullable=False),
        sa.Column("revision_id", sa.Integer(), sa.ForeignKey("supply_revision.id"), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("level_before", sa.Integer(), nullable=True),
        sa.Column("level_after", sa.Integer(), nullable=True),
        sa.Column("cost_wan", sa.Float(), nullable=True),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("enterprise_id", "item_id", "topic", name="uq_outcome_project"),
    )
    for column in ("enterprise_id", "item_id", "topic"):
        op.create_index(f"ix_outcome_{column}", "outcome", [column])


def _create_demands() -> None:
    op.create_table(
        "open_demand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("target_level", sa.Integer(), nullable=True),
        sa.Column("industry", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("month", "digest", "topic", name="uq_open_demand_month_digest_topic"),
    )
    for column in ("month", "digest"):
        op.create_index(f"ix_open_demand_{column}", "open_demand", [column])
