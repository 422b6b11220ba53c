"""The feed that residents are answered from is replaced by a better one only."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.feeds import FeedFolder, Origin, feed_name, fetch_feed
from knowledge.area import load_area
from knowledge.rides.gtfs_tables import FeedError
from tests.knowledge.rides.feeds import pack, tables

TODAY = date(2026, 11, 24)
FULL = pack(tables({f"t{n}": (f"village {n:02}:00", f"city {n:02}:30") for n in range(8, 18)}))
POOR = pack(tables({"t8": ("village 08:00", "city 08:30")}))


@pytest.fixture
def folder(tmp_path: Path) -> FeedFolder:
    return FeedFolder(tmp_path, load_area("durance-provence"))


def test_an_area_without_feeds_has_no_timetable(folder: FeedFolder) -> None:
    assert folder.load_timetable() is None


def test_a_kept_feed_is_the_areas_timetable(folder: FeedFolder) -> None:
    before = folder.get_version()
    folder.keep("example.zip", FULL, None)
    timetable = folder.load_timetable()
    assert timetable is not None
    assert len(timetable.trips) == 10
    assert folder.get_version() != before


def test_the_address_of_delays_outlives_a_new_edition(folder: FeedFolder) -> None:
    folder.keep("example.zip", FULL, None)
    assert folder.list_realtime() == {}
    folder.note_realtime("example.zip", "https://example.org/trip-updates")
    folder.keep("example.zip", FULL, Origin("https://example.org/gtfs.zip"))
    assert folder.list_realtime() == {"example.zip": "https://example.org/trip-updates"}
    folder.note_realtime("example.zip", None)
    assert folder.list_realtime() == {}
    assert list(folder.list_origins()) == ["example.zip"]


def test_an_edition_with_few_of_the_trips_is_worse(folder: FeedFolder) -> None:
    folder.keep("example.zip", FULL, None)
    assert folder.compare("example.zip", POOR, TODAY).worse == (
        "in the next 14 days it has 14 trips, the one before 140",
    )
    assert folder.compare("other.zip", POOR, TODAY).worse == ()


def test_an_edition_that_has_not_begun_is_worse(folder: FeedFolder) -> None:
    folder.keep("example.zip", FULL, None)
    later = tables({f"t{n}": (f"village {n:02}:00", f"city {n:02}:30") for n in range(8, 18)})
    later["calendar.txt"] = [row.replace("20260101", "20261201") for row in later["calendar.txt"]]
    assert "2026-12-01 to 2026-12-31" in folder.compare("example.zip", pack(later), TODAY).worse[0]


def test_an_expired_feed_is_told(folder: FeedFolder) -> None:
    notes = folder.compare("example.zip", FULL, date(2027, 1, 4)).notes
    assert notes == ("it expired on 2026-12-31: no times will be told",)


def test_a_file_that_has_become_unreadable_does_not_hide_the_others(folder: FeedFolder) -> None:
    folder.keep("good.zip", FULL, None)
    folder.keep("bad.zip", b"no zip", None)
    timetable = folder.load_timetable()
    assert timetable is not None
    assert [feed.name for feed in timetable.feeds] == ["good.zip"]


def test_what_is_no_feed_is_refused(folder: FeedFolder) -> None:
    with pytest.raises(FeedError):
        folder.compare("example.zip", b"<html>", TODAY)


def test_a_feed_is_known_by_its_file_or_its_whole_address() -> None:
    assert feed_name("somewhere/Car Jaune.ZIP") == "car-jaune.zip"
    assert feed_name("https://example.org/a/gtfs.zip") != feed_name("https://example.org/b/gtfs.zip")


async def test_only_what_has_changed_is_fetched_again_and_only_the_better_is_kept(folder: FeedFolder) -> None:
    edition = {"tag": '"1"', "content": FULL}
    sent = []

    async def serve(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == edition["tag"]:
            return web.Response(status=304)
        sent.append(edition["tag"])
        return web.Response(body=edition["content"], headers={"ETag": str(edition["tag"])})

    app = web.Application()
    app.router.add_get("/gtfs.zip", serve)
    async with TestServer(app) as server:
        url = str(server.make_url("/gtfs.zip"))
        fetched = await fetch_feed(url)
        assert fetched is not None
        folder.keep("example.zip", *fetched)
        assert folder.list_origins() == {"example.zip": Origin(url, '"1"')}
        assert await folder.refresh(TODAY) == ()

        edition.update(tag='"2"', content=POOR)
        (told,) = await folder.refresh(TODAY)
        assert told.startswith("example.zip: kept as it was, the new one is worse")
        assert await folder.refresh(TODAY) == ()

        edition.update(tag='"3"', content=b"<html>")
        (told,) = await folder.refresh(TODAY)
        assert "kept as it was" in told

        edition.update(tag='"4"', content=pack(tables({"t1": ("village 08:00", "city 08:30")} | _many())))
        told, *_ = await folder.refresh(TODAY)
        assert told.endswith("(new)")
        timetable = folder.load_timetable()
        assert timetable is not None
        assert len(timetable.trips) == 12
    assert sent == ['"1"', '"2"', '"3"', '"4"']


def _many() -> dict[str, tuple[str, str]]:
    return {f"m{n}": (f"village {n:02}:00", f"city {n:02}:30") for n in range(8, 19)}
