"""Small GTFS-Flex feeds, invented: a village, its town, and a bus that comes when one rings for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from knowledge.model import Position
from knowledge.rides.gtfs import load_feed
from knowledge.rides.on_demand import OnDemandService, Window
from knowledge.rides.on_demand_options import OnDemandOption, find_on_demand
from knowledge.rides.zones import End
from tests.knowledge.rides.feeds import Rows, pack

PARIS = ZoneInfo("Europe/Paris")
VILLAGE, TOWN, FAR = (End(Position(lat, 6.0)) for lat in (44.0, 44.1, 44.5))
PHONE = "04 65 71 00 01"
DIALLED = "+33465710001"
RULE_COLUMNS = (
    "booking_rule_id,booking_type,prior_notice_duration_min,prior_notice_duration_max,prior_notice_last_day,"
    "prior_notice_last_time,prior_notice_start_day,prior_notice_start_time,prior_notice_service_id,message,phone_number"
)
STOP_TIMES = (
    "trip_id,stop_sequence,location_id,start_pickup_drop_off_window,end_pickup_drop_off_window,pickup_type,"
    "drop_off_type,pickup_booking_rule_id,drop_off_booking_rule_id"
)
WORKING_DAYS = "working,1,1,1,1,1,0,0,20260101,20261231"


def square(lat: float, lon: float, half: float = 0.02) -> list[list[float]]:
    """A closed ring around a point."""
    corners = ((-half, -half), (half, -half), (half, half), (-half, half), (-half, -half))
    return [[lon + east, lat + north] for east, north in corners]


def geojson(**zones: list[list[float]]) -> Rows:
    features = [
        {"type": "Feature", "id": name, "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name, ring in zones.items()
    ]
    return (json.dumps({"type": "FeatureCollection", "features": features}),)


ZONES = geojson(village=square(44.0, 6.0), town=square(44.1, 6.0))


def flex_tables(
    rule: str = "rule,1,60,,,,,,,,", window: str = "08:00:00,18:00:00", others: Mapping[str, Rows | None] | None = None
) -> dict[str, Rows | None]:
    """From the village to the town and back, every day of 2026; columns of the final specification."""
    stop_times = [
        STOP_TIMES,
        *(
            f"{trip},{number},{zone},{window},{types},rule,rule"
            for trip, zones in (("out", ("village", "town")), ("back", ("town", "village")))
            for number, (zone, types) in enumerate(zip(zones, ("2,1", "1,2"), strict=True), start=1)
        ),
    ]
    return {
        "agency.txt": ("agency_id,agency_name,agency_url,agency_timezone", "a,Example buses,,Europe/Paris"),
        "stops.txt": None,
        "locations.geojson": ZONES,
        "routes.txt": ("route_id,agency_id,route_long_name,route_type", "r,a,Example on demand,3"),
        "trips.txt": ("route_id,service_id,trip_id", "r,daily,out", "r,daily,back"),
        "stop_times.txt": stop_times,
        "booking_rules.txt": (RULE_COLUMNS, f"{rule}{PHONE}" if rule.endswith(",") else rule),
        "calendar.txt": (
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date",
            "daily,1,1,1,1,1,1,1,20260101,20261231",
            WORKING_DAYS,
        ),
        **(others or {}),
    }


def services_of(tables: Mapping[str, Rows | None], name: str = "example.zip") -> tuple[OnDemandService, ...]:
    return load_feed(pack(tables), name).on_demand


def local(text: str, zone: ZoneInfo = PARIS, fold: int = 0) -> datetime:
    """``2026-11-24 10:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


def find_one(
    services: tuple[OnDemandService, ...],
    day: str,
    now: str | datetime,
    *,
    hours: tuple[str, str] = ("00:00", "23:59"),
    ends: tuple[End, End] = (VILLAGE, TOWN),
) -> OnDemandOption | None:
    """The only ride of that day, local time."""
    window = Window(*(local(f"{day} {hour}") for hour in hours))
    moment = local(now) if isinstance(now, str) else now
    found = find_on_demand(services, *ends, window, moment)
    assert len(found) <= 1
    return found[0] if found else None


def told(option: OnDemandOption | None) -> str | None:
    """``08:00-18:00, by Tue 24 17:00, now``."""
    if option is None:
        return None
    by = f"by {option.book_by:%a %d %H:%M}" if option.book_by else "by ?"
    now = ", now" if option.can_call_now else f", from {option.call_from:%a %d %H:%M}" if option.call_from else ""
    return f"{option.pickup.start:%H:%M}-{option.pickup.end:%H:%M}, {by}{now}"
