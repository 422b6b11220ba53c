"""``import gtfs`` and ``ride``: a feed goes in, and a way there and back comes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from tests.knowledge.rides.feeds import pack, tables

STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon",
    "a,Example east,44.0,6.0",
    "b,Example west,44.1,6.0",
    "c,Example north,44.2,6.0",
)
BUSES = {"out8": ("a 08:00", "b 08:30"), "back11": ("b 11:00", "a 11:30"), "one_way": ("a 09:00", "c 09:30")}
AREA = ("--area", "durance-provence")


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "example.zip"
    path.write_bytes(pack(tables(BUSES, STOPS)))
    return path


@pytest.fixture
def imported(feed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "gtfs", str(feed), *AREA]) == 0
    capsys.readouterr()


def _ride(capsys: pytest.CaptureFixture[str], *asked: str, code: int = 0) -> dict[str, Any]:
    assert main(["ride", *AREA, "--from", "example east", *asked, "--json"]) == code
    return dict(json.loads(capsys.readouterr().out))


def test_an_import_says_what_it_stored(feed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "gtfs", str(feed), *AREA]) == 0
    said = capsys.readouterr().out
    assert "example.zip: 1 routes, 3 trips, 3 stops, 2026-01-01 to 2026-12-31" in said
    assert "Stored as" in said


def test_a_dry_run_stores_nothing(feed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "gtfs", str(feed), *AREA, "--dry-run"]) == 0
    assert main(["ride", *AREA, "--from", "x", "--to", "y"]) == 2
    assert "no timetable is there" in capsys.readouterr().err


def test_a_broken_feed_is_refused_and_the_old_one_kept(
    imported: None, feed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tables(BUSES, STOPS)
    broken["trips.txt"] = [row.replace("daily", "never") for row in broken["trips.txt"]]
    feed.write_bytes(pack(broken))
    assert main(["import", "gtfs", str(feed), *AREA]) == 1
    assert "refused: example.zip/trips.txt, row 2, service_id = 'never'" in capsys.readouterr().out
    assert _ride(capsys, "--to", "example west", "--depart", "2026-11-24T07:00")["out"]


def test_there_and_back_is_told(imported: None, capsys: pytest.CaptureFixture[str]) -> None:
    told = _ride(capsys, "--to", "example west", "--depart", "2026-11-24T07:00", "--stay", "60")
    assert told["obstacle"] is None
    assert told["out"]["legs"][0]["trip_id"] == "out8"
    assert told["back"]["legs"][0]["trip_id"] == "back11"
    assert told["away_min"] == 214


def test_an_appointment_is_where_the_stay_begins(imported: None, capsys: pytest.CaptureFixture[str]) -> None:
    told = _ride(capsys, "--to", "example west", "--arrive", "2026-11-24T10:00", "--stay", "30")
    assert (told["out"]["legs"][0]["trip_id"], told["back"]["legs"][0]["trip_id"]) == ("out8", "back11")
    late = _ride(capsys, "--to", "example west", "--arrive", "2026-11-24T11:00", "--stay", "30", code=1)
    assert late["obstacle"] == "not_in_time"


def test_what_has_no_way_back_says_so_and_shows_the_way_there(
    imported: None, capsys: pytest.CaptureFixture[str]
) -> None:
    told = _ride(capsys, "--to", "example north", "--depart", "2026-11-24T07:00", "--stay", "60", code=1)
    assert (told["obstacle"], told["out"]) == ("no_return", None)
    assert told["outward_only"]["legs"][0]["trip_id"] == "one_way"


def test_an_expired_timetable_gives_no_times_and_says_so(imported: None, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--to", "example west", "--depart", "2027-01-04T07:00"]
    assert main(["ride", *AREA, "--from", "example east", *asked]) == 1
    said = capsys.readouterr().out
    assert "no timetable speaks of that day" in said
    assert "2026-12-31" in said


def test_a_journey_is_told_in_lines(imported: None, capsys: pytest.CaptureFixture[str]) -> None:
    main(["ride", *AREA, "--from", "example east", "--to", "example west", "--arrive", "2026-11-24T09:00"])
    assert "08:00 Example east -> 08:30 Example west, 12" in capsys.readouterr().out


def test_a_place_that_nobody_knows_is_named(imported: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ride", *AREA, "--from", "qqqq", "--to", "example west"]) == 2
    assert "'qqqq'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--from", "example west", "--to", "example west"), "the same place"),
        (("--from", "example east", "--to", "example west", "--stay", "-5"), "--stay -5"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(
    imported: None, arguments: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ride", *AREA, *arguments]) == 2
    assert says in capsys.readouterr().err


def test_where_no_bus_goes_other_means_are_listed_with_their_condition(
    imported: None, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("ride", *AREA, "--from", "Volonne", "--to", "Digne-les-Bains", "--depart", "2026-11-24T09:00", "--json")
    assert main([*asked]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["obstacle"] == "no_stop_near_origin"
    assert told["on_demand"] == []
    assert told["other_means"]
    assert all(means["condition"] and not means["example"] for means in told["other_means"])


def test_who_comes_when_rung_for_is_found_in_the_spreadsheet_that_was_imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "tad.csv"
    sheet.write_text(
        "id,name,zone,days,hours,phone,desk_hours,deadline\n"
        'tad,TAD exemple,"Peyruis, Sisteron",tous les jours,8h-18h,04 92 30 00 00,lun-dim 8h-20h,2h avant\n',
        encoding="utf-8",
    )
    assert main(["import", "on-demand", str(sheet), *AREA]) == 0
    capsys.readouterr()
    assert main(["ride", *AREA, "--from", "Peyruis", "--to", "Sisteron", "--stay", "60", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["on_demand"][0]["out"]["service"] == "TAD exemple"
    assert told["on_demand"][0]["out"]["phone"] == "+33492300000"
