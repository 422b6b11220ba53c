"""Which language a message is in: words of daily use that only one language has, the conversation so far, the area."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.language import Language, Languages

EXCLUSIVE, SHARED = 1.0, 0.2
KNOWN_NEED = 0.8
CONVERSATION, AREA = 1.3, 0.3
"""Head start of the language spoken so far, and of the area's first language."""


def guess_language(
    words: Sequence[str], so_far: str | None, area_languages: Sequence[str], languages: Languages
) -> str:
    """A BCP 47 code among ``languages``; ``words`` folded, places left out."""
    scores = dict.fromkeys(languages.codes, 0.0)
    for word in words:
        having = _languages_with(word, languages)
        for code in having:
            scores[code] += EXCLUSIVE if len(having) == 1 else SHARED
        if len(word) >= 4:
            naming = [code for code in scores if word in languages.get(code).spelling.targets]
            for code in naming:
                scores[code] += 0.0 if code in having else KNOWN_NEED / len(naming)
    if so_far:
        scores[so_far] += CONVERSATION
    spoken = [code for code in area_languages if code in scores]
    for rank, code in enumerate(spoken):
        scores[code] += AREA / (rank + 1)
    return max(scores, key=lambda code: (scores[code], code == so_far))


def _languages_with(word: str, languages: Languages) -> list[str]:
    """Those whose word of daily use it is; shorthand that another language writes in full ("piscine") tells little."""
    having = [code for code in languages.codes if _is_daily(word, languages.get(code))]
    shorthand = [code for code in languages.codes if word in languages.get(code).texting.table]
    if not set(shorthand) - set(having):
        return having
    naming = [code for code in languages.codes if word in languages.get(code).spelling.targets]
    return list(dict.fromkeys((*having, *shorthand, *naming)))


def _is_daily(word: str, language: Language) -> bool:
    known = (language.stop_words, language.common_words, *language.commands.values())
    return any(word in words for words in known)
