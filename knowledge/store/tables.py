"""The tables. Searching is the directory's work, in memory: here each record is one row, its small lists are JSON."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in, aware out. SQLite forgets the zone, so everything is kept in UTC; a naive value is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

services = Table(
    "services",
    metadata,
    Column("area_id", String(64), primary_key=True),
    Column("service_id", String(200), primary_key=True),
    Column("origin", String(200), nullable=False),  # which import brought it: what a later import may remove
    Column("name", Text, nullable=False),
    Column("categories", JSON, nullable=False),
    Column("source_name", Text, nullable=False),
    Column("source_date", Date, nullable=False),
    Column("source_url", Text),
    Column("source_licence", Text),
    Column("assured_date", Date, nullable=False),
    Column("organization", Text),
    Column("description", Text),
    Column("location", JSON(none_as_null=True)),
    Column("delivery", String(16), nullable=False),
    Column("country", String(2)),
    Column("phones", JSON, nullable=False),
    Column("email", Text),
    Column("url", Text),
    Column("booking_url", Text),
    Column("opening_hours", Text),
    Column("appointment", String(16)),
    Column("visits", JSON, nullable=False),
    Column("eligibility", Text),
    Column("fees", Text),
    Column("languages", JSON, nullable=False),
    Column("service_area", JSON, nullable=False),
    Column("alert_text", Text),
    Column("alert_start", Date),
    Column("alert_end", Date),
    Column("alert_closed", Boolean),
    Column("status", String(24), nullable=False),
    Column("example", Boolean, nullable=False),
)
Index(None, services.c.area_id, services.c.origin)

places = Table(
    "places",
    metadata,
    Column("area_id", String(64), primary_key=True),  # places.EVERYWHERE for a whole country's gazetteer
    Column("place_id", String(64), primary_key=True),
    Column("origin", String(200), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", String(24), nullable=False),
    Column("commune_id", String(16), nullable=False),
    Column("commune", Text, nullable=False),
    Column("country", String(2), nullable=False),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("population", Integer, nullable=False),
    Column("postcodes", JSON, nullable=False),
    Column("names", JSON, nullable=False),
    Column("in_area", Boolean, nullable=False),
)

on_demand = Table(
    "on_demand",  # rides to ring for, as spreadsheets describe them; those of feeds are read from the feed
    metadata,
    Column("area_id", String(64), primary_key=True),
    Column("entry_id", String(200), primary_key=True),
    Column("origin", String(200), nullable=False),
    Column("name", Text, nullable=False),
    Column("opening_hours", Text, nullable=False),
    Column("source_name", Text, nullable=False),
    Column("source_date", Date, nullable=False),
    Column("source_url", Text),
    Column("source_licence", Text),
    Column("assured_date", Date, nullable=False),
    Column("country", String(2), nullable=False),
    Column("operator", Text),
    Column("pickup_communes", JSON, nullable=False),
    Column("pickup_points", JSON, nullable=False),
    Column("destination_communes", JSON, nullable=False),
    Column("destination_points", JSON, nullable=False),
    Column("direction", String(8), nullable=False),
    Column("return_hours", Text),
    Column("eligibility", Text),
    Column("phone", Text),
    Column("desk_hours", Text),
    Column("booking", JSON(none_as_null=True)),
    Column("fees", Text),
    Column("url", Text),
    Column("booking_url", Text),
    Column("description", Text),
    Column("example", Boolean, nullable=False),
)
Index(None, on_demand.c.area_id, on_demand.c.origin)

imports = Table(
    "imports",
    metadata,
    Column("import_id", Integer, primary_key=True),
    Column("area_id", String(64), nullable=False),
    Column("origin", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
)

contacts = Table(
    "contacts",
    metadata,
    Column("contact_key", String(64), primary_key=True),  # keyed hash: never a number
    Column("conversation", Text),
    Column("opted_out", Boolean, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("message_id", Integer, primary_key=True),
    Column("contact_key", String(64), nullable=False),
    Column("area_id", String(64), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("direction", String(3), nullable=False),  # in or out, seen from the program
    Column("external_id", String(128)),  # the channel's own id; an answer gets it when sent
    Column("at", UtcDateTime, nullable=False),
    Column("text", Text, nullable=False),
    Column("in_reply_to", Integer, ForeignKey("messages.message_id", ondelete="CASCADE")),
    Column("status", String(32), nullable=False),
    Column("error", Text),
    UniqueConstraint("channel", "direction", "external_id"),
)
Index(None, messages.c.contact_key, messages.c.message_id)
Index(None, messages.c.in_reply_to)
Index(None, messages.c.at)

outbox = Table(
    "outbox",  # a row lives only while its answer has still to be sent, and the address with it
    metadata,
    Column("message_id", Integer, ForeignKey("messages.message_id", ondelete="CASCADE"), primary_key=True),
    Column("address", Text, nullable=False),
    Column("payload", Text),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", UtcDateTime, nullable=False),
    Column("error", Text),
)
Index(None, outbox.c.next_attempt_at)

events = Table(
    "events",
    metadata,
    Column("event_id", Integer, primary_key=True),
    Column("area_id", String(64), nullable=False),
    Column("contact_key", String(64)),  # None once the resident had their data deleted
    Column("channel", String(32), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
Index(None, events.c.area_id, events.c.kind, events.c.at)
Index(None, events.c.contact_key)
