"""Until when an on-demand ride must be asked for: booking rules in GTFS-Flex's words, deadlines as instants.

Days are counted on the local calendar, minutes between instants, so that both stay right when the clocks change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from knowledge.opening_hours import OpeningHours
from knowledge.rides.gtfs_calendar import ServiceDays

BookingType = Literal[0, 1, 2]
"""0 at the moment of travel, 1 the same day with some notice, 2 up to a day before."""

FARTHEST_BACK_DAYS = 60
"""How far before the ride counted days are looked for."""


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Monday to Friday without the public holidays of a country (ISO 3166-1 alpha-2)."""

    country: str | None

    def is_on(self, day: date) -> bool:
        return bool(OpeningHours.parse("Mo-Fr 00:00-24:00; PH off", self.country).hours_on(day))


@dataclass(frozen=True, slots=True)
class WeekdayDeadline:
    """ "Vendredi 12h pour lundi". Weekdays count from Monday, 0."""

    travel_days: tuple[int, ...]
    weekday: int
    """The last one before the ride."""
    at: int | None
    """Seconds after midnight, local time; None when nobody knows the hour."""


@dataclass(frozen=True, slots=True)
class BookingSpan:
    """When one ride can be asked for, UTC; both ends included."""

    opens: datetime | None
    """None: as early as one likes."""
    closes: datetime
    """When nobody knows the deadline: the last moment at which it makes sense at all."""
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class BookingRule:
    """A row of booking_rules.txt, or what a spreadsheet says of it. Times are seconds after midnight, local time."""

    booking_type: BookingType | None = None
    """None: nobody knows."""
    prior_notice_duration_min: int | None = None
    prior_notice_duration_max: int | None = None
    """Minutes before the ride."""
    prior_notice_last_day: int | None = None
    prior_notice_last_time: int | None = None
    prior_notice_start_day: int | None = None
    prior_notice_start_time: int | None = None
    prior_notice_days: ServiceDays | WorkingDays | None = None
    """The days that count (``prior_notice_service_id``); None: all."""
    by_weekday: tuple[WeekdayDeadline, ...] = ()
    """Deadlines of their own for rides on some weekdays."""
    message: str | None = None
    """As the feed has it, in its own language."""
    phone_number: str | None = None
    """As dialled, E.164."""
    info_url: str | None = None
    booking_url: str | None = None
    desk_hours: str | None = None
    """When somebody answers, in OSM's syntax."""
    from_text: tuple[str, ...] = ()
    """Fields that were only found in a free text: to be confirmed."""

    @property
    def is_notice_known(self) -> bool:
        """Whether the rule says until when one must ask."""
        if self.booking_type == 1:
            return self.prior_notice_duration_min is not None
        if self.booking_type == 2:
            return self.prior_notice_last_day is not None and self.prior_notice_last_time is not None
        return self.booking_type == 0

    def span(self, day: date, earliest: datetime, latest: datetime, zone: ZoneInfo) -> BookingSpan:
        """When a ride of the service day ``day`` can be asked for that starts from ``earliest`` to ``latest`` (aware).

        ``closes`` is the last moment at which at least the latest of these rides can still be had.
        """
        latest = latest.astimezone(UTC)
        special = next((rule for rule in self.by_weekday if day.weekday() in rule.travel_days), None)
        if special is not None:
            back = (day.weekday() - special.weekday) % 7 or 7
            end = 24 * 3600 if special.at is None else special.at
            closes = _local(day - timedelta(days=back), end, zone)
            return BookingSpan(self._opens(day, earliest, zone), closes, special.at is not None)
        closes, is_known = latest, self.is_notice_known
        if self.booking_type == 1 and self.prior_notice_duration_min is not None:
            closes = latest - timedelta(minutes=self.prior_notice_duration_min)
        elif self.booking_type == 2 and self.prior_notice_last_day is not None:
            last_day = days_before(day, self.prior_notice_last_day, self._counts)
            end = 24 * 3600 if self.prior_notice_last_time is None else self.prior_notice_last_time
            closes = min(latest, _local(last_day, end, zone))
        return BookingSpan(self._opens(day, earliest, zone), closes, is_known)

    @property
    def notice(self) -> timedelta:
        """How long before the ride one must ring at the very least; nothing where days are counted."""
        return timedelta(minutes=self.prior_notice_duration_min or 0) if self.booking_type == 1 else timedelta()

    def _opens(self, day: date, earliest: datetime, zone: ZoneInfo) -> datetime | None:
        if self.booking_type == 0:  # one rings when one wants to leave
            return earliest.astimezone(UTC)
        if self.booking_type == 1 and self.prior_notice_duration_max is not None:
            return earliest.astimezone(UTC) - timedelta(minutes=self.prior_notice_duration_max)
        if self.prior_notice_start_day is not None:
            first_day = days_before(day, self.prior_notice_start_day, self._counts)
            return _local(first_day, self.prior_notice_start_time or 0, zone)
        return None

    def _counts(self, day: date) -> bool:
        return self.prior_notice_days is None or self.prior_notice_days.is_on(day)


UNKNOWN_RULE = BookingRule()


def days_before(day: date, count: int, counts: Callable[[date], bool]) -> date:
    """The ``count``-th day that counts before ``day``. When there are not that many, long ago: nobody is misled."""
    found = day
    for _ in range(FARTHEST_BACK_DAYS):
        if count <= 0:
            return found
        found -= timedelta(days=1)
        count -= counts(found)
    return found


def _local(day: date, seconds: int, zone: ZoneInfo) -> datetime:
    """The instant at which clocks show so many seconds after midnight; of two, the first."""
    wall = datetime.combine(day, time()) + timedelta(seconds=seconds)
    return wall.replace(tzinfo=zone).astimezone(UTC)
