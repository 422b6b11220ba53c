"""Which place plays which part: where to search, where a trip starts, where home is, what is not meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from handlers.language import Language
from handlers.model import Where
from handlers.text import Token, gap_before
from knowledge.model import Place
from knowledge.names import OFFICIAL, PARTIAL, PlaceMention, load_place_words

LOOK_BACK = 5
"""Words before a place that may tell its part."""
SENTENCE_END = re.compile(r"[.!?]\s|[;\n]")
CLAUSE_END = re.compile(r"[,.;:!?\n]")
ARROW = re.compile(r"->|=>|→|>|^\s*[-–—/]\s*$")
PLACE_ROLES = (("destination",), ("search",), ("home",), ("present",), ("other_home",))
FAR = "town_outside"
"""The kind of towns that people go to, but of which we know no services."""
SEARCHED: Mapping[str, float] = {"to": 1.0, "home": 0.7, "here": 0.7, "from": 0.4}
"""What each part of a place counts when it is asked where to search."""
STARTED: Mapping[str, float] = {"from": 1.0, "home": 0.6, "here": 0.6}
GONE_TO: Mapping[str, float] = {"to": 1.0, "home": 0.4}
"""The same for the two ends of a trip."""
UNSAID = 0.12
"""What an end counts that is not named."""
FAR_SEARCHED, IN_AREA = 0.2, 0.03
PARTS_OF_ROLE: Mapping[str, Mapping[str, float]] = {
    "": {"to": 0.5, "from": 0.2},
    "destination": {"to": 0.9},
    "search": {"to": 0.9},
    "other_home": {"to": 0.7, "from": 0.3},
    "origin": {"from": 0.9},
    "back": {"from": 1.0, "to": 0.2},
    "present": {"here": 0.9},
    "home": {"home": 0.9},
    "rejected": {"no": 0.9},
}
"""What a role says alone, where nothing was learned."""
LINKS = frozenset({"de", "d", "du", "des", "van", "of", "vd"})


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """One mention, resolved to a place, with the parts the words before it allow."""

    place: Place
    start: int
    end: int
    roles: tuple[str, ...]
    parts: Mapping[str, float] | None = None
    """The probability of each part (``place_parts.PARTS``); None where nothing was learned."""


def resolve(
    mentions: Sequence[PlaceMention],
    tokens: Sequence[Token],
    language: Language,
    nouns: frozenset[int],
    is_answer: bool,
    text: str = "",
) -> list[NamedPlace]:
    """Mentions that really are places, with their roles. ``nouns``: tokens that name a service ("gare de Veynes").

    ``is_answer``: we have just asked for a place, so that "Serres" alone is one. ``text``: as written; another sentence
    before a place tells nothing of its part ("pour qu'il tombe plus. Forcalquier").
    """
    named = []
    nouns = nouns | _gone_to(tokens, language)
    for mention in mentions:
        first = _sentence_start(tokens, mention.start, text)
        own = frozenset(noun - first for noun in nouns if noun >= first)
        roles = _roles(tokens[first : mention.end], mention.start - first, language, own)
        is_apart = CLAUSE_END.search(gap_before(tokens, mention.start, text)) is not None
        if is_apart and roles[:1] == ("rejected",):
            roles = ()  # "bouchon ou pas je sais pas, gap"
        said = mention.start if is_apart else first  # "two scouts and me, poperinge" is no Maître Poperinge
        is_named = _is_behind(mention, tokens, nouns, text) or _is_place(mention, tokens, roles, is_answer, said)
        if mention.ambiguous_word and not is_named:
            continue
        named.append(NamedPlace(mention.places[0], mention.start, mention.end, roles))
    return named


def _gone_to(tokens: Sequence[Token], language: Language) -> frozenset[int]:
    """ "au bal de Volonne": what is gone to is a noun, even one that no lexicon knows."""
    words = tuple(token.text for token in tokens)
    return frozenset(
        i
        for i in range(1, len(words) - 1)
        if words[i + 1] in LINKS
        and words[i] not in language.stop_words
        and words[i : i + 2] not in language.before_place  # "au départ de"
        and any(words[max(0, i - length) : i] in language.before_noun for length in (1, 2, 3))
    )


def _sentence_start(tokens: Sequence[Token], position: int, text: str) -> int:
    """Index of the first token of the sentence in which token ``position`` stands."""
    for i in range(position, max(0, position - LOOK_BACK), -1):
        if SENTENCE_END.search(gap_before(tokens, i, text)) and not _is_abbreviation(tokens[i - 1]):
            return i
    return max(0, position - 2 * LOOK_BACK)


def _is_abbreviation(token: Token) -> bool:
    """ "St. Auban", "M. Serres", but not "none on me. Estaires"."""
    return len(token.raw) <= 2 and (token.is_capitalized or token.text in load_place_words().saint)


def follow_arrows(
    named: Sequence[NamedPlace], tokens: Sequence[Token], text: str, by_vehicle: bool = False
) -> list[NamedPlace]:
    """ "Bailleul -> marché d'Ypres", "Diksmuide - Veurne": an arrow or a dash between two places is a trip.

    ``by_vehicle``: a bus or a train is spoken of; then two places side by side are one too ("bus Gap Briançon").
    """
    marked = list(named)
    for i in range(len(named) - 1):
        gap = text[tokens[named[i].end - 1].end : tokens[named[i + 1].start].start]
        is_line = by_vehicle and not gap.strip() and named[i].place.commune_id != named[i + 1].place.commune_id
        if is_line or (ARROW.search(gap) and len(gap.split()) <= 5):
            marked[i] = replace(named[i], roles=("origin",))
            marked[i + 1] = replace(named[i + 1], roles=("destination",))
    return marked


def _is_behind(mention: PlaceMention, tokens: Sequence[Token], nouns: frozenset[int], text: str) -> bool:
    """ "Plopsaland la panne", "bray dunes > la panne": a name behind what is looked for there, or behind an arrow."""
    if ARROW.search(gap_before(tokens, mention.start, text)):
        return True
    has_article = mention.end - mention.start > 1 and tokens[mention.start].text in load_place_words().articles
    return has_article and mention.start - 1 in nouns


def _is_place(
    mention: PlaceMention, tokens: Sequence[Token], roles: tuple[str, ...], is_answer: bool, first: int
) -> bool:
    """A name that is also a common word or a surname: never after "les", "Mme", "rue"; far from the area only where
    the words before it ask for a place. ``first``: the token at which its sentence begins."""
    if is_answer:
        return True
    before = tokens[mention.start - 1].text if mention.start > first else ""
    words = load_place_words()
    if before in words.before_person:
        return False
    if _is_written_as_name(mention, tokens) and before not in words.before_street:
        return True
    if tokens[mention.start].text in words.everyday and mention.end == mention.start + 1:
        return before in words.before_everyday or len(tokens) == 1
    if before in (words.articles - LINKS) | words.before_street:
        return bool(roles)
    is_at_edge = (mention.start == 0 and mention.score > PARTIAL) or mention.end == len(tokens)
    return (
        (mention.places[0].in_area and mention.score >= OFFICIAL)
        or is_at_edge
        or roles[:1] in PLACE_ROLES
        or len(tokens) == 1
    )


def _is_written_as_name(mention: PlaceMention, tokens: Sequence[Token]) -> bool:
    """A capital inside a message that also has small letters: "from De Panne", not "MA CROIX" or a first word."""
    if mention.start == 0 or all(token.raw.isupper() for token in tokens):
        return False
    named = tokens[mention.start : mention.end]
    return all(token.is_capitalized or len(token.raw) <= 3 for token in named) and any(t.is_capitalized for t in named)


def _roles(tokens: Sequence[Token], start: int, language: Language, nouns: frozenset[int]) -> tuple[str, ...]:
    end = start
    for _ in range(4):
        found = _longest_role(tokens, end, language)
        if found and not _is_link_to_noun(tokens, end, nouns):
            return found
        shorter = _skip_back(tokens, end, language, nouns)
        if shorter == end:
            return found
        end = shorter
    return ()


def _longest_role(tokens: Sequence[Token], end: int, language: Language) -> tuple[str, ...]:
    words = tuple(token.text for token in tokens[max(0, end - LOOK_BACK) : end])
    for length in range(len(words), 0, -1):
        roles = language.before_place.get(words[-length:])
        if roles:
            return roles
    return ()


def _is_link_to_noun(tokens: Sequence[Token], end: int, nouns: frozenset[int]) -> bool:
    """ "hôpital de Gap": the "de" belongs to the noun, whose own preposition tells the part."""
    return end >= 2 and tokens[end - 1].text in LINKS and end - 2 in nouns


def _skip_back(tokens: Sequence[Token], end: int, language: Language, nouns: frozenset[int]) -> int:
    if _is_link_to_noun(tokens, end, nouns):
        end -= 1
        while end > 0 and end - 1 in nouns:
            end -= 1
        return end
    words = tuple(token.text for token in tokens[max(0, end - 4) : end])
    for length in range(len(words), 0, -1):
        if words[-length:] in language.place_articles:
            return end - length
    if end > 0 and end - 1 in nouns:
        return end - 1
    return end


def assign(named: Sequence[NamedPlace], is_ride: bool) -> Where:
    """The parts of all places of one message together."""
    meant = [n for n in named if not _only(n, "rejected")]
    rejected = tuple(n.place.commune_id for n in named if _only(n, "rejected"))
    home, present, other_home = (_first(meant, role) for role in ("home", "present", "other_home"))
    origin, search = _ends_of_ride(meant) if is_ride else (None, _search_place(meant))
    return Where(
        search=search,
        origin=origin,
        home=home.place if home else None,
        present=present.place if present else None,
        other_home=other_home.place if other_home else None,
        mentioned=tuple(n.place for n in meant),
        rejected=rejected,
    )


def _only(named: NamedPlace, role: str) -> bool:
    return bool(named.roles) and named.roles[0] == role


def _first(named: Sequence[NamedPlace], role: str) -> NamedPlace | None:
    return next((n for n in named if _only(n, role)), None)


def _search_place(meant: Sequence[NamedPlace]) -> Place | None:
    """The likeliest place to search in; of two, rather one that we know of ("repartie à Lyon … Les Mées")."""
    return max(meant, key=_score_search).place if meant else None


def _score_search(named: NamedPlace) -> tuple[float, int]:
    score = _weigh(named, SEARCHED) - FAR_SEARCHED * (named.place.kind == FAR) + IN_AREA * named.place.in_area
    return score, -named.start


def _weigh(named: NamedPlace, weights: Mapping[str, float]) -> float:
    parts = named.parts or PARTS_OF_ROLE[named.roles[0] if named.roles else ""]
    return sum(weight * parts.get(part, 0.0) for part, weight in weights.items())


def _ends_of_ride(meant: Sequence[NamedPlace]) -> tuple[Place | None, Place | None]:
    """(origin, destination): the likeliest pair of two different communes; either may be left unsaid."""
    ends = [*meant, None]
    pairs = [(a, b) for a in ends for b in ends if (a or b) and not _is_same(a, b)]
    origin, goal = max(pairs, key=lambda pair: _score_trip(*pair), default=(None, None))
    return (origin.place if origin else None, goal.place if goal else None)


def _is_same(a: NamedPlace | None, b: NamedPlace | None) -> bool:
    return a is not None and b is not None and a.place.commune_id == b.place.commune_id


def _score_trip(origin: NamedPlace | None, goal: NamedPlace | None) -> float:
    start = _weigh(origin, STARTED) if origin else UNSAID
    return start * (_weigh(goal, GONE_TO) if goal else UNSAID)
