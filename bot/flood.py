"""One user who sends too much gets one clear reply and is then passed over; nobody else waits for it.

What a user sent is counted in the inbox itself, by the time the user wrote it: so every replica and every restart comes
to the same verdict, no counter is written, and messages that piled up while the bot was away are no flood.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inbox import Inbox, Item

LIMIT = 80
"""Messages and presses of one chat that are handled within `WINDOW`: a form is filled in by many quick taps, and the
bot itself answers one chat about once a second."""
WINDOW = timedelta(minutes=1)


class Verdict(StrEnum):
    """What to do with a message."""

    HANDLE = "handle"
    TELL = "tell"
    """The first that is too many: say so."""
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class FloodControl:
    """Judges each message of a chat by how many were sent in the `window` before it, handled or not."""

    limit: int = LIMIT
    window: timedelta = WINDOW

    async def judge(self, transaction: AsyncConnection, inbox: Inbox, items: Sequence[Item]) -> Mapping[int, Verdict]:
        """The verdict on each update by its id, the same however often it is asked for."""
        before = await inbox.sent_before(transaction, items, self.window, self.limit + 1)
        return {id: self._verdict(count) for id, count in before.items()}

    def _verdict(self, before: int) -> Verdict:
        if before < self.limit:
            return Verdict.HANDLE
        return Verdict.TELL if before == self.limit else Verdict.DROP
