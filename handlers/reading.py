"""A message taken apart: its words, and the places, times, cues and needs that they name. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.conversation import Conversation
from handlers.language import Language, Languages
from handlers.language_guess import guess_language
from handlers.needs import drop_exceptions, find_matches
from handlers.patterns import Match
from handlers.text import Token, tokenize
from handlers.when import WhenMention, Whens, combine, find_whens
from knowledge.directory import Directory
from knowledge.names import PlaceMention

FRAMING = frozenset(
    ["ask.hours", "ask.times", "ask.phone", "ask.address", "ask.price", "ask.about", "search", "greeting", "thanks"]
)
"""Cues that frame a need."""
PLACE = "<place>"
MASKS = (PLACE, "<time>", "<num>")
"""What stands for a place, a time and a number in what the classifiers read."""
SMALL_WORDS = 2
"""So many may stand between "je cherche" and what is looked for."""


@dataclass(frozen=True, slots=True)
class Written:
    """The words as they stand there, in no language yet, and the places among them."""

    tokens: tuple[Token, ...]
    mentions: tuple[PlaceMention, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The message taken apart: what later steps and the training of the classifier both start from."""

    language: Language
    tokens: tuple[Token, ...]
    mentions: tuple[PlaceMention, ...]
    times: Whens
    time_mentions: tuple[WhenMention, ...]
    time_positions: frozenset[int]
    cue_matches: tuple[Match, ...]
    need_matches: tuple[Match, ...]

    @property
    def cues(self) -> frozenset[str]:
        return frozenset(match.pattern.label for match in self.cue_matches)

    @property
    def place_positions(self) -> frozenset[int]:
        return frozenset(i for m in self.mentions for i in range(m.start, m.end))

    @property
    def nouns(self) -> frozenset[int]:
        return frozenset(p for m in self.need_matches if m.pattern.kind in ("name", "word") for p in m.positions)

    @property
    def sought(self) -> frozenset[str]:
        """Needs named right behind words of searching ("je cherche un bon notaire"), or as the one of a place ("le
        cinéma d'Embrun")."""
        searching = {p for m in self.cue_matches if m.pattern.label == "search" for p in m.positions}
        named = [m for m in self.need_matches if m.pattern.kind == "name" and m.quality == 1]
        return frozenset(
            m.pattern.label for m in named if self._is_behind(m.positions[0], searching) or self._is_of_place(m)
        )

    def _is_of_place(self, match: Match) -> bool:
        first, last = match.positions[0], match.positions[-1]
        is_definite = first > 0 and self.tokens[first - 1].text in self.language.definite
        is_linked = last + 2 in self.place_positions and self.tokens[last + 1].text in self.language.stop_words
        return is_definite and (is_linked or last + 1 in self.place_positions)

    def _is_behind(self, position: int, searching: set[int]) -> bool:
        """One of ``searching`` stands before ``position``, at most two small words between them."""
        for back in range(position - 1, max(-1, position - 2 - SMALL_WORDS), -1):
            if back in searching:
                return True
            if self.tokens[back].text not in self.language.stop_words:
                return False
        return False

    @property
    def framing(self) -> frozenset[int]:
        """Words that say what is wanted to be known or done, not of what ("quels sont les horaires de")."""
        needed = {p for m in self.need_matches for p in m.positions}
        framing = {p for m in self.cue_matches if m.pattern.label in FRAMING for p in m.positions}
        return frozenset(framing - needed)

    @property
    def content(self) -> frozenset[int]:
        """Words that may name a need: no stop words, frames, places, times or numbers."""
        bare = self.place_positions | self.time_positions | self.framing
        stop_words = self.language.stop_words
        return frozenset(
            i for i, t in enumerate(self.tokens) if i not in bare and t.text not in stop_words and not t.text.isdigit()
        )

    def need_words(self) -> list[str]:
        """As ``words``, without the frame: what the classifier of needs reads."""
        return self.words(self.framing)

    def words(self, without: frozenset[int] = frozenset()) -> list[str]:
        """As ``masked``, with no mask twice in a row: what the classifiers read."""
        words: list[str] = []
        for i, word in enumerate(self.masked()):
            if i not in without and not (word in MASKS and words[-1:] == [word]):
                words.append(word)
        return words

    def masked(self) -> list[str]:
        """Folded words, one for each token, with places, times and numbers masked."""
        places = self.place_positions
        return [
            PLACE
            if i in places
            else "<time>"
            if i in self.time_positions
            else "<num>"
            if token.text.isdigit()
            else token.text
            for i, token in enumerate(self.tokens)
        ]


def read(text: str, conversation: Conversation, directory: Directory, languages: Languages, now: datetime) -> Reading:
    """Take a message apart in the language it seems to be written in."""
    written = write_down(text, directory)
    named = {i for m in written.mentions for i in range(m.start, m.end)}
    plain = [token.text for i, token in enumerate(written.tokens) if i not in named]
    code = guess_language(plain, conversation.language, directory.area.languages, languages)
    return read_in(text, languages.get(code), directory, now, written)


def write_down(text: str, directory: Directory) -> Written:
    tokens = tokenize(text, {})
    return Written(tokens, directory.place_names.find_mentions([token.text for token in tokens]))


def read_in(
    text: str, language: Language, directory: Directory, now: datetime, written: Written | None = None
) -> Reading:
    """``written``: what ``write_down`` gives for the text, where that is known already."""
    tokens = tokenize(text, language.texting, _names_as_written(written or write_down(text, directory), language))
    time_mentions = find_whens(text, now, language.code)
    times = combine(time_mentions, now)
    time_positions = positions_in(tokens, time_mentions)
    words = [token.text for token in tokens]
    cue_matches = tuple(drop_exceptions(language.cues.find([language.forms(word) for word in words])))
    mentions = tuple(
        m for m in directory.place_names.find_mentions(words) if not time_positions & set(range(m.start, m.end))
    )
    place_positions = frozenset(i for m in mentions for i in range(m.start, m.end) if not m.ambiguous_word)
    need_matches = tuple(find_matches(tokens, language, place_positions | time_positions))
    return Reading(language, tokens, mentions, times, time_mentions, time_positions, cue_matches, need_matches)


def _names_as_written(written: Written, language: Language) -> frozenset[int]:
    """Where places stand that are written right, so that no dialect is heard in their letters."""
    named = (written.tokens[i] for m in written.mentions if m.exact for i in range(m.start, m.end))
    return frozenset(token.start for token in named if token.text not in language.texting.table)


def positions_in(tokens: Sequence[Token], mentions: Sequence[WhenMention]) -> frozenset[int]:
    spans = [(m.start, m.end) for m in mentions]
    return frozenset(i for i, t in enumerate(tokens) if any(s <= t.start < e for s, e in spans))
