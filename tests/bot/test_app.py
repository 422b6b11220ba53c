"""The whole program, as ``serve`` and ``demo`` start it: real store, areas, languages and turns."""

from __future__ import annotations

import re
import sqlite3
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from aiohttp.test_utils import TestClient, TestServer
from pytest_aiohttp.plugin import AiohttpClient

from bot.app import load_areas, make_application
from bot.roads import RoadsFolder
from bot.settings import Settings, sqlite_url
from knowledge.area import list_areas, load_area
from knowledge.importers.osm_roads import Box, read_network
from knowledge.model import Position
from knowledge.rides.road_table import measure_roads
from tests.fakes import NUMBER, TOKEN, BotApi, Twilio, chat_update, sign, until
from tests.knowledge.importers.streets import MEES, TWO_BANKS, write_streets

AREA_ID = "durance-provence"
PUBLIC_URL = "http://allo.example.org"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, database_url=sqlite_url(tmp_path / "allo.sqlite"), areas=(AREA_ID,))


async def start(settings: Settings, aiohttp_client: AiohttpClient, examples: bool) -> TestClient[Any, Any]:
    return await aiohttp_client(await make_application(settings, examples))


async def test_the_demo_answers_the_first_question_of_the_readme(
    settings: Settings, aiohttp_client: AiohttpClient
) -> None:
    client = await start(settings, aiohttp_client, examples=True)
    response = await client.post(f"/{AREA_ID}", data={"text": "bonjour je cherche un médecin à peyruis"})
    html = await response.text()
    assert "Peyruis" in html
    assert "exemple" in html.lower()
    assert re.search(r'href="tel:\+?\d+"', html)


async def test_an_operator_starts_without_examples(settings: Settings, aiohttp_client: AiohttpClient) -> None:
    client = await start(settings, aiohttp_client, examples=False)
    response = await client.post(f"/{AREA_ID}", data={"text": "je cherche un médecin à peyruis"})
    assert "médecin exemple" not in (await response.text()).lower()
    assert _rows(settings, "SELECT name FROM services WHERE example") == []


async def test_the_example_buses_run_in_the_demo_alone(settings: Settings, aiohttp_client: AiohttpClient) -> None:
    asked = {"text": "bus de volonne à sisteron demain"}
    demo = await start(settings, aiohttp_client, examples=True)
    assert "Transport exemple" in await (await demo.post(f"/{AREA_ID}", data=asked)).text()
    operator = await start(settings, aiohttp_client, examples=False)
    assert "Transport exemple" not in await (await operator.post(f"/{AREA_ID}", data=asked)).text()


async def test_starting_again_stores_nothing_again(settings: Settings) -> None:
    counts = []
    for _ in range(2):
        async with TestClient(TestServer(await make_application(settings, examples=True))):
            pass
        counts.append(_rows(settings, "SELECT count(*) FROM imports"))
    assert counts[0] == counts[1]


async def test_a_signed_sms_is_answered_within_two_segments(settings: Settings, aiohttp_client: AiohttpClient) -> None:
    with_sms = replace(settings, public_url=PUBLIC_URL, twilio_auth_token="12345", twilio_numbers={AREA_ID: NUMBER})
    client = await start(with_sms, aiohttp_client, examples=True)
    form = {"MessageSid": "SM1", "From": "+33639980042", "To": NUMBER, "Body": "medecin peyruis", "NumMedia": "0"}
    path = f"/sms/{AREA_ID}"
    response = await client.post(path, data=form, headers=sign("12345", PUBLIC_URL + path, form))
    (message,) = ElementTree.fromstring(await response.text()).iter("Message")
    assert message.text is not None
    assert "Peyruis" in message.text
    assert len(message.text) <= 306


async def test_two_residents_are_introduced_by_sms(settings: Settings, aiohttp_client: AiohttpClient) -> None:
    """The whole program: signed webhooks in, answers in their responses, what is unasked through Twilio's API."""
    twilio = Twilio()
    await twilio.start()
    numbers = {AREA_ID: NUMBER}
    keys = {"twilio_auth_token": "12345", "twilio_account_sid": "AC1", "twilio_api_url": twilio.url}
    with_sms = replace(settings, public_url=PUBLIC_URL, twilio_numbers=numbers, **keys)  # type: ignore[arg-type]
    client = await start(with_sms, aiohttp_client, examples=False)

    async def write(number: str, words: str) -> str:
        form = {"MessageSid": f"{number}{words}", "From": number, "To": NUMBER, "Body": words, "NumMedia": "0"}
        path = f"/sms/{AREA_ID}"
        response = await client.post(path, data=form, headers=sign("12345", PUBLIC_URL + path, form))
        return await response.text()

    async def are_sent(count: int) -> bool:
        return len(twilio.forms) == count

    driver, passenger = "+33639980011", "+33639980022"
    await write(driver, "tous les jours je vais des mées à digne à 8h30, 2 places")
    assert "1. " in await write(passenger, "qqun va à digne demain depuis malijai ?")
    await write(passenger, "1")
    await until(lambda: are_sent(1))
    await write(driver, "oui")
    await until(lambda: are_sent(3))
    await client.close()
    await twilio.stop()
    assert [form["To"] for form in twilio.forms] == [driver, driver, passenger]
    assert [passenger in form["Body"] for form in twilio.forms] == [False, True, False]
    assert [driver in form["Body"] for form in twilio.forms] == [False, False, True]


async def test_a_telegram_bot_is_answered(settings: Settings, aiohttp_client: AiohttpClient) -> None:
    api = BotApi()
    await api.start()
    await api.push(chat_update(1, text="médecin à peyruis"))
    with_bot = replace(settings, telegram_tokens={AREA_ID: TOKEN}, telegram_api_url=api.url)
    client = await start(with_bot, aiohttp_client, examples=True)
    (sent,) = await api.wait_for("sendMessage")
    await client.close()
    await api.stop()
    assert "Peyruis" in sent["text"]
    assert "inline_keyboard" in sent["reply_markup"]


async def test_a_server_measures_what_the_import_of_streets_did_not_know_and_says_the_minutes(
    settings: Settings, aiohttp_client: AiohttpClient, tmp_path: Path
) -> None:
    network = read_network(write_streets(tmp_path / "durance.osm.pbf", TWO_BANKS), Box.around([Position(*MEES)]))
    RoadsFolder(settings.data_dir, load_area(AREA_ID)).keep(measure_roads(network, [], []), network)
    client = await start(settings, aiohttp_client, examples=True)
    html = await (await client.post(f"/{AREA_ID}", data={"text": "je cherche un dentiste aux Mées"})).text()
    assert "min à pied" in html
    assert "min en voiture" in html


async def test_it_says_whether_it_is_well(settings: Settings, aiohttp_client: AiohttpClient) -> None:
    client = await start(settings, aiohttp_client, examples=False)
    assert await (await client.get("/healthz")).json() == {"status": "ok"}


async def test_the_secret_of_the_contacts_is_its_owners_alone(
    settings: Settings, aiohttp_client: AiohttpClient
) -> None:
    await start(settings, aiohttp_client, examples=False)
    (secret,) = (file for file in settings.data_dir.iterdir() if "sqlite" not in file.name)
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_all_areas_are_served_unless_some_are_chosen(settings: Settings) -> None:
    assert tuple(load_areas(replace(settings, areas=()))) == list_areas()
    assert tuple(load_areas(settings)) == (AREA_ID,)


def _rows(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(settings.data_dir / "allo.sqlite") as connection:
        rows = connection.execute(query).fetchall()
    connection.close()
    return rows
