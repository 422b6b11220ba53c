"""Which on-demand rides can still be had between two doors: when, until when to ring, and there and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from knowledge.geo import road_distance_m
from knowledge.model import Position
from knowledge.rides.booking_rules import UNKNOWN_RULE, BookingRule
from knowledge.rides.desk import Desk
from knowledge.rides.journeys import DEFAULTS, Ride, RideSettings
from knowledge.rides.on_demand import Call, OnDemandService, Run, Window
from knowledge.rides.out_and_back import SEARCH_DAYS, HoursOf, OpenTimes, Wish
from knowledge.rides.zones import DOOR, End, Spot, Zone

DriveMin = Callable[[Position, Position], "float | None"]
"""Minutes by car between two points; None where nobody knows."""

DRIVE_KM_H = 45.0
"""Our estimate for country roads, where no road minutes are known."""
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
        return self.service.fees

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
) -> tuple[OnDemandOption, ...]:
    """Rides that pick up within ``window`` and can still be booked at ``now`` (aware).

    First those open to everybody and sure, then by time. Services that offer the very same under several names (the
    lines of one zone) are one option.
    """
    found = [
        option
        for candidate in _list_candidates(services, origin, goal, window, settings, drive_min)
        if (wanted := candidate.window.cut(window)) and (option := _book(candidate, wanted, now))
    ]
    return _without_twins(sorted(found, key=_preference))


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
    outs = list(_list_candidates(known, origin, goal, window, wish.settings, drive_min))
    backs = list(_list_candidates(known, goal, origin, window, wish.settings, drive_min))
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
    return next(_timed(services, ride), None) is not None


def find_booking(services: Iterable[OnDemandService], ride: Ride, now: datetime) -> OnDemandOption | None:
    """How to book a ride of the timetable; None when it needs none (see ``must_be_booked``) or it is too late."""
    options = (_book(candidate, candidate.window, now) for candidate in _timed(services, ride))
    return next((option for option in options if option), None)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A ride of one service day before anybody asks whether it can still be booked; UTC."""

    service: OnDemandService
    day: date
    board: Call
    alight: Call
    board_spot: Spot
    alight_spot: Spot
    window: Window
    ride: timedelta
    arrival: datetime | None = None
    """Where one gets off at a timed stop."""

    def arrive_at(self, pickup: datetime) -> datetime:
        return self.arrival or pickup.astimezone(UTC) + self.ride

    @property
    def rules(self) -> tuple[BookingRule, ...]:
        """Of getting on and of getting off; what is arranged with the driver only counts when all of it is."""
        rung = self.board.is_rung_to_board, self.alight.is_rung_to_alight
        asked = rung if any(rung) else (True, True)
        both = zip((self.board.boarding_rule, self.alight.alighting_rule), asked, strict=True)
        return tuple(dict.fromkeys(rule for rule, is_asked in both if rule and is_asked)) or (UNKNOWN_RULE,)

    @property
    def tells_driver(self) -> bool:
        return not (self.board.is_rung_to_board or self.alight.is_rung_to_alight)


def _list_candidates(
    services: Iterable[OnDemandService],
    origin: End,
    goal: End,
    window: Window,
    settings: RideSettings,
    drive_min: DriveMin | None,
) -> Iterator[_Candidate]:
    spots = _Spots(origin, goal, settings.walk_to_stop_m)
    drive = _drive_minutes(origin.position, goal.position, drive_min)
    for service in services:
        served = [(run, pair) for run in service.runs if (pair := spots.find_pair(run))]
        if not served:
            continue
        for day in _days_of(window, service.timezone):
            if service.speaks_of(day):
                each = (one for run, pair in served for one in _on_day(service, run, pair, day, drive))
                yield from _joined(one for one in each if one.window.cut(window))


def _days_of(window: Window, zone: ZoneInfo) -> list[date]:
    """Service days that may reach into the window: also the one before, which may run past midnight."""
    first = window.start.astimezone(zone).date() - timedelta(days=1)
    last = window.end.astimezone(zone).date()
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


_PairOfCalls = tuple[Call, Spot, Call, Spot]


class _Spots:
    """Which zones serve the two doors; zones are shared by many calls and looked at once."""

    def __init__(self, origin: End, goal: End, walk_m: float) -> None:
        self._ends = (origin, goal)
        self._walk_m = walk_m
        self._found: dict[tuple[int, int], Spot | None] = {}

    def find_pair(self, run: Run) -> _PairOfCalls | None:
        """Where one gets on and off with the least walking; of equals the earliest on, the first off."""
        best: tuple[float, _PairOfCalls] | None = None
        for on, board in enumerate(run.calls):
            start = self._spot(0, board.zone) if board.may_board else None
            if start is None:
                continue
            for alight in run.calls[on + board.is_fixed :]:
                end = self._spot(1, alight.zone) if alight.may_alight else None
                if end is None or not (board.is_on_demand or alight.is_on_demand):
                    continue
                walk_m = start.walk_m + end.walk_m
                if best is None or walk_m < best[0]:
                    best = walk_m, (board, start, alight, end)
        return best[1] if best else None

    def _spot(self, which: int, zone: Zone) -> Spot | None:
        key = which, id(zone)
        if key not in self._found:
            self._found[key] = zone.find_spot(self._ends[which], self._walk_m)
        return self._found[key]


