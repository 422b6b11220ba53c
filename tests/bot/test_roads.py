"""Promises of the street network that is kept beside the store."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from bot.roads import RoadsFolder, list_near
from knowledge.area import load_area
from knowledge.rides.road_table import extend_roads, measure_roads
from knowledge.rides.roads import Roads, measure_drive
from tests.factories import a_location, a_place, a_service
from tests.knowledge.rides.test_roads import DOCTOR, FAR, SHOP, VILLAGE, a_street

HOME = a_place(position=VILLAGE)
AREA = load_area("durance-provence")


@pytest.fixture
def folder(tmp_path: Path) -> RoadsFolder:
    folder = RoadsFolder(tmp_path, AREA)
    network = a_street(60.0)
    folder.keep(measure_roads(network, [VILLAGE], [SHOP]), network)
    return folder


def test_without_an_import_there_are_none(tmp_path: Path) -> None:
    folder = RoadsFolder(tmp_path, AREA)
    assert (folder.load([HOME], []), folder.get_version()) == (None, None)


def test_a_new_service_gets_its_minutes_and_they_are_kept(folder: RoadsFolder, tmp_path: Path) -> None:
    version = folder.get_version()
    doctor = a_service(location=a_location(position=DOCTOR))
    roads = folder.load([HOME], [doctor])
    assert measure_drive(roads, VILLAGE, DOCTOR).value == pytest.approx(20, abs=0.05)
    assert not measure_drive(RoadsFolder(tmp_path, AREA).load(), VILLAGE, DOCTOR).is_estimate
    assert folder.get_version() == version, "running servers must not take it for an import"


def test_an_import_is_seen_by_running_servers(folder: RoadsFolder) -> None:
    version, network = folder.get_version(), a_street(30.0)
    folder.keep(measure_roads(network, [VILLAGE], [SHOP]), network)
    assert folder.get_version() not in (None, version)


def test_what_was_measured_over_old_streets_does_not_replace_new_ones(
    folder: RoadsFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = a_street(30.0)

    def extend_while_somebody_imports(*given: Any) -> Roads:
        folder.keep(measure_roads(newer, [VILLAGE], [SHOP]), newer, "newer")
        return extend_roads(*given)

    monkeypatch.setattr("bot.roads.extend_roads", extend_while_somebody_imports)
    folder.load([HOME], [a_service(location=a_location(position=DOCTOR))])
    assert folder.get_version() == "newer"


def test_a_file_that_cannot_be_read_is_left_out_and_logged(
    folder: RoadsFolder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "roads/durance-provence.npz").write_bytes(b"half a file")
    with caplog.at_level(logging.ERROR):
        assert folder.load([HOME], []) is None
    assert "durance-provence.npz is left out" in caplog.text
    assert folder.get_version() is None


def test_a_whole_country_of_places_is_not_measured() -> None:
    paris = a_place("Paris", position=FAR, in_area=False)
    assert list_near([HOME, paris]) == [VILLAGE]
