"""The web chat's promises to a browser, with or without script; what a Chromium makes of it is in tests/browser."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from multidict import CIMultiDict
from pytest_aiohttp.plugin import AiohttpClient

from bot.channels.base import Mount
from bot.channels.rate_limit import RateLimit
from bot.channels.web_chat import choose_language, open_channels
from bot.channels.web_chat_links import linked, map_url
from bot.channels.web_chat_pages import LANGUAGE_NAMES, MOST_CHARACTERS, list_examples, page_languages, texts_in
from bot.server import build_application
from bot.settings import Settings
from handlers.model import Button, Reply
from knowledge.area import list_areas, load_area
from knowledge.model import Position
from knowledge.store import Store
from tests.fakes import AREA, NOW, World, echo, make_world

Client = TestClient[Any, Any]
PATH = f"/{AREA.area_id}"


class Page(HTMLParser):
    """Tags with their attributes, in order; enough to follow a form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.html = html
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def find(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [a for name, a in self.tags if name == tag and all(a.get(k.rstrip("_")) == v for k, v in wanted.items())]

    @property
    def message_id(self) -> str:
        return str(self.find("input", name="message_id")[0]["value"])


def world_replying(store: Store, reply: Reply) -> World:
    def answer(*args: Any) -> object:
        return SimpleNamespace(**{**vars(echo(*args)), "reply": reply})

    return make_world(store, answer)


async def serve(
    world: World, tmp_path: Path, aiohttp_client: AiohttpClient, examples: bool = False, public_url: str | None = None
) -> Client:
    mount = Mount()
    chosen = Settings(data_dir=tmp_path, database_url="", public_url=public_url)
    for channel in open_channels(world.around(chosen, examples)):
        channel.add_to(mount)

    async def is_well() -> None: ...

    return await aiohttp_client(build_application(mount, is_well, (public_url or "").startswith("https")))


@pytest.fixture
def world(store: Store) -> World:
    return make_world(store)


@pytest.fixture
async def client(world: World, tmp_path: Path, aiohttp_client: AiohttpClient) -> Client:
    return await serve(world, tmp_path, aiohttp_client)


async def read(client: Client, path: str = PATH, **headers: str) -> Page:
    response = await client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert response.status == 200
    return Page(await response.text())


async def ask(client: Client, text: str, **fields: str) -> Page:
    response = await client.post(f"{PATH}?lang=fr", data={"text": text, **fields})
    assert response.status == 200
    return Page(await response.text())


async def test_a_posted_question_comes_back_with_its_answer(client: Client) -> None:
    page = await ask(client, "médecin à Peyruis")
    assert "médecin à Peyruis" in page.html
    assert "entendu : médecin à Peyruis" in page.html


async def test_after_posting_the_browser_is_sent_to_the_page_so_that_reloading_asks_nothing(client: Client) -> None:
    response = await client.post(PATH, data={"text": "bonjour"}, allow_redirects=False)
    assert response.status == 303
    assert response.headers["Location"] == f"{PATH}?lang=fr#answer"


async def test_the_same_form_posted_twice_is_one_message(client: Client, world: World) -> None:
    message_id = (await read(client)).message_id
    await ask(client, "bonjour", message_id=message_id)
    page = await ask(client, "bonjour", message_id=message_id)
    assert page.html.count("entendu : bonjour") == 1


async def test_another_residents_message_id_shows_nothing_of_theirs(
    client: Client, world: World, tmp_path: Path, aiohttp_client: AiohttpClient
) -> None:
    message_id = (await read(client)).message_id
    await ask(client, "mon secret", message_id=message_id)
    stranger = await serve(world, tmp_path, aiohttp_client)
    page = await ask(stranger, "bonjour", message_id=message_id)
    assert "secret" not in page.html


async def test_the_session_is_a_cookie_that_scripts_and_other_sites_do_not_see(client: Client) -> None:
    assert "Set-Cookie" not in (await client.get(PATH)).headers
    response = await client.post(PATH, data={"text": "bonjour"}, allow_redirects=False)
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


async def test_on_https_the_cookie_is_secure_and_bound_to_the_host(
    world: World, tmp_path: Path, aiohttp_client: AiohttpClient
) -> None:
    client = await serve(world, tmp_path, aiohttp_client, public_url="https://allo.example.org")
    response = await client.post(PATH, data={"text": "bonjour"}, allow_redirects=False)
    assert response.headers["Set-Cookie"].startswith("__Host-allo=")
    assert "Secure" in response.headers["Set-Cookie"]
    assert "Strict-Transport-Security" in response.headers


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
async def test_a_form_posted_from_another_site_is_refused(client: Client, origin: str) -> None:
    assert (await client.post(PATH, data={"text": "bonjour"}, headers={"Origin": origin})).status == 403


async def test_a_form_posted_from_our_own_page_is_taken(client: Client) -> None:
    origin = str(client.make_url("/")).rstrip("/")
    assert (await client.post(PATH, data={"text": "bonjour"}, headers={"Origin": origin})).status == 200


async def test_what_a_resident_writes_is_shown_as_text(client: Client) -> None:
    page = await ask(client, "<script>alert(1)</script>")
    assert "<script>alert" not in page.html
    assert [tag.get("src") for tag in page.find("script")] == ["/static/chat.js"]


async def test_buttons_say_what_the_resident_would_have_typed(
    store: Store, tmp_path: Path, aiohttp_client: AiohttpClient
) -> None:
    reply = Reply(("Lequel ?",), buttons=(Button("Dr Exemple", "1"),), position=Position(44.0, 6.0))
    client = await serve(world_replying(store, reply), tmp_path, aiohttp_client)
    page = await ask(client, "médecin")
    assert page.find("button", name="text", value="1")
    assert page.find("a", href=map_url(Position(44.0, 6.0)))
    assert page.find("form", class_="choices")


async def test_the_script_gets_the_new_exchange_alone(client: Client) -> None:
    response = await client.post(PATH, data={"text": "bonjour"}, headers={"X-Requested-With": "fetch"})
    html = await response.text()
    assert "entendu : bonjour" in html
    assert "<html" not in html
    assert re.fullmatch(r"[a-f0-9]{24}", response.headers["X-Next-Message-Id"])


async def test_a_shared_location_is_understood_as_one(client: Client) -> None:
    assert "Position(lat=44.06, lon=5.9)" in (await ask(client, "", lat="44.06", lon="5.9")).html
    assert texts_in("fr")["shared"] in (await read(client)).html


@pytest.mark.parametrize(("lat", "lon"), [("91", "0"), ("nan", "0"), ("x", ""), ("0", "inf")])
async def test_no_location_on_earth_is_no_message(client: Client, lat: str, lon: str) -> None:
    response = await client.post(PATH, data={"lat": lat, "lon": lon})
    assert response.status == 400
    assert texts_in("fr")["empty"] in Page(await response.text()).html.replace("&#39;", "'")


async def test_a_message_beyond_the_limit_is_refused_and_given_back(client: Client) -> None:
    response = await client.post(PATH, data={"text": "é" * (MOST_CHARACTERS + 1)})
    html = await response.text()
    assert response.status == 400
    assert texts_in("fr")["too_long"].format(limit=MOST_CHARACTERS) in html
    assert "é" * MOST_CHARACTERS in html


async def test_a_body_beyond_reason_is_refused(client: Client) -> None:
    assert (await client.post(PATH, data={"text": "a" * 100_000})).status == 413


async def test_a_flood_of_one_session_is_held_back(client: Client) -> None:
    statuses = [(await client.post(PATH, data={"text": f"n{n}"}, allow_redirects=False)).status for n in range(16)]
    assert statuses[:13] == [303] * 13
    assert 429 in statuses


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("?lang=en", "fr", "en"),
        ("?lang=xx", "", "fr"),
        ("", "en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("", "nl;q=1, fr;q=0.2, en;q=0.7", "en"),
        ("", "nl", "fr"),
        ("", ";;;q=z,", "fr"),
    ],
)
async def test_the_page_speaks_the_residents_language_among_those_of_the_area(
    client: Client, query: str, header: str, language: str
) -> None:
    page = await read(client, PATH + query, Accept_Language=header)
    assert page.find("html", lang=language)
    assert page.find("a", lang=language)[0]["aria-current"] == "true"


