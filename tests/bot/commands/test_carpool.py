"""What staff see and remove, and what is written for planners: on the store that the program uses."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.__main__ import main
from bot.settings import Settings
from knowledge.rides.carpool import Offer, Window
from knowledge.rides.gtfs import load_feed
from knowledge.store import CarpoolContact, SavedEvent, Store
from tests.factories import a_saved_turn
from tests.knowledge.rides.test_carpool import DIGNE, LES_MEES

AREA = "durance-provence"
NUMBER = "+33639980011"


@pytest.fixture
async def offer() -> Offer:
    """Tomorrow at nine, on the store of this machine's settings."""
    tomorrow = datetime.now(UTC).astimezone(ZoneInfo("Europe/Paris")) + timedelta(days=1)
    nine = tomorrow.replace(hour=9, minute=0, second=0, microsecond=0)
    made = Offer("0ff3r001", "k" * 64, LES_MEES, DIGNE, Window(nine, nine), 3, nine)
    store = await Store.open(Settings.from_env().database_url)
    await store.carpool.put_offer(AREA, made, CarpoolContact("sms", NUMBER, NUMBER))
    detail = {"offer": made.offer_id, "introduction": "x", "text": "il roule trop vite"}
    await store.save_turn(a_saved_turn(area_id=AREA, events=(SavedEvent("carpool_reported", detail),)))
    await store.close()
    return made


async def run(*arguments: str) -> int:
    """Commands start a loop of their own, so they run beside the test's."""
    import asyncio

    return await asyncio.to_thread(main, list(arguments))


async def test_staff_see_offers_without_a_number(offer: Offer, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("carpool", "--area", AREA, "list") == 0
    shown = capsys.readouterr().out
    assert offer.offer_id in shown
    assert "Les Mées -> Digne" in shown
    assert "3 of 3" in shown
    assert NUMBER[-8:] not in shown
    assert "kkkk" not in shown


async def test_staff_take_an_offer_off_the_board(offer: Offer, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("carpool", "--area", AREA, "remove", offer.offer_id) == 0
    assert await run("carpool", "--area", AREA, "list") == 0
    assert "Nothing." in capsys.readouterr().out


async def test_an_unknown_offer_is_named_with_those_there_are(offer: Offer, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("carpool", "--area", AREA, "remove", "nope") == 2
    said = capsys.readouterr().err
    assert "'nope'" in said
    assert offer.offer_id in said


async def test_staff_read_reports(offer: Offer, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("carpool", "--area", AREA, "reports") == 0
    shown = capsys.readouterr().out
    assert "il roule trop vite" in shown
    assert offer.offer_id in shown


async def test_the_board_is_exported(offer: Offer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLO_PUBLIC_URL", "https://allo.example.org")
    assert await run("export", "carpool", str(tmp_path / "carpool.json"), "--area", AREA) == 0
    assert await run("export", "carpool-gtfs", str(tmp_path / "carpool.zip"), "--area", AREA) == 0
    (journey,) = json.loads((tmp_path / "carpool.json").read_text("utf-8"))["driver_journeys"]
    assert journey["driver"]["operator"] == "allo.example.org"
    assert journey["passengerPickupDate"] == int(offer.leaves.start.timestamp())
    assert len(load_feed((tmp_path / "carpool.zip").read_bytes(), "carpool.zip").trips) == 1


async def test_an_export_needs_an_address(offer: Offer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("export", "carpool", str(tmp_path / "carpool.json"), "--area", AREA) == 2
    assert "ALLO_PUBLIC_URL" in capsys.readouterr().err
