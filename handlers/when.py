"""When the resident means: every time in a message as a window, with the part it plays. Pure; no clock of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.model import When
from handlers.when_grammar import Grammar, Reading, Role
from handlers.when_scan import Item, scan
from handlers.when_spans import DAY, NIGHT_ENDS, DaySpan, HourSpan, make_when, one_day, place_hours, settle_clock
from handlers.when_words import TimeWords, load_time_words

__all__ = ["WhenMention", "Whens", "apply_to", "combine", "find_whens"]


@dataclass(frozen=True, slots=True)
class WhenMention:
    """A time said in a message; ``start`` and ``end`` are character offsets into it."""

    start: int
    end: int
    when: When | None
    role: Role
    day: DaySpan | None = None
    """The day said; None when only hours were."""
    hours: HourSpan | None = None
    """The hours said, kept for habits too ("l'après-midi") so that a follow-up can apply them."""
    is_story: bool = False
    """Said of something that gives the reason ("je pars le 20"): asked only where a trip is."""
    is_arrival: bool = False
    """The time to be there by ("faut y être à 5h30")."""


@dataclass(frozen=True, slots=True)
class Whens:
    """All the times of one message: the one asked for first, the others in order."""

    asked: When | None
    others: tuple[WhenMention, ...]
    open_now: bool
    habit: bool


def find_whens(text: str, now: datetime, language: str) -> tuple[WhenMention, ...]:
    """Every time in the raw ``text``, in order, seen from ``now`` (aware, in the area's zone)."""
    words = load_time_words(language)
    items = scan(text, words)
    if not any(item.tags for item in items):
        return ()
    found = [reading for reading in Grammar(items, words, now).read_all() if not _is_greeting(reading, items)]
    found = [reading for reading in found if not _is_dated_weekend(reading, found, items)]
    part = _only_part(found)
    readings = [_settle(reading, items, words, now, part) for reading in found]
    return tuple(_inherit_days(readings, items, words, now))


def _is_greeting(reading: Reading, items: Sequence[Item]) -> bool:
    """ "Morning, a bed for two tonight": a part of the day alone at the start, cut off from what follows."""
    is_cut_off = reading.next + 1 < len(items) and any(items[reading.next].is_a(tag) for tag in ("comma", "stop"))
    is_part = reading.day is None and reading.hours is not None and reading.next == 1 and items[0].is_a("part")
    return reading.first == 0 and is_part and is_cut_off


def _is_dated_weekend(reading: Reading, found: Sequence[Reading], items: Sequence[Item]) -> bool:
    """ "the weekend of 12 december": the date behind it tells which one."""
    is_weekend = items[reading.next - 1].is_a("weekend")
    dated = [other.day for other in found if other.first == reading.next and other.role == "asked"]
    return is_weekend and any(day is not None and day.first == day.last for day in dated)


def combine(mentions: Sequence[WhenMention], now: datetime) -> Whens:
    """The time asked for; "demain ... à 10h", said apart, is one time."""
    asked = [mention for mention in mentions if mention.role == "asked"]
    rest = [mention for mention in mentions if mention.role not in ("asked", "now")]
    habit = any(mention.role == "habit" for mention in mentions)
    if not asked:
        return Whens(None, tuple(rest), any(mention.role == "now" for mention in mentions), habit)
    first, partner = asked[0], _find_partner(asked)
    arrival = next((mention for mention in asked if mention.is_arrival and mention.hours), None)
    is_departure = first.is_story and bool(first.day and first.hours)  # "vertrek om 8u30, om 13u zijn we weer weg"
    if arrival and not is_departure and not first.is_arrival and (first.hours or (partner and partner.hours)):
        first, partner = (first if first.day else partner, arrival) if partner else (arrival, None)
    used = {id(first), id(partner)}
    when = first.when
    if partner:
        when = make_when(first.day or partner.day, first.hours or partner.hours, now)
    others = tuple(mention for mention in mentions if id(mention) not in used and mention.role != "now")
    return Whens(when, others, False, habit)


def apply_to(previous: When, mention: WhenMention) -> When:
    """What ``mention`` changes in a time already agreed: hours alone keep the day, a day alone drops the hours."""
    if mention.day is not None or mention.hours is None:
        return mention.when or previous
    return place_hours(previous.start.date(), mention.hours, previous.start)


def _find_partner(asked: Sequence[WhenMention]) -> WhenMention | None:
    """The mention that holds the half the first one lacks, if the next one is that half."""
    first = asked[0]
    if len(asked) < 2 or (first.day and first.hours):
        return None
    second = asked[1]
    if first.day and not first.hours and second.hours and not second.day:
        return second
    return second if first.hours and not first.day and second.day and not second.hours else None


def _only_part(readings: Sequence[Reading]) -> str | None:
    """The part of the day that the message speaks of ("the 6.15 train out of Gap tomorrow morning")."""
    parts = {reading.hours.part for reading in readings if reading.role == "asked" and reading.hours}
    parts.discard(None)
    return parts.pop() if len(parts) == 1 else None


def _settle(
    reading: Reading, items: Sequence[Item], words: TimeWords, now: datetime, part: str | None = None
) -> Reading:
    """Hours made definite, and days that belong to the story set aside."""
    hours = reading.hours
    if hours:
        hours = settle_clock(hours, hours.part or (part if not reading.day else None), words.afternoon_hours)
        if hours.start >= DAY and reading.day == one_day(now.date()) and now.hour * 60 < NIGHT_ENDS:
            hours = replace(hours, start=hours.start - DAY, end=hours.end - DAY)  # "cette nuit à 2h", said at one
    role = reading.role
    if role == "asked" and reading.day and _is_denied(reading, items, words):
        role = "told"
    reading = replace(reading, hours=hours)
    is_missed = reading.day is None and _follows(reading, items, words.missed_words, words.clause_words)
    if role == "asked" and (is_missed or _is_over(reading, items, now)):
        role = "told"
    if role == "asked" and reading.day and _is_told(reading, items, words, now):
        role = "told"
    return replace(reading, role=role)


def _is_over(reading: Reading, items: Sequence[Item], now: datetime) -> bool:
    """ "This morning at 6.15", said at ten."""
    day, hours = reading.day, reading.hours
    if day is None or hours is None or not hours.is_instant or hours.relation != "at":
        return False
    of_today = any(item.is_a("this") or item.is_a("moment") for item in items[reading.first : reading.next])
    return of_today and place_hours(day.first, hours, now).start < now


def _is_denied(reading: Reading, items: Sequence[Item], words: TimeWords) -> bool:
    """ "pas demain", but not "pourquoi pas demain"."""
    i = reading.first - 1
    if i < 0 or items[i].text not in words.negations or (reading.hours and reading.hours.relation != "at"):
        return False
    return not (i and items[i - 1].text in words.negation_undone)


def _is_told(reading: Reading, items: Sequence[Item], words: TimeWords, now: datetime) -> bool:
    """A verb of the past just before a bare day ("je suis tombé lundi", "il expire le 15")."""
    first = items[reading.first]
    future = first.is_a("relative") or first.is_a("moment") or first.is_a("this") or first.is_a("next")
    day, hours = reading.day, reading.hours
    begun = day is not None and hours is not None and place_hours(day.first, hours, now).start < now
    if future and not begun:
        return False
    for i in range(reading.first - 1, max(-1, reading.first - 5), -1):
        if items[i].is_a("stop") or items[i].is_a("comma"):
            break
        if items[i].text in words.told_words:
            return True
    following = items[reading.next].text if reading.next < len(items) else ""
    return following in words.told_after


def _follows(
    reading: Reading,
    items: Sequence[Item],
    said: frozenset[str],
    clause_words: frozenset[str],
    undone: frozenset[str] = frozenset(),
) -> bool:
    """One of these words in the same clause: shortly before, or behind as Dutch puts it ("om 9u in Veurne zijn")."""
    before = range(reading.first - 1, max(-1, reading.first - 5), -1)
    behind = range(reading.next, min(len(items), reading.next + 3))
    for side in (before, behind):
        for i in side:
            if any(items[i].is_a(tag) for tag in ("stop", "comma", "clock")) or items[i].text in clause_words:
                break
            told = items[i].text in said or (f"{items[i].text} ." in said and _ends_clause(items, i))
            if told and not (i and items[i - 1].text in undone):
                return True
    return False


def _ends_clause(items: Sequence[Item], i: int) -> bool:
    return i + 1 >= len(items) or items[i + 1].is_a("stop") or items[i + 1].is_a("comma")


def _inherit_days(
    readings: Sequence[Reading], items: Sequence[Item], words: TimeWords, now: datetime
) -> list[WhenMention]:
    """Mentions with their windows; hours alone take the day said before them, or the only one said after."""
    mentions: list[WhenMention] = []
    days = [reading.day for reading in readings if reading.role == "asked" and reading.day]
    habit = any(reading.role == "habit" for reading in readings)
    spoken: DaySpan | None = None
    for reading in readings:
        role = reading.role
        if reading.role == "asked" and reading.day:
            spoken = _last_day(reading.day)
        known = spoken or (_last_day(days[0]) if len(days) == 1 else None)
        if role == "asked" and not reading.day and not known and (reading.with_article or habit):
            role = "habit"
        when = make_when(reading.day or known, reading.hours, now) if role == "asked" else None
        start, end = items[reading.first].start, items[reading.next - 1].end
        follows = _follows(reading, items, words.story_words, words.clause_words, words.story_undone)
        story = follows and not _has_two_ends(reading, items)
        arrival = _follows(reading, items, words.be_there_words, words.clause_words)
        mentions.append(WhenMention(start, end, when, role, reading.day, reading.hours, story, arrival))
    return mentions


def _has_two_ends(reading: Reading, items: Sequence[Item]) -> bool:
    """ "From the 20th to the 30th": whoever gives both ends asks for that time."""
    ends = [item for item in items[reading.first : reading.next] if item.is_a("number") or item.is_a("weekday")]
    return reading.day is not None and reading.day.first != reading.day.last and len(ends) >= 2


def _last_day(day: DaySpan) -> DaySpan:
    return day if day.first == day.last else one_day(day.first)
