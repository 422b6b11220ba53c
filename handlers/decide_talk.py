"""Rules for danger, commands, small talk, reports and home: what is no search and no trip."""

from __future__ import annotations

from dataclasses import replace

from handlers.conversation import Awaiting, Topic
from handlers.model import Event
from handlers.situation import (
    STRONG_NEED,
    SURE_NEED,
    TALK,
    Decision,
    Situation,
    about_ride,
    about_service,
    id_of,
    more_options,
    record,
    search_place,
    small_answer,
)
from knowledge.model import Place


def danger(c: Situation) -> Decision | None:
    if c.said.intent != "emergency" or _is_helped(c):
        return None
    kind = next(
        (cue.split(".")[1] for cue in c.said.cues if cue.startswith("emergency.") and cue != "emergency.not"), "medical"
    )
    labelled = [
        k for k in ("suicide", "violence", "child", "fire", "poison", "medical") if f"emergency.{k}" in c.said.cues
    ]
    kind = labelled[0] if labelled else kind
    return _alarm(c, kind)


def _is_helped(c: Situation) -> bool:
    """ "ils lui ont fait la piqûre, elle respire mieux, merci", while a danger lasts: how it ended."""
    return c.before.emergency_at is not None and c.said.act == "thanks" and c.has("thanks")


def _alarm(c: Situation, kind: str) -> Decision:
    place = c.said.where.any
    topic = replace(c.topic or Topic(), place_id=place.place_id) if place else c.topic
    after = c.before.evolve(emergency_at=c.now, emergency_kind=kind, topic=topic, awaiting=None)
    return Decision("emergency", "emergency", after, (Event("emergency", {"kind": kind}),))


def danger_goes_on(c: Situation) -> Decision | None:
    if not c.before.is_in_danger(c.now):
        return None
    asks = c.has("search", "ask.hours", "ask.times", "ask.phone", "ask.address")
    asks = asks or (c.said.is_question and bool(c.said.where.mentioned))  # "we are at the old mill in X" tells where
    if (c.need_score >= STRONG_NEED and asks) or c.has("ride.ask") or (c.said.choice and c.before.options):
        return None
    is_over = c.has("emergency.over", "thanks") or c.said.intent == "thanks"
    if is_over and (c.said.act == "thanks" or not c.said.is_question):  # "pas de crédit, ça marche quand même le 15 ?"
        return Decision("thanks", "thanks", c.before.evolve(emergency_at=None, emergency_kind=None))
    if c.said.intent in ("stop", "delete_data") or c.has("command.help"):
        return None
    return _alarm(c, c.before.emergency_kind or "medical")


def command(c: Situation) -> Decision | None:
    for name in ("stop", "start", "help", "delete_data", "human", "greeting", "thanks"):
        if c.has(f"command.{name}"):
            if name == "thanks" and c.before.awaiting in ("choice_of_need",):
                return None
            return small_answer(c, name)
    if c.has("command.more") and c.topic is not None:
        return more_options(c)
    return None


def other_language(c: Situation) -> Decision | None:
    wanted = next((cue.removeprefix("speak.") for cue in c.said.cues if cue.startswith("speak.")), None)
    if wanted is None or c.need_score >= STRONG_NEED or c.before.language is None:
        return None
    if c.said.where.mentioned or c.said.when:  # "in English please. What about Poperinge?"
        return None
    if c.has("more", "ask.conditions") and c.before.language == wanted:
        return None
    after = c.before.evolve(language=wanted)
    if c.topic is None or not (c.topic.needs or c.topic.is_ride):
        return Decision("help", "help", after)
    if c.topic.is_ride:
        return about_ride(replace(c, before=after), c.topic, c.topic.intent)
    return about_service(replace(c, before=after), c.topic, "find_service")


def yes_or_no(c: Situation) -> Decision | None:
    """ "oui en Champsaur évidemment": a word on what we said, nothing new."""
    if (
        c.topic is None
        or not c.topic.needs
        or not c.is_recent
        or not c.said.is_short
        or c.said.intent in ("thanks", "stop")
    ):
        return None
    if (
        not c.has("affirm", "deny")
        or c.need_score >= SURE_NEED
        or c.said.where.mentioned
        or c.said.when
        or c.has("more", "ride.ask")
    ):
        return None
    return about_service(c, c.topic, "clarify_answer")