@pytest.mark.parametrize("language", sorted(LANGUAGE_NAMES))
def test_every_text_of_the_pages_is_written_in_every_language(language: str) -> None:
    assert all(texts_in(language).values())
    assert texts_in(language).keys() == texts_in("fr").keys()


async def test_the_demo_offers_six_questions_that_can_be_clicked(
    world: World, tmp_path: Path, aiohttp_client: AiohttpClient
) -> None:
    client = await serve(world, tmp_path, aiohttp_client, examples=True)
    page = await read(client)
    questions = page.find("button", name="text")
    assert len(questions) == 6
    assert "entendu" in (await ask(client, str(questions[0]["value"]))).html


@pytest.mark.parametrize("area_id", list_areas())
def test_the_demo_has_six_questions_in_each_language_of_each_area(area_id: str) -> None:
    for language in page_languages(load_area(area_id)):
        assert len(list_examples(area_id, language)) == 6


async def test_outside_the_demo_no_example_is_shown(client: Client) -> None:
    assert (await read(client)).find("button", name="text") == []


async def test_who_deletes_their_data_finds_an_empty_page(client: Client) -> None:
    await ask(client, "mon secret")
    page = await read(client, f"{PATH}/delete-my-data?lang=fr")
    assert page.find("form", method="post")
    done = await client.post(f"{PATH}/delete-my-data?lang=fr", data={})
    assert texts_in("fr")["deleted"] in await done.text()
    assert "secret" not in (await read(client)).html


