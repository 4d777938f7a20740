"""What a check of the set-up is, and what comes of it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.settings import Settings

SECONDS = 120.0
"""How long one check may take."""


class TroubleError(Exception):
    """A check failed. `found` is what was found, `remedy` what to do about it."""

    def __init__(self, found: str, remedy: str) -> None:
        super().__init__(found)
        self.found = found
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Check:
    """Something that must work: `run` says what it found, or raises `TroubleError`."""

    name: str
    run: Callable[[Settings], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; `remedy` is empty when it is well."""

    name: str
    ok: bool
    found: str
    remedy: str = ""

    def line(self) -> str:
        """One line for people."""
        return f"✅ {self.name}: {self.found}" if self.ok else f"❌ {self.name}: {self.found} → {self.remedy}"


async def examine(settings: Settings, checks: Sequence[Check]) -> list[Finding]:
    """Runs every check, whatever the others find."""
    return [await _finding(check, settings) for check in checks]


async def _finding(check: Check, settings: Settings) -> Finding:
    try:
        async with asyncio.timeout(SECONDS):
            return Finding(check.name, True, await check.run(settings))
    except TroubleError as trouble:
        return Finding(check.name, False, trouble.found, trouble.remedy)
    except TimeoutError:
        return Finding(check.name, False, f"không xong trong {SECONDS:.0f} giây", "thử lại; nếu vẫn vậy, xem nhật ký.")