def small_talk(c: Situation) -> Decision | None:
    if c.said.intent not in ("stop", "delete_data") and _closes(c):
        return small_answer(c, "thanks")
    if c.said.intent not in TALK or (c.only_goes_on and c.said.intent in ("out_of_scope", "help", "greeting")):
        return None
    if c.said.intent == "thanks" and (_settles_an_hour(c) or _only_seems_thanks(c)):
        return None
    is_clear = c.said.act == c.said.intent
    if c.said.intent in ("help", "out_of_scope") and not is_clear and _is_follow_up(c):
        return None
    if c.said.intent == "greeting" and _names_day_or_place(c):
        return None
    if c.said.intent == "help" and not is_clear and _is_about_service(c):
        return None
    if c.said.intent == "help" and c.need_score >= STRONG_NEED:
        return None
    if c.said.intent == "out_of_scope" and (
        (c.need_score >= SURE_NEED or (c.said.where.any and len(c.said.unmatched) <= 1)) and not c.has("out")
    ):
        return None
    return small_answer(c, c.said.intent)


def _closes(c: Situation) -> bool:
    """ "voilà qui me sauve la lessive, merci", with a list before us: it names the thing and asks for nothing."""
    says_more = c.said.where.mentioned or c.said.when or c.said.is_question or c.said.choice
    asks = c.has("search", "follow", "more", "correction", "report", "suggest", "ride.ask", "ride.back", "ride.offer")
    asks = asks or any(cue.startswith(("ask.", "command.")) for cue in c.said.cues)
    return c.has("thanks") and bool(c.before.options) and c.is_recent and not says_more and not asks


def _settles_an_hour(c: Situation) -> bool:
    """ "9h ça marche aussi", "make it Friday, the weekend is no good after all", of a trip."""
    is_changed = bool(c.said.when) and (not c.said.when_has_day or c.has("correction"))
    return c.topic is not None and c.topic.is_ride and c.is_recent and is_changed


def _only_seems_thanks(c: Situation) -> bool:
    """ "c'est trop tard, demain matin plutôt": no word of thanks, and words of the talk instead."""
    return c.said.act != "thanks" and not c.has("thanks") and c.has("correction", "more") and bool(c.before.options)


def _names_day_or_place(c: Situation) -> bool:
    """ "Veurne", or "tomorrow" in the middle of a talk, without any word of greeting."""
    goes_on = c.topic is not None and c.is_recent and c.said.when is not None
    return (goes_on or c.said.where.any is not None) and not c.has("greeting")


def _is_about_service(c: Situation) -> bool:
    """ "how much would he want", with a list before us: asked of the one that is spoken of, not of ourselves."""
    return bool(c.before.options) and c.is_recent and not c.has("help", "unwell", "command.help")


def _is_follow_up(c: Situation) -> bool:
    """A message that means little alone, but something after what was said."""
    if c.topic is None or not c.is_recent:
        return False
    marks = (
        "ask.hours",
        "ask.times",
        "ask.price",
        "ask.conditions",
        "ask.phone",
        "ask.address",
        "more",
        "ride.back",
        "correction",
        "choice",
    )
    if c.has(*marks) or (c.said.habit and c.said.is_question):
        return True
    return bool(c.said.where.any or c.said.when or c.said.hours) and not c.has("out")


