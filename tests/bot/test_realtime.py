"""Delays are fetched, told while they are fresh, and forgotten when they are not."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.directories import Directories
from bot.realtime import refresh_news
from knowledge.directory import Directory, load_shipped_directory
from knowledge.rides.rides import Rides
from tests.knowledge.rides.feeds import tables, timetable_of
from tests.knowledge.rides.news import feed

AREA_ID = "durance-provence"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
PLANNED = timetable_of(tables({"t": ("village 12:00", "city 13:00")}))


def a_house(rides: Rides) -> Directories:
    shipped = dataclasses.replace(load_shipped_directory(AREA_ID, examples=False), rides=rides)

    async def load(area_id: str) -> Directory:
        return shipped

    async def get_version(area_id: str) -> object:
        return 1

    return Directories(load, get_version)


async def refreshed(answer: bytes, status: int = 200, rides: Rides | None = None) -> Rides:
    async def send(request: web.Request) -> web.Response:
        return web.Response(body=answer, status=status)

    house = a_house(rides or Rides(PLANNED))
    application = web.Application()
    application.router.add_get("/trip-updates", send)
    async with TestServer(application) as server:
        await refresh_news({AREA_ID: str(server.make_url("/trip-updates"))}, house, lambda: NOW)
    return (await house.get_directory(AREA_ID)).rides


async def test_what_an_operator_tells_is_put_over_the_timetable() -> None:
    rides = await refreshed(feed(NOW, cancelled=("t",)))
    assert rides.timetable is PLANNED
    live = rides.timetable_at(NOW)
    assert live is not None
    assert live.get_day(NOW.date()).is_empty
    assert not PLANNED.get_day(NOW.date()).is_empty


@pytest.mark.parametrize(("answer", "status"), [(b"<html>", 200), (b"", 503)], ids=["no feed", "no answer"])
async def test_what_cannot_be_had_changes_nothing_and_is_logged(
    answer: bytes, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    rides = await refreshed(answer, status)
    assert rides.timetable_at(NOW) is PLANNED
    assert "cannot be had" in caplog.text


async def test_a_feed_that_stands_still_is_not_believed(caplog: pytest.LogCaptureFixture) -> None:
    rides = await refreshed(feed(NOW - timedelta(hours=1), cancelled=("t",)))
    assert rides.timetable_at(NOW) is PLANNED
    assert "stale" in caplog.text


async def test_without_a_timetable_delays_are_of_no_use(caplog: pytest.LogCaptureFixture) -> None:
    assert (await refreshed(feed(NOW), rides=Rides())).live is None
    assert "no timetable was imported" in caplog.text
