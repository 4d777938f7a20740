"""Where every update comes in, by whatever transport: what it passes through before it is stored stands here once."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

from bot.door import admit
from bot.metrics import Metrics, Part, Transport
from bot.together import Together
from bot.updates import chat_of, sent_at
from storage.inbox import Inbox, NewUpdate

Raw = Mapping[str, Any]


async def _at_once() -> None:
    """Waits for nobody."""


class Intake:
    """Puts updates into the inbox; `stored` is called whenever some were new.

    Updates that come while a commit is under way share the next one, so that a crowd costs few commits and leaves the
    database to those who answer it. They succeed or fail together.
    """

    def __init__(
        self,
        inbox: Inbox,
        metrics: Metrics,
        stored: Callable[[], None] = lambda: None,
        less_crowded: Callable[[], Awaitable[None]] = _at_once,
    ) -> None:
        self._inbox = inbox
        self._metrics = metrics
        self._commits = {transport: Together(partial(self._store, transport), self._gather) for transport in Transport}
        self.stored = stored
        self.less_crowded = less_crowded

    async def take(self, raws: Sequence[Raw], transport: Transport) -> int:
        """Stores the updates and says how many of their commit were new; one that came before stays as it is.

        Nothing of a text that is marked as an official secret gets further than this (see `bot.door`).
        When this returns, Telegram may be told that they arrived. Raises what the database raises.
        """
        return await self._commits[transport].add([(raw, _new_update(admit(raw))) for raw in raws])

    async def _gather(self) -> None:
        await self.less_crowded()

    async def _store(self, transport: Transport, given: Sequence[Sequence[tuple[Raw, NewUpdate]]]) -> int:
        raws = [raw for one in given for raw, _ in one]
        with self._metrics.timed(Part.STORE):
            new = await self._inbox.store([update for one in given for _, update in one])
        self._metrics.received(transport, raws, new)
        if new:
            self.stored()
        return new


def _new_update(raw: Raw) -> NewUpdate:
    return NewUpdate(raw["update_id"], chat_of(raw), raw, sent_at(raw))
