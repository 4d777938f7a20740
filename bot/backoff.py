"""How long to wait before trying again: longer each time, never in step with others."""

import asyncio
import random
from dataclasses import dataclass

FIRST = 0.5
"""Seconds before the second try."""
LONGEST = 60.0
"""Seconds; waits stop growing here."""


def delay(failures: int, *, first: float = FIRST, longest: float = LONGEST) -> float:
    """Seconds to wait after `failures` failures in a row (1 or more): doubled each time, up to half of it taken off."""
    whole = min(longest, first * 2.0 ** min(failures - 1, 32))
    return whole * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret


@dataclass(slots=True)
class Backoff:
    """Counts failures in a row."""

    failures: int = 0

    def failed(self) -> float:
        """Counts one more and says how long to wait."""
        self.failures += 1
        return delay(self.failures)

    def worked(self) -> None:
        """The next failure is a first one again."""
        self.failures = 0


async def sleep_unless(stop: asyncio.Event, seconds: float) -> None:
    """Sleeps, but no longer than until `stop` is set."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
