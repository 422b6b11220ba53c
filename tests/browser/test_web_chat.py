"""A resident at the web chat: by keyboard alone, with script and without, on a narrow phone."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from bot.channels.base import Mount
from bot.channels.web_chat import open_channels
from bot.server import build_application
from bot.settings import Settings
from handlers.model import Button, Reply
from knowledge.store import Store
from tests.browser.driver import ENTER, TAB, Browser, a_browser
from tests.fakes import AREA, echo, make_world

pytestmark = pytest.mark.browser
LONG_WORD = "https://rdv.example.org/" + "a" * 90


def answer(*args: Any) -> object:
    """The echo, with what a list of services has: buttons and a long address."""
    echoed = echo(*args)
    reply = Reply((*echoed.reply.lines, LONG_WORD), buttons=(Button("1", "1"), Button("Plus", "plus")))
    return SimpleNamespace(**{**vars(echoed), "reply": reply})


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[str]:
    """The address of the chat, served over real HTTP."""
    store = await Store.open(f"sqlite:///{tmp_path / 'allo.sqlite'}")
    world = make_world(store, answer)
    mount = Mount()
    for channel in open_channels(world.around(Settings(data_dir=tmp_path, database_url=""), examples=True)):
        channel.add_to(mount)

    async def is_well() -> None: ...

    server = TestServer(build_application(mount, is_well))
    await server.start_server()
    yield str(server.make_url(f"/{AREA.area_id}?lang=fr"))
    await server.close()
    await store.close()


@pytest.fixture
def driver() -> str:
    program = shutil.which("chromedriver")
    if program is None:
        pytest.skip("no chromedriver on this machine")
    return program


@pytest.fixture
async def browser(driver: str, chromium: str) -> AsyncIterator[Browser]:
    async with a_browser(driver, chromium) as opened:
        yield opened


@pytest.fixture
async def plain_browser(driver: str, chromium: str) -> AsyncIterator[Browser]:
    """With JavaScript switched off."""
    async with a_browser(driver, chromium, scripts=False) as opened:
        yield opened


async def tab_to(browser: Browser, wanted: str) -> None:
    """Press Tab until ``wanted`` has the focus, as who uses no mouse does."""
    for _ in range(30):
        await browser.press(TAB)
        if await browser.focused() == wanted:
            return
    pytest.fail(f"{wanted} cannot be reached by keyboard")


async def test_a_question_is_asked_by_keyboard_alone(browser: Browser, page: str) -> None:
    await browser.open(page)
    await browser.press(TAB)
    assert await browser.focused() == "Aller à la question"
    await tab_to(browser, "text")
    await browser.press("médecin à Peyruis", ENTER)
    await browser.wait_for_text("entendu : médecin à Peyruis")
    assert await browser.focused() == "text"
    assert await browser.run("return document.getElementById('text').value") == ""


async def test_with_script_the_page_is_not_loaded_again(browser: Browser, page: str) -> None:
    await browser.open(page)
    await browser.run("window.stillHere = true; document.getElementById('text').focus()")
    await browser.press("un", ENTER)
    await browser.wait_for_text("entendu : un")
    await browser.press("deux", ENTER)
    await browser.wait_for_text("entendu : deux")
    assert await browser.run("return window.stillHere") is True
    assert await browser.run("return document.querySelectorAll('form.choices').length") == 1


async def test_an_answer_can_be_chosen_by_keyboard(browser: Browser, page: str) -> None:
    await browser.open(page)
    await browser.run("document.getElementById('text').focus()")
    await browser.press("médecin", ENTER)
    await browser.wait_for_text("entendu : médecin")
    await browser.run("document.querySelector('form.choices button').focus()")
    await browser.press(ENTER)
    await browser.wait_for_text("entendu : 1")


async def test_without_script_the_same_question_gets_the_same_answer(plain_browser: Browser, page: str) -> None:
    await plain_browser.open(page)
    await tab_to(plain_browser, "text")
    await plain_browser.press("médecin à Peyruis", TAB)
    assert await plain_browser.focused() == "Envoyer"
    await plain_browser.press(ENTER)
    await plain_browser.wait_for_text("entendu : médecin à Peyruis")
    assert await plain_browser.run("return location.hash") == "#answer"  # posted and sent back: no script did it
    await tab_to(plain_browser, "Plus")
    await plain_browser.press(ENTER)
    await plain_browser.wait_for_text("entendu : plus")


async def test_an_example_can_be_clicked(browser: Browser, page: str) -> None:
    await browser.open(page)
    question = await browser.run("const b = document.querySelector('.examples button'); b.click(); return b.value")
    await browser.wait_for_text(f"entendu : {question}")


async def test_nothing_runs_off_the_edge_of_a_small_phone(browser: Browser, page: str) -> None:
    await browser.resize(360, 640)
    await browser.open(page)
    await browser.run("document.getElementById('text').focus()")
    await browser.press("médecin", ENTER)
    await browser.wait_for_text("entendu : médecin")
    assert await browser.run("return document.documentElement.scrollWidth") <= 360
    small = "return [...document.querySelectorAll('button')].filter(b => b.offsetHeight && b.offsetHeight < 44).length"
    assert await browser.run(small) == 0


async def test_the_browser_finds_nothing_to_complain_about(browser: Browser, page: str) -> None:
    await browser.open(page)
    await browser.run(
        "window.complaints = []; addEventListener('securitypolicyviolation', e => complaints.push(e.blockedURI))"
    )
    await browser.run("document.getElementById('text').focus()")
    await browser.press("médecin", ENTER)
    await browser.wait_for_text("entendu : médecin")
    assert await browser.run("return window.complaints") == []
    resources = await browser.run("return performance.getEntriesByType('resource').map(r => new URL(r.name).host)")
    assert set(resources) == {await browser.run("return location.host")}