def report(c: Situation) -> Decision | None:
    if c.said.intent not in ("report_problem", "suggest_service") or _only_goes_on(c):
        return None
    kind = "report" if c.said.intent == "report_problem" else "suggestion"
    goes_on = (
        c.topic is not None
        and c.is_recent
        and (c.before.awaiting in ("report", "suggestion") or not c.said.where.mentioned)
    )
    base = c.topic if goes_on and c.topic else Topic()
    told = tuple(n.code for n in c.said.needs[:1])
    needs = base.needs if base.needs and (goes_on or c.need_score < STRONG_NEED) else told or base.needs
    place = id_of(c.said.where.any) or base.place_id or c.before.home_id
    topic = replace(base, intent=c.said.intent, needs=needs, place_id=place, when=c.said.when, open_now=False)
    awaiting: Awaiting = "suggestion" if kind == "suggestion" else "report"
    after = c.before.evolve(topic=topic, awaiting=awaiting)
    return Decision(c.said.intent, kind, after, (record(c, kind, needs, place),))


def _only_goes_on(c: Situation) -> bool:
    """ "demain matin de préférence", "filez-moi le suivant": no word of a report, and words of the talk instead."""
    if c.topic is None or not c.is_recent or c.has("report", "suggest"):
        return False
    if c.said.act is None and c.said.is_question and c.said.where.mentioned:  # "vous en avez aussi à Gap ?"
        return True
    if not c.said.is_short:
        return False
    return c.has("more", "choice") or (c.said.when is not None and c.need_score < STRONG_NEED)


def home_told(c: Situation) -> Decision | None:
    place = c.said.where.home or c.said.where.present or c.said.where.any
    asks = c.topic is None and c.need_score >= STRONG_NEED and c.has("search")  # "no car" is no correction
    corrects_home = c.said.where.home and c.has("home.set") and c.has("correction") and not asks
    if c.said.where.home and corrects_home and not (c.topic and c.topic.needs):
        return set_home(c, c.said.where.home)
    if place is None or (c.need_score >= SURE_NEED and c.said.intent != "set_home"):
        return None
    alone = c.topic is None and not c.said.needs and c.said.is_short
    corrected = c.topic is not None and not c.topic.needs and c.has("correction") and c.before.home_id is not None
    if not (c.said.intent == "set_home" or alone or corrected):
        return None
    return set_home(c, place)


def set_home(c: Situation, place: Place) -> Decision:
    topic = replace(c.topic or Topic(), place_id=place.place_id, first_place_id=place.place_id)
    after = c.before.evolve(home_id=place.place_id, awaiting=None, topic=topic)
    return Decision("set_home", "home_set", after, (Event("home_set", {"commune": place.commune}),))


def wordless(c: Situation) -> Decision | None:
    if c.message.position is not None:
        place = c.directory.nearest_commune(c.message.position)
        return position_shared(c, place) if place else None
    if not c.said.is_empty:
        return None
    if c.said.intent == "help":  # "?"
        return small_answer(c, "help")
    return Decision(c.said.intent, c.said.intent if c.said.intent == "thanks" else "out_of_scope", c.before)


def position_shared(c: Situation, place: Place) -> Decision:
    """A shared position answers the question that is open, or is remembered."""
    if c.topic is None or not (c.topic.needs or c.topic.is_ride):
        after = c.before.evolve(home_id=place.place_id)
        return Decision("set_home", "home_set", after)
    if c.topic.is_ride:
        is_start = c.before.awaiting == "origin" or c.topic.place_id is not None
        topic = replace(c.topic, origin_id=place.place_id) if is_start else replace(c.topic, place_id=place.place_id)
        return about_ride(c, topic, "clarify_answer")
    return about_service(c, replace(c.topic, place_id=place.place_id), "clarify_answer")


def unclear(c: Situation) -> Decision:
    if (
        c.topic is not None
        and c.is_recent
        and c.has("affirm", "deny", "correction")
        and c.said.is_short
        and c.topic.needs
    ):
        return about_service(c, c.topic, "clarify_answer")
    if c.said.intent in TALK:
        return small_answer(c, c.said.intent)
    if c.said.intent == "service_details" or c.has("search"):
        after = c.before.evolve(
            topic=Topic(place_id=search_place(c), when=c.said.when, open_now=c.said.open_now), awaiting="need"
        )
        return Decision(
            "find_service" if c.has("search") else "help", "ask_need", after, (record(c, "not_understood"),)
        )
    return Decision("out_of_scope", "out_of_scope", c.before, (record(c, "not_understood"),))
