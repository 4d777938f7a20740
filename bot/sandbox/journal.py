"""What happened in the sandbox, in order: feeds the chat page and whoever waits in a test."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.sandbox.waiting import Signal

KEPT = 10_000


@dataclass(frozen=True)
class Entry:
    """One happening: its number, its kind, the chat it happened in (None: everywhere) and its data."""

    id: int
    kind: str
    chat_id: int | None
    data: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "kind": self.kind, "chat_id": self.chat_id, "data": self.data}


class Journal:
    """The last 10,000 happenings, numbered from 1."""

    def __init__(self, signal: Signal) -> None:
        self._signal = signal
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._numbers = count(1)
        self.last = 0

    def add(self, kind: str, chat_id: int | None, data: dict[str, Any]) -> None:
        """Append and wake those who wait."""
        self.last = next(self._numbers)
        self._entries.append(Entry(self.last, kind, chat_id, data))
        self._signal.notify()

    def after(self, number: int, chat_id: int | None = None) -> list[Entry]:
        """What came after an entry, oldest first; with a chat, only what concerns it."""
        if number >= self.last:
            return []
        return [
            entry
            for entry in self._entries
            if entry.id > number and (chat_id is None or entry.chat_id in {None, chat_id})
        ]

    async def wait(self, number: int, chat_id: int | None, seconds: float) -> list[Entry]:
        """As `after`, waiting up to some seconds for the first one."""
        await self._signal.wait_until(lambda: bool(self.after(number, chat_id)), seconds)
        return self.after(number, chat_id)

    def of_kind(self, kinds: Iterable[str], chat_id: int) -> list[dict[str, Any]]:
        """The data of all entries of some kinds in a chat, oldest first."""
        wanted = set(kinds)
        return [entry.data for entry in self._entries if entry.kind in wanted and entry.chat_id == chat_id]
