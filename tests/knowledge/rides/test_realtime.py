"""What a GTFS-Realtime feed says is read as it is meant, and how old it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from knowledge.rides.realtime import NewsError, read_news
from tests.knowledge.rides.news import KINDS, feed, message_of

NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize("content", [b"<html>no</html>", b"", b"\x00\xff"], ids=["a page", "nothing", "broken"])
def test_what_is_no_realtime_feed_is_refused(content: bytes) -> None:
    with pytest.raises(NewsError):
        read_news(content, NOW)


def test_news_are_as_old_as_they_say() -> None:
    assert read_news(feed(NOW - timedelta(minutes=4)), NOW).told_at == NOW - timedelta(minutes=4)


def test_news_that_do_not_say_how_old_they_are_were_told_when_they_were_fetched() -> None:
    assert read_news(feed(None), NOW).told_at == NOW


def test_news_from_the_future_are_no_younger_than_others() -> None:
    assert read_news(feed(NOW + timedelta(hours=1)), NOW).told_at == NOW


def test_a_feed_of_no_possible_time_is_refused() -> None:
    message = message_of(NOW)
    message.header.timestamp = 2**64 - 1
    with pytest.raises(NewsError, match="no time"):
        read_news(message.SerializeToString(), NOW)


@pytest.mark.parametrize("kind", ["ADDED", "DUPLICATED", "UNSCHEDULED", "NEW", "REPLACEMENT"])
def test_trips_that_no_timetable_has_are_left_aside_and_counted(kind: str) -> None:
    news = read_news(feed(NOW, {"t": []}, ("extra",), kind=KINDS.ScheduleRelationship.Value(kind)), NOW)
    assert ([trip.trip_id for trip in news.trips], news.left_aside) == (["t"], 1)


def test_what_is_taken_back_is_not_told() -> None:
    message = message_of(NOW)
    message.ParseFromString(feed(NOW, cancelled=("t",)))
    message.entity[0].is_deleted = True
    assert read_news(message.SerializeToString(), NOW).trips == ()


def test_positions_and_alerts_are_no_news_of_trips() -> None:
    message = message_of(NOW)
    message.entity.add(id="v").vehicle.trip.trip_id = "t"
    message.entity.add(id="a").alert.header_text.translation.add(text="Grève")
    news = read_news(message.SerializeToString(), NOW)
    assert (news.trips, news.left_aside) == ((), 0)
