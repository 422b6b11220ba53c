"""What the program does on its own: send again, erase, take in what was imported."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.carpool import CarpoolDesk
from bot.deliveries import Deliveries
from bot.directories import Directories
from knowledge.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    every: timedelta
    run: Callable[[], Awaitable[object]]


def list_jobs(
    store: Store,
    deliveries: Deliveries,
    directories: Directories,
    desk: CarpoolDesk,
    retention: timedelta,
    clock: Callable[[], datetime],
) -> tuple[Job, ...]:
    """``retention``: how long messages are kept, and what is remembered of residents who do not come back."""
    return (
        Job("retry outbox", timedelta(seconds=15), lambda: deliveries.retry(clock())),
        Job("erase expired messages", timedelta(hours=1), lambda: store.erase_messages_before(clock() - retention)),
        Job("refresh directories", timedelta(minutes=1), directories.refresh),
        Job("tend the carpool board", timedelta(minutes=1), desk.tend),
    )


@asynccontextmanager
async def running(jobs: tuple[Job, ...]) -> AsyncIterator[None]:
    """Each job runs at once, then again and again until left."""
    tasks = [asyncio.create_task(_repeat(job), name=job.name) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _repeat(job: Job) -> None:
    while True:
        await run_once(job)
        await asyncio.sleep(job.every.total_seconds())


async def run_once(job: Job) -> None:
    """One failure must not end the job for good."""
    try:
        await job.run()
    except Exception as error:
        log.error("job %r failed: %s", job.name, type(error).__name__)
