"""Rows of the carpool tables as the records of ``knowledge.rides.carpool``, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from knowledge.model import Position
from knowledge.rides.carpool import End, Introduction, Offer, Request, State, Window

Row = Mapping[str, Any]


def offer_row(area_id: str, offer: Offer) -> dict[str, Any]:
    return {
        "offer_id": offer.offer_id,
        "area_id": area_id,
        "driver": offer.driver,
        "origin": _end_json(offer.origin),
        "goal": _end_json(offer.goal),
        **_window_columns("leaves", offer.leaves),
        **_window_columns("back", offer.back),
        "weekdays": list(offer.weekdays),
        "seats": offer.seats,
        "is_full": offer.is_full,
        "closed_on": [day.isoformat() for day in offer.closed],
        "is_removed": False,
        "expires": offer.expires,
    }


def read_offer(row: Row, zone: ZoneInfo) -> Offer:
    return Offer(
        offer_id=row["offer_id"],
        driver=row["driver"],
        origin=_end(row["origin"]),
        goal=_end(row["goal"]),
        leaves=_window(row, "leaves", zone),
        seats=row["seats"],
        expires=row["expires"].astimezone(zone),
        back=_window(row, "back", zone) if row["back_start"] else None,
        weekdays=tuple(row["weekdays"]),
        is_full=row["is_full"],
        closed=tuple(date.fromisoformat(day) for day in row["closed_on"]),
    )


def request_row(area_id: str, request: Request) -> dict[str, Any]:
    return {
        "request_id": request.request_id,
        "area_id": area_id,
        "passenger": request.passenger,
        "origin": _end_json(request.origin),
        "goal": _end_json(request.goal),
        **_window_columns("wanted", request.wanted),
        "wants_back": request.wants_back,
        **_window_columns("back", request.back),
        "seats": request.seats,
    }


def read_request(row: Row, zone: ZoneInfo) -> Request:
    return Request(
        request_id=row["request_id"],
        passenger=row["passenger"],
        origin=_end(row["origin"]),
        goal=_end(row["goal"]),
        wanted=_window(row, "wanted", zone),
        seats=row["seats"],
        wants_back=row["wants_back"],
        back=_window(row, "back", zone) if row["back_start"] else None,
    )


def introduction_row(area_id: str, one: Introduction) -> dict[str, Any]:
    return {
        "introduction_id": one.introduction_id,
        "area_id": area_id,
        "offer_id": one.offer_id,
        "request_id": one.request_id,
        "driver": one.driver,
        "passenger": one.passenger,
        "origin": one.origin,
        "goal": one.goal,
        "leaves": one.leaves,
        **_window_columns("pickup", one.pickup),
        "seats": one.seats,
        "state": one.state,
        "asked_at": one.asked_at,
    }


def read_introduction(row: Row, zone: ZoneInfo) -> Introduction:
    return Introduction(
        introduction_id=row["introduction_id"],
        offer_id=row["offer_id"],
        driver=row["driver"],
        passenger=row["passenger"],
        origin=row["origin"],
        goal=row["goal"],
        leaves=row["leaves"].astimezone(zone),
        pickup=_window(row, "pickup", zone),
        seats=row["seats"],
        state=cast(State, row["state"]),
        asked_at=row["asked_at"].astimezone(zone),
        request_id=row["request_id"],
    )


def _window_columns(name: str, window: Window | None) -> dict[str, datetime | None]:
    return {f"{name}_start": window.start if window else None, f"{name}_end": window.end if window else None}


def _window(row: Row, name: str, zone: ZoneInfo) -> Window:
    return Window(row[f"{name}_start"].astimezone(zone), row[f"{name}_end"].astimezone(zone))


def _end_json(end: End) -> dict[str, Any]:
    return {"place_id": end.place_id, "name": end.name, "lat": end.position.lat, "lon": end.position.lon}


def _end(raw: Mapping[str, Any]) -> End:
    return End(raw["place_id"], raw["name"], Position(raw["lat"], raw["lon"]))
