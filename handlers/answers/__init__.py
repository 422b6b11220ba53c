"""One answer for each kind of decision. An intent is one module, its line here, its phrases in each language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from handlers.answers import carpool, emergency, find_service, plan_ride, service_details, talk
from handlers.answers.scene import Answered, Scene

ANSWERS: Mapping[str, Callable[[Scene], Answered]] = {
    "emergency": emergency.answer_emergency,
    "unwell": emergency.answer_unwell,
    "list": find_service.answer_list,
    "more": find_service.answer_more,
    "nearer": find_service.answer_nearer,
    "details": service_details.answer_details,
    "no_such_option": service_details.answer_no_such_option,
    "ride": plan_ride.answer_ride,
    "plan_ride": plan_ride.answer_ride,
    **carpool.ANSWERS,
    "ask_place": talk.answer_ask_place,
    "ask_origin": talk.answer_ask_origin,
    "ask_destination": talk.answer_ask_destination,
    "ask_need": talk.answer_ask_need,
    "ask_which": talk.answer_ask_which,
    "greeting": talk.answer_greeting,
    "thanks": talk.answer_thanks,
    "help": talk.answer_help,
    "help_choose": partial(talk.answer_plain, "help_choose"),
    "human": talk.answer_human,
    "stop": partial(talk.answer_plain, "stop"),
    "start": partial(talk.answer_plain, "start"),
    "deleted": partial(talk.answer_plain, "deleted"),
    "report": talk.answer_report,
    "report_noted": partial(talk.answer_with_lag, "report_noted"),
    "suggestion": partial(talk.answer_with_lag, "suggestion"),
    "suggestion_noted": partial(talk.answer_with_lag, "suggestion_noted"),
    "home_set": talk.answer_home_set,
    "out_of_scope": talk.answer_out_of_scope,
}
