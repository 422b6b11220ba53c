"""``template``: a table of services with example rows, for LAG staff to fill in."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.commands.areas import add_area
from bot.commands.importing import write_template


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="where to write it: .csv, .xlsx or .ods")
    add_area(parser)


def run(args: argparse.Namespace) -> int:
    write_template(args.file, args.area)
    print(f"{args.file} is written. Fill it in, then: allo-village import services {args.file} --area {args.area}")
    return 0
