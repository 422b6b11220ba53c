"""A Chromium driven by the W3C WebDriver protocol: the few commands these tests need, over chromedriver's HTTP."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The protocol's own key for a reference to an element."""
TAB, ENTER = "\ue004", "\ue007"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Browser:
    http: aiohttp.ClientSession
    session_url: str

    async def open(self, url: str) -> None:
        await self._post("/url", url=url)

    async def run(self, script: str, *arguments: object) -> Any:
        return await self._post("/execute/sync", script=script, args=list(arguments))

    async def press(self, *keys: str) -> None:
        """Keys on whatever has the focus, as a keyboard sends them."""
        actions = [{"type": kind, "value": key} for key in "".join(keys) for kind in ("keyDown", "keyUp")]
        await self._post("/actions", actions=[{"type": "key", "id": "keyboard", "actions": actions}])

    async def resize(self, width: int, height: int) -> None:
        """The screen of a phone: a window cannot be as narrow, its viewport can."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 2, "mobile": True}
        await self._post("/goog/cdp/execute", cmd="Emulation.setDeviceMetricsOverride", params=metrics)

    async def focused(self) -> str:
        """Id, else text, of the element that has the focus."""
        found = await self.run("const e = document.activeElement; return e.id || e.innerText || e.tagName")
        return str(found).strip()

    async def screenshot(self) -> str:
        """A PNG in base64."""
        async with self.http.get(f"{self.session_url}/screenshot") as response:
            return str((await response.json())["value"])

    async def wait_for_text(self, text: str) -> None:
        async with asyncio.timeout(20):
            while text not in await self.run("return document.body.innerText"):  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def _post(self, path: str, **body: object) -> Any:
        async with self.http.post(self.session_url + path, json=body) as response:
            value = (await response.json())["value"]
            assert response.status == 200, value
            return value


@asynccontextmanager
async def a_browser(driver: str, chromium: str, scripts: bool = True) -> AsyncIterator[Browser]:
    """A fresh profile, with JavaScript or without."""
    process = await asyncio.create_subprocess_exec(driver, "--port=0", stdout=asyncio.subprocess.PIPE)
    try:
        async with aiohttp.ClientSession() as http:
            base = f"http://127.0.0.1:{await _port_of(process)}"
            async with http.post(f"{base}/session", json=_wanted(chromium, scripts)) as response:
                value = (await response.json())["value"]
                assert response.status == 200, value
            browser = Browser(http, f"{base}/session/{value['sessionId']}")
            try:
                yield browser
            finally:
                await http.delete(browser.session_url)
    finally:
        process.terminate()
        await process.communicate()


async def _port_of(process: asyncio.subprocess.Process) -> int:
    assert process.stdout is not None
    async with asyncio.timeout(20):
        async for line in process.stdout:
            if started := re.search(rb"successfully on port (\d+)", line):
                return int(started[1])
    raise RuntimeError("chromedriver ended before it listened")


def _wanted(chromium: str, scripts: bool) -> dict[str, object]:
    options: dict[str, object] = {"binary": chromium, "args": list(FLAGS)}
    if not scripts:
        options["prefs"] = {"profile.managed_default_content_settings.javascript": 2}
    return {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}}
