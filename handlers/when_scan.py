"""From raw text to items: words and numbers of time with their tags, everything else as plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.when_words import Tags, TimeWords, fold_in_place

_TOKEN = re.compile(
    r"""
      (?P<letters>[a-z][a-z0-9]*)
    | (?P<phone>(?:\+|\b00)?\d(?:[ .\-/]?\d){8,13}(?!\d))
    | (?P<iso>\b(?P<iy>20\d\d)-(?P<im>\d\d)-(?P<id>\d\d)\b)
    | (?P<money>\d+(?:[.,]\d+)?\s?(?:€|euros?\b|eur\b|francs?\b|£|%)|[€£]\s?\d+(?:[.,]\d+)?)
    | (?P<rate>\b(?:24|7)\s?h?\s?/\s?(?:24|7)h?\b|\b7\s?jr?s?\s?/\s?7|\b(?:24|7)\s?(?:op|sur|on)\s?(?:24|7)\b)
    | (?P<ampm>(?<![\d.,/:])(?P<ah>\d{1,2})(?:\s?[:.h]\s?(?P<am>[0-5]\d))?\s?(?P<ap>[ap])\.?m\b\.?)
    | (?P<h>(?<![\d.,/:])(?P<hh>[01]?\d|2[0-4])\s?(?:h|u|heures?|uur|ure|hrs?)\s?(?P<hm>[0-5]\d)(?!\d))
    | (?P<ho>(?<![\d.,/:])(?P<ohh>[01]?\d|2[0-4])\s?(?P<unit>heures?|uur|ure|ish|o'?\s?clock|[hu])(?![a-z0-9]))
    | (?P<colon>(?<![\d.,/:])(?P<ch>[01]?\d|2[0-4]):(?P<cm>[0-5]\d)(?![\d:]))
    | (?P<slash>(?<![\d.,/:])(?P<sd>\d{1,2})/(?P<sm>\d{1,2})(?:/(?P<sy>(?:20)?\d\d))?(?![\d/]))
    | (?P<dashed>\b(?P<dd>\d{1,2})[.\-](?P<dm>\d{1,2})[.\-](?P<dy>20\d\d)\b)
    | (?P<dot>(?<![\d.,/:])(?P<th>[01]?\d|2[0-4])\.(?P<tm>[0-5]\d)(?![\d.]|\s?(?:€|e\b|eur|km|kg)))
    | (?P<ord>(?<![\d.,/:])(?P<on>\d{1,2})\s?(?:er|eme|ste|de|nd|rd|th|st|den|e)(?![a-z0-9]))
    | (?P<num>(?<![\d.,/:])(?P<n>\d{1,4})(?![a-z\d]|[.,:]\d))
    | (?P<word>[a-z0-9]+)
    | (?P<dash>-(?=\s?\d))
    | (?P<at>@)
    | (?P<comma>,)
    | (?P<stop>[.;!?\n()]+)
    """,
    re.VERBOSE,
)

_RUN_ON = re.compile(r"([a-z]{3,})([1-9]\d?)")
_GLUED = re.compile(r"(\d{1,3})([a-z]+)")


@dataclass(frozen=True, slots=True)
class Item:
    """One word, phrase or number; offsets into the raw text."""

    start: int
    end: int
    text: str
    tags: Tags

    def is_a(self, tag: str) -> bool:
        return tag in self.tags


def scan(text: str, words: TimeWords) -> list[Item]:
    """Items of ``text`` in order; phrases of several words are one item."""
    tokens = _list_tokens(fold_in_place(text), words)
    items: list[Item] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        size, tags = _longest_phrase(tokens, position, words)
        if size > 1:
            items.append(Item(token.start, tokens[position + size - 1].end, "", tags))
        else:
            items.append(_with_tags(token, tags, words))
        position += max(size, 1)
    return items


def _with_tags(token: Item, tags: Tags, words: TimeWords) -> Item:
    tags = token.tags or tags or words.find_nearly(token.text) or {}
    return Item(token.start, token.end, token.text, tags) if tags else token


def _longest_phrase(tokens: list[Item], position: int, words: TimeWords) -> tuple[int, Tags]:
    """How many tokens the longest known phrase here takes, and its tags; (0, {}) when none."""
    for phrase, tags in words.phrases.get(tokens[position].text, ()):
        size = len(phrase)
        if position + size <= len(tokens) and all(tokens[position + i].text == phrase[i] for i in range(1, size)):
            return size, tags
    return 0, {}


def _list_tokens(folded: str, words: TimeWords) -> list[Item]:
    tokens: list[Item] = []
    for match in _TOKEN.finditer(folded):
        kind, text = match.lastgroup or "", match.group()
        glued = _GLUED.fullmatch(text) if kind == "word" and text[0].isdigit() else None
        if glued and text not in words.phrases and glued[2] in words.units:
            middle = match.start() + len(glued[1])
            tokens.append(Item(match.start(), middle, glued[1], {"number": int(glued[1])}))
            tokens.append(Item(middle, match.end(), glued[2], {}))
        elif kind == "letters" and (run_on := _RUN_ON.fullmatch(text)) and _is_weekday(run_on[1], words, text):
            middle = match.start() + len(run_on[1])
            tokens.append(Item(match.start(), middle, run_on[1], {}))
            tokens.append(Item(middle, match.end(), run_on[2], {"number": int(run_on[2])}))
        elif kind == "ho" and match["unit"] == "u" and "u" not in words.clock_units:
            tokens.append(Item(match.start(), match.end(), text, {}))
        else:
            tokens.append(Item(match.start(), match.end(), text, _number_tags(kind, match)))
    return tokens


def _is_weekday(word: str, words: TimeWords, text: str) -> bool:
    """ "jeudi27", unless the whole is a spelling of its own ("sam10")."""
    known = words.phrases.get(word)
    return text not in words.phrases and known is not None and "weekday" in known[-1][1]


def _number_tags(kind: str, match: re.Match[str]) -> Tags:
    """What a token of digits or punctuation is by its form alone."""
    if kind in ("h", "colon", "dot"):
        hour, minute = {"h": ("hh", "hm"), "colon": ("ch", "cm"), "dot": ("th", "tm")}[kind]
        return _clock(match[hour], int(match[minute]), weak=kind == "dot")
    if kind == "ho":
        return _clock(match["ohh"], 0) | {"number_of_hours": int(match["ohh"])}
    if kind == "ampm":
        return _twelve_hour_clock(match)
    if kind in ("slash", "dashed", "iso"):
        return _date_tags(kind, match)
    simple: dict[str, Tags] = {
        "phone": {"nothing": True}, "money": {"nothing": True}, "rate": {"habit": True}, "comma": {"comma": True},
        "stop": {"stop": True}, "dash": {"and": True, "dash": True}, "at": {"about": True},
    }  # fmt: skip
    if kind == "ord":
        return {"ordinal": int(match["on"])}
    if kind == "num":
        return {"number": int(match["n"])} if not (match["n"][0] == "0" and len(match["n"]) > 1) else {}
    return simple.get(kind, {})


def _clock(hour: str, minute: int, weak: bool = False) -> Tags:
    tags: Tags = {"clock": int(hour) * 60 + minute, "vague": 1 <= int(hour) <= 12 and hour[0] != "0"}
    return tags | {"weak": True} if weak else tags


def _twelve_hour_clock(match: re.Match[str]) -> Tags:
    hour = int(match["ah"])
    if hour > 12:
        return {"clock": hour * 60 + int(match["am"] or 0), "vague": False} if hour < 24 else {}
    hour = hour % 12 + (12 if match["ap"] == "p" else 0)
    return {"clock": hour * 60 + int(match["am"] or 0), "vague": False}


def _date_tags(kind: str, match: re.Match[str]) -> Tags:
    if kind == "iso":
        return {"date": (int(match["iy"]), int(match["im"]), int(match["id"]))}
    letter = "s" if kind == "slash" else "d"
    day, month, year = int(match[letter + "d"]), int(match[letter + "m"]), match[letter + "y"]
    if not 1 <= month <= 12 or not 1 <= day <= 31 or (year is None and day <= 4 and len(match[letter + "m"]) == 1):
        return {"nothing": True}  # "1/2 baguette", "3/4 d'heure"
    return {"date": (int(year[-2:]) + 2000 if year else None, month, day)}
