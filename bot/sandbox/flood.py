"""Telegram's flood limits: how many messages a bot may send, with bursts, before it must wait."""

import math
from dataclasses import dataclass, fields

from bot.sandbox.clock import Clock
from bot.sandbox.errors import too_many_requests


@dataclass(frozen=True)
class Limits:
    """The sandbox's numbers; rates are messages a second. A rate of 0 means no limit."""

    chat_rate: float = 1.0
    chat_burst: int = 5
    total_rate: float = 30.0
    total_burst: int = 30
    group_rate: float = 20 / 60
    group_burst: int = 20
    callback_seconds: float = 150.0
    update_seconds: float = 86_400.0
    webhook_timeout_seconds: float = 60.0
    webhook_retry_seconds: float = 1.0

    @classmethod
    def generous(cls) -> "Limits":
        """No flood limits at all, for tests that are not about them."""
        return cls(chat_rate=0, total_rate=0, group_rate=0)

    @classmethod
    def names(cls) -> set[str]:
        """The names of the numbers, as the control API takes them."""
        return {field.name for field in fields(cls)}


@dataclass
class _Bucket:
    """A token bucket kept as the time at which it will be full again."""

    rate: float
    burst: int
    full_at: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until one more message is allowed; 0 when it is allowed now."""
        return max(max(self.full_at, now) - now - (self.burst - 1) / self.rate, 0.0)

    def take(self, now: float) -> None:
        self.full_at = max(self.full_at, now) + 1 / self.rate


class Flood:
    """Counts what is sent; edits count as messages."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock = clock
        self.set_limits(limits)

    def set_limits(self, limits: Limits) -> None:
        """Use other numbers from now on; forgets what was counted."""
        self.limits = limits
        self._buckets: dict[object, _Bucket] = {}

    def admit(self, chat_id: int) -> None:
        """Count one message to a chat, or raise 429 with the seconds to wait (a refused message is not counted)."""
        now = self._clock.now()
        buckets = self._concerned(chat_id)
        wait = max((bucket.wait(now) for bucket in buckets), default=0.0)
        if wait > 0:
            raise too_many_requests(math.ceil(wait))
        for bucket in buckets:
            bucket.take(now)

    def _concerned(self, chat_id: int) -> list[_Bucket]:
        limits = self.limits
        wanted: list[tuple[object, float, int]] = [
            ("total", limits.total_rate, limits.total_burst),
            (chat_id, limits.chat_rate, limits.chat_burst),
        ]
        if chat_id < 0:
            wanted.append((("group", chat_id), limits.group_rate, limits.group_burst))
        return [self._buckets.setdefault(key, _Bucket(rate, burst)) for key, rate, burst in wanted if rate > 0]
