"""A token bucket for each key: so many at once, then so many a minute."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

MOST_KEYS = 10_000
"""The longest silent are forgotten first; who comes back has a full bucket, as a newcomer."""


@dataclass(slots=True)
class Bucket:
    tokens: float
    at: datetime


class RateLimit:
    def __init__(self, burst: int, per_minute: float) -> None:
        self._burst = burst
        self._per_second = per_minute / 60
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def is_allowed(self, key: str, now: datetime) -> bool:
        """Takes one token when there is one."""
        bucket = self._buckets.pop(key, None) or Bucket(self._burst, now)
        gained = max((now - bucket.at).total_seconds(), 0) * self._per_second
        bucket.tokens, bucket.at = min(bucket.tokens + gained, self._burst), now
        self._buckets[key] = bucket
        if len(self._buckets) > MOST_KEYS:
            self._buckets.popitem(last=False)
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        return True
