"""What one message says: language, places, times, needs and intent. Pure; the conversation is weighed in ``decide``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from handlers.conversation import Conversation
from handlers.emergency import find_emergency, sense_danger
from handlers.intents import NO_INTENT, Signs, intent_words, score_intents
from handlers.language import Language, Languages
from handlers.model import Intent, Message, Need, Understanding, When, Where
from handlers.needs import guess_needs, is_guessed, is_landmark_only, score_needs
from handlers.patterns import Match
from handlers.place_parts import guess_parts, most_likely
from handlers.reading import Reading, positions_in, read
from handlers.second_need import find_second_need
from handlers.talk_state import NAMED, TalkState, state_of, state_words
from handlers.text import Token, fold, has_letters, is_question
from handlers.when import WhenMention, combine
from handlers.when_habit import find_habit_days
from handlers.when_spans import make_when, place_hours
from handlers.where import NamedPlace, assign, follow_arrows, resolve
from knowledge.directory import Directory
from knowledge.taxonomy import Taxonomy

SHORT = 4
"""A message of at most so many words that carry meaning may be an answer or a follow-up."""
NEED_FLOOR = 0.3
"""A need that scores less was not understood; between this and ``situation.SURE_NEED`` we may ask."""
SAFETY_COMMANDS = ("stop", "delete_data", "human")
TALK_CUES = frozenset({"speak.fr", "speak.en", "speak.nl", "out", "help", "human", "stop", "home.set"})
"""Cues whose words say something about us or the world ("il pleut", "ça marche comment"), not about a service."""
WITHOUT_NEED = frozenset(
    [
        "greeting",
        "thanks",
        "home.set",
        "choice",
        "affirm",
        "deny",
        "more",
        "nearer",
        "follow",
        "correction",
        "speak.fr",
        "speak.en",
        "speak.nl",
        "that_one",
        "ask.hours",
        "ask.times",
        "here",
        "me",
        "now",
        "search",
    ]
)
"""Cues whose words name no service."""
BY_RIDE = frozenset({"vehicle.word", "ride.ask", "ride.offer"})
"""Cues beside which two places side by side are a trip ("trajet Dunkerque Bollezeele")."""
SMALL_HOURS = 5 * 60
"""Minutes after midnight."""
CLEAR_ACT = 0.5
"""From this probability on it is clear what a message does to the talk."""
GOING_ON = (NO_INTENT, "more", "select", "service_details")
"""What keeps to the need that is talked of."""
RIDE_INTENTS = ("plan_ride", "offer_ride")


def understand(
    message: Message, conversation: Conversation, directory: Directory, languages: Languages, now: datetime
) -> Understanding:
    """What ``message`` says. Deterministic; the same message in the same state is always understood alike."""
    text = message.text
    reading = read(text, conversation, directory, languages, now)
    language = reading.language
    if not has_letters(text) and not any(c.isdigit() for c in text):
        return Understanding(language.code, _wordless(text), 0.5, is_empty=True)
    if conversation.options:
        reading = without_chosen_dates(reading, now)
    awaiting_place = conversation.awaiting in ("place", "origin")
    named = resolve(reading.mentions, reading.tokens, language, reading.nouns, awaiting_place, text)
    named = follow_arrows(named, reading.tokens, text, not BY_RIDE.isdisjoint(reading.cues))
    reading = without_false_places(reading, named)
    named = guess_parts(reading, named, text)
    needs, has_second = _needs(reading, directory.taxonomy)
    talk = state_of(conversation, now)
    signs = signs_of(reading, named, text, directory.taxonomy, talk)
    learned = _learned_intents(reading, signs)
    act, goes_on = _done_to_talk(learned if talk else {})
    ways = (reading.words(), reading.need_words())  # politeness around it must not hide a danger
    danger = sense_danger(language.danger_model, ways, learned.pop("emergency", 0.0))
    ranked = score_intents(signs, learned, needs[0].score if needs else 0.0)
    emergency = find_emergency(reading.cue_matches, danger)
    command = _command(text, language, languages)
    intent: Intent = "emergency" if emergency else command or _as_intent(ranked[0][0])
    where = _where(named, intent, conversation, "correction" in reading.cues, act)
    return Understanding(
        language=language.code,
        intent=intent,
        confidence=_confidence(ranked),
        needs=_first_told(needs, reading) if intent == "report_problem" else needs,
        where=where,
        when=_asked(reading, intent, now, _in_ride(conversation)),
        when_has_day=any(m.role == "asked" and m.day is not None for m in reading.time_mentions),
        return_when=_return_when(reading),
        hours=_bare_hours(reading, now),
        open_now=_open_now(reading, intent),
        habit=reading.times.habit,
        habit_days=find_habit_days(text, reading.time_mentions, language.code),
        habit_hours=tuple((m.hours.start, m.hours.end) for m in reading.time_mentions if m.role == "habit" and m.hours),
        cues=reading.cues
        | ({f"command.{command}"} if command else set())
        | ({f"emergency.{emergency}"} if emergency else set()),
        choice=_choice(reading),
        seats=_seats(reading),
        scores=tuple((intent, round(score, 2)) for intent, score in ranked[:5]),
        words=tuple((t.raw, _became(i, t, reading)) for i, t in enumerate(reading.tokens)),
        unmatched=_unmatched(reading),
        is_landmark=is_landmark_only(reading.need_matches, reading.tokens, language),
        has_second_need=has_second,
        is_short=len([t for i, t in enumerate(reading.tokens) if t.text not in language.stop_words]) <= SHORT,
        is_question=is_question(text),
        parts=tuple((place.place.name, *most_likely(place)) for place in named if place.parts),
        is_bare=signs.is_bare,
        act=act,
        goes_on=goes_on,
    )


def _done_to_talk(learned: Mapping[str, float]) -> tuple[str | None, float]:
    """What a message clearly does to the talk, and how likely it keeps to what is talked of."""
    act = next((label for label, share in learned.items() if share >= CLEAR_ACT), None)
    return act, sum(learned.get(label, 0.0) for label in GOING_ON)


def _wordless(text: str) -> Intent:
    return (
        "thanks"
        if any(c in "👍🙏❤😊👌" for c in text)
        else "help"
        if text.strip() in ("?", "??", "???")
        else "out_of_scope"
    )


def _command(text: str, language: Language, languages: Languages) -> Intent | None:
    """Commands are commands only when they are the whole message; those of safety hold in every language."""
    bare = " ".join(fold(text).strip(" .!,;:\"'*").split())
    for label in ("stop", "start", "help", "delete_data", "human", "more", "thanks", "greeting"):
        is_safety = label in SAFETY_COMMANDS
        spoken = [languages.get(code) for code in languages.codes] if is_safety else [language]
        asked = bare if is_safety else bare.rstrip(" ?")  # "info ?", but "stop ?" may ask for a bus stop
        if any(asked in one.commands.get(label, ()) for one in spoken):
            return _as_intent(label)
    return "plan_ride" if bare in language.commands.get("ride", ()) else None


def _as_intent(label: str) -> Intent:
    return label  # type: ignore[return-value]


def without_false_places(reading: Reading, named: Sequence[NamedPlace]) -> Reading:
    """A surname that is also a commune ("Madame Serres") goes back to being a word."""
    kept = tuple(m for m in reading.mentions if any(n.start == m.start for n in named))
    places = frozenset(i for m in kept for i in range(m.start, m.end))
    talk = {p for m in reading.cue_matches if m.pattern.label in TALK_CUES for p in m.positions}
    matches = tuple(m for m in reading.need_matches if not (places | talk) & set(m.positions))
    return replace(reading, mentions=kept, need_matches=matches)


def without_chosen_dates(reading: Reading, now: datetime) -> Reading:
    """ "va pour le 1", with a list before us, names an option and no first of the month."""
    chosen = [
        {reading.tokens[p].start for p in m.positions} for m in reading.cue_matches if m.pattern.label == "choice"
    ]
    kept = tuple(
        mention
        for mention in reading.time_mentions
        if mention.hours is not None or not any(_is_within(mention, reading, starts) for starts in chosen)
    )
    if len(kept) == len(reading.time_mentions):
        return reading
    positions = positions_in(reading.tokens, kept)
    return replace(reading, time_mentions=kept, time_positions=positions, times=combine(kept, now))


def _is_within(mention: WhenMention, reading: Reading, starts: set[int]) -> bool:
    """All words of the time, but small ones, are among those that start at ``starts``."""
    small = reading.language.stop_words
    words = [t for t in reading.tokens if mention.start <= t.start < mention.end]
    return bool(words) and all(t.start in starts or t.text in small for t in words)


def _prefer_said(needs: tuple[Need, ...], taxonomy: Taxonomy) -> tuple[Need, ...]:
    """Of needs with the same OpenStreetMap tag, the one that words name not a guess: it can be explained."""
    if not needs or not is_guessed(needs[0]):
        return needs
    tags = set(taxonomy.get(needs[0].code).osm[:1])
    said = [need for need in needs[1:] if not is_guessed(need) and tags & set(taxonomy.get(need.code).osm)]
    return (said[0], *(need for need in needs if need is not said[0])) if said else needs


def _needs(reading: Reading, taxonomy: Taxonomy) -> tuple[tuple[Need, ...], bool]:
    """The needs, the likeliest first, and whether the second is asked for beside the first."""
    learned: dict[str, float] = {}
    model = reading.language.need_model
    if model is not None and _has_content(reading):
        learned = guess_needs(model, reading.need_words())
    negated = _negated(reading)
    learned = _without_denied(learned, reading.need_matches, negated, taxonomy)
    scored = score_needs(reading.need_matches, learned, len(reading.content), negated, reading.sought)
    needs = _prefer_said(tuple(need for need in scored if need.score >= NEED_FLOOR), taxonomy)
    found = find_second_need(reading, needs[0], negated, taxonomy) if needs else None
    if found is None:
        return needs, False
    second, is_earlier = found
    both = (second, needs[0]) if is_earlier else (needs[0], second)
    return (*both, *(need for need in needs[1:] if need.code != second.code)), True


def _first_told(needs: tuple[Need, ...], reading: Reading) -> tuple[Need, ...]:
    """A report names what is wrong before what is there instead ("the dentist you gave me is a pizza place")."""
    codes = {need.code for need in needs}
    named = [m for m in reading.need_matches if m.pattern.kind == "name" and m.pattern.label in codes]
    if not named:
        return needs
    first = min(named, key=lambda m: (m.positions[0], -len(m.positions))).pattern.label
    return tuple(sorted(needs, key=lambda need: need.code != first))


def _without_denied(
    learned: dict[str, float], matches: Sequence[Match], negated: frozenset[int], taxonomy: Taxonomy
) -> dict[str, float]:
    """ "Pas un hôpital, un médecin": what is named only to be denied is not guessed either."""
    wanted = {m.pattern.label for m in matches if not set(m.positions) <= negated}
    denied = {m.pattern.label for m in matches} - wanted
    if not denied or not wanted:
        return learned
    tags = {tag for code in denied for tag in taxonomy.get(code).osm[:1]}
    return {code: share for code, share in learned.items() if code in wanted or not tags & set(taxonomy.get(code).osm)}


def _has_content(reading: Reading) -> bool:
    """At least one word that may name a need: "j'habite à Serres" has none."""
    if reading.cues & TALK_CUES and not reading.need_matches:
        return False
    said = {p for m in reading.cue_matches if m.pattern.label in WITHOUT_NEED for p in m.positions}
    said |= reading.place_positions | reading.time_positions
    stop_words = reading.language.stop_words
    return any(
        i not in said and t.text not in stop_words and not t.text.isdigit() for i, t in enumerate(reading.tokens)
    )


def _negated(reading: Reading) -> frozenset[int]:
    """Words right after a "pas"/"not" ("pas un hôpital, un médecin")."""
    positions: set[int] = set()
    tokens = reading.tokens
    for i, token in enumerate(tokens):
        if token.text in reading.language.negation:
            ahead = i + 1
            while ahead < len(tokens) and ahead <= i + 2 and tokens[ahead].text in reading.language.stop_words:
                ahead += 1
            if ahead < len(tokens):
                positions.add(ahead)
    return frozenset(positions)


def signs_of(
    reading: Reading, named: Sequence[NamedPlace], text: str, taxonomy: Taxonomy, talk: TalkState | None = None
) -> Signs:
    """What the words show of the intent; a need counts here only when words name it. ``talk``: where it stands."""
    shape = [
        f"places {min(len(named), 2)}",
        f"length {min(len(reading.tokens) // 4, 4)}",
        f"question {is_question(text)}",
    ]
    return Signs(
        talk=tuple(state_words(talk, reading.need_matches, reading.cues, shape, taxonomy)),
        cues=reading.cues,
        has_need=any(m.score >= NAMED for m in reading.need_matches),
        place_count=len(named),
        has_origin=any(n.roles and n.roles[0] == "origin" for n in named),
        is_question=is_question(text),
        need_group=_need_group(reading, taxonomy),
        is_definite="that_one" in reading.cues
        or any(p > 0 and reading.tokens[p - 1].text in reading.language.definite for p in reading.nouns),
        starts_with_thanks=any(m.pattern.label == "thanks" and m.positions[0] <= 2 for m in reading.cue_matches),
        is_bare=_is_bare(reading),
        is_bound=_is_bound(reading, named),
    )


def _need_group(reading: Reading, taxonomy: Taxonomy) -> str | None:
    named = [m for m in reading.need_matches if m.score >= NAMED]
    best = max(named, key=lambda m: (m.score, len(m.positions)), default=None)
    return (taxonomy.get(best.pattern.label).parent or best.pattern.label) if best else None


def _is_bare(reading: Reading) -> bool:
    needed = {p for m in reading.need_matches if m.score >= NAMED for p in m.positions}
    return bool(needed) and reading.content <= needed


def _is_bound(reading: Reading, named: Sequence[NamedPlace]) -> bool:
    starts = [n for n in named if n.roles and n.roles[0] in ("present", "home", "origin")]
    return bool(starts) and len(named) > len(starts) and reading.times.asked is not None


def _learned_intents(reading: Reading, signs: Signs) -> dict[str, float]:
    model = reading.language.intent_model
    if model is None or not reading.tokens:
        return {}
    return model.probabilities(intent_words(reading.words(), signs))


def _where(
    named: Sequence[NamedPlace], intent: Intent, conversation: Conversation, is_correction: bool, act: str | None
) -> Where:
    goes_on = _in_ride(conversation) and (act == NO_INTENT or intent not in ("find_service", "service_details"))
    where = assign(named, intent in RIDE_INTENTS or goes_on)
    own = where.present or where.home
    if is_correction and own and conversation.topic is not None and not _in_ride(conversation):
        return replace(where, search=own)  # "pardon, Savines c'est ma fille, moi je suis à Puy-Sanières"
    return where


def _in_ride(conversation: Conversation) -> bool:
    return conversation.topic is not None and conversation.topic.is_ride


def _confidence(ranked: Sequence[tuple[str, float]]) -> float:
    """How clearly the best intent leads: 0 a tie, 1 no rival."""
    best = ranked[0][1]
    rival = ranked[1][1] if len(ranked) > 1 else 0.0
    return round(max(0.0, min(1.0, (best - rival) / max(best, 1e-6))), 2)


def _asked(reading: Reading, intent: Intent, now: datetime, in_ride: bool) -> When | None:
    """The time asked for; an hour within a habit ("tous les jours 8h") is part of the habit, a day that gives the
    reason ("je pars le 20") is asked only of a trip, and a bus reported by its hour is no time at all."""
    mentions = reading.time_mentions
    if intent not in RIDE_INTENTS and not in_ride:
        on_duty = any(m.pattern.label.startswith("duty") for m in reading.need_matches)
        mentions = tuple(m for m in mentions if not m.is_story and (on_duty or not _is_at_night(m)))
    elif not any(m.role == "asked" for m in mentions):  # "elle commence lundi à 8h": the trip is for that hour
        mentions = tuple(_as_asked(m, now) if m.day and m.hours else m for m in mentions)
    has_day = any(m.role == "asked" and m.day is not None for m in mentions)
    if not has_day and (reading.times.habit or intent == "report_problem"):
        return None
    return combine(mentions, now).asked


def _is_at_night(mention: WhenMention) -> bool:
    """ "They run about at 3am": no service is sought at such an hour of no day; a trip may be."""
    hours = mention.hours
    return mention.day is None and hours is not None and hours.is_instant and hours.start < SMALL_HOURS


def _as_asked(mention: WhenMention, now: datetime) -> WhenMention:
    """A time that was only told, unless it is over."""
    when = make_when(mention.day, mention.hours, now)
    return replace(mention, role="asked", when=when) if when and when.end >= now else mention


def _bare_hours(reading: Reading, now: datetime) -> When | None:
    """Hours said as a habit ("l'après-midi plutôt"): in a follow-up they mean the day agreed before."""
    for mention in reading.time_mentions:
        if mention.role == "habit" and mention.hours is not None and mention.day is None:
            return place_hours(now.date(), mention.hours, now)
    return None


def _open_now(reading: Reading, intent: Intent) -> bool:
    """Needed open at this moment: said so, or told by a hurry; "un resto ouvert" without a time means now."""
    if reading.times.asked is not None:
        return False
    if reading.times.open_now or "now" in reading.cues:
        return True
    return intent == "find_service" and "ask.hours" in reading.cues and not reading.times.habit


def _return_when(reading: Reading) -> When | None:
    """A second time of a ride ("aller 9h, retour midi")."""
    later = [m.when for m in reading.times.others if m.role == "asked" and m.when is not None]
    return later[0] if later else None


def _choice(reading: Reading) -> int | None:
    """A number that picks an option: alone, or introduced ("le 2", "number two", "de eerste")."""
    numbers = reading.language.numbers
    for match in reading.cue_matches:
        if match.pattern.label == "choice":
            word = reading.tokens[match.positions[-1]].text
            value = int(word) if word.isdigit() else numbers.get(word)
            if value is None:
                word = reading.tokens[match.positions[0]].text
                value = numbers.get(word)
            if value is not None:
                return value
    meaningful = [t.text for t in reading.tokens if t.text not in reading.language.stop_words or t.text in numbers]
    if len(meaningful) <= 2 and len(reading.tokens) <= 3:
        for word in meaningful:
            if word.isdigit() and 1 <= int(word) <= 9 and not word.startswith("0"):  # "son 06 ?" asks for a phone
                return int(word)
            if word in numbers and len(reading.tokens) <= 2:
                return numbers[word]
    return None


def _seats(reading: Reading) -> int | None:
    for match in reading.cue_matches:
        if match.pattern.label == "seats":
            word = reading.tokens[match.positions[0]].text
            return int(word) if word.isdigit() else reading.language.numbers.get(word)
    return None


def _became(i: int, token: Token, reading: Reading) -> str:
    if i in reading.place_positions:
        return "<place>"
    if i in reading.time_positions:
        return "<time>"
    needs = sorted({m.pattern.label for m in reading.need_matches if i in m.positions})
    cues = sorted({m.pattern.label for m in reading.cue_matches if i in m.positions})
    return " ".join([token.text, *(f"[{n}]" for n in needs), *(f"({c})" for c in cues)])


def _unmatched(reading: Reading) -> tuple[str, ...]:
    used = {p for m in (*reading.need_matches, *reading.cue_matches) for p in m.positions}
    used |= reading.place_positions | reading.time_positions
    return tuple(
        t.raw for i, t in enumerate(reading.tokens) if i not in used and t.text not in reading.language.stop_words
    )
