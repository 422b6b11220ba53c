"""The spreadsheet that staff fill in: headers and some plainly named examples."""

from __future__ import annotations

from pathlib import Path

import yaml

from knowledge.exporters.sheets import write_sheet

TEMPLATE_FILE = Path(__file__).with_name("template.yaml")


def template_rows(first: str, second: str) -> list[list[str]]:
    """Header and examples, set in two communes of the area."""
    block = yaml.safe_load(TEMPLATE_FILE.read_text(encoding="utf-8"))
    headers: dict[str, str] = block["headers"]
    rows = [[str(row.get(field, "")).format(first=first, second=second) for field in headers] for row in block["rows"]]
    return [list(headers.values()), *rows]


def write_services_template(path: Path, first: str, second: str) -> None:
    """CSV, XLSX or ODS by suffix. Raises ValueError for another one, OSError when it cannot be written."""
    write_sheet(path, template_rows(first, second))
