"""What the program does on its own, and that one failure does not end it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.channels.base import plain_text
from bot.jobs import Job, list_jobs, run_once, running
from handlers.model import Message, Reply
from knowledge.store import Outgoing, Store
from tests.fakes import AREA, NOW, make_world


async def test_messages_are_erased_when_their_time_is_over(store: Store) -> None:
    world = make_world(store)
    message = Message("bonjour", "sms", "+33639980042", "m1", NOW)
    await world.turns.answer(AREA.area_id, message, lambda reply: Outgoing(plain_text(reply)))
    later = NOW + timedelta(days=31)
    jobs = list_jobs(store, world.deliveries, world.turns._directories, world.desk, timedelta(days=30), lambda: later)
    for job in jobs:
        await run_once(job)
    assert await world.turns.list_recent("sms", "+33639980042", 9) == ()


async def test_a_job_that_fails_runs_again_and_tells_no_more_than_the_kind_of_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    runs: list[int] = []
    enough = asyncio.Event()

    async def fail() -> None:
        runs.append(1)
        if len(runs) == 3:
            enough.set()
        raise RuntimeError("+33639980042 said médecin")

    async with running((Job("fragile", timedelta(0), fail),)), asyncio.timeout(10):
        await enough.wait()
    assert "RuntimeError" in caplog.text
    assert "médecin" not in caplog.text


async def test_jobs_stop_when_the_program_does() -> None:
    runs: list[int] = []

    async def run() -> None:
        runs.append(1)

    async with running((Job("quiet", timedelta(0), run),)):
        while not runs:  # noqa: ASYNC110
            await asyncio.sleep(0)
    after = len(runs)
    await asyncio.sleep(0)
    assert len(runs) == after


def test_a_reply_of_lines_alone_is_its_text() -> None:
    assert plain_text(Reply(("a", "b"))) == "a\nb"
