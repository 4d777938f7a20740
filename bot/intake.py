"""Where every update comes in, by whatever transport: what it passes through before it is stored stands here once."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.door import admit
from bot.metrics import Metrics, Part, Transport
from bot.updates import chat_of, sent_at
from storage.inbox import Inbox, NewUpdate

Raw = Mapping[str, Any]


class _Batch:
    """Updates that are stored in one commit, and how that goes."""

    def __init__(self) -> None:
        self.raws: list[Raw] = []
        self.updates: list[NewUpdate] = []
        self.stored: asyncio.Task[int] | None = None


class Intake:
    """Puts updates into the inbox; `stored` is called whenever some were new.

    Updates that come while a commit is under way share the next one, so that a crowd costs few commits and leaves the
    database to those who answer it. They succeed or fail together.
    """

    def __init__(self, inbox: Inbox, metrics: Metrics, stored: Callable[[], None] = lambda: None) -> None:
        self._inbox = inbox
        self._metrics = metrics
        self._gathering: dict[Transport, _Batch] = {}
        self._turn = asyncio.Lock()
        self.stored = stored

    async def take(self, raws: Sequence[Raw], transport: Transport) -> int:
        """Stores the updates and says how many of their commit were new; one that came before stays as it is.

        Nothing of a text that is marked as an official secret gets further than this (see `bot.door`).
        When this returns, Telegram may be told that they arrived. Raises what the database raises.
        """
        updates = [_new_update(admit(raw)) for raw in raws]
        batch = self._gathering.setdefault(transport, _Batch())
        batch.raws += raws
        batch.updates += updates
        if batch.stored is None:
            batch.stored = asyncio.create_task(self._store(batch, transport))
        return await asyncio.shield(batch.stored)  # who gives up waiting does not take the others' commit along

    async def _store(self, batch: _Batch, transport: Transport) -> int:
        async with self._turn:
            del self._gathering[transport]
            with self._metrics.timed(Part.STORE):
                new = await self._inbox.store(batch.updates)
        self._metrics.received(transport, batch.raws, new)
        if new:
            self.stored()
        return new


def _new_update(raw: Raw) -> NewUpdate:
    return NewUpdate(raw["update_id"], chat_of(raw), raw, sent_at(raw))
