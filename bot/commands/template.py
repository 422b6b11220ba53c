"""``template``: a table of services or of on-demand transport with example rows, for LAG staff to fill in."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.commands.areas import add_area
from bot.commands.importing import write_template
from knowledge.exporters.template import TEMPLATES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="where to write it: .csv, .xlsx or .ods")
    parser.add_argument("--format", choices=TEMPLATES, default="services", help="what it is a table of (services)")
    add_area(parser)


def run(args: argparse.Namespace) -> int:
    write_template(args.file, args.area, args.format)
    command = f"allo-village import {args.format} {args.file} --area {args.area}"
    print(f"{args.file} is written. Fill it in, then: {command}")
    return 0
