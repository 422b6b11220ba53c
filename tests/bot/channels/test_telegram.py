"""The real python-telegram-bot against a Bot API server over real HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.base import Mount, Sender
from bot.channels.telegram import SECRET_HEADER, open_channels
from bot.channels.telegram_replies import split
from bot.server import build_application
from bot.settings import Settings
from handlers.model import Button, Link, Message, Reply
from knowledge.model import Position
from knowledge.store import Store, Unsent, contact_key
from tests.fakes import AREA, NOW, SECRET, TOKEN, BotApi, World, chat_update, echo, make_world, press_update, until

RESIDENT = "4242"
KEY = contact_key(SECRET, "telegram", RESIDENT)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    fake = BotApi()
    await fake.start()
    yield fake
    await fake.stop()


@pytest.fixture
def world(store: Store) -> World:
    return make_world(store)


def replying(reply: Reply) -> Any:
    def answer(*args: Any) -> object:
        return SimpleNamespace(**{**vars(echo(*args)), "reply": reply})

    return answer


def settings(api: BotApi, tmp_path: Path, public_url: str | None = None) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database_url="",
        public_url=public_url,
        telegram_tokens={AREA.area_id: TOKEN},
        telegram_api_url=api.url,
    )


def mount_channel(world: World, chosen: Settings) -> Mount:
    mount = Mount()
    channels = open_channels(world.around(chosen))
    world.deliveries.connect(channel for channel in channels if isinstance(channel, Sender))
    for channel in channels:
        channel.add_to(mount)
    return mount


@asynccontextmanager
async def polling(world: World, api: BotApi, tmp_path: Path) -> AsyncIterator[None]:
    mount = mount_channel(world, settings(api, tmp_path))
    assert mount.routes == []
    async with AsyncExitStack() as stack:
        for background in mount.background:
            await stack.enter_async_context(background())
        yield


async def test_a_text_is_answered_in_the_same_chat(world: World, api: BotApi, tmp_path: Path) -> None:
    async with polling(world, api, tmp_path):
        await api.push(chat_update(1, text="médecin à Peyruis"))
        (sent,) = await api.wait_for("sendMessage")
    assert (sent["chat_id"], sent["text"]) == (RESIDENT, "entendu : médecin à Peyruis")
    assert "parse_mode" not in sent


@pytest.mark.parametrize(("command", "word"), [("/start", "bonjour"), ("/help", "aide"), ("/stop@essai_bot", "stop")])
async def test_a_command_means_what_a_resident_would_have_typed(
    world: World, api: BotApi, tmp_path: Path, command: str, word: str
) -> None:
    async with polling(world, api, tmp_path):
        await api.push(chat_update(1, text=command))
        (sent,) = await api.wait_for("sendMessage")
    assert sent["text"] == f"entendu : {word}"


@pytest.mark.parametrize(
    ("content", "heard"),
    [
        ({"location": {"latitude": 44.03, "longitude": 5.93}}, str(Position(44.03, 5.93))),
        ({"voice": {"file_id": "a", "file_unique_id": "a", "duration": 2}}, "voice"),
        ({"photo": [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}]}, "photo"),
        ({"document": {"file_id": "a", "file_unique_id": "a"}}, "other"),
        (
            {
                "sticker": {
                    "file_id": "a",
                    "file_unique_id": "a",
                    "type": "regular",
                    "width": 1,
                    "height": 1,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            "sticker",
        ),
    ],
)
async def test_what_is_no_text_is_answered_as_what_it_is(
    world: World, api: BotApi, tmp_path: Path, content: dict[str, Any], heard: str
) -> None:
    async with polling(world, api, tmp_path):
        await api.push(chat_update(1, **content))
        (sent,) = await api.wait_for("sendMessage")
    assert sent["text"] == f"entendu : {heard}"


async def test_start_after_stop_opts_in_again(world: World, store: Store, api: BotApi, tmp_path: Path) -> None:
    async with polling(world, api, tmp_path):
        await api.push(chat_update(1, text="/stop"))
        await until(lambda: store.is_opted_out(KEY))
        await api.push(chat_update(2, text="/start"))
        sent = await api.wait_for("sendMessage", 2)
    assert sent[-1]["text"] == "entendu : start"


async def test_a_pressed_button_says_its_text_and_stops_waiting(world: World, api: BotApi, tmp_path: Path) -> None:
    async with polling(world, api, tmp_path):
        await api.push(press_update(7, "2"))
        (sent,) = await api.wait_for("sendMessage")
        (acknowledged,) = await api.wait_for("answerCallbackQuery")
    assert (sent["text"], acknowledged["callback_query_id"]) == ("entendu : 2", "7")


async def test_an_edited_message_is_answered_as_a_correction_once_per_version(
    world: World, api: BotApi, tmp_path: Path
) -> None:
    first = chat_update(1, text="médecin à Peyruis")
    edited = chat_update(2, "edited_message", text="médecin à Volonne", edit_date=int(NOW.timestamp()) + 5)
    async with polling(world, api, tmp_path):
        await api.push(first, edited, {**edited})
        await api.wait_for("sendMessage", 2)
        await api.push(chat_update(3, text="fin"))
        sent = await api.wait_for("sendMessage", 3)
    assert [call["text"] for call in sent] == [
        "entendu : médecin à Peyruis",
        "entendu : médecin à Volonne",
        "entendu : fin",
    ]


async def test_an_update_delivered_again_after_a_restart_is_not_answered_again(
    world: World, api: BotApi, tmp_path: Path
) -> None:
    for text in ("un", "deux"):
        async with polling(world, api, tmp_path):
            await api.push(chat_update(1, text="bonjour"), chat_update(2 if text == "un" else 3, text=text))
            await api.wait_for("sendMessage", 2 if text == "un" else 3)
    assert [call["text"] for call in api.called("sendMessage")] == [
        "entendu : bonjour",
        "entendu : un",
        "entendu : deux",
    ]


async def test_groups_and_service_notices_are_left_alone(world: World, api: BotApi, tmp_path: Path) -> None:
    group = chat_update(1, text="bonjour", chat={"id": -9, "type": "group", "title": "Village"})
    notice = chat_update(2, delete_chat_photo=True)
    async with polling(world, api, tmp_path):
        await api.push(group, notice, chat_update(3, text="moi"))
        sent = await api.wait_for("sendMessage")
    assert [call["text"] for call in sent] == ["entendu : moi"]


async def test_buttons_and_links_stand_below_the_text(store: Store, api: BotApi, tmp_path: Path) -> None:
    reply = Reply(
        ("1 Dr Exemple *_<b>",),
        buttons=(Button("1", "1"), Button("2", "2"), Button("Autres", "plus"), Button("trop", "x" * 65)),
        links=(Link("Rendez-vous", "https://example.org/rdv"),),
    )
    async with polling(make_world(store, replying(reply)), api, tmp_path):
        await api.push(chat_update(1, text="médecin"))
        (sent,) = await api.wait_for("sendMessage")
    rows = json.loads(sent["reply_markup"])["inline_keyboard"]
    assert sent["text"] == "1 Dr Exemple *_<b>"
    assert [[key["text"] for key in row] for row in rows] == [["1", "2"], ["Autres"], ["Rendez-vous"]]
    assert rows[1][0]["callback_data"] == "plus"
    assert rows[2][0]["url"] == "https://example.org/rdv"


async def test_a_chosen_option_comes_with_its_pin(store: Store, api: BotApi, tmp_path: Path) -> None:
    reply = Reply(("Mairie",), position=Position(44.06, 6.0))
    async with polling(make_world(store, replying(reply)), api, tmp_path):
        await api.push(chat_update(1, text="1"))
        (pin,) = await api.wait_for("sendLocation")
    assert (pin["latitude"], pin["longitude"]) == ("44.06", "6.0")


async def test_a_question_for_the_place_offers_to_share_it(store: Store, api: BotApi, tmp_path: Path) -> None:
    reply = Reply(("Dans quelle commune ?",), ask_position=True)
    async with polling(make_world(store, replying(reply)), api, tmp_path):
        await api.push(chat_update(1, text="médecin"))
        (sent,) = await api.wait_for("sendMessage")
    keyboard = json.loads(sent["reply_markup"])
    assert keyboard["keyboard"][0][0]["request_location"] is True
    assert keyboard["one_time_keyboard"] is True


async def test_who_blocked_the_bot_is_opted_out(world: World, store: Store, api: BotApi, tmp_path: Path) -> None:
    blocked = {"error_code": 403, "description": "Forbidden: bot was blocked by the user"}
    api.failures["sendMessage"] = [(403, blocked)]
    async with polling(world, api, tmp_path):
        await api.push(chat_update(1, text="bonjour"))
        await api.wait_for("sendMessage")
        await until_opted_out(store)
    assert await store.list_unsent(NOW + timedelta(days=2)) == ()


async def test_blocking_without_writing_is_noticed_too(world: World, store: Store, api: BotApi, tmp_path: Path) -> None:
    person = {"id": 4242, "is_bot": False, "first_name": "Essai"}
    bot = {"id": 110201543, "is_bot": True, "first_name": "Essai"}
    change = {
        "chat": {"id": 4242, "type": "private"},
        "from": person,
        "date": int(NOW.timestamp()),
        "old_chat_member": {"user": bot, "status": "member"},
        "new_chat_member": {"user": bot, "status": "kicked", "until_date": 0},
    }
    async with polling(world, api, tmp_path):
        await api.push({"update_id": 1, "my_chat_member": change})
        await until_opted_out(store)


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")  # raised in the library's own constructor
async def test_when_telegram_is_overloaded_the_answer_waits_as_long_as_told(
    world: World, store: Store, api: BotApi, tmp_path: Path
) -> None:
    busy = {"error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 300}}
    api.failures["sendMessage"] = [(429, busy)]
    async with polling(world, api, tmp_path):
        await api.push(chat_update(1, text="bonjour"))
        await api.wait_for("sendMessage")

        async def is_waiting() -> bool:
            return any(unsent.attempts for unsent in await store.list_unsent(NOW + timedelta(seconds=300)))

        await until(is_waiting)
        assert await store.list_unsent(NOW + timedelta(seconds=299)) == ()
        assert await world.deliveries.retry(NOW + timedelta(seconds=300)) == 1
    assert api.called("sendMessage")[-1]["text"] == "entendu : bonjour"


async def test_telegram_being_away_at_the_start_is_waited_out(world: World, api: BotApi, tmp_path: Path) -> None:
    api.failures["getMe"] = [(502, {"error_code": 502, "description": "Bad Gateway"})]
    async with polling(world, api, tmp_path):
        await api.push(chat_update(1, text="bonjour"))
        assert await api.wait_for("sendMessage")


@pytest.fixture
async def hooked(world: World, api: BotApi, tmp_path: Path) -> AsyncIterator[TestClient[Any, Any]]:
    """The program behind ``https://allo.example.org``, which Telegram calls."""

    async def is_well() -> None: ...

    mount = mount_channel(world, settings(api, tmp_path, "https://allo.example.org"))
    async with TestClient(TestServer(build_application(mount, is_well))) as client:
        await api.wait_for("setWebhook")

        async def is_ready() -> bool:
            nothing = {"update_id": 0}
            return (await client.post(f"/telegram/{AREA.area_id}", headers=secret_of(api), json=nothing)).status == 200

        await until(is_ready)
        yield client


