"""Sends SMS through Twilio's REST API: what answers no message, so that it cannot travel in a response."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import aiohttp

from bot.channels.base import NotSentError

API_URL = "https://api.twilio.com"
TIMEOUT = aiohttp.ClientTimeout(total=20)
REFUSED = 21610
"""Twilio's code for "this number has written STOP"."""
NEVER = frozenset({21211, 21408, 21612, 21614})
"""No number, a country that is switched off, no route, no mobile: trying again is useless."""
BUSY = timedelta(seconds=30)


class TwilioMessages:
    """``api_url`` replaces Twilio's own server, for tests and their proxies."""

    def __init__(self, account_sid: str, auth_token: str, api_url: str | None = None) -> None:
        self._url = f"{api_url or API_URL}/2010-04-01/Accounts/{account_sid}/Messages.json"
        self._headers = {"Authorization": aiohttp.encode_basic_auth(account_sid, auth_token)}

    async def send(self, from_number: str, to_number: str, text: str, status_url: str | None) -> None:
        """Raises NotSentError, which quotes neither number nor text."""
        form = {"From": from_number, "To": to_number, "Body": text}
        if status_url:
            form["StatusCallback"] = status_url
        try:
            async with (
                aiohttp.ClientSession(headers=self._headers, timeout=TIMEOUT) as session,
                session.post(self._url, data=form) as response,
            ):
                if response.status >= 400:
                    raise _not_sent(response.status, await _code_of(response))
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NotSentError(type(error).__name__) from None


async def _code_of(response: aiohttp.ClientResponse) -> int | None:
    try:
        body: Any = await response.json()
        return int(body["code"])
    except (aiohttp.ClientError, ValueError, KeyError, TypeError):
        return None


def _not_sent(status: int, code: int | None) -> NotSentError:
    why = f"Twilio answered {status}" + (f", code {code}" if code else "")
    if code == REFUSED:
        return NotSentError(why, refused=True)
    if status == 429:
        return NotSentError(why, retry_after=BUSY)
    return NotSentError(why, final=code in NEVER)
