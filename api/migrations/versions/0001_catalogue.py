"""The catalogue: providers, supply items with their revisions, what conditions query, and the index's queue and vectors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the catalogue's tables."""
    _create_providers()
    _create_items()
    _create_details()
    _create_indexing()


def downgrade() -> None:
    """Drop the catalogue's tables, those that point at others first."""
    for table in (
        "item_vector",
        "index_job",
        "finance_detail",
        "product_detail",
        "supply_facet",
        "supply_topic",
        "supply_revision",
        "supply_item",
        "provider",
    ):
        op.drop_table(table)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _item_key() -> sa.Column[int]:
    return sa.Column(
        "item_id", sa.Integer(), sa.ForeignKey("supply_item.id", ondelete="CASCADE"), nullable=False
    )


def _create_providers() -> None:
    op.create_table(
        "provider",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("credit_code", sa.String(), nullable=True),
        sa.Column("provider_type", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("credit_code"),
    )
    op.create_index("ix_provider_name", "provider", ["name"], unique=True)


def _create_items() -> None:
    op.create_table(
        "supply_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("provider_id", sa.Integer(), sa.ForeignKey("provider.id"), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("provider_id", "name", "kind", name="uq_supply_item_natural_key"),
    )
    for column in ("kind", "provider_id", "status"):
        op.create_index(f"ix_supply_item_{column}", "supply_item", [column])
    op.create_table(
        "supply_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), sa.ForeignKey("supply_item.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("item_id", "number", name="uq_supply_revision_number"),
    )
    op.create_index("ix_supply_revision_item_id", "supply_revision", ["item_id"])


def _create_details() -> None:
    op.create_table(
        "supply_topic",
        _item_key(),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("level_from", sa.Integer(), nullable=True),
        sa.Column("level_to", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("item_id", "topic"),
    )
    op.create_index("ix_supply_topic_topic", "supply_topic", ["topic"])
    op.create_table(
        "supply_facet",
        _item_key(),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "field", "value"),
    )
    op.create_index("ix_supply_facet_value", "supply_facet", ["value"])
    op.create_table(
        "product_detail",
        _item_key(),
        sa.Column("price_model", sa.String(), nullable=False),
        sa.Column("price_min_wan", sa.Float(), nullable=True),
        sa.Column("price_max_wan", sa.Float(), nullable=True),
        sa.Column("free", sa.Boolean(), nullable=True),
        sa.Column("trial", sa.Boolean(), nullable=True),
        sa.Column("golive_min_days", sa.Integer(), nullable=True),
        sa.Column("golive_max_days", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("item_id"),
    )
    op.create_table(
        "finance_detail",
        _item_key(),
        sa.Column("finance_type", sa.String(), nullable=False),
        sa.Column("amount_min_wan", sa.Float(), nullable=True),
        sa.Column("amount_max_wan", sa.Float(), nullable=True),
        sa.Column("term_min_months", sa.Integer(), nullable=True),
        sa.Column("term_max_months", sa.Integer(), nullable=True),
        sa.Column("rate_min_pct", sa.Float(), nullable=True),
        sa.Column("rate_max_pct", sa.Float(), nullable=True),
        sa.Column("min_level", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("item_id"),
    )


def _create_indexing() -> None:
    op.create_table(
        "index_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_index_job_item_id", "index_job", ["item_id"])
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
        sa.PrimaryKeyConstraint("revision_id", "fingerprint"),
    )
