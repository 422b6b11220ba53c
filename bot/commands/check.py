"""``check``: what is configured, what is missing and how to get it; says no secret."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.settings import TELEGRAM_TOKEN, TWILIO_NUMBER, Settings, variable_of
from knowledge.area import list_areas, load_area

MARKS = {"set": "ok     ", "default": "default", "missing": "missing"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Exits with 1 when something is configured by half, so that it would not work."


def run(args: argparse.Namespace) -> int:
    settings = Settings.from_env()
    areas = settings.areas or list_areas()
    findings = settings.describe(areas)
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        print(f"{MARKS[finding.state]}  {finding.name:{width}}  {finding.says}")
    print()
    print("\n".join([*_what_works(settings, areas), *_tell_timetables(settings, areas)]))
    problems = list(list_problems(settings))
    for problem in problems:
        print(f"wrong: {problem}")
    return 1 if problems else 0


def list_problems(settings: Settings) -> Iterator[str]:
    """What is configured by half or for nobody, so that it would silently not work."""
    shipped = list_areas()
    served = settings.areas or shipped
    for area_id in settings.areas:
        if area_id not in shipped:
            yield f"ALLO_AREAS names {area_id!r}; there are {', '.join(shipped)}"
    for prefix, values in ((TELEGRAM_TOKEN, settings.telegram_tokens), (TWILIO_NUMBER, settings.twilio_numbers)):
        for area_id in values:
            if area_id not in served:
                yield f"{variable_of(prefix, area_id)} is for no area that is served ({', '.join(served)})"
    if settings.twilio_numbers and not settings.twilio_auth_token:
        yield "there is an SMS number but no ALLO_TWILIO_AUTH_TOKEN, so no SMS can be trusted and none is answered"
    if settings.twilio_numbers and not settings.public_url:
        yield "there is an SMS number but no ALLO_PUBLIC_URL, so Twilio's signature cannot be checked"
    if settings.twilio_numbers and not settings.twilio_account_sid:
        yield "there is an SMS number but no ALLO_TWILIO_ACCOUNT_SID, so nobody on the carpool board can be written to"


def _what_works(settings: Settings, areas: tuple[str, ...]) -> Iterator[str]:
    here = settings.public_url or f"http://{settings.host}:{settings.port}"
    yield f"web chat   at {here}"
    for area_id in areas:
        if area_id in settings.telegram_tokens:
            yield f"Telegram   {area_id}: {'by webhook' if settings.public_url else 'polled'}"
        if area_id in settings.twilio_numbers and settings.twilio_auth_token and settings.public_url:
            address = f"{settings.public_url}/sms/{area_id}"
            yield f"SMS        {area_id}: in Twilio's console, the number's \"A message comes in\" is {address}"


def _tell_timetables(settings: Settings, areas: tuple[str, ...]) -> Iterator[str]:
    """Until when each feed speaks: one that has ended gives residents no times."""
    if not (settings.data_dir / "feeds").exists():
        return
    # What fetches feeds takes a while to import: only where there are any.
    from bot.feeds import FeedFolder

    for area in (load_area(area_id) for area_id in areas if area_id in list_areas()):
        timetable = FeedFolder(settings.data_dir, area).load_timetable()
        today = datetime.now(ZoneInfo(area.timezone)).date()
        for feed in timetable.feeds if timetable else ():
            ended = feed.last_day is not None and feed.last_day < today
            until = f"ended on {feed.last_day}, no times are told" if ended else f"until {feed.last_day}"
            yield f"timetable  {area.area_id}: {feed.name} {until}"