def _drive_minutes(origin: Position, goal: Position, drive_min: DriveMin | None) -> float:
    known = drive_min(origin, goal) if drive_min else None
    return road_distance_m(origin, goal) / 1000 / DRIVE_KM_H * 60 if known is None else known


def _on_day(service: OnDemandService, run: Run, pair: _PairOfCalls, day: date, drive: float) -> Iterator[_Candidate]:
    board, board_spot, alight, alight_spot = pair
    minutes = round(drive * run.duration_factor + run.duration_offset_min)
    there = alight.hours.windows_on(day, service.timezone)
    for window in board.hours.windows_on(day, service.timezone):
        later = [one for one in there if one.end >= window.start]
        if later:
            arrival = later[0].end if alight.is_fixed else None
            ride = timedelta(minutes=minutes)
            yield _Candidate(service, day, board, alight, board_spot, alight_spot, window, ride, arrival)


def _timed(services: Iterable[OnDemandService], ride: Ride) -> Iterator[_Candidate]:
    """The calls that a timetable's ride uses, where somebody has to be rung for them."""
    moment = Window(ride.depart, ride.depart)
    taken = ride.arrive.astimezone(UTC) - ride.depart.astimezone(UTC)
    for service in services:
        runs = [run for run in service.runs if run.trip_id == ride.trip_id]
        for board, alight in (pair for run in runs for pair in _timed_calls(run, ride)):
            for day in _days_of(moment, service.timezone):
                for window in board.hours.windows_on(day, service.timezone):
                    if window.cut(moment):
                        yield _Candidate(service, day, board, alight, DOOR, DOOR, window, taken, ride.arrive)


def _timed_calls(run: Run, ride: Ride) -> Iterator[tuple[Call, Call]]:
    for board in run.calls:
        for alight in run.calls:
            is_its = (board.stop_id, alight.stop_id) == (ride.from_stop.stop_id, ride.to_stop.stop_id)
            if is_its and (board.is_rung_to_board or alight.is_rung_to_alight):
                yield board, alight


def _joined(candidates: Iterable[_Candidate]) -> Iterator[_Candidate]:
    """Windows of one service that touch each other, under the same rules, are one."""
    alike: dict[tuple[object, ...], list[_Candidate]] = {}
    for one in sorted(candidates, key=lambda one: one.window.start):
        key = (one.rules, one.tells_driver, one.board_spot, one.alight_spot, one.ride, one.arrival, one.board.is_fixed)
        held = alike.setdefault(key, [])
        if held and not one.board.is_fixed and one.window.start <= held[-1].window.end:
            end = max(held[-1].window.end, one.window.end)
            held[-1] = replace(held[-1], window=Window(held[-1].window.start, end))
        else:
            held.append(one)
    for held in alike.values():
        yield from held


def _book(candidate: _Candidate, window: Window, now: datetime) -> OnDemandOption | None:
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
    during_ride = rule.booking_type == 0 and window.start.astimezone(UTC) <= now
    answers_now = calls.first == now and (desk.hours is not None or during_ride)
    return replace(
        _option(candidate, pickup, rule),
        book_by=calls.last.astimezone(service.timezone) if strict.is_known else None,
        can_call_now=answers_now,
        call_from=calls.first.astimezone(service.timezone) if calls.first > now else None,
    )


def _option(candidate: _Candidate, pickup: Window, rule: BookingRule) -> OnDemandOption:
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


def _pair(out: _Candidate, back: _Candidate, open_span: Window, wish: Wish, now: datetime) -> OnDemandPair | None:
    """Both rides, cut to what leaves time for the stay within ``open_span``."""
    opens, closes = open_span.start.astimezone(UTC), open_span.end.astimezone(UTC)
    back_by = _latest_back(back, wish)
    arrive_by = min(closes, back_by) - wish.stay
    first = max(out.window.start, wish.not_before.astimezone(UTC)) if wish.not_before else out.window.start
    last = out.window.end if out.arrival else min(out.window.end, arrive_by - out.ride)
    if (out.arrival and out.arrival > arrive_by) or first > last:
        return None
    first = max(first, min(last, opens - EARLY - out.ride))
    there = _book(out, Window(first, last), now)
    if there is None:
        return None
    leave = max(opens, there.arrive.start.astimezone(UTC)) + wish.stay
    if leave > back_by or (window := back.window.cut(Window(leave, back_by))) is None:
        return None
    home = _book(back, window, now)
    return OnDemandPair(there, home) if home else None


def _latest_back(back: _Candidate, wish: Wish) -> datetime:
    """The last pickup that brings one home in time; before all of them when there is none."""
    last = back.window.end
    if wish.home_by is None:
        return last
    home_by = datetime.combine(back.day, wish.home_by, back.service.timezone).astimezone(UTC)
    if back.arrival:
        return last if back.arrival <= home_by else back.window.start - timedelta(days=1)
    return min(last, home_by - back.ride)


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
    return (*told, option.eligibility, option.fees, option.board, option.alight, option.tell_driver)


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
