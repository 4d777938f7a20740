"""How fast messages may go out: Telegram's limits over all chats and in one chat, as pure arithmetic on a clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

Clock = Callable[[], float]
"""Seconds from any fixed moment."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`rate` messages a second in the long run, and `burst` at once after a rest."""

    rate: float
    burst: float


OVERALL = Limit(rate=28, burst=28)
"""Bot FAQ, "My bot is hitting limits": about 30 messages a second over all chats; kept a little under."""
NEGLIGIBLE = 1e-6
"""Part of a message that may be lacking: waiting for a rest of adding up seconds would move no clock."""
PER_CHAT = Limit(rate=1, burst=3)
"""The same: about one message a second in one chat, short bursts are let through."""


@dataclass(slots=True)
class _Bucket:
    """Tokens of one limit. Nothing is spent before `held_until`."""

    limit: Limit
    tokens: float
    at: float
    held_until: float = 0.0

    def refill(self, now: float) -> None:
        self.tokens = min(self.limit.burst, self.tokens + (now - self.at) * self.limit.rate)
        self.at = now

    def wait(self, now: float) -> float:
        self.refill(now)
        lacks = 1 - self.tokens
        return max(0.0, lacks / self.limit.rate if lacks > NEGLIGIBLE else 0.0, self.held_until - now)

    def rested(self, now: float) -> bool:
        self.refill(now)
        return self.tokens >= self.limit.burst and now >= self.held_until


@dataclass(slots=True)
class Pace:
    """Says how long the next message to a chat must wait, and is told what was sent and refused.

    Buckets of chats at rest are forgotten, so memory follows the chats of the last seconds and not all that ever were.
    """

    overall: Limit = OVERALL
    per_chat: Limit = PER_CHAT
    clock: Clock = monotonic
    _all: _Bucket = field(init=False)
    _chats: dict[int, _Bucket] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._all = _Bucket(self.overall, self.overall.burst, self.clock())

    def wait(self, chat_id: int) -> float:
        """Seconds until a message to the chat may go, 0 when it may go now."""
        now = self.clock()
        chat = self._chats.get(chat_id)
        return max(self._all.wait(now), chat.wait(now) if chat else 0.0)

    def sent(self, chat_id: int) -> None:
        """A request went out, whatever came of it."""
        now = self.clock()
        for bucket in (self._all, self._bucket(chat_id, now)):
            bucket.refill(now)
            bucket.tokens -= 1

    def refused(self, chat_id: int, retry_after: float) -> None:
        """Telegram answered 429 for the chat.

        It does not say which limit was hit. The chat is held; when two chats are held at once it is the
        limit over all, and everything waits.
        """
        now = self.clock()
        until = now + retry_after
        others = any(bucket.held_until > now for chat, bucket in self._chats.items() if chat != chat_id)
        self._bucket(chat_id, now).held_until = until
        if others:
            self._all.held_until = max(self._all.held_until, until)

    def _bucket(self, chat_id: int, now: float) -> _Bucket:
        if chat_id not in self._chats:
            self._chats = {chat: bucket for chat, bucket in self._chats.items() if not bucket.rested(now)}
            self._chats[chat_id] = _Bucket(self.per_chat, self.per_chat.burst, now)
        return self._chats[chat_id]