async def test_who_asks_in_words_to_be_forgotten_reads_that_it_is_done(client: Client) -> None:
    await ask(client, "mon secret")
    page = await ask(client, "effacer")
    assert "entendu : effacer" in page.html
    assert "secret" not in page.html


async def test_every_answer_is_hardened_and_names_no_third_party(client: Client) -> None:
    for path in ("/", PATH, "/static/chat.css", "/healthz", "/nothing-here"):
        response = await client.get(path)
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    page = await read(client)
    assert not [a for _, a in page.tags if "style" in a or any(name.startswith("on") for name in a)]
    assert not re.findall(r'(?:src|href)="(?!/|#|data:,|\?)', page.html)


async def test_the_index_lists_the_areas(client: Client) -> None:
    assert (await read(client, "/")).find("a", href=f"{PATH}?lang=fr")


async def test_an_unknown_area_is_not_found(client: Client) -> None:
    assert (await client.get("/nowhere")).status == 404


async def test_everything_a_screen_reader_needs_is_named(client: Client) -> None:
    page = await ask(client, "bonjour")
    assert page.find("label", for_="text")
    assert page.find("section", role="log")[0]["aria-live"] == "polite"
    assert page.find("a", class_="skip")[0]["href"] == "#text"
    assert page.find("div", id="answer")[0]["tabindex"] == "-1"
    assert page.find("div", class_="message out")[0]["lang"] == "fr"


def test_phones_and_addresses_in_an_answer_can_be_followed() -> None:
    html = str(linked("Tél 04 65 71 00 12 ou +32 57 00 00 12, https://example.org/a?b=1&c=2. <i> 3237"))
    assert '<a href="tel:0465710012">04 65 71 00 12</a>' in html
    assert '<a href="tel:+3257000012">+32 57 00 00 12</a>' in html
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="noreferrer">' in html
    assert "&lt;i&gt; 3237" in html


def test_a_bucket_fills_again_with_time() -> None:
    limit = RateLimit(burst=2, per_minute=60)
    assert [limit.is_allowed("a", NOW) for _ in range(3)] == [True, True, False]
    assert limit.is_allowed("b", NOW)
    assert limit.is_allowed("a", NOW + timedelta(seconds=1))


def test_a_language_is_chosen_without_any_wish() -> None:
    request: Any = SimpleNamespace(query={}, headers=CIMultiDict())
    assert choose_language(request, ("nl", "fr")) == "nl"
