"""``train``: make the small classifiers again from the example sentences; what they learn ships as data."""

from __future__ import annotations

import argparse

from bot.commands.errors import CommandError
from handlers.language import LANGUAGE_CODES, load_languages


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "languages", nargs="*", metavar="LANGUAGE", help=f"which ones: {', '.join(LANGUAGE_CODES)} (all)"
    )


def run(args: argparse.Namespace) -> int:
    unknown = [code for code in args.languages if code not in LANGUAGE_CODES]
    if unknown:
        raise CommandError(f"{unknown[0]!r} is no language of ours; there are {', '.join(LANGUAGE_CODES)}")
    try:
        from bot.training import train
    except ImportError:  # started without ./allo, which installs what training takes
        raise CommandError("training needs scikit-learn; ./allo train installs it") from None
    train(args.languages or LANGUAGE_CODES, load_languages(), lambda line: print(line, flush=True))
    return 0
