"""Invented buses of real communes, for the promises of ride answers: Peyruis, Volonne and Sisteron on one line."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.rides.gtfs import load_feed
from knowledge.rides.rides import Rides
from knowledge.rides.timetable import build_timetable
from tests.knowledge.rides.feeds import Rows, pack, tables

PHONE = "04 65 71 00 01"
"""From the range that Arcep keeps for fiction."""
STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon,wheelchair_boarding",
    "peyruis,Place de Peyruis,44.02874,5.93818,1",
    "volonne,Pont de Volonne,44.10992,6.01390,1",
    "sisteron,Gare de Sisteron,44.19476,5.94314,1",
    "digne,Gare de Digne,44.09235,6.23600,1",
)
AGENCY = ("agency_id,agency_name,agency_url,agency_timezone,agency_phone", f"a,Bus exemple,,Europe/Paris,{PHONE}")
FARE = ("fare_id,price,currency_type,payment_method,transfers", "one,2.50,EUR,0,")
ROUTES = ("route_id,agency_id,route_short_name,route_long_name,route_type", "r,a,12,,3")

DAY_OUT = {
    "out_1": ("peyruis 8:00", "sisteron 8:40"),
    "out_2": ("peyruis 12:35", "sisteron 13:15"),
    "out_3": ("peyruis 15:00", "sisteron 15:40"),
    "back_1": ("sisteron 11:30", "peyruis 12:10"),
    "back_2": ("sisteron 16:10", "peyruis 16:50"),
    "back_3": ("sisteron 18:00", "peyruis 18:40"),
}


def rides(calls: Mapping[str, Rows] = DAY_OUT, **others: Rows) -> Rides:
    """Trips of these calls, every day of 2026, unless ``calendar`` says otherwise."""
    own = {"agency": AGENCY, "routes": ROUTES, "fare_attributes": FARE, **others}
    feed = {**tables(calls, own.pop("stops", STOPS)), **{f"{name}.txt": rows for name, rows in own.items()}}
    return Rides(build_timetable([load_feed(pack(feed), "example.zip")]))


def calendar(days: str, start: str = "20260101", end: str = "20261231") -> Rows:
    """``days``: seven flags, Monday first."""
    return (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date",
        f"daily,{','.join(days)},{start},{end}",
    )