def secret_of(api: BotApi) -> dict[str, str]:
    return {SECRET_HEADER: api.called("setWebhook")[0]["secret_token"]}


async def test_the_webhook_is_announced_with_its_secret(hooked: TestClient[Any, Any], api: BotApi) -> None:
    del hooked
    (announced,) = api.called("setWebhook")
    assert announced["url"] == f"https://allo.example.org/telegram/{AREA.area_id}"
    assert len(announced["secret_token"]) == 64
    assert TOKEN not in announced["url"]


async def test_the_webhook_answers_and_takes_the_same_update_once(hooked: TestClient[Any, Any], api: BotApi) -> None:
    for _ in range(2):
        update = chat_update(5, text="bonjour")
        response = await hooked.post(f"/telegram/{AREA.area_id}", json=update, headers=secret_of(api))
        assert response.status == 200
    assert [call["text"] for call in api.called("sendMessage")] == ["entendu : bonjour"]


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "guessed"}, {SECRET_HEADER: "é"}])
async def test_the_webhook_hears_telegram_alone(
    hooked: TestClient[Any, Any], api: BotApi, headers: dict[str, str]
) -> None:
    response = await hooked.post(f"/telegram/{AREA.area_id}", json=chat_update(5, text="bonjour"), headers=headers)
    assert response.status == 403
    assert api.called("sendMessage") == []


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"message": 3}', b'{"update_id": "x", "message": {}}'])
async def test_what_is_no_update_is_malformed(hooked: TestClient[Any, Any], api: BotApi, body: bytes) -> None:
    response = await hooked.post(f"/telegram/{AREA.area_id}", data=body, headers=secret_of(api))
    assert response.status in {200, 400}
    assert api.called("sendMessage") == []


