"""Where every update comes in, by whatever transport: what it passes through before it is stored stands here once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.door import admit
from bot.metrics import Metrics, Part, Transport
from bot.updates import chat_of, sent_at
from storage.inbox import Inbox, NewUpdate


class Intake:
    """Puts updates into the inbox; `stored` is called whenever some were new."""

    def __init__(self, inbox: Inbox, metrics: Metrics, stored: Callable[[], None] = lambda: None) -> None:
        self._inbox = inbox
        self._metrics = metrics
        self.stored = stored

    async def take(self, raws: Sequence[Mapping[str, Any]], transport: Transport) -> int:
        """Stores the updates in one commit and says how many were new; one that came before stays as it is.

        Nothing of a text that is marked as an official secret gets further than this (see `bot.door`).
        When this returns, Telegram may be told that they arrived. Raises what the database raises.
        """
        with self._metrics.timed(Part.STORE):
            new = await self._inbox.store([_new_update(admit(raw)) for raw in raws])
        self._metrics.received(transport, raws, new)
        if new:
            self.stored()
        return new


def _new_update(raw: Mapping[str, Any]) -> NewUpdate:
    return NewUpdate(raw["update_id"], chat_of(raw), raw, sent_at(raw))
