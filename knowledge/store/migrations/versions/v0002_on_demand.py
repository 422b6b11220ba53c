"""Rides to ring for, as spreadsheets describe them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0002"
down_revision = "v0001"


def upgrade() -> None:
    op.create_table(
        "on_demand",
        sa.Column("area_id", sa.String(length=64), nullable=False),
        sa.Column("entry_id", sa.String(length=200), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("opening_hours", sa.Text(), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_date", sa.Date(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("source_licence", sa.Text(), nullable=True),
        sa.Column("assured_date", sa.Date(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("operator", sa.Text(), nullable=True),
        sa.Column("pickup_communes", sa.JSON(), nullable=False),
        sa.Column("pickup_points", sa.JSON(), nullable=False),
        sa.Column("destination_communes", sa.JSON(), nullable=False),
        sa.Column("destination_points", sa.JSON(), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("return_hours", sa.Text(), nullable=True),
        sa.Column("eligibility", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("desk_hours", sa.Text(), nullable=True),
        sa.Column("booking", sa.JSON(), nullable=True),
        sa.Column("fees", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("booking_url", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("area_id", "entry_id", name=op.f("pk_on_demand")),
    )
    op.create_index(op.f("ix_on_demand_area_id_origin"), "on_demand", ["area_id", "origin"])


def downgrade() -> None:
    op.drop_table("on_demand")
