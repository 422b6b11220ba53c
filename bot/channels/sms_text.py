"""What an SMS can carry: GSM-7 (3GPP TS 23.038) when the text allows it, else UCS-2.

One character outside GSM-7 turns the whole message into UCS-2 and cuts a segment from 160 to 70 characters, so French
and Dutch letters that GSM-7 lacks are folded. Text in another script is left as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from handlers.model import Reply

SmsEncoding = Literal["GSM-7", "UCS-2"]

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""3GPP TS 23.038 section 6.2.1, one septet each."""
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
"""Section 6.2.1.1: sent behind an escape, so two septets each."""

_SEGMENT_UNITS: dict[SmsEncoding, tuple[int, int]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}
"""Units in a message of one segment, and in each segment of a longer one (the header takes six octets)."""

_FOLDS = str.maketrans(
    {
        "œ": "oe",
        "Œ": "OE",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        "′": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‹": "'",
        "›": "'",
        "…": "...",
        "–": "-",
        "—": "-",
        "‑": "-",
        "‐": "-",
        "−": "-",
        "•": "-",
        "·": "-",
        "→": "->",
        "←": "<-",
        "×": "x",
        "÷": "/",
        "⁄": "/",
        "°": "o",
        "©": "(c)",
        "®": "(R)",
        "\t": " ",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ı": "i",
        "\u2028": "\n",
        "\u2029": "\n",
    }
)
_GUILLEMETS = re.compile(r"(?<=«)[ \u00a0\u202f\u2009]+|[ \u00a0\u202f\u2009]+(?=»)")
_BREAK = re.compile(r"(?<!\d) +| +(?!\d)")
"""Where a line may be cut: at spaces, but not between two digits, which are one phone number in groups."""


@dataclass(frozen=True, slots=True)
class SmsText:
    """``text`` as it is sent; ``segments`` is what the operator pays for."""

    text: str
    encoding: SmsEncoding
    segments: int


def encode(text: str) -> SmsText:
    """Fold into GSM-7 where every letter can be; a text with letters of another script stays as typed, in UCS-2."""
    composed = unicodedata.normalize("NFC", text)
    folded = _fold(composed)
    if all(_is_gsm(char) for char in folded) and bool(folded.strip()) == bool(composed.strip()):
        return SmsText(folded, "GSM-7", _count_segments(folded, "GSM-7"))
    return SmsText(composed, "UCS-2", _count_segments(composed, "UCS-2"))


def fit(reply: Reply, max_segments: int = 2) -> SmsText:
    """Encode the longest version of ``reply`` that fits; when none does, the shortest, cut after a line or a word.

    A version that says enough in one segment is preferred to a longer one in two.
    A first word longer than all segments together is sent whole: half a link helps nobody.
    """
    versions = (reply.lines, *reply.shorter)
    for lines in versions[: reply.enough + 1]:
        sms = encode("\n".join(lines))
        if sms.segments == 1:
            return sms
    for lines in versions:
        sms = encode("\n".join(lines))
        if sms.segments <= max_segments:
            return sms
    return _cut(versions[-1], max_segments)


def _cut(lines: tuple[str, ...], max_segments: int) -> SmsText:
    kept = _longest(("\n".join(lines[:count]) for count in range(1, len(lines))), max_segments)
    if kept is None:
        kept = _longest(_word_prefixes(lines[0]), max_segments)
    return kept or encode(next(_word_prefixes(lines[0])))


def _longest(prefixes: Iterable[str], max_segments: int) -> SmsText | None:
    best = None
    for prefix in prefixes:
        sms = encode(prefix)
        if sms.segments > max_segments:
            break
        best = sms
    return best


def _word_prefixes(line: str) -> Iterator[str]:
    plain = " ".join(line.split())
    for match in _BREAK.finditer(plain):
        yield plain[: match.start()]
    yield plain


def _fold(text: str) -> str:
    tight = _GUILLEMETS.sub("", text)
    return "".join(_fold_char(char) for char in tight.translate(_FOLDS))


def _fold_char(char: str) -> str:
    if _is_gsm(char):
        return char
    if unicodedata.category(char) in {"So", "Sk", "Cf", "Cc", "Mn", "Me"}:
        return ""
    bare = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    return bare if all(_is_gsm(part) for part in bare) else char


def _is_gsm(char: str) -> bool:
    return char in GSM_BASIC or char in GSM_EXTENSION


def _count_segments(text: str, encoding: SmsEncoding) -> int:
    single, multi = _SEGMENT_UNITS[encoding]
    widths = [_width(char, encoding) for char in text]
    if sum(widths) <= single:
        return 1
    return _count_packed(widths, multi)


def _width(char: str, encoding: SmsEncoding) -> int:
    if encoding == "GSM-7":
        return 2 if char in GSM_EXTENSION else 1
    return 2 if ord(char) > 0xFFFF else 1


def _count_packed(widths: list[int], capacity: int) -> int:
    """A two-unit character is never split over two segments, so units are packed, not divided."""
    segments, used = 1, 0
    for width in widths:
        if used + width > capacity:
            segments, used = segments + 1, 0
        used += width
    return segments
