"""booking_rules.txt of a GTFS-Flex feed; what its fields leave open is looked for in its messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import cast

import phonenumbers

from knowledge.rides.booking_rules import BookingRule, BookingType
from knowledge.rides.booking_text import find_desk_hours, find_notice, find_phone
from knowledge.rides.gtfs_calendar import ServiceDays
from knowledge.rides.gtfs_tables import Faults, FeedTables
from knowledge.rides.gtfs_times import parse_time

TABLE = "booking_rules.txt"
_NUMBERS = (
    "prior_notice_duration_min", "prior_notice_duration_max", "prior_notice_last_day", "prior_notice_start_day",
)  # fmt: skip
_TIMES = ("prior_notice_last_time", "prior_notice_start_time")
_TEXTS = ("message", "pickup_message", "drop_off_message")
_OTHERS = ("booking_rule_id", "booking_type", "prior_notice_service_id", "phone_number", "info_url", "booking_url")


def read_booking_rules(
    tables: FeedTables, faults: Faults, calendar: Mapping[str, ServiceDays], country: str | None
) -> dict[str, BookingRule]:
    """By id. ``country`` (ISO 3166-1 alpha-2) is where numbers would be dialled as they are written.

    Faults: types, days, minutes and times that are none, days counted by a service that is not there.
    """
    rules: dict[str, BookingRule] = {}
    columns = (*_OTHERS, *_NUMBERS, *_TIMES, *_TEXTS)
    for number, values in tables.rows(TABLE, *columns):
        cells = dict(zip(columns, values, strict=True))
        rule_id = cells["booking_rule_id"]
        if not rule_id or rule_id in rules:
            reason = "stands there twice" if rule_id else "is missing"
            faults.refuse(TABLE, number, "booking_rule_id", rule_id, reason)
        rules[rule_id] = _complete(_read_fields(cells, number, faults, calendar, country), cells, country)
    return rules


def _read_fields(
    cells: Mapping[str, str],
    number: int,
    faults: Faults,
    calendar: Mapping[str, ServiceDays],
    country: str | None,
) -> BookingRule:
    kind, service = cells["booking_type"], cells["prior_notice_service_id"]
    if kind not in ("", "0", "1", "2"):
        faults.refuse(TABLE, number, "booking_type", kind, "is none of 0, 1, 2")
        kind = ""
    if service and service not in calendar:
        reason = "is no service of calendar.txt or calendar_dates.txt"
        faults.refuse(TABLE, number, "prior_notice_service_id", service, reason)
    for column in _NUMBERS:
        if cells[column] and not cells[column].isdecimal():
            faults.refuse(TABLE, number, column, cells[column], "is no whole number")
    for column in _TIMES:
        if cells[column] and parse_time(cells[column]) is None:
            faults.refuse(TABLE, number, column, cells[column], "is no time; it takes HH:MM:SS")
    minimum, maximum, last_day, start_day = (_whole(cells[column]) for column in _NUMBERS)
    message = " ".join(dict.fromkeys(cells[column] for column in _TEXTS if cells[column]))
    return BookingRule(
        cast("BookingType", int(kind)) if kind else None,
        prior_notice_duration_min=minimum,
        prior_notice_duration_max=maximum,
        prior_notice_last_day=last_day,
        prior_notice_last_time=parse_time(cells["prior_notice_last_time"]),
        prior_notice_start_day=start_day,
        prior_notice_start_time=parse_time(cells["prior_notice_start_time"]),
        prior_notice_days=calendar.get(service),
        message=message or None,
        phone_number=dialled(cells["phone_number"], country),
        info_url=cells["info_url"] or None,
        booking_url=cells["booking_url"] or None,
    )


def _complete(rule: BookingRule, cells: Mapping[str, str], country: str | None) -> BookingRule:
    """With what only the messages say. A message that asks for notice is believed against a type that asks for none."""
    for text in filter(None, (cells[column] for column in _TEXTS)):
        found = find_notice(text, country) if not rule.is_notice_known or rule.booking_type == 0 else None
        if found and "notice" not in rule.from_text:
            rule = replace(
                rule,
                booking_type=found.booking_type,
                prior_notice_duration_min=found.prior_notice_duration_min,
                prior_notice_last_day=found.prior_notice_last_day,
                prior_notice_last_time=found.prior_notice_last_time,
                prior_notice_days=rule.prior_notice_days or found.prior_notice_days,
                by_weekday=found.by_weekday,
                from_text=(*rule.from_text, "notice"),
            )
        if rule.phone_number is None and country and (phone := find_phone(text, country)):
            rule = replace(rule, phone_number=phone, from_text=(*rule.from_text, "phone_number"))
        if rule.desk_hours is None and (hours := find_desk_hours(text)):
            rule = replace(rule, desk_hours=hours, from_text=(*rule.from_text, "desk_hours"))
    return rule


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def dialled(text: str, country: str | None) -> str | None:
    """E.164; as it is written when that cannot be made of it, None when it is empty."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return text or None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=32)
def country_of(timezone: str) -> str | None:
    """ISO 3166-1 alpha-2; the first the time zone database names. Source: zone.tab of tzdata."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return next((row[0] for row in rows if row[2] == timezone), None)
