"""The carpool board: offers, requests, introductions, and whom they may be sent to while they live."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0003"
down_revision = "v0002"


def upgrade() -> None:
    op.create_table(
        "carpool_offers",
        sa.Column("offer_id", sa.String(length=16), nullable=False),
        sa.Column("area_id", sa.String(length=64), nullable=False),
        sa.Column("driver", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.JSON(), nullable=False),
        sa.Column("goal", sa.JSON(), nullable=False),
        sa.Column("leaves_start", sa.DateTime(), nullable=False),
        sa.Column("leaves_end", sa.DateTime(), nullable=False),
        sa.Column("back_start", sa.DateTime(), nullable=True),
        sa.Column("back_end", sa.DateTime(), nullable=True),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("is_full", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.JSON(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("offer_id", name=op.f("pk_carpool_offers")),
    )
    op.create_index(op.f("ix_carpool_offers_area_id"), "carpool_offers", ["area_id"])
    op.create_index(op.f("ix_carpool_offers_driver"), "carpool_offers", ["driver"])

    op.create_table(
        "carpool_requests",
        sa.Column("request_id", sa.String(length=16), nullable=False),
        sa.Column("area_id", sa.String(length=64), nullable=False),
        sa.Column("passenger", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.JSON(), nullable=False),
        sa.Column("goal", sa.JSON(), nullable=False),
        sa.Column("wanted_start", sa.DateTime(), nullable=False),
        sa.Column("wanted_end", sa.DateTime(), nullable=False),
        sa.Column("wants_back", sa.Boolean(), nullable=False),
        sa.Column("back_start", sa.DateTime(), nullable=True),
        sa.Column("back_end", sa.DateTime(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_carpool_requests")),
    )
    op.create_index(op.f("ix_carpool_requests_area_id"), "carpool_requests", ["area_id"])
    op.create_index(op.f("ix_carpool_requests_passenger"), "carpool_requests", ["passenger"])

    op.create_table(
        "carpool_introductions",
        sa.Column("introduction_id", sa.String(length=16), nullable=False),
        sa.Column("area_id", sa.String(length=64), nullable=False),
        sa.Column("offer_id", sa.String(length=16), nullable=False),
        sa.Column("request_id", sa.String(length=16), nullable=True),
        sa.Column("driver", sa.String(length=64), nullable=False),
        sa.Column("passenger", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("leaves", sa.DateTime(), nullable=False),
        sa.Column("pickup_start", sa.DateTime(), nullable=False),
        sa.Column("pickup_end", sa.DateTime(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("introduction_id", name=op.f("pk_carpool_introductions")),
    )
    for column in ("area_id", "driver", "passenger"):
        op.create_index(op.f(f"ix_carpool_introductions_{column}"), "carpool_introductions", [column])

    op.create_table(
        "carpool_contacts",
        sa.Column("contact_key", sa.String(length=64), nullable=False),
        sa.Column("area_id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("reach", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("contact_key", name=op.f("pk_carpool_contacts")),
    )
    op.create_table(
        "carpool_blocks",
        sa.Column("blocker", sa.String(length=64), nullable=False),
        sa.Column("blocked", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("blocker", "blocked", name=op.f("pk_carpool_blocks")),
    )
    op.create_index(op.f("ix_carpool_blocks_blocked"), "carpool_blocks", ["blocked"])


def downgrade() -> None:
    for kind in ("blocks", "contacts", "introductions", "requests", "offers"):
        op.drop_table(f"carpool_{kind}")
