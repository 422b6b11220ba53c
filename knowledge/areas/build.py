"""Builds what ships with each area: ``python -m knowledge.areas.build ../shared/data``.

The same sources give the same files. Facts are restated in our own columns, each row with its source and date.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from knowledge.area import AREAS_FOLDER, list_areas, load_area
from knowledge.areas.build_examples import example_rows
from knowledge.areas.build_places import Gazetteer, place_rows
from knowledge.areas.build_services import office_positions, service_rows
from knowledge.areas.build_timetable import write_example_timetable
from knowledge.areas.example_timetable import FOLDER
from knowledge.areas.rows import EXAMPLE_COLUMNS, PLACE_COLUMNS, SERVICE_COLUMNS, read_places, write_rows


def main(arguments: list[str]) -> int:
    """Writes what ships with every area; the one argument is the data folder."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m knowledge.areas.build DATA_FOLDER\n")
        return 2
    data = Path(arguments[0])
    gazetteer = Gazetteer.read(data / "places", office_positions(data / "services"))
    for area_id in list_areas():
        build_area(area_id, gazetteer, data)
    return 0


def build_area(area_id: str, gazetteer: Gazetteer, data: Path) -> None:
    """Writes the files of one area."""
    area = load_area(area_id)
    hints = yaml.safe_load((AREAS_FOLDER / area_id / "area.yaml").read_text(encoding="utf-8"))
    write_rows(area.folder / "places.csv", PLACE_COLUMNS, place_rows(area, hints, gazetteer))
    places = read_places(area.folder / "places.csv")
    write_rows(area.folder / "services.csv", SERVICE_COLUMNS, service_rows(area, places, data / "services"))
    write_rows(
        area.folder / "examples.csv",
        EXAMPLE_COLUMNS,
        example_rows(area, places, hints["hubs"], hints.get("short_names", {})),
    )
    write_example_timetable(area.folder / FOLDER, area, places, hints)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
