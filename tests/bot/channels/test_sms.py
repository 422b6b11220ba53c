"""Twilio's webhook: only Twilio is heard, each message is answered once, and the answer is an SMS worth its price."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from aiohttp.test_utils import TestClient
from multidict import MultiDict
from pytest_aiohttp.plugin import AiohttpClient
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from bot.channels.base import Mount
from bot.channels.sms import MAX_BODY_BYTES, open_channels
from bot.server import build_application
from bot.settings import Settings
from handlers.model import Reply
from knowledge.store import Store, contact_key
from tests.fakes import AREA, NUMBER, SECRET, World, echo, make_world, sign

Client = TestClient[Any, Any]

AUTH_TOKEN = "12345"
PUBLIC_URL = "https://allo.example.org"
RESIDENT = "+33639980042"
PATH = f"/sms/{AREA.area_id}"


def settings(tmp_path: Path, public_url: str | None = PUBLIC_URL) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database_url="",
        public_url=public_url,
        twilio_auth_token=AUTH_TOKEN,
        twilio_numbers={AREA.area_id: NUMBER},
    )


def a_form(text: str = "bonjour", sid: str = "SM1", **more: str) -> dict[str, str]:
    return {"MessageSid": sid, "From": RESIDENT, "To": NUMBER, "Body": text, "NumMedia": "0", "FromCity": "", **more}


@pytest.fixture
def world(store: Store) -> World:
    return make_world(store)


@pytest.fixture
async def client(world: World, tmp_path: Path, aiohttp_client: AiohttpClient) -> Client:
    return await serve(world, settings(tmp_path), aiohttp_client)


async def serve(world: World, chosen: Settings, aiohttp_client: AiohttpClient) -> Client:
    mount = Mount()
    for channel in open_channels(world.around(chosen)):
        channel.add_to(mount)

    async def is_well() -> None: ...

    return await aiohttp_client(build_application(mount, is_well))


async def post(
    client: Client,
    form: Mapping[str, str],
    path: str = PATH,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    response = await client.post(path, data=form, headers=headers or sign(AUTH_TOKEN, PUBLIC_URL + path, form))
    return response.status, await response.text()


def texts(twiml: str) -> list[str | None]:
    return [message.text for message in ElementTree.fromstring(twiml).iter("Message")]


async def test_a_signed_message_is_answered_as_twiml(client: Client) -> None:
    status, body = await post(client, a_form("médecin & <dentiste> à Peyruis"))
    assert status == 200
    assert texts(body) == ["entendu : médecin & <dentiste> à Peyruis"]


@pytest.mark.parametrize("headers", [{"X-Twilio-Signature": "AAAA"}, {"X-Other": "1"}])
async def test_whoever_cannot_sign_is_refused(client: Client, headers: dict[str, str]) -> None:
    assert (await post(client, a_form(), headers=headers))[0] == 403


async def test_a_signature_for_another_text_is_refused(client: Client) -> None:
    headers = sign(AUTH_TOKEN, PUBLIC_URL + PATH, a_form("bonjour"))
    assert (await post(client, a_form("autre"), headers=headers))[0] == 403


async def test_behind_a_proxy_the_public_address_is_what_counts(client: Client) -> None:
    inner = sign(AUTH_TOKEN, str(client.make_url(PATH)), a_form())
    assert (await post(client, a_form(), headers=inner))[0] == 403


async def test_without_public_address_the_one_that_was_called_counts(
    world: World, tmp_path: Path, aiohttp_client: AiohttpClient
) -> None:
    client = await serve(world, settings(tmp_path, public_url=None), aiohttp_client)
    headers = sign(AUTH_TOKEN, str(client.make_url(PATH)), a_form())
    assert (await post(client, a_form(), headers=headers))[0] == 200


async def test_a_query_in_the_address_is_part_of_what_is_signed(client: Client) -> None:
    assert (await post(client, a_form(), path=f"{PATH}?a=1&b=%C3%A9"))[0] == 200


async def test_a_field_that_comes_twice_is_signed_as_twilio_signs_it(client: Client) -> None:
    form = MultiDict([*a_form().items(), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")])
    signature = RequestValidator(AUTH_TOKEN).compute_signature(PUBLIC_URL + PATH, form)
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    response = await client.post(PATH, data=urlencode(list(form.items())), headers=headers)
    assert response.status == 200


async def test_the_same_message_sent_again_gets_the_same_answer(
    store: Store, tmp_path: Path, aiohttp_client: AiohttpClient
) -> None:
    counted = iter(range(100))

    def count(*args: object) -> object:
        return SimpleNamespace(**{**vars(echo(*args)), "reply": Reply((f"tour {next(counted)}",))})  # type: ignore[arg-type]

    client = await serve(make_world(store, count), settings(tmp_path), aiohttp_client)
    answers = [texts((await post(client, a_form(sid=sid)))[1]) for sid in ("SM1", "SM1", "SM2")]
    assert answers == [["tour 0"], ["tour 0"], ["tour 1"]]


async def test_the_answer_is_the_longest_version_that_fits_two_segments(
    store: Store, tmp_path: Path, aiohttp_client: AiohttpClient
) -> None:
    def long(*args: object) -> object:
        reply = Reply(("très long " * 60,), shorter=(("forêt de l’Escale",),))
        return SimpleNamespace(**{**vars(echo(*args)), "reply": reply})  # type: ignore[arg-type]

    client = await serve(make_world(store, long), settings(tmp_path), aiohttp_client)
    assert texts((await post(client, a_form()))[1]) == ["foret de l'Escale"]


@pytest.mark.parametrize("text", ["Лікар \x01\x0b?", "a\fb\x00c", "&lt; ]]> <!-- ", "\ufffe\uffff 👍🏽"])
async def test_whatever_is_quoted_the_answer_is_well_formed(client: Client, text: str) -> None:
    status, body = await post(client, a_form(text))
    assert status == 200
    assert len(texts(body)) == 1


@pytest.mark.parametrize(
    ("media", "kind"), [("image/jpeg", "photo"), ("audio/amr", "voice"), ("text/vcard", "other"), ("", "other")]
)
async def test_a_picture_or_recording_is_answered_as_what_it_is(
    client: Client,
    media: str,
    kind: str,
) -> None:
    body = (await post(client, a_form("", NumMedia="1", MediaContentType0=media)))[1]
    assert texts(body) == [f"entendu : {kind}"]


async def test_a_picture_with_words_is_answered_by_the_words(client: Client) -> None:
    body = (await post(client, a_form("médecin", NumMedia="1", MediaContentType0="image/png")))[1]
    assert texts(body) == ["entendu : médecin"]


@pytest.mark.parametrize("missing", ["MessageSid", "From", "To"])
async def test_a_form_without_what_we_need_is_malformed(client: Client, missing: str) -> None:
    form = {name: value for name, value in a_form().items() if name != missing}
    assert (await post(client, form))[0] == 400


async def test_bytes_that_are_no_text_are_malformed(client: Client) -> None:
    response = await client.post(PATH, data=b"Body=\xff\xfe", headers={"X-Twilio-Signature": "AAAA"})
    assert response.status == 400


async def test_a_body_beyond_all_sms_is_refused(client: Client) -> None:
    assert (await post(client, a_form("a" * MAX_BODY_BYTES)))[0] == 413


async def test_a_number_that_serves_no_area_is_not_found_on_another_areas_address(client: Client) -> None:
    assert (await post(client, a_form(To="+33639980099"), path="/sms/nowhere"))[0] == 404


async def test_what_became_of_the_answer_is_recorded(client: Client, world: World) -> None:
    twiml = (await post(client, a_form()))[1]
    (message,) = ElementTree.fromstring(twiml).iter("Message")
    callback = message.attrib["statusCallback"].removeprefix(PUBLIC_URL)
    report = {"MessageSid": "SM-of-the-answer", "MessageStatus": "delivered", "To": RESIDENT, "From": NUMBER}
    assert (await post(client, report, path=callback))[0] == 204
    answer = (await world.turns.list_recent("sms", RESIDENT, 10))[-1]
    assert answer.status == "delivered"


async def test_a_forged_delivery_report_is_refused(client: Client) -> None:
    headers = {"X-Twilio-Signature": "AAAA"}
    assert (await post(client, {"MessageStatus": "failed"}, path=f"{PATH}/status", headers=headers))[0] == 403


async def test_stop_is_honoured_and_questions_are_still_answered(client: Client, store: Store) -> None:
    await post(client, a_form("stop"))
    assert await store.is_opted_out(contact_key(SECRET, "sms", RESIDENT))
    assert texts((await post(client, a_form("médecin", "SM2")))[1]) == ["entendu : médecin"]


async def test_where_twilio_has_answered_stop_itself_we_add_nothing(client: Client, store: Store) -> None:
    assert texts((await post(client, a_form("stop", OptOutType="STOP")))[1]) == []
    assert await store.is_opted_out(contact_key(SECRET, "sms", RESIDENT))


async def test_no_number_is_kept_in_clear(client: Client, tmp_path: Path) -> None:
    await post(client, a_form())
    kept = b"".join(file.read_bytes() for file in sorted(tmp_path.glob("allo.sqlite*")))
    assert RESIDENT.encode() not in kept


def test_signatures_are_those_of_twilios_own_documentation(shared: Path) -> None:
    vectors = json.loads((shared / "data/conformance/twilio_signatures.json").read_text("utf-8"))
    signed = [vector for vector in vectors if "signature" in vector]
    assert signed
    for vector in signed:
        form = MultiDict(vector.get("params_multi") or vector["params"].items())
        assert RequestValidator(vector["auth_token"]).validate(vector["url"], form, vector["signature"])


def test_without_token_or_number_there_is_no_sms_channel(world: World, tmp_path: Path) -> None:
    assert open_channels(world.around(Settings(data_dir=tmp_path, database_url=""))) == ()
