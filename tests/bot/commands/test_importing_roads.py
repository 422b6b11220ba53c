"""``import roads``, from the file to the answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.roads import RoadsFolder
from bot.settings import Settings
from knowledge.area import load_area
from knowledge.model import Position
from knowledge.rides.roads import measure_drive, measure_walk
from tests.knowledge.importers.streets import MEES, TWO_BANKS, write_streets
from tests.knowledge.rides.feeds import pack, tables

AREA = ("--area", "durance-provence")
QUESTION = ("ask", "je cherche un dentiste", *AREA, "--home", "Les Mées", "--at", "2026-11-24T10:00")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Les Mées and Malijai on one bank, Peyruis on the other, and a bridge far away."""
    return write_streets(tmp_path / "durance.osm.pbf", TWO_BANKS)


def _ask(capsys: pytest.CaptureFixture[str], *more: str, question: tuple[str, ...] = QUESTION) -> str:
    capsys.readouterr()
    assert main([*question, *more]) == 0
    return capsys.readouterr().out


def _order(answer: str) -> list[str]:
    towns = ("Mées", "Peyruis", "Malijai")
    return [town for line in answer.splitlines() if line[:2] in ("1.", "2.", "3.") for town in towns if town in line]


def test_the_nearest_across_the_river_is_not_nearest(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    telegram = ("--channel", "telegram")
    assert _order(_ask(capsys, *telegram)) == ["Mées", "Peyruis", "Malijai"]
    assert main(["import", "roads", str(file), *AREA]) == 0
    assert _order(_ask(capsys, *telegram))[:2] == ["Mées", "Malijai"]


def test_the_answer_says_the_minutes_in_three_languages(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "roads", str(file), *AREA]) == 0
    telegram = ("--channel", "telegram")
    french = _ask(capsys, *telegram)
    assert "min à pied)" in french
    assert "min en voiture)" in french
    english = _ask(capsys, *telegram, question=("ask", "I am looking for a dentist in Les Mées please", *QUESTION[2:]))
    assert "min by car)" in english
    dutch = _ask(capsys, *telegram, question=("ask", "ik zoek een tandarts in Les Mées", *QUESTION[2:]))
    assert "min met de auto)" in dutch


def test_the_details_say_the_minutes_too(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "roads", str(file), *AREA]) == 0
    asked = ("ask", "téléphone du dentiste de Malijai", *AREA, "--home", "Les Mées", "--at", "2026-11-24T10:00")
    assert "min auto" in _ask(capsys, question=asked).splitlines()[0], "from home, not from where it is"


def test_the_order_explains_itself(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "distance -2.6" in _ask(capsys, "--explain")
    assert main(["import", "roads", str(file), *AREA]) == 0
    told = _ask(capsys, "--explain")
    assert "road minutes -" in told
    assert "distance" not in told


def test_an_sms_keeps_its_two_segments_and_its_phones(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "roads", str(file), *AREA]) == 0
    answer = _ask(capsys)
    assert len(answer) <= 306
    assert answer.count("04 65 71") == 3
    assert "min" in answer


def test_an_import_says_what_it_measured(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "roads", str(file), *AREA]) == 0
    said = capsys.readouterr().out
    assert "durance.osm.pbf: " in said
    assert "crossings for cars" in said
    assert "lie on no street of this file" in said
    assert "Stored as" in said


def test_what_is_imported_later_is_measured_by_its_import(file: Path, tmp_path: Path) -> None:
    assert main(["import", "roads", str(file), *AREA]) == 0
    new = Position(44.0374, 6.00385)
    rows = tmp_path / "new.csv"
    rows.write_text(f"nom;categorie;commune;latitude;longitude\nCafé neuf;cafe;Les Mées;{new.lat};{new.lon}\n")
    feed = tmp_path / "bus.zip"
    stop = Position(44.0335, 5.9902)
    stops = ("stop_id,stop_name,stop_lat,stop_lon", f"a,A,{stop.lat},{stop.lon}", "b,B,44.2,6.0")
    feed.write_bytes(pack(tables({"t": ("a 08:00", "b 08:30")}, stops)))
    assert main(["import", "services", str(rows), *AREA]) == 0
    assert main(["import", "gtfs", str(feed), *AREA]) == 0
    roads = RoadsFolder(Settings.from_env().data_dir, load_area(AREA[1])).load()
    assert not measure_drive(roads, Position(*MEES), new).is_estimate
    assert not measure_walk(roads, Position(*MEES), stop).is_estimate


def test_a_dry_run_stores_nothing(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "roads", str(file), *AREA, "--dry-run"]) == 0
    assert not list(tmp_path.rglob("*.npz"))


@pytest.mark.parametrize(
    ("content", "reason"), [(b"no map at all", "broken.osm.pbf: it cannot be read"), (None, "cannot be read: give")]
)
def test_a_broken_file_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, reason: str
) -> None:
    path = tmp_path / "broken.osm.pbf"
    if content is not None:
        path.write_bytes(content)
    assert main(["import", "roads", str(path), *AREA]) == 2
    assert reason in capsys.readouterr().err


def test_an_area_has_to_be_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "roads", str(file)]) == 2
    assert "say for which area" in capsys.readouterr().err


def test_without_its_libraries_the_import_says_how_to_get_them(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("knowledge.importers.osm_roads", "bot.commands.importing_roads"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, "osmium", None)
    assert main(["import", "roads", str(file), *AREA]) == 2
    assert "osmium is missing: start this as ./allo import roads" in capsys.readouterr().err


def test_who_answers_residents_never_loads_what_only_the_import_needs(root: Path) -> None:
    program = (
        "import sys, bot.app, bot.commands.ask, bot.commands.import_; print({'osmium', 'scipy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
