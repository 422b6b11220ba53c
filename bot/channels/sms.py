"""SMS through Twilio: signed webhooks in, TwiML out. The area is known by the number the message came to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, quote

from aiohttp import web
from multidict import MultiDict
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from twilio.twiml.messaging_response import MessagingResponse  # type: ignore[import-untyped]

from bot.channels.base import Mount, NotSentError, Surroundings
from bot.channels.sms_sending import TwilioMessages
from bot.channels.sms_text import fit
from bot.turns import TurnRunner
from handlers.model import Message, Reply
from knowledge.store import Outgoing, Unsent

MAX_BODY_BYTES = 32 * 1024
"""Ten times what Twilio sends with a message of 1,600 characters."""
KIND_OF_MEDIA = {"audio": "voice", "image": "photo", "video": "photo"}
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""XML 1.0 section 2.2; an answer may quote what a resident typed."""

Form = MultiDict[str]


def open_channels(around: Surroundings) -> tuple[SmsChannel, ...]:
    token = around.settings.twilio_auth_token
    numbers = {number: area for area, number in around.settings.twilio_numbers.items() if area in around.areas}
    if not token or not numbers:
        return ()
    sid, api_url = around.settings.twilio_account_sid, around.settings.twilio_api_url
    twilio = TwilioMessages(sid, token, api_url) if sid else None
    return (SmsChannel(around.turns, token, numbers, around.settings.public_url, twilio),)


class SmsChannel:
    """Answers travel in the webhook's response; only what answers nothing (somebody found a seat) is sent.

    ``areas_by_number``: E.164 number -> area id. ``public_url``: how Twilio reaches us, behind a proxy too.
    ``twilio``: None without an account's id, and then we cannot write to anybody unasked."""

    name = "sms"

    def __init__(
        self,
        turns: TurnRunner,
        auth_token: str,
        areas_by_number: Mapping[str, str],
        public_url: str | None,
        twilio: TwilioMessages | None = None,
    ) -> None:
        self._twilio = twilio
        self._turns = turns
        self._validator = RequestValidator(auth_token)
        self._areas_by_number = areas_by_number
        self._public_url = public_url

    def add_to(self, mount: Mount) -> None:
        mount.routes.append(web.post("/sms/{area}", self._receive))
        mount.routes.append(web.post("/sms/{area}/status", self._record_status))

    async def send(self, unsent: Unsent) -> str | None:
        number = next((number for number, area in self._areas_by_number.items() if area == unsent.area_id), None)
        if self._twilio is None or number is None:
            raise NotSentError("SMS cannot be sent: ALLO_TWILIO_ACCOUNT_SID or the area's number is missing")
        report_id = f"notice-{unsent.outgoing_id}"
        status_url = self._status_url(self._public_url, unsent.area_id, report_id) if self._public_url else None
        await self._twilio.send(number, unsent.address, unsent.payload or unsent.text, status_url)
        return report_id

    def write(self, reply: Reply, address: str, kept: Reply) -> Outgoing:
        return Outgoing(fit(kept).text, address, fit(reply).text)

    def _status_url(self, origin: str, area_id: str, report_id: str) -> str:
        return f"{origin}/sms/{area_id}/status?answer={quote(report_id)}"

    async def _receive(self, request: web.Request) -> web.Response:
        form = await self._read_signed(request)
        area_id = self._area_of(form, request.match_info["area"])
        message = _message(form, can_be_written_to=self._twilio is not None)
        answered = await self._turns.answer(area_id, message, _write)
        if "OptOutType" in form:  # Twilio's own opt-out has answered already: a second text would cost and confuse
            return _twiml((), None)
        report_id = f"re-{message.external_id}"  # the answer's own id is only known to Twilio
        for outgoing_id in answered.ids:
            await self._turns.note_sent(outgoing_id, report_id)
        return _twiml(answered.texts, self._status_url(self._public_origin(request), area_id, report_id))

    async def _record_status(self, request: web.Request) -> web.Response:
        form = await self._read_signed(request)
        status = _required(form, "MessageStatus")
        await self._turns.record_delivery(self.name, request.query.get("answer", ""), status)
        return web.Response(status=204)

    async def _read_signed(self, request: web.Request) -> Form:
        """Raises 403 for whoever is not Twilio, 413 and 400 for what is no form of theirs."""
        body = await _read_body(request)
        try:
            pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=200)
        except ValueError:
            raise web.HTTPBadRequest(text="not a form") from None
        form: Form = MultiDict(pairs)
        url = self._public_origin(request) + request.raw_path
        if not self._validator.validate(url, form, request.headers.get("X-Twilio-Signature", "")):
            raise web.HTTPForbidden(text="wrong signature")
        return form

    def _public_origin(self, request: web.Request) -> str:
        return self._public_url or f"{request.scheme}://{request.host}"

    def _area_of(self, form: Form, named: str) -> str:
        area_id = self._areas_by_number.get(_required(form, "To"))
        if area_id is None and named in self._areas_by_number.values():
            return named
        if area_id is None:
            raise web.HTTPNotFound(text="no area has this number")
        return area_id


async def _read_body(request: web.Request) -> bytes:
    body = await request.content.read(MAX_BODY_BYTES + 1)
    while len(body) <= MAX_BODY_BYTES and not request.content.at_eof():
        body += await request.content.read(MAX_BODY_BYTES + 1 - len(body))
    if len(body) > MAX_BODY_BYTES:
        raise web.HTTPRequestEntityTooLarge(MAX_BODY_BYTES, len(body))
    return body


def _message(form: Form, can_be_written_to: bool) -> Message:
    text = form.get("Body", "").strip()
    number = _required(form, "From")
    return Message(
        text=text,
        channel="sms",
        contact_id=number,
        external_id=_required(form, "MessageSid"),
        sent_at=datetime.now(UTC),
        kind=_kind(form, text),
        reach=number if can_be_written_to else None,
    )


def _kind(form: Form, text: str) -> Any:
    """A picture that comes with words is answered by the words."""
    if text or form.get("NumMedia", "0") == "0":
        return "text"
    return KIND_OF_MEDIA.get(form.get("MediaContentType0", "").split("/")[0], "other")


def _required(form: Form, name: str) -> str:
    value = form.get(name, "").strip()
    if not value:
        raise web.HTTPBadRequest(text=f"{name} is missing")
    return value


def _write(reply: Reply) -> Outgoing:
    return Outgoing(fit(reply).text)


def _twiml(texts: tuple[str, ...], status_url: str | None) -> web.Response:
    response = MessagingResponse()
    for text in texts:
        response.message(_NOT_IN_XML.sub("", text), status_callback=status_url)
    return web.Response(text=str(response), content_type="text/xml", charset="utf-8")
