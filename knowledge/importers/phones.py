"""Phone numbers as people write them, into the form that is dialled."""

from __future__ import annotations

import re

import phonenumbers

from knowledge.importers.cells import CellError

SHORT_NUMBERS = {
    "FR": re.compile(r"1[578]|1\d{2}|10\d{2}|3\d{3}|11[68]\d{3}"),
    "BE": re.compile(r"1\d{2,3}|11[68]\d{3}"),
}
"""Emergency, public-service and 116/118 numbers, by country."""

OVERSEAS_CODES = {
    "590": ("590", "690", "691"),
    "594": ("594", "694"),
    "262": ("262", "263", "269", "639", "692", "693"),
    "596": ("596", "696", "697"),
}
"""By country code, how the national numbers of the French regions that have one begin: 05 90 .. is +590 590 .."""

PACIFIC = ("NC", "WF", "PF")
"""Regions that dial eight digits or fewer, tried last."""

FICTION = ("19900", "26191", "35301", "46571", "53649", "63998")
"""After +33: the ranges Arcep keeps for fiction. Nobody answers there, so only examples may use them."""

SHORTEST_NUMBER = 8
BETWEEN_NUMBERS = re.compile(r"\s*(?:[/;,|\n]|\bou\b|\bor\b|\bof\b|\bet\b|\band\b|\ben\b)\s*", re.IGNORECASE)


def read_phone(text: str, country: str = "FR", *, fiction: bool = False) -> str:
    """E.164, or a short number such as 3237. ``country`` is where it would be dialled as written.

    Raises CellError for what is no number, or more than one.
    """
    digits = re.sub(r"\D", "", text)
    if re.search(r"[^\W\d_]", text) or not digits:
        raise CellError("not a phone number")
    if SHORT_NUMBERS.get(country, SHORT_NUMBERS["BE"]).fullmatch(digits) and "+" not in text:
        return digits
    if len(digits) < SHORTEST_NUMBER:
        raise CellError("too short for a phone number")
    if is_fiction(digits):
        if fiction:
            return "+33" + _national(digits)
        raise CellError("this number is kept for fiction: nobody answers there")
    if country == "FR" and (overseas := _overseas(_national(digits))):
        return overseas
    for region in (country, *(PACIFIC if country == "FR" else ())):
        if found := _parse(text, region):
            return found
    raise CellError("not a number that exists")


def read_phones(text: str, country: str = "FR", *, fiction: bool = False) -> tuple[str, ...]:
    """Several numbers in one cell, split at "/", ";", "ou" and the like. Raises CellError."""
    parts = [part for part in BETWEEN_NUMBERS.split(text) if part]
    return tuple(dict.fromkeys(read_phone(part, country, fiction=fiction) for part in parts))


def is_fiction(digits: str) -> bool:
    return _national(digits).startswith(FICTION) and len(_national(digits)) == 9


def _national(digits: str) -> str:
    """Nine digits of a French number; anything else as it is."""
    return re.sub(r"^(0033|33|0)(?=\d{9}$)", "", digits)


def _overseas(national: str) -> str | None:
    """Also those written with the mainland's +33, under which they do not exist."""
    if len(national) != 9:
        return None
    if national.startswith("508"):  # Saint-Pierre-et-Miquelon: the code is part of the national number
        return _parse(f"+{national}", "PM")
    codes = (code for code, beginnings in OVERSEAS_CODES.items() if national.startswith(beginnings))
    return next((found for code in codes if (found := _parse(f"+{code}{national}", "FR"))), None)


def _parse(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
