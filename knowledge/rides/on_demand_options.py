"""Which on-demand rides can still be had between two doors: when, until when to ring, and there and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from knowledge.rides.booking_rules import BookingRule
from knowledge.rides.desk import Desk
from knowledge.rides.gtfs_fares import Fare
from knowledge.rides.journeys import DEFAULTS, Ride, RideSettings
from knowledge.rides.on_demand import OnDemandService, Window
from knowledge.rides.on_demand_candidates import Candidate, DriveMin, list_candidates, list_timed
from knowledge.rides.out_and_back import SEARCH_DAYS, HoursOf, OpenTimes, Wish
from knowledge.rides.zones import End, Spot

EARLY = timedelta(minutes=30)
"""How long before the door opens one may be put down, when there is a choice."""


@dataclass(frozen=True, slots=True)
class OnDemandOption:
    """A ride that can still be booked. All times are local to the service."""

    service: OnDemandService
    pickup: Window
    """When one can be picked up, if one rings at the next moment that somebody answers."""
    arrive: Window
    """When one is there, for the first and the last of these moments: an estimate, but for timed stops."""
    book_by: datetime | None
    """The last moment to ring while somebody answers and the deadline is not past; None: nobody knows."""
    can_call_now: bool
    """Somebody answers right now, for sure, and the ride can be booked."""
    call_from: datetime | None
    """When one can ring next, if not now; None also where desk hours are unknown."""
    board: Spot
    alight: Spot
    rule: BookingRule
    """The stricter one: notice, message, address for booking on the net."""
    tell_driver: bool = False
    """Nobody is rung: one arranges it with the driver."""

    @property
    def phone(self) -> str | None:
        return self.rule.phone_number or self.service.phone

    @property
    def booking_url(self) -> str | None:
        return self.rule.booking_url or self.service.booking_url

    @property
    def url(self) -> str | None:
        return self.rule.info_url or self.service.url

    @property
    def eligibility(self) -> str | None:
        return self.service.eligibility

    @property
    def fees(self) -> str | None:
        """The price in words; where there are none, see ``fare``."""
        return self.service.fees

    @property
    def fare(self) -> Fare | None:
        """The price as a feed has it, for one ride."""
        return self.service.fare

    @property
    def to_confirm(self) -> bool:
        """Phone or notice stand only in a free text, or nowhere."""
        return bool(self.rule.from_text) or not (self.tell_driver or self.rule.is_notice_known)


@dataclass(frozen=True, slots=True)
class OnDemandPair:
    """There and back on one day; ``back.pickup`` begins when the shortest visit can be over."""

    out: OnDemandOption
    back: OnDemandOption

    @property
    def book_by(self) -> datetime | None:
        """To have both with one call."""
        known = [moment for moment in (self.out.book_by, self.back.book_by) if moment]
        return min(known, key=lambda moment: moment.astimezone(UTC), default=None)


def whole_day(day: date, zone: ZoneInfo) -> Window:
    """From midnight to the last minute."""
    return Window(datetime.combine(day, time(), zone), datetime.combine(day, time(23, 59), zone))


def find_on_demand(
    services: Iterable[OnDemandService],
    origin: End,
    goal: End,
    window: Window,
    now: datetime,
    settings: RideSettings = DEFAULTS,
    drive_min: DriveMin | None = None,
    arrive_by: datetime | None = None,
) -> tuple[OnDemandOption, ...]:
    """Rides that pick up within ``window``, are there by ``arrive_by`` and can still be booked at ``now`` (all aware).

    First those open to everybody and sure, then by time. Services that offer the very same under several names (the
    lines of one zone) are one option.
    """
    found = [
        option
        for candidate in list_candidates(services, origin, goal, window, settings, drive_min)
        if (wanted := _wanted(candidate, window, arrive_by)) and (option := _book(candidate, wanted, now))
    ]
    return _without_twins(sorted(found, key=_preference))


def _wanted(candidate: Candidate, window: Window, arrive_by: datetime | None) -> Window | None:
    """When one may be picked up to be there in time."""
    if arrive_by is None:
        return candidate.window.cut(window)
    by = arrive_by.astimezone(UTC)
    if candidate.arrival:
        return candidate.window.cut(window) if candidate.arrival <= by else None
    last = min(window.end.astimezone(UTC), _down(by - candidate.ride, candidate))
    return candidate.window.cut(Window(window.start, last)) if window.start.astimezone(UTC) <= last else None


def find_next_day(
    services: Iterable[OnDemandService],
    origin: End,
    goal: End,
    day: date,
    now: datetime,
    settings: RideSettings = DEFAULTS,
    drive_min: DriveMin | None = None,
) -> tuple[OnDemandOption, ...]:
    """What can still be booked on the first day, from ``day`` on within ``SEARCH_DAYS``, that has anything."""
    known = tuple(services)
    for later in range(SEARCH_DAYS):
        for zone in dict.fromkeys(service.timezone for service in known):
            here = [service for service in known if service.timezone == zone]
            window = whole_day(day + timedelta(days=later), zone)
            if found := find_on_demand(here, origin, goal, window, now, settings, drive_min):
                return found
    return ()


def find_out_and_back(
    services: Iterable[OnDemandService],
    origin: End,
    goal: End,
    day: date,
    now: datetime,
    wish: Wish,
    open_times: OpenTimes | None = None,
    drive_min: DriveMin | None = None,
) -> tuple[OnDemandPair, ...]:
    """Pairs of rides that leave time for the whole stay, one for each service that takes one there.

    ``open_times``: the stay lies within one of them; None: at any time of the day.
    """
    known = tuple(services)
    if not known:
        return ()
    window = whole_day(day, known[0].timezone)
    outs = list(list_candidates(known, origin, goal, window, wish.settings, drive_min))
    backs = list(list_candidates(known, goal, origin, window, wish.settings, drive_min))
    spans = [window] if open_times is None else [Window(start, end) for start, end in open_times]
    pairs = [
        pair
        for span in spans
        for out in outs
        for back in backs
        if (pair := _pair(out, back, span, wish, now)) is not None
    ]
    best: dict[str, OnDemandPair] = {}
    for pair in sorted(pairs, key=_pair_preference):
        best.setdefault(pair.out.service.service_id, pair)
    return _without_twin_pairs(best.values())


def find_next_out_and_back(
    services: Iterable[OnDemandService],
    origin: End,
    goal: End,
    day: date,
    now: datetime,
    wish: Wish,
    hours_of: HoursOf | None = None,
    drive_min: DriveMin | None = None,
) -> tuple[OnDemandPair, ...]:
    """As ``find_out_and_back``, on the first day from ``day`` on within ``SEARCH_DAYS`` that has any pair."""
    known = tuple(services)
    for later in range(SEARCH_DAYS):
        that_day = day + timedelta(days=later)
        open_times = hours_of(that_day) if hours_of else None
        if pairs := find_out_and_back(known, origin, goal, that_day, now, wish, open_times, drive_min):
            return pairs
    return ()


def must_be_booked(services: Iterable[OnDemandService], ride: Ride) -> bool:
    """Whether a ride of the timetable only comes when somebody has rung for it, and a feed says whom to ring."""
    return next(list_timed(services, ride), None) is not None


def find_booking(services: Iterable[OnDemandService], ride: Ride, now: datetime) -> OnDemandOption | None:
    """How to book a ride of the timetable; None when it needs none (see ``must_be_booked``) or it is too late."""
    options = (_book(candidate, candidate.window, now) for candidate in list_timed(services, ride))
    return next((option for option in options if option), None)


def _book(candidate: Candidate, window: Window, now: datetime) -> OnDemandOption | None:
    """The ride picked up within ``window``, if it can still be had; None once it is too late."""
    now, service = now.astimezone(UTC), candidate.service
    if candidate.tells_driver:
        pickup = window.cut(Window(now, window.end)) if now <= window.end.astimezone(UTC) else None
        return _option(candidate, pickup, candidate.rules[0]) if pickup else None
    spans = [rule.span(candidate.day, window.start, window.end, service.timezone) for rule in candidate.rules]
    strict, rule = min(zip(spans, candidate.rules, strict=True), key=lambda pair: pair[0].closes)
    opens = max((span.opens for span in spans if span.opens), default=now)
    desk = Desk(rule.desk_hours or service.desk_hours, service.country, service.timezone)
    calls = desk.find_calls(max(now, opens), strict.closes)
    if calls is None:
        return None
    ready = calls.first + max(rule.notice for rule in candidate.rules)
    pickup = window.cut(Window(ready, window.end)) if ready <= window.end.astimezone(UTC) else None
    if pickup is None:
        return None
    # Who takes rides at the moment of travel answers as long as they run.
    answers_now = calls.first == now and (desk.hours is not None or rule.booking_type == 0)
    return replace(
        _option(candidate, pickup, rule),
        book_by=calls.last.astimezone(service.timezone) if strict.is_known else None,
        can_call_now=answers_now,
        call_from=calls.first.astimezone(service.timezone) if calls.first > now else None,
    )


def _option(candidate: Candidate, pickup: Window, rule: BookingRule) -> OnDemandOption:
    """Before anything is said of ringing."""
    arrive = Window(candidate.arrive_at(pickup.start), candidate.arrive_at(pickup.end))
    zone = candidate.service.timezone
    return OnDemandOption(
        candidate.service,
        pickup.to(zone),
        arrive.to(zone),
        book_by=None,
        can_call_now=False,
        call_from=None,
        board=candidate.board_spot,
        alight=candidate.alight_spot,
        rule=rule,
        tell_driver=candidate.tells_driver,
    )


def _pair(out: Candidate, back: Candidate, open_span: Window, wish: Wish, now: datetime) -> OnDemandPair | None:
    """Both rides, cut to what leaves time for the stay within ``open_span``."""
    opens, closes = open_span.start.astimezone(UTC), open_span.end.astimezone(UTC)
    back_by = _latest_back(back, wish)
    arrive_by = min(closes, back_by) - wish.stay
    first = max(out.window.start, wish.not_before.astimezone(UTC)) if wish.not_before else out.window.start
    last = out.window.end if out.arrival else min(out.window.end, _down(arrive_by - out.ride, out))
    if (out.arrival and out.arrival > arrive_by) or first > last:
        return None
    first = max(first, min(last, _down(opens - EARLY - out.ride, out)))
    there = _book(out, Window(first, last), now)
    if there is None:
        return None
    leave = _up(max(opens, there.arrive.start.astimezone(UTC)) + wish.stay, back)
    if wish.back_from:
        leave = max(leave, datetime.combine(back.day, wish.back_from, back.service.timezone).astimezone(UTC))
    if leave > back_by or (window := back.window.cut(Window(leave, back_by))) is None:
        return None
    home = _book(back, window, now)
    return OnDemandPair(there, home) if home else None


def _down(moment: datetime, candidate: Candidate) -> datetime:
    """To five minutes, but at timed stops: what hangs on an estimate is not told to the minute."""
    if candidate.board.is_fixed:
        return moment
    return moment - timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)


def _up(moment: datetime, candidate: Candidate) -> datetime:
    down = _down(moment, candidate)
    return down if down == moment else down + timedelta(minutes=5)


def _latest_back(back: Candidate, wish: Wish) -> datetime:
    """The last pickup that brings one home in time; before all of them when there is none."""
    last = back.window.end
    if wish.home_by is None:
        return last
    home_by = datetime.combine(back.day, wish.home_by, back.service.timezone).astimezone(UTC)
    if back.arrival:
        return last if back.arrival <= home_by else back.window.start - timedelta(days=1)
    return min(last, _down(home_by - back.ride, back))


def _preference(option: OnDemandOption) -> tuple[object, ...]:
    """Open to everybody before some only, sure before to be confirmed, early before late."""
    return option.eligibility is not None, option.to_confirm, option.pickup.start.astimezone(UTC), option.service.name


def _pair_preference(pair: OnDemandPair) -> tuple[object, ...]:
    """Both with one call first."""
    return pair.out.phone != pair.back.phone, *_preference(pair.out), *_preference(pair.back)


def _what_is_told(option: OnDemandOption) -> tuple[object, ...]:
    """All that a resident would hear of it, but for the name."""
    service = option.service
    told = (service.operator, option.phone, option.rule, option.pickup, option.book_by, option.can_call_now)
    return (*told, option.eligibility, option.fees, option.fare, option.board, option.alight, option.tell_driver)


def _without_twins(options: Iterable[OnDemandOption]) -> tuple[OnDemandOption, ...]:
    once: dict[tuple[object, ...], OnDemandOption] = {}
    for option in options:
        once.setdefault(_what_is_told(option), option)
    return tuple(once.values())


def _without_twin_pairs(pairs: Iterable[OnDemandPair]) -> tuple[OnDemandPair, ...]:
    once: dict[tuple[object, ...], OnDemandPair] = {}
    for pair in pairs:
        once.setdefault((_what_is_told(pair.out), _what_is_told(pair.back)), pair)
    return tuple(once.values())
