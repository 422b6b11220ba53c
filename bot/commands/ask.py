"""``ask``: one message, one answer, as a resident gets it."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

from bot.commands.areas import add_area
from bot.commands.rehearsal import CHANNELS, Rehearsal, local_time, sent
from bot.settings import Settings
from handlers.explain import explain


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", help='the message, such as "bonjour je cherche un médecin à peyruis"')
    add_area(parser)
    parser.add_argument("--home", metavar="COMMUNE", help="where the resident lives, when that is known already")
    parser.add_argument("--at", metavar="TIME", help="when it is asked, ISO 8601 in the area's own time (now)")
    parser.add_argument("--channel", choices=CHANNELS, default="sms", help="how the answer is sent (sms)")
    parser.add_argument("--json", action="store_true", help="print what was understood and answered as one object")
    parser.add_argument("--explain", action="store_true", help="print how it was understood and why each option stands")


def run(args: argparse.Namespace) -> int:
    resident = Rehearsal.in_area(args.area, args.channel, settings=Settings.from_env())
    if args.home:
        resident.move_to(args.home)
    now = local_time(args.at, resident.zone) if args.at else datetime.now(UTC)
    turn = resident.say(args.text, now)
    if args.json:
        print(json.dumps(resident.describe(turn), ensure_ascii=False))
        return 0
    print(sent(turn.reply, args.channel)["text"])
    if args.explain:
        print()
        print("\n".join(explain(turn)))
    return 0