async def test_the_chats_number_is_erased_once_the_answer_has_left(world: World, api: BotApi, tmp_path: Path) -> None:
    async with polling(world, api, tmp_path):
        await api.push(chat_update(1, text="bonjour"))
        await api.wait_for("sendMessage")

        async def is_sent() -> bool:
            return (await world.turns.list_recent("telegram", RESIDENT, 9))[-1].status == "sent"

        await until(is_sent)
    async with world.store._engine.begin() as connection:
        rows = await connection.exec_driver_sql("SELECT * FROM messages LEFT JOIN outbox USING (message_id)")
        assert RESIDENT not in str(rows.all())


def test_a_long_answer_is_split_at_lines() -> None:
    parts = split("\n".join(["ligne " * 100] * 20))
    assert all(len(part) <= 4096 for part in parts)
    assert all(part.startswith("ligne") for part in parts)


async def until_opted_out(store: Store) -> None:
    await until(lambda: store.is_opted_out(KEY))


async def test_a_message_unasked_is_sent_from_its_payload_and_kept_without_the_number(
    world: World, api: BotApi, tmp_path: Path
) -> None:
    (channel,) = open_channels(world.around(settings(api, tmp_path)))
    mount = Mount()
    channel.add_to(mount)
    written = channel.write(Reply(("joignez t.me/jeanne",)), RESIDENT, Reply(("joignez ...",)))
    assert "jeanne" not in written.text
    unsent = Unsent(1, KEY, AREA.area_id, "telegram", RESIDENT, written.text, written.payload, 0)
    async with AsyncExitStack() as stack:
        for background in mount.background:
            await stack.enter_async_context(background())
        await api.wait_for("getMe")
        await channel.send(unsent)
    (sent,) = await api.wait_for("sendMessage")
    assert sent["text"] == "joignez t.me/jeanne"


@pytest.mark.parametrize(("username", "reach"), [("jeanne", "t.me/jeanne"), (None, None)])
async def test_only_a_user_name_lets_others_write(
    store: Store, api: BotApi, tmp_path: Path, username: str | None, reach: str | None
) -> None:
    seen: list[Message] = []

    def note(message: Message, *rest: Any) -> object:
        seen.append(message)
        return echo(message, *rest)

    update = chat_update(1, text="bonjour")
    update["message"]["from"]["username"] = username
    async with polling(make_world(store, note), api, tmp_path):
        await api.push(update)
        await api.wait_for("sendMessage")
    assert seen[0].reach == reach
