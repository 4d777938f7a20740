"""The time, asked for through an object so that a test can hold it still."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Whoever knows what time it is."""

    def now(self) -> datetime:
        """The present moment, aware and in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware and in UTC."""
        return datetime.now(UTC)
