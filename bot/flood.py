"""One user who sends too much gets one clear reply and is then passed over; nobody else waits for it.

The window is kept in memory by each process: what it guards is the work of this process, and forgetting it at a
restart costs one window. It counts by the time the user wrote, so messages that piled up while the bot was away are
no flood.
"""

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

LIMIT = 20
"""Messages and presses of one chat that are handled within `WINDOW`."""
WINDOW = 60.0
"""Seconds."""


class Verdict(StrEnum):
    """What to do with a message."""

    HANDLE = "handle"
    TELL = "tell"
    """Too many: say so, once in a window."""
    DROP = "drop"


@dataclass(slots=True)
class _Chat:
    handled: deque[float] = field(default_factory=deque)
    told: float | None = None


@dataclass(slots=True)
class FloodControl:
    """Judges each message of a chat by how many were handled in the `window` seconds before it."""

    limit: int = LIMIT
    window: float = WINDOW
    _chats: dict[int, _Chat] = field(init=False, default_factory=dict)

    def judge(self, chat_id: int, at: float) -> Verdict:
        """The verdict on a message of the chat written at `at` (seconds since the epoch); counts it when handled."""
        chat = self._chats.get(chat_id) or self._new(chat_id, at)
        while chat.handled and chat.handled[0] <= at - self.window:
            chat.handled.popleft()
        if len(chat.handled) < self.limit:
            chat.handled.append(at)
            return Verdict.HANDLE
        if chat.told is None or chat.told <= at - self.window:
            chat.told = at
            return Verdict.TELL
        return Verdict.DROP

    def _new(self, chat_id: int, at: float) -> _Chat:
        """A chat not seen in the window; those whose last message has left it are forgotten."""
        self._chats = {
            known: chat for known, chat in self._chats.items() if chat.handled and chat.handled[-1] > at - self.window
        }
        return self._chats.setdefault(chat_id, _Chat())
