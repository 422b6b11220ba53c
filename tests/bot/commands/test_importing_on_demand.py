"""``import on-demand``, and ``import gtfs`` of a feed without times: from the file to what residents are offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.__main__ import main
from bot.app import _directories, load_areas
from bot.commands.importing import run_import
from bot.commands.importing_feeds import run_feed_import
from bot.settings import Settings, sqlite_url
from bot.shipped import store_shipped
from handlers.language import Languages, load_languages
from knowledge.area import list_areas, load_area
from knowledge.directory import Directory, load_shipped_directory
from knowledge.rides.on_demand_entry import OnDemandEntry
from knowledge.rides.on_demand_options import OnDemandOption, find_on_demand, whole_day
from knowledge.rides.zones import End
from knowledge.store import Store
from tests.knowledge.rides.feeds import pack
from tests.knowledge.rides.flex_feeds import flex_tables, geojson, square, told

AREA = "durance-provence"
PARIS = ZoneInfo("Europe/Paris")
HEADER = "nom;communes desservies;jours;horaires;téléphone;heures d'appel;délai de réservation;tarif"
GOOD = f"""{HEADER}
TAD du canton;Les Mées, Malijai;lun-ven;8h-18h;04 92 30 00 00;lun-ven 9h-12h;la veille 12h;2 €
Navette;Peyruis;jeudi;8h-9h;04 92 30 00 01;;2h avant;
"""
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=PARIS)
"""A Monday."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", database_url=sqlite_url(tmp_path / "data" / "allo.sqlite"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tad.csv"
    path.write_text(GOOD, "utf-8")
    return path


async def imported(settings: Settings, file: Path, dry_run: bool = False) -> int:
    return await run_import("on-demand", str(file), AREA, dry_run, settings)


async def stored(settings: Settings) -> dict[str, OnDemandEntry]:
    store = await Store.open(settings.database_url)
    entries = await store.load_on_demand(AREA)
    await store.close()
    return {entry.name: entry for entry in entries}


async def directory_of(settings: Settings, examples: bool = False) -> Directory:
    """As the running program has it."""
    store = await Store.open(settings.database_url)
    areas = load_areas(replace(settings, areas=(AREA,)))
    directories = _directories(store, areas, _languages, examples, settings.data_dir)
    directory = await directories.get_directory(AREA)
    await store.close()
    return directory


async def _languages() -> Languages:
    return load_languages()


def offered(directory: Directory, origin: str, goal: str) -> list[OnDemandOption]:
    ends = [directory.find_commune(name) for name in (origin, goal)]
    start, end = (End.of(place) for place in ends if place)
    day = date(2026, 11, 24)
    return list(find_on_demand(directory.rides.on_demand, start, end, whole_day(day, PARIS), NOW))


async def test_a_spreadsheet_is_planned_then_stored_then_offered(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await imported(settings, file, dry_run=True) == 0
    assert await stored(settings) == {}
    assert await imported(settings, file) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "2 added, 0 changed, 0 removed, 0 unchanged, 0 refused" in lines
    assert "  + TAD du canton (tad-du-canton-04116)" in lines
    (option,) = offered(await directory_of(settings), "Les Mées", "Malijai")
    assert told(option) == "08:00-18:00, by Mon 23 12:00, now"
    assert (option.service.name, option.phone, option.fees) == ("TAD du canton", "+33492300000", "2 €")
    assert offered(await directory_of(settings), "Les Mées", "Peyruis") == []


async def test_the_same_file_twice_changes_nothing(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await imported(settings, file)
    capsys.readouterr()
    assert await imported(settings, file) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["0 added, 0 changed, 0 removed, 2 unchanged, 0 refused", "Nothing to store."]


async def test_what_a_later_edition_says_is_changed_and_what_it_lacks_removed(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await imported(settings, file)
    file.write_text("\n".join(GOOD.replace("2 €", "3 €").splitlines()[:2]), "utf-8")
    capsys.readouterr()
    assert await imported(settings, file) == 0
    out = capsys.readouterr().out
    assert "  ~ TAD du canton (tad-du-canton-04116): fees: 2 € -> 3 €" in out
    assert "  - Navette (navette-04149)" in out
    assert {name: entry.fees for name, entry in (await stored(settings)).items()} == {"TAD du canton": "3 €"}


async def test_one_refused_value_keeps_the_whole_file_out(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(GOOD.replace("2h avant", "bientôt"), "utf-8")
    assert await imported(settings, file) == 1
    out = capsys.readouterr().out
    assert "  ! tad.csv, row 3, deadline = 'bientôt': 'bientôt' is not understood" in out
    assert "Nothing was stored" in out
    assert await stored(settings) == {}


async def test_what_ships_is_stored_once_and_an_operator_s_own_is_left_alone(settings: Settings, file: Path) -> None:
    await imported(settings, file)
    store = await Store.open(settings.database_url)
    for _ in range(2):
        await store_shipped(store, load_area(AREA), examples=True)
    runs = [run for run in await store.list_imports(AREA) if "rides" in run.origin]
    names = {entry.name for entry in await store.load_on_demand(AREA, examples=True)}
    await store.close()
    assert [(run.origin, run.removed) for run in runs] == [("shipped example rides", 0)]
    assert {"TAD du canton", "Transport à la demande exemple Durance"} <= names


async def test_examples_are_offered_in_the_demo_alone(settings: Settings) -> None:
    assert {service.example for service in (await directory_of(settings, examples=True)).rides.on_demand} == {True}
    assert (await directory_of(settings)).rides.on_demand == ()


@pytest.mark.parametrize("area_id", list_areas())
def test_every_area_has_plainly_named_examples(area_id: str) -> None:
    examples = load_shipped_directory(area_id, examples=True).rides.on_demand
    assert len(examples) >= 3
    for service in examples:
        assert service.example
        assert "exemple" in service.name.lower() or "voorbeeld" in service.name.lower()
        assert str(service.phone).startswith(("+3346571", "+3363998"))
    assert not any(service.example for service in load_shipped_directory(area_id, examples=False).rides.on_demand)


async def test_a_feed_that_is_on_demand_alone_is_imported_and_offered(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    zones = geojson(village=square(44.0296, 5.9764), town=square(44.0444, 6.0308))  # Les Mées, Malijai
    feed = tmp_path / "flex.zip"
    feed.write_bytes(pack(flex_tables(others={"locations.geojson": zones})))
    assert await run_feed_import(str(feed), AREA, False, settings) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "flex.zip: 1 routes, 1 on demand, 2 trips, 0 stops, 2026-01-01 to 2026-12-31"
    assert not any(line.startswith("  note") for line in lines)
    (option,) = offered(await directory_of(settings), "Les Mées", "Malijai")
    assert told(option) == "08:00-18:00, by Tue 24 17:00"


def test_a_feed_with_broken_keys_is_refused(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLO_DATA_DIR", str(settings.data_dir))
    feed = tmp_path / "flex.zip"
    feed.write_bytes(pack(flex_tables(others={"booking_rules.txt": ("booking_rule_id,booking_type", "other,0")})))
    assert main(["import", "gtfs", str(feed), "--area", AREA]) == 1
    out = capsys.readouterr().out
    assert (
        "refused: flex.zip/stop_times.txt, row 2, pickup_booking_rule_id = 'rule': is no rule of booking_rules" in out
    )
    assert "Nothing was stored" in out


def test_a_template_for_transport_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "tad.csv"
    assert main(["template", str(file), "--format", "on-demand", "--area", "westhoek"]) == 0
    assert f"allo-village import on-demand {file} --area westhoek" in capsys.readouterr().out
    assert file.read_text("utf-8-sig").startswith("identifiant;nom;exploitant;communes desservies")
