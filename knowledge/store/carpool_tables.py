"""The tables of the carpool board. People are keyed hashes in all of them but ``carpool_contacts``."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, Text

from knowledge.store.tables import UtcDateTime, metadata

offers = Table(
    "carpool_offers",
    metadata,
    Column("offer_id", String(16), primary_key=True),
    Column("area_id", String(64), nullable=False),
    Column("driver", String(64), nullable=False),
    Column("origin", JSON, nullable=False),
    Column("goal", JSON, nullable=False),
    Column("leaves_start", UtcDateTime, nullable=False),
    Column("leaves_end", UtcDateTime, nullable=False),
    Column("back_start", UtcDateTime),
    Column("back_end", UtcDateTime),
    Column("weekdays", JSON, nullable=False),
    Column("seats", Integer, nullable=False),
    Column("is_full", Boolean, nullable=False),
    Column("closed_on", JSON, nullable=False),
    Column("is_removed", Boolean, nullable=False),  # by staff; the running program tells people, then deletes it
    Column("expires", UtcDateTime, nullable=False),
)
Index(None, offers.c.area_id)
Index(None, offers.c.driver)

requests = Table(
    "carpool_requests",
    metadata,
    Column("request_id", String(16), primary_key=True),
    Column("area_id", String(64), nullable=False),
    Column("passenger", String(64), nullable=False),
    Column("origin", JSON, nullable=False),
    Column("goal", JSON, nullable=False),
    Column("wanted_start", UtcDateTime, nullable=False),
    Column("wanted_end", UtcDateTime, nullable=False),
    Column("wants_back", Boolean, nullable=False),
    Column("back_start", UtcDateTime),
    Column("back_end", UtcDateTime),
    Column("seats", Integer, nullable=False),
)
Index(None, requests.c.area_id)
Index(None, requests.c.passenger)

introductions = Table(
    "carpool_introductions",
    metadata,
    Column("introduction_id", String(16), primary_key=True),
    Column("area_id", String(64), nullable=False),
    Column("offer_id", String(16), nullable=False),
    Column("request_id", String(16)),
    Column("driver", String(64), nullable=False),
    Column("passenger", String(64), nullable=False),
    Column("origin", Text, nullable=False),
    Column("goal", Text, nullable=False),
    Column("leaves", UtcDateTime, nullable=False),
    Column("pickup_start", UtcDateTime, nullable=False),
    Column("pickup_end", UtcDateTime, nullable=False),
    Column("seats", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
)
Index(None, introductions.c.area_id)
Index(None, introductions.c.driver)
Index(None, introductions.c.passenger)

contacts = Table(
    "carpool_contacts",  # a row lives only while its owner has an offer, a request or an introduction before them
    metadata,
    Column("contact_key", String(64), primary_key=True),
    Column("area_id", String(64), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("address", Text, nullable=False),
    Column("reach", Text, nullable=False),  # what the other one is given once both have said yes
)

blocks = Table(
    "carpool_blocks",
    metadata,
    Column("blocker", String(64), primary_key=True),
    Column("blocked", String(64), primary_key=True),
)
Index(None, blocks.c.blocked)
