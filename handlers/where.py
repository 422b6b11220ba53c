"""Which place plays which part: where to search, where a trip starts, where home is, what is not meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.language import Language
from handlers.model import Where
from handlers.text import Token
from knowledge.model import Place
from knowledge.names import OFFICIAL, PARTIAL, PlaceMention, load_place_words

LOOK_BACK = 5
"""Words before a place that may tell its part."""
SENTENCE_END = re.compile(r"[.!?]\s|[;\n]")
ARROW = re.compile(r"->|=>|→|>|^\s*[-–—/]\s*$")
PLACE_ROLES = (("destination",), ("search",), ("home",), ("present",), ("other_home",))
FAR = "town_outside"
"""The kind of towns that people go to, but of which we know no services."""
TOWARDS = ("destination", "search", "other_home")
"""Parts of a place that one goes to."""
LINKS = frozenset({"de", "d", "du", "des", "van", "of", "vd"})


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """One mention, resolved to a place, with the parts the words before it allow."""

    place: Place
    start: int
    end: int
    roles: tuple[str, ...]


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
        if mention.ambiguous_word and not _is_place(mention, tokens, roles, is_answer, first):
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
        if SENTENCE_END.search(text[tokens[i - 1].end : tokens[i].start]) and not _is_abbreviation(tokens[i - 1]):
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
    home = _first(meant, "home")
    present = _first(meant, "present")
    other_home = _first(meant, "other_home")
    if is_ride:
        origin, search = _ends_of_ride(meant, home or present)
    else:
        origin, search = None, _search_place(meant)
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
    ranked = sorted(meant, key=lambda n: (_search_rank(n), n.place.kind == FAR, not n.place.in_area, n.start))
    return ranked[0].place if ranked else None


def _search_rank(named: NamedPlace) -> int:
    is_far = named.place.kind == FAR
    if not named.roles:
        return 1 + is_far
    order = {"destination": 0, "search": 0, "other_home": 0, "origin": 2, "present": 3, "home": 4}
    best = order.get(named.roles[0], 5)
    return (1 if best == 2 and "search" in named.roles else best) + is_far


def _ends_of_ride(meant: Sequence[NamedPlace], start: NamedPlace | None) -> tuple[Place | None, Place | None]:
    """(origin, destination): by their words where these tell, by their order where they do not."""
    origins = [n for n in meant if _only(n, "origin")]
    bound = [n for n in meant if n.roles and n.roles[0] in TOWARDS]
    free = [n for n in meant if not n.roles]
    back = _first(meant, "back")
    if back and (bound or free):
        origins.append(back)  # "to the match at Lille and back to Cassel"
    elif back:
        bound.append(back)
    if len(origins) >= 2 and not bound and not free:
        bound, origins = origins[:1], origins[1:]  # "flying from Marseille: how do I get there from Veynes"
    origin = origins[0] if origins else None
    if origin and start and _only(start, "present") and not bound and not free and start is not origin:
        return start.place, origin.place  # "the 6.15 train out of Gap, I'm in Embrun": the train is what one goes to
    if origin is None and start is None and len(bound) >= 2:
        # "Oma moet bij de cardioloog in Veurne zijn, ze woont in Vleteren"; else in the order in which the trip is
        # told: "il sort de l'internat à Embrun, il rentre à Guillestre".
        origin = _first(bound, "other_home") or bound[0]
    destination = next((n for n in bound if n is not origin), None)
    if origin is None and start is not None and start is not destination:
        origin = start
    if origin is None and destination is not None:
        origin = next((n for n in free if n.start < destination.start), free[0] if free else None)
    if destination is None:
        rest = [n for n in free if n is not origin]
        if origin is None and len(rest) >= 2:
            origin, destination = rest[0], rest[1]
        elif rest:
            destination = rest[0]
        else:
            others = [n for n in meant if n is not origin]
            destination = next((n for n in others if n is not start), start if start in others else None)
    return (origin.place if origin else None, destination.place if destination else None)
