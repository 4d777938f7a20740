"""The bot of `benchmarks.rush`, a process of its own: `python -m benchmarks.rush_bot 2026-11-25T00:59:55+00:00`.

Settings come from the environment as for `damlam run`; its clock begins at the moment named. The search by meaning is
not loaded.
"""

import asyncio
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta

from benchmarks.load_bots import READY
from bot import wiring
from bot.assembly import Options
from bot.logs import set_up_logging
from bot.settings import load_settings
from conversations.case.reminding import ReminderScreens
from conversations.router import Router
from knowledge.opening import Knowledge
from storage.clock import SystemClock


@dataclass(frozen=True, slots=True)
class PutForward:
    """The machine's clock, put forward or back."""

    by: timedelta

    def now(self) -> datetime:
        """The moment that it shows."""
        return SystemClock().now() + self.by


def main() -> None:
    """Runs until it is told to stop."""
    settings, knowledge = load_settings(), Knowledge()
    set_up_logging(settings.log_level, settings.secrets)
    router = Router(knowledge.answerer(), knowledge.library)
    clock = PutForward(datetime.fromisoformat(sys.argv[1]) - SystemClock().now())
    options = Options(reminding=ReminderScreens(knowledge.library), clock=clock)
    asyncio.run(wiring.run(settings, lambda _: router, options, ready=lambda: print(READY, flush=True)))


if __name__ == "__main__":
    main()
