"""Delays are fetched, told while they are fresh, and forgotten when they are not."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

import bot.realtime
from bot.directories import Directories
from bot.feeds import FeedFolder
from bot.realtime import DelaysDesk
from knowledge.area import load_area
from knowledge.directory import Directory, load_shipped_directory
from knowledge.rides.rides import Rides
from knowledge.rides.timetable import Timetable
from tests.knowledge.rides.feeds import pack, tables
from tests.knowledge.rides.news import feed

AREA_ID = "durance-provence"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
NAME = "example.zip"
CONTENT = pack(tables({"t": ("village 12:00", "city 13:00")}))


@dataclasses.dataclass
class House:
    """A running program's part that knows delays, and the operator's server before it."""

    folder: FeedFolder
    directories: Directories
    desk: DelaysDesk
    answer: bytes = b""
    status: int = 200
    asked: int = 0

    async def hear(self, answer: bytes, status: int = 200) -> Rides:
        self.answer, self.status = answer, status
        await self.desk.refresh()
        return (await self.directories.get_directory(AREA_ID)).rides

    async def send(self, request: web.Request) -> web.Response:
        self.asked += 1
        return web.Response(body=self.answer, status=self.status)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with a_house(tmp_path) as made:
        yield made


@asynccontextmanager
async def a_house(data_dir: Path) -> AsyncIterator[House]:
    folder = FeedFolder(data_dir, load_area(AREA_ID))
    folder.keep(NAME, CONTENT, None)

    async def load(area_id: str) -> Directory:
        return dataclasses.replace(
            load_shipped_directory(area_id, examples=False), rides=Rides(folder.load_timetable())
        )

    async def get_version(area_id: str) -> object:
        return folder.get_version()

    directories = Directories(load, get_version)
    made = House(folder, directories, DelaysDesk({AREA_ID: folder}, directories, lambda: NOW))
    application = web.Application()
    application.router.add_get("/trip-updates", made.send)
    async with TestServer(application) as server:
        folder.note_realtime(NAME, f"{server.make_url('/trip-updates')}?key=secret")
        yield made


def is_running(timetable: Timetable | None) -> bool:
    assert timetable is not None
    return not timetable.get_day(NOW.date()).is_empty


async def test_what_an_operator_tells_is_put_over_the_timetable(house: House) -> None:
    rides = await house.hear(feed(NOW, cancelled=("t",)))
    assert not is_running(rides.timetable_at(NOW))
    assert is_running(rides.timetable)
    assert is_running(rides.timetable_at(NOW + timedelta(minutes=6)))


@pytest.mark.parametrize(
    ("answer", "status", "told"),
    [(b"<html>", 200, "no GTFS-Realtime"), (b"", 503, "the server answers 503"), (b"", 200, "what every feed has")],
    ids=["no feed", "no answer", "nothing"],
)
async def test_what_cannot_be_had_is_logged_once_and_the_last_news_hold(
    house: House, answer: bytes, status: int, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    await house.hear(feed(NOW, cancelled=("t",)))
    rides = await house.hear(answer, status)
    await house.hear(answer, status)
    assert not is_running(rides.timetable_at(NOW))
    assert is_running(rides.timetable_at(NOW + timedelta(minutes=6)))
    assert caplog.text.count(told) == 1
    assert "secret" not in caplog.text
    await house.hear(feed(NOW))
    assert "all is well again" in caplog.text


async def test_a_feed_that_stands_still_is_not_believed(house: House, caplog: pytest.LogCaptureFixture) -> None:
    rides = await house.hear(feed(NOW - timedelta(hours=1), cancelled=("t",)))
    assert is_running(rides.timetable_at(NOW))
    assert "stale" in caplog.text


async def test_a_feed_of_another_timetable_is_told_to_staff(house: House, caplog: pytest.LogCaptureFixture) -> None:
    await house.hear(feed(NOW, cancelled=("x", "y")))
    assert "no trip of the timetable" in caplog.text


async def test_a_feed_that_never_ends_is_given_up(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(bot.realtime, "LARGEST", 10_000)
    rides = await house.hear(bytes(20_000))
    assert rides.delays == ()
    assert "larger" in caplog.text


async def test_news_of_a_timetable_that_was_replaced_meanwhile_are_dropped(house: House) -> None:
    before = await house.hear(feed(NOW, cancelled=("t",)))
    house.folder.keep(NAME, pack(tables({"new": ("village 12:00", "city 13:00")})), None)
    await house.directories.refresh()
    house.directories.put_delays(AREA_ID, before)
    assert (await house.directories.get_directory(AREA_ID)).rides.delays == ()


async def test_a_feed_without_an_address_is_not_asked_for(house: House) -> None:
    house.folder.note_realtime(NAME, None)
    assert (await house.hear(feed(NOW, cancelled=("t",)))).delays == ()
    assert house.asked == 0
