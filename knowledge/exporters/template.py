"""The spreadsheets that staff fill in: headers and some plainly named examples."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from knowledge.exporters.sheets import write_sheet

TEMPLATES: Mapping[str, Path] = {
    "services": Path(__file__).with_name("template.yaml"),
    "on-demand": Path(__file__).with_name("template_on_demand.yaml"),
}
"""By the format that imports them."""


def template_rows(format: str, first: str, second: str) -> list[list[str]]:
    """Header and examples, set in two communes of the area."""
    block = yaml.safe_load(TEMPLATES[format].read_text(encoding="utf-8"))
    headers: dict[str, str] = block["headers"]
    rows = [[str(row.get(field, "")).format(first=first, second=second) for field in headers] for row in block["rows"]]
    return [list(headers.values()), *rows]


def write_template(path: Path, format: str, first: str, second: str) -> None:
    """CSV, XLSX or ODS by suffix. Raises ValueError for another one, OSError when it cannot be written."""
    write_sheet(path, template_rows(format, first, second), format)
