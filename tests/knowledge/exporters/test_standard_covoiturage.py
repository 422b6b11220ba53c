"""The board as other carpool services read it: the fields the standard demands, and nobody's key."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from knowledge.exporters.carpool_trips import Publisher
from knowledge.exporters.standard_covoiturage import list_collections
from knowledge.rides.carpool import Board, Window
from tests.knowledge.rides.test_carpool import NOW, ZONE, an_introduction, an_offer, at, instant

PUBLISHER = Publisher("Allô Durance", "allo.example.org", "https://allo.example.org/durance", "Europe/Paris", "fr")
REQUIRED_OF_TRIP = {"duration", "passengerPickupLat", "passengerPickupLng", "passengerDropLat", "passengerDropLng"}
REQUIRED_OF_JOURNEY = REQUIRED_OF_TRIP | {"driver", "passengerPickupDate", "type", "webUrl"}


def weekly(**changes: Any) -> Any:
    return an_offer(weekdays=(1, 3), expires=NOW + timedelta(weeks=8), **changes)


def test_a_single_trip_has_all_that_the_standard_requires() -> None:
    out, back = list_collections(Board((an_offer(),)), PUBLISHER, NOW)["driver_journeys"]
    assert out.keys() >= REQUIRED_OF_JOURNEY
    assert {"id", "alias", "operator"} <= out["driver"].keys()
    assert out["passengerPickupDate"] == int(at(9).timestamp())
    assert back["passengerPickupDate"] == int(at(12).timestamp())
    assert (out["type"], out["availableSeats"]) == ("PLANNED", 3)
    assert out["id"] != back["id"]
    assert isinstance(out["duration"], int)


def test_a_regular_trip_has_a_schedule_for_each_of_its_days() -> None:
    (out, _) = list_collections(Board((weekly(),)), PUBLISHER, NOW)["driver_regular_trips"]
    assert REQUIRED_OF_TRIP | {"driver"} <= out.keys()
    assert [one["passengerPickupDay"] for one in out["schedules"]] == ["tue", "thu"]
    assert {one["passengerPickupTimeOfDay"] for one in out["schedules"]} == {"09:00:00"}
    dates = out["schedules"][1]["JourneySchedules"]
    assert dates[0]["passengerPickupDate"] == int(at(9).timestamp())
    assert {datetime.fromtimestamp(one["passengerPickupDate"], ZONE).hour for one in dates} == {9}


@pytest.mark.parametrize(
    "board",
    [
        Board((weekly(seats=1),), introductions=(an_introduction(),)),
        Board((weekly(closed=(at(9).date(),)),)),
    ],
    ids=["taken", "closed"],
)
def test_a_day_without_a_seat_is_not_listed(board: Board) -> None:
    (out, _) = list_collections(board, PUBLISHER, NOW)["driver_regular_trips"]
    listed = [one["passengerPickupDate"] for one in out["schedules"][1]["JourneySchedules"]]
    assert int(at(9).timestamp()) not in listed
    assert listed


@pytest.mark.parametrize(
    "board",
    [
        Board((an_offer(is_full=True),)),
        Board((an_offer(back=None, leaves=Window(at(0), at(23, 59)), expires=at(23)),)),
        Board((an_offer(),), unreachable=frozenset({"driver"})),
        Board((an_offer(seats=1),), introductions=(an_introduction(),)),
        Board((an_offer(leaves=instant(9, day=NOW - timedelta(days=1)), expires=NOW - timedelta(days=1)),)),
    ],
    ids=["full", "no hour", "wants no messages", "taken", "over"],
)
def test_what_nobody_could_take_is_not_published(board: Board) -> None:
    assert list_collections(board, PUBLISHER, NOW) == {"driver_journeys": [], "driver_regular_trips": []}


def test_nobody_s_key_is_published() -> None:
    key = "f" * 64
    published = json.dumps(list_collections(Board((an_offer(driver=key), weekly(driver=key))), PUBLISHER, NOW))
    assert key not in published
