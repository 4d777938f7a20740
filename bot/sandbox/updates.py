"""Updates waiting for the bot: long polls, confirmation by offset, expiry."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.sandbox.clock import Clock
from bot.sandbox.errors import conflict
from bot.sandbox.flood import Limits
from bot.sandbox.methods import ALL_UPDATES
from bot.sandbox.waiting import Signal

FIRST_UPDATE_ID = 100_000_001
_TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(frozen=True)
class Pending:
    """An update that the bot has not confirmed."""

    id: int
    kind: str
    payload: dict[str, Any]
    chat_id: int
    at: float

    def to_api(self) -> dict[str, Any]:
        """Bot API `Update`."""
        return {"update_id": self.id, self.kind: self.payload}


class UpdateQueue:
    """Unconfirmed updates in order of id."""

    def __init__(self, clock: Clock, signal: Signal, limits: Limits) -> None:
        self._clock = clock
        self._signal = signal
        self._numbers = count(FIRST_UPDATE_ID)
        self._pending: list[Pending] = []
        self._poll: object | None = None
        self._ended_by = _TERMINATED
        self.limits = limits
        self.allowed: tuple[str, ...] = ALL_UPDATES

    @property
    def polled(self) -> bool:
        """Whether a long poll is waiting now."""
        return self._poll is not None

    def allow(self, kinds: list[str] | None) -> None:
        """Which kinds to make from now on: None keeps what was said before, an empty list means all."""
        if kinds is not None:
            self.allowed = tuple(kinds) or ALL_UPDATES

    def push(self, kind: str, payload: dict[str, Any], chat_id: int) -> None:
        """Add an update, unless the bot does not want its kind."""
        if kind in self.allowed:
            self._pending.append(Pending(next(self._numbers), kind, payload, chat_id, self._clock.now()))
            self._signal.notify()

    def pending(self) -> list[Pending]:
        """What is unconfirmed and not expired, in order."""
        now = self._clock.now()
        self._pending = [update for update in self._pending if now - update.at < self._lifetime(update.kind)]
        return list(self._pending)

    def remove(self, update_id: int) -> None:
        """Forget one update that a webhook has taken."""
        self._pending = [update for update in self._pending if update.id != update_id]
        self._signal.notify()

    def drop_all(self) -> None:
        """Forget everything (`drop_pending_updates`)."""
        self._pending.clear()

    def end_poll(self, reason: str) -> None:
        """End the long poll that is waiting, if any, with a 409."""
        self._ended_by = reason
        self._poll = None
        self._signal.notify()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[dict[str, Any]]:
        """Confirm below the offset, then wait for updates; a newer poll ends this one with 409.

        A negative offset counts from the end and forgets everything before it.
        """
        self.end_poll(_TERMINATED)
        mine = self._poll = object()
        self._confirm(offset)
        self._signal.notify()
        try:
            await self._signal.wait_until(lambda: self._poll is not mine or bool(self.pending()), seconds)
            if self._poll is not mine:
                raise conflict(self._ended_by)
            return [update.to_api() for update in self.pending()[:limit]]
        finally:
            if self._poll is mine:
                self._poll = None

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._pending = self.pending()[offset:]
        else:
            self._pending = [update for update in self.pending() if update.id >= offset]

    def _lifetime(self, kind: str) -> float:
        return self.limits.callback_seconds if kind == "callback_query" else self.limits.update_seconds
