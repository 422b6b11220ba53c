"""``import gtfs --realtime`` and ``ride``: what an operator tells right now."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import time_machine

from bot.__main__ import main
from tests.knowledge.rides.feeds import pack, tables
from tests.knowledge.rides.news import feed

STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon",
    "a,Example east,44.0,6.0",
    "b,Example west,44.1,6.0",
)
BUSES = {"out8": ("a 08:00", "b 08:30"), "out9": ("a 09:00", "b 09:30")}
AREA = ("--area", "durance-provence")
NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
ASKED = ("ride", *AREA, "--from", "example east", "--to", "example west", "--depart", "2026-11-24T07:00")


class Operator:
    """A server on this machine that tells what it was given."""

    def __init__(self) -> None:
        self.tells = feed(NOW)
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(told.tells)

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/trip-updates"


@pytest.fixture
def operator() -> Iterator[Operator]:
    made = Operator()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    with time_machine.travel(NOW):
        yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def zipped(tmp_path: Path) -> Path:
    path = tmp_path / "example.zip"
    path.write_bytes(pack(tables(BUSES, STOPS)))
    return path


def bring_in(zipped: Path, capsys: pytest.CaptureFixture[str], *more: str, code: int = 0) -> str:
    assert main(["import", "gtfs", str(zipped), *AREA, *more]) == code
    said = capsys.readouterr()
    return said.out + said.err


def ride(capsys: pytest.CaptureFixture[str]) -> tuple[str, int]:
    assert main([*ASKED, "--json"]) == 0
    (leg,) = json.loads(capsys.readouterr().out)["out"]["legs"]
    return leg["trip_id"], leg["departs_later_s"]


def test_an_import_says_what_the_address_tells_now(
    operator: Operator, zipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    operator.tells = feed(NOW, cancelled=("out8", "other"))
    said = bring_in(zipped, capsys, "--realtime", operator.url)
    assert "Delays: 1 trips told of, 1 unknown, 0 left aside." in said


@pytest.mark.parametrize(
    ("tells", "said"),
    [(b"<html>", "this is no GTFS-Realtime"), (feed(NOW - timedelta(hours=1)), "stale")],
    ids=["a page", "old"],
)
def test_an_address_that_is_of_no_use_now_is_kept_and_said(
    tells: bytes, said: str, operator: Operator, zipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    operator.tells = tells
    assert said in bring_in(zipped, capsys, "--realtime", operator.url)
    operator.tells = feed(NOW, cancelled=("out8",))
    assert ride(capsys)[0] == "out9"


def test_a_ride_is_as_it_runs_now(operator: Operator, zipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bring_in(zipped, capsys, "--realtime", operator.url)
    assert ride(capsys) == ("out8", 0)
    operator.tells = feed(NOW, {"out8": [{"stop": "a", "departure": 300}]})
    assert ride(capsys) == ("out8", 300)
    assert main([*ASKED]) == 0
    assert "08:05 Example east -> 08:35 Example west, 12, 5 min late" in capsys.readouterr().out
    operator.tells = feed(NOW - timedelta(minutes=6), cancelled=("out8",))
    assert ride(capsys) == ("out8", 0)


def test_a_new_edition_keeps_the_address_until_it_is_to_be_forgotten(
    operator: Operator, zipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    operator.tells = feed(NOW, cancelled=("out8",))
    bring_in(zipped, capsys, "--realtime", operator.url)
    assert "Delays:" in bring_in(zipped, capsys)
    assert ride(capsys)[0] == "out9"
    assert "Delays:" not in bring_in(zipped, capsys, "--realtime", "none")
    assert ride(capsys)[0] == "out8"


def test_what_is_no_address_is_refused(zipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "'trips.pb'" in bring_in(zipped, capsys, "--realtime", "trips.pb", code=2)
    assert main(["import", "services", str(zipped), *AREA, "--realtime", "https://example.org"]) == 2
    assert "--realtime goes with gtfs" in capsys.readouterr().err
