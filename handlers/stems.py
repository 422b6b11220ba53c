"""Word endings: enough to see that "infirmières" and "infirmier" are one word, no more."""

from __future__ import annotations

from functools import lru_cache

_FRENCH_TO = {
    "ieres": "ier", "iere": "ier", "iers": "ier", "ier": "ier",
    "euses": "eur", "euse": "eur", "eurs": "eur", "eur": "eur",
    "trices": "teur", "trice": "teur", "teurs": "teur", "teur": "teur",
}  # fmt: skip


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """The folded ``word`` without the endings of number and gender. Short words are left alone."""
    if len(word) <= 3 or not word.isalpha():
        return word
    if language == "fr":
        return _stem_french(word)
    if language == "nl":
        return _stem_dutch(word)
    return _stem_english(word)


def _stem_french(word: str) -> str:
    for ending, base in _FRENCH_TO.items():
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + base
    if word.endswith("aux") and len(word) > 5:
        return word[:-3] + "al"
    for ending, shortest in (("es", 4), ("s", 3), ("x", 3), ("e", 4)):
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            word = word[: -len(ending)]
            break
    return _undouble(word) if len(word) > 4 else word  # "passe" is no "pas"


def _stem_dutch(word: str) -> str:
    for ending in ("tjes", "tje", "jes", "je", "en", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    else:
        ending = ""
    if word.endswith("v"):
        word = word[:-1] + "f"
    if word.endswith("z"):
        word = word[:-1] + "s"
    if ending in ("en", "e") and word.endswith("s") and len(word) > 3:
        word = word[:-1]  # as the singular has lost it: "tandarts(en)", "prijs"/"prijzen"
    return _single_vowels(_undouble(word))


def _single_vowels(word: str) -> str:
    """ "apotheek"/"apotheken": long vowels lose their doubling in an open syllable. Of four letters both are words
    ("been", a leg, is not "ben", am)."""
    if len(word) < 5:
        return word
    for vowel in "aeou":
        word = word.replace(vowel * 2, vowel)
    return word


def _stem_english(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    for ending in ("sses", "shes", "ches", "xes"):
        if word.endswith(ending):
            return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _undouble(word: str) -> str:
    if len(word) > 3 and word[-1] == word[-2]:
        return word[:-1]
    return word


@lru_cache(maxsize=65_536)
def phonetic(word: str) -> str:
    """How a French or Dutch ear would spell it, roughly: "kelkun" and "quelqu un" meet, "fotau" and "photo" too."""
    for old, new in _SOUNDS:
        word = word.replace(old, new)
    squeezed = [c for i, c in enumerate(word) if i == 0 or c != word[i - 1]]
    word = "".join(squeezed)
    while len(word) > 3 and word[-1] in "estxdp":
        word = word[:-1]
    return word


_SOUNDS = (
    ("eaux", "o"), ("eau", "o"), ("aux", "o"), ("au", "o"), ("ph", "f"), ("sch", "ch"),
    ("qu", "k"), ("ck", "k"), ("q", "k"),
    ("ca", "ka"), ("co", "ko"), ("cu", "ku"), ("cl", "kl"), ("cr", "kr"), ("ct", "kt"), ("ce", "se"), ("ci", "si"),
    ("cy", "si"), ("ge", "je"), ("gi", "ji"), ("gu", "g"), ("ain", "in"), ("ein", "in"), ("aim", "in"), ("ym", "im"),
    ("yn", "in"), ("om", "on"), ("em", "en"), ("am", "an"), ("en", "an"), ("ai", "e"), ("ei", "e"),
    ("oeu", "eu"), ("y", "i"),
    ("z", "s"), ("th", "t"), ("rh", "r"), ("h", ""), ("tion", "sion"), ("w", "v"),
)  # fmt: skip
